import { Injectable } from '@nestjs/common';
import { NEW_TRAIL, type Trail } from '../domain/position-report';
import { LastPositions } from '../persistence/last-positions';

const MOST_REMEMBERED = 50_000;

/**
 * What this process remembers of each device between two reports. Another process may have heard of it since: then a jump
 * is measured from an older position over a longer time, which judges no worse.
 */
@Injectable()
export class DeviceTrails {
  private readonly trails = new Map<string, Trail>();

  constructor(private readonly lastPositions: LastPositions) {}

  /** Undefined for one this process has not heard of: then `read` him. */
  of(driverId: string): Trail | undefined {
    return this.trails.get(driverId);
  }

  async read(driverId: string): Promise<Trail> {
    return { ...NEW_TRAIL, last: await this.lastPositions.lastOf(driverId) };
  }

  remember(driverId: string, trail: Trail): void {
    this.trails.delete(driverId);
    if (this.trails.size >= MOST_REMEMBERED) this.trails.delete(this.trails.keys().next().value!);
    this.trails.set(driverId, trail);
  }
}
