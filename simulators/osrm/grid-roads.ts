export interface Point {
  readonly longitude: number;
  readonly latitude: number;
}

/** What a way by road is: metres and seconds. */
export interface RoadLeg {
  readonly distance: number;
  readonly duration: number;
}

/** Knows the way from one point to another. */
export type Roads = (from: Point, to: Point) => RoadLeg;

const METRES_A_DEGREE = 111_195;
/** 30 km/h. Another speed and another way than the estimate's, so that a test can tell the two apart. */
const METRES_A_SECOND = 30 / 3.6;

/** A city whose roads all run north–south or east–west: metres and seconds between two points, to a tenth as OSRM has it. */
export function alongTheGrid(from: Point, to: Point): RoadLeg {
  const middle = (((from.latitude + to.latitude) / 2) * Math.PI) / 180;
  const northwards = Math.abs(to.latitude - from.latitude) * METRES_A_DEGREE;
  const eastwards = Math.abs(to.longitude - from.longitude) * METRES_A_DEGREE * Math.cos(middle);
  const distance = northwards + eastwards;
  return { distance: tenth(distance), duration: tenth(distance / METRES_A_SECOND) };
}

/** `{lng},{lat};{lng},{lat}`; null where it is not that. */
export function readCoordinates(text: string): Point[] | null {
  const points = text.split(';').map((pair) => {
    const match = /^(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?)$/.exec(pair);
    const point = match && { longitude: Number(match[1]), latitude: Number(match[2]) };
    return point && Math.abs(point.longitude) <= 180 && Math.abs(point.latitude) <= 90 ? point : null;
  });
  return points.some((point) => point === null) ? null : (points as Point[]);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
