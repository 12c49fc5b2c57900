export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** Without the name that a spot has besides. */
export function pointOf({ latitude, longitude }: Point): Point {
  return { latitude, longitude };
}

const METRES_A_DEGREE = 111_195;
/** 30 km/h, as on the roads of the simulated OSRM. */
const METRES_A_SECOND = 30 / 3.6;

/** From one point to another along a city's grid, first east or west and then north or south, at a steady speed. */
export class Way {
  readonly metres: number;
  readonly arrivesAt: number;
  private readonly eastwards: number;

  /** @param leavesAt in milliseconds since the epoch */
  constructor(
    private readonly from: Point,
    private readonly to: Point,
    private readonly leavesAt: number,
  ) {
    const cosine = Math.cos((((from.latitude + to.latitude) / 2) * Math.PI) / 180);
    this.eastwards = Math.abs(to.longitude - from.longitude) * METRES_A_DEGREE * cosine;
    this.metres = this.eastwards + Math.abs(to.latitude - from.latitude) * METRES_A_DEGREE;
    this.arrivesAt = leavesAt + (this.metres / METRES_A_SECOND) * 1000;
  }

  placeAt(time: number): Point {
    if (time >= this.arrivesAt) return this.to;
    const gone = (Math.max(0, time - this.leavesAt) / 1000) * METRES_A_SECOND;
    if (gone < this.eastwards) {
      const part = gone / this.eastwards;
      return { latitude: this.from.latitude, longitude: between(this.from.longitude, this.to.longitude, part) };
    }
    const part = (gone - this.eastwards) / (this.metres - this.eastwards);
    return { latitude: between(this.from.latitude, this.to.latitude, part), longitude: this.to.longitude };
  }
}

function between(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}
