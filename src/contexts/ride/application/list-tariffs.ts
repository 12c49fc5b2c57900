import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Tariff } from '../domain/tariff';
import { type TariffFilter, Tariffs } from '../persistence/tariffs';

@Injectable()
export class ListTariffs {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tariffs: Tariffs,
  ) {}

  execute(filter: TariffFilter, principal: Principal): Promise<Page<Tariff>> {
    organizationOf(principal);
    return this.unitOfWork.run(() => this.tariffs.list(filter));
  }
}
