import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { CityConfigured } from '../../ride/contracts/ride-terms-events';
import { boundsOf, DEFAULT_AREA, type ServedArea } from '../domain/served-area';

const REMEMBER: Statement = {
  name: 'assignment.served_area.remember',
  text: `INSERT INTO assignment.served_areas (organization_id, city_code, south, west, north, east, time_zone,
           kilometres_per_hour, matching)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (organization_id, city_code) DO UPDATE
         SET south = excluded.south, west = excluded.west, north = excluded.north, east = excluded.east,
           time_zone = excluded.time_zone, kilometres_per_hour = excluded.kilometres_per_hour, matching = excluded.matching`,
};
const OF: Statement = {
  name: 'assignment.served_area.of',
  text: 'SELECT south, west, north, east FROM assignment.served_areas WHERE organization_id = $1',
};
/** Wall time. A new city's drivers are doubted for so long at most, in a process that had looked before. */
const REMEMBERED_MILLISECONDS = 60_000;

/** What assignment remembers of the cities that are configured: where drivers are to be expected, and how found (`RIDE_COLUMNS`). */
@Injectable()
export class ServedAreas {
  private readonly known = new Map<string, { readonly areas: readonly ServedArea[]; readonly until: number }>();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  async remember(city: CityConfigured['payload'], organizationId: string | null): Promise<void> {
    const { code, origin, timeZone, kilometresPerHour, matching } = city;
    const { south, west, north, east } = boundsOf(origin);
    const terms = [timeZone, kilometresPerHour, matching];
    await this.unitOfWork.query(REMEMBER, [organizationId, code, south, west, north, east, ...terms]);
    this.unitOfWork.afterCommit(() => this.known.delete(organizationId!));
  }

  /** Undefined where this process has not looked lately: then `read` them. */
  of(organizationId: string): readonly ServedArea[] | undefined {
    const known = this.known.get(organizationId);
    return known && known.until > Date.now() ? known.areas : undefined;
  }

  async read(organizationId: string): Promise<readonly ServedArea[]> {
    const configured = await this.unitOfWork.rows<ServedArea & Record<string, unknown>>(OF, [organizationId]);
    const areas = configured.length > 0 ? configured : [DEFAULT_AREA];
    this.known.set(organizationId, { areas, until: Date.now() + REMEMBERED_MILLISECONDS });
    return areas;
  }
}
