import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { City } from '../domain/city';
import { Cities } from '../persistence/cities';

@Injectable()
export class ListCities {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cities: Cities,
  ) {}

  execute(principal: Principal): Promise<readonly City[]> {
    organizationOf(principal);
    return this.unitOfWork.run(() => this.cities.all());
  }
}
