import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { City } from '../domain/city';
import { ConfiguredCity } from '../domain/configured-city';
import { assertWholeOrganization } from '../domain/organization-wide';
import { Cities } from '../persistence/cities';

@Injectable()
export class ConfigureCity {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly cities: Cities,
  ) {}

  /**
   * The first city that an operator configures takes the place of the default one.
   * @throws DomainError `outside_scope`, and those of `assertCity`.
   */
  execute(city: City, principal: Principal): Promise<City> {
    const organizationId = organizationOf(principal);
    assertWholeOrganization(principal);
    const now = this.clock.now();
    return this.unitOfWork.run(async () => {
      const known = await this.cities.findByCode(city.code);
      if (known) await this.cities.change(known, (found) => found.configure(city, now));
      else await this.cities.add(ConfiguredCity.first(uuidv7(), organizationId, city, now));
      return city;
    });
  }
}
