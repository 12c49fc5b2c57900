import { distanceMetres, type GeoPoint } from '../../kernel/geo-point';
import type { UnitOfWork } from '../transaction/unit-of-work';
import { type RoadLeg, Routing } from './routing';

/** Roads are that much longer than the straight line (docs/rules-of-the-road.md). */
const DETOUR = 1.3;
/** A city's speed, where none is stated (docs/rules-of-the-road.md). */
export const DEFAULT_KILOMETRES_PER_HOUR = 25;

/**
 * What is said of a way that no routing service has looked at: 1.3 times the straight lines from stop to stop, at the
 * city's speed. Pure, so that it may be called anywhere.
 */
export function estimateRoad(
  stops: readonly GeoPoint[],
  kilometresPerHour: number = DEFAULT_KILOMETRES_PER_HOUR,
): RoadLeg {
  let straight = 0;
  for (let i = 1; i < stops.length; i++) straight += distanceMetres(stops[i - 1]!, stops[i]!);
  return {
    metres: Math.round(straight * DETOUR),
    seconds: estimateSeconds(straight, kilometresPerHour),
    estimated: true,
  };
}

/** How long the road takes whose ends lie so many metres apart as the crow flies. */
export function estimateSeconds(
  straightMetres: number,
  kilometresPerHour: number = DEFAULT_KILOMETRES_PER_HOUR,
): number {
  return Math.round((straightMetres * DETOUR * 3.6) / kilometresPerHour);
}

/** How far apart the ends of a road may lie, as the crow flies, that takes no longer: the inverse of `estimateSeconds`. */
export function straightMetresIn(seconds: number, kilometresPerHour: number = DEFAULT_KILOMETRES_PER_HOUR): number {
  return (seconds * kilometresPerHour) / (DETOUR * 3.6);
}

/** For whoever runs no OSRM. */
export class EstimatedRouting extends Routing {
  constructor(
    unitOfWork: Pick<UnitOfWork, 'active'>,
    private readonly cityKilometresPerHour: number,
  ) {
    super(unitOfWork);
  }

  protected override findRoute(
    stops: readonly GeoPoint[],
    kilometresPerHour = this.cityKilometresPerHour,
  ): Promise<RoadLeg> {
    return Promise.resolve(estimateRoad(stops, kilometresPerHour));
  }

  protected override findTable(
    origins: readonly GeoPoint[],
    destination: GeoPoint,
    kilometresPerHour = this.cityKilometresPerHour,
  ): Promise<readonly RoadLeg[]> {
    return Promise.resolve(origins.map((origin) => estimateRoad([origin, destination], kilometresPerHour)));
  }
}
