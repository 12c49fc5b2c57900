import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type City, DELHI_NCR } from '../domain/city';
import { ConfiguredCity } from '../domain/configured-city';
import { refusedByState } from '../domain/ride-errors';

const ALL: Statement = {
  name: 'ride.cities.all',
  text: `SELECT code, name, time_zone AS "timeZone", origin, lead_days AS "leadDays", windows, on_demand AS "onDemand",
           kilometres_per_hour AS "kilometresPerHour", matching
         FROM ride.cities WHERE organization_id = $1 ORDER BY code`,
};

@Injectable()
export class Cities extends AggregateStore<ConfiguredCity> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, ConfiguredCity, 'city', {
      cities_code: () =>
        refusedByState('city_configured_at_once', 'Somebody configured this city just now; look again.'),
    });
  }

  /** Those of the organization; Delhi NCR by its defaults where it has configured none. */
  async all(): Promise<readonly City[]> {
    const stored = await this.unitOfWork.rows<City & object>(ALL, [this.unitOfWork.organizationId]);
    return stored.length > 0 ? stored : [DELHI_NCR];
  }

  async findByCode(code: string): Promise<ConfiguredCity | null> {
    const organizationId = this.unitOfWork.organizationId!;
    return this.unitOfWork.manager.findOneBy(ConfiguredCity, { organizationId, code });
  }
}
