import { Injectable } from '@nestjs/common';
import { isNewer, NEW_TRAIL, type Trail } from '../domain/position-report';
import { LastPositions } from '../persistence/last-positions';

const MOST_REMEMBERED = 50_000;
/** Older, and another process may know better. */
const FRESH_MILLISECONDS = 60_000;

/**
 * What this process remembers of each device between two reports. Another process may have heard of it since: so one that is
 * older than a minute is compared with what is stored, and a jump is measured from a position no older than that.
 */
@Injectable()
export class DeviceTrails {
  private readonly trails = new Map<string, Trail>();

  constructor(private readonly lastPositions: LastPositions) {}

  /** Undefined for one this process has not heard of lately: then `read` him. */
  of(driverId: string, now: Date): Trail | undefined {
    const trail = this.trails.get(driverId);
    return trail?.last && now.getTime() - trail.last.at.getTime() <= FRESH_MILLISECONDS ? trail : undefined;
  }

  /** What is stored, or what this process knows where that is newer. */
  async read(driverId: string): Promise<Trail> {
    const known = this.trails.get(driverId) ?? NEW_TRAIL;
    const last = await this.lastPositions.lastOf(driverId);
    if (!last || (known.last && !isNewer(last, known.last))) return known;
    const elsewhere = known.elsewhere && isNewer(known.elsewhere.position, last) ? known.elsewhere : null;
    return { ...known, last, elsewhere };
  }

  remember(driverId: string, trail: Trail): void {
    this.trails.delete(driverId);
    if (this.trails.size >= MOST_REMEMBERED) this.trails.delete(this.trails.keys().next().value!);
    this.trails.set(driverId, trail);
  }
}
