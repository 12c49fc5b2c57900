import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_MATCHING } from '../../../kernel/city-terms';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type City, DEFAULT_ON_DEMAND } from '../domain/city';
import { ConfiguredCity } from '../domain/configured-city';
import { assertWholeOrganization } from '../domain/organization-wide';
import { Cities } from '../persistence/cities';

type MayBeLeftOut = 'onDemand' | 'kilometresPerHour' | 'matching';
/** A whole city; of what is left out the defaults are meant, not what was configured before. */
export type ConfigureCityCommand = Omit<City, MayBeLeftOut> & Partial<Pick<City, MayBeLeftOut>>;

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
  execute(command: ConfigureCityCommand, principal: Principal): Promise<City> {
    const { onDemand = DEFAULT_ON_DEMAND, kilometresPerHour = null, matching = DEFAULT_MATCHING } = command;
    const city: City = { ...command, onDemand, kilometresPerHour, matching };
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
