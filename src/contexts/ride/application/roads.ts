import { Injectable } from '@nestjs/common';
import type { GeoPoint } from '../../../kernel/geo-point';
import { type RoadLeg, Routing } from '../../../platform/routing/routing';

/** A trip as far as its way goes. */
interface Way {
  readonly pickup: GeoPoint;
  readonly stops: readonly GeoPoint[];
  readonly drop: GeoPoint | null;
  readonly expectedMetres: number | null;
  readonly rentalPackageCode: string | null;
}

/** Asked before the unit of work: nothing but the database is awaited inside. */
@Injectable()
export class Roads {
  constructor(private readonly routing: Routing) {}

  /** Undefined where the caller or a package says how far it is, or where nobody knows the roads. */
  async of({ pickup, drop, stops, expectedMetres, rentalPackageCode }: Way): Promise<RoadLeg | undefined> {
    if (drop === null || expectedMetres !== null || rentalPackageCode !== null) return undefined;
    const road = await this.routing.route(pickup, drop, stops);
    return road.estimated ? undefined : road;
  }
}
