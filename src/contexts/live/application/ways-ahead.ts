import { Injectable, Logger } from '@nestjs/common';
import { distanceMetres, type GeoPoint } from '../../../kernel/geo-point';
import { Configuration } from '../../../platform/config/configuration';
import { estimateRoad } from '../../../platform/routing/estimated-routing';
import { type RoadLeg, Routing } from '../../../platform/routing/routing';
import type { FollowedRide } from './event-stream';

/** Wall time: how long a way that was looked up serves. */
const GOOD_FOR_MS = 30_000;
/** Questions under way at a time: a rider who watches is no reason to keep a driver's offer waiting at the router. */
const AT_ONCE = 4;
/** Whoever is now twice as far off as when the way was looked up goes another. */
const TOO_FAR_OFF = 2;

interface Way {
  readonly leg: RoadLeg;
  readonly straightMetres: number;
  readonly towards: GeoPoint;
  readonly askedMs: number;
}

/**
 * How far the followed drivers still have to go. The router is asked once in 30 s a ride that somebody watches; in between
 * the way it named is shortened as the straight line is. Until it has answered, and where nobody does, the way is estimated.
 */
@Injectable()
export class WaysAhead {
  private readonly log = new Logger(WaysAhead.name);
  private readonly ways = new Map<string, Way>();
  private readonly wanted = new Map<string, { from: GeoPoint; towards: GeoPoint }>();
  private readonly asked = new Set<string>();
  private readonly kilometresPerHour: number;

  constructor(
    private readonly routing: Routing,
    { routing: { cityKilometresPerHour } }: Configuration,
  ) {
    this.kilometresPerHour = cityKilometresPerHour;
  }

  /** At once, from what is known; what is not, or no more, is looked up at the next turn. Null: nobody knows where he goes. */
  ahead(from: GeoPoint, { rideId, towards }: Pick<FollowedRide, 'rideId' | 'towards'>): RoadLeg | null {
    if (towards === null) return null;
    const known = this.ways.get(rideId);
    const way = known && isSame(known.towards, towards) ? known : null;
    const isFresh = way !== null && Date.now() - way.askedMs < GOOD_FOR_MS;
    if (!isFresh && !this.asked.has(rideId)) this.wanted.set(rideId, { from, towards });
    const straight = distanceMetres(from, towards);
    // A way that is being looked up anew serves until the answer.
    if (way === null || straight > way.straightMetres * TOO_FAR_OFF)
      return estimateRoad([from, towards], this.kilometresPerHour);
    const share = way.straightMetres === 0 ? 1 : straight / way.straightMetres;
    const { metres, seconds, estimated } = way.leg;
    return { metres: Math.round(metres * share), seconds: Math.round(seconds * share), estimated };
  }

  /** Called a few times a second, outside any unit of work; a ride waits its turn, the one that asked first first. */
  turn(): void {
    for (const [rideId, { from, towards }] of this.wanted) {
      if (this.asked.size >= AT_ONCE) break;
      this.wanted.delete(rideId);
      this.asked.add(rideId);
      void this.lookUp(rideId, from, towards);
    }
    for (const [rideId, { askedMs }] of this.ways)
      if (Date.now() - askedMs > 2 * GOOD_FOR_MS && !this.asked.has(rideId)) this.ways.delete(rideId);
  }

  private async lookUp(rideId: string, from: GeoPoint, towards: GeoPoint): Promise<void> {
    const askedMs = Date.now();
    try {
      const leg = await this.routing.route(from, towards);
      this.ways.set(rideId, { leg, straightMetres: distanceMetres(from, towards), towards, askedMs });
    } catch (error) {
      this.log.warn(`A way could not be looked up, and is estimated: ${String(error)}`);
    } finally {
      this.asked.delete(rideId);
    }
  }
}

function isSame(one: GeoPoint, other: GeoPoint): boolean {
  return one.latitude === other.latitude && one.longitude === other.longitude;
}
