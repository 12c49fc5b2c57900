import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { assertWholeOrganization } from '../domain/organization-wide';
import type { Tariff } from '../domain/tariff';
import { Tariffs } from '../persistence/tariffs';

export interface EndTariffCommand {
  /** Now, where left out. */
  readonly effectiveTo?: Date | null;
  readonly reason: string;
}

@Injectable()
export class EndTariff {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly tariffs: Tariffs,
  ) {}

  /** @throws DomainError `outside_scope`, `tariff_not_found`, and those of `Tariff.end`. */
  execute(tariffId: string, { effectiveTo, reason }: EndTariffCommand, principal: Principal): Promise<Tariff> {
    organizationOf(principal);
    assertWholeOrganization(principal);
    const now = this.clock.now();
    return this.unitOfWork.run(async () => {
      const tariff = await this.tariffs.get(tariffId);
      await this.tariffs.change(tariff, (found) => found.end(effectiveTo ?? now, reason, now));
      return tariff;
    });
  }
}
