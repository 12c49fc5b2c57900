import type { GeoPoint } from '../../kernel/geo-point';
import type { UnitOfWork } from '../transaction/unit-of-work';

/** A way by road. */
export interface RoadLeg {
  /** A whole number, at least 0. */
  readonly metres: number;
  /** A whole number, at least 0. */
  readonly seconds: number;
  /** True: nobody knows the roads just now, so it is the straight line, lengthened and driven at the city's speed. */
  readonly estimated: boolean;
}

/** How far it is by road, and how long it takes. There is always an answer: at worst an estimate that says it is one. */
export abstract class Routing {
  constructor(private readonly unitOfWork: Pick<UnitOfWork, 'active'>) {}

  /**
   * The way from one point to another, in this order over the `vias`.
   * @param kilometresPerHour the city's speed, should it have to be estimated; the configured one by default
   * @throws Error inside a unit of work, where only the database may be awaited: ask before it, or call `estimateRoad`.
   */
  async route(
    from: GeoPoint,
    to: GeoPoint,
    vias: readonly GeoPoint[] = [],
    kilometresPerHour?: number,
  ): Promise<RoadLeg> {
    this.refuseInsideUnitOfWork();
    return this.findRoute([from, ...vias, to], kilometresPerHour);
  }

  /**
   * The way from each origin to the one destination, in the order of the origins.
   * @throws Error inside a unit of work, as `route` does.
   */
  async table(
    origins: readonly GeoPoint[],
    destination: GeoPoint,
    kilometresPerHour?: number,
  ): Promise<readonly RoadLeg[]> {
    this.refuseInsideUnitOfWork();
    return origins.length === 0 ? [] : this.findTable(origins, destination, kilometresPerHour);
  }

  protected abstract findRoute(stops: readonly GeoPoint[], kilometresPerHour?: number): Promise<RoadLeg>;
  protected abstract findTable(
    origins: readonly GeoPoint[],
    destination: GeoPoint,
    kilometresPerHour?: number,
  ): Promise<readonly RoadLeg[]>;

  /** Refused also where no call would be made, so that it is found before there is an OSRM. */
  private refuseInsideUnitOfWork(): void {
    if (this.unitOfWork.active)
      throw new Error('Routing is asked inside a unit of work, where only the database is awaited: ask before it.');
  }
}
