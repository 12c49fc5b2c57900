import type { GeoPoint } from '../../../kernel/geo-point';

/** The edge of a cell in degrees, as cells a degree: 1.1 km to the north, 1 km to the east in Delhi. */
const CELLS_PER_DEGREE = 100;
const COLUMNS = 360 * CELLS_PER_DEGREE;
const ROWS = 180 * CELLS_PER_DEGREE;
/** One degree of a meridian on the sphere of `distanceMetres`. */
const METRES_PER_DEGREE = 111_195;

/** The cell of a uniform grid over the globe in which the point lies: a whole number that an index finds by equality. */
export function cellOf(point: GeoPoint): number {
  return cellAt(rowOf(point.latitude), columnOf(point.longitude));
}

/**
 * Every cell that may hold a point within the radius, and some at the corners that hold none: whoever asks compares the
 * distance as well.
 * @param radiusMetres 0 to 50,000: the number of cells grows with its square, to 90 at 5 km.
 * @throws RangeError beyond that
 */
export function cellsAround(point: GeoPoint, radiusMetres: number): number[] {
  if (!(radiusMetres >= 0 && radiusMetres <= 50_000))
    throw new RangeError(`No cells are listed for ${radiusMetres} m.`);
  const degrees = radiusMetres / METRES_PER_DEGREE;
  const south = rowOf(point.latitude - degrees);
  const north = rowOf(point.latitude + degrees);
  const cells: number[] = [];
  for (let row = south; row <= north; row++) {
    const latitude = nearestIn(row / CELLS_PER_DEGREE - 90, point.latitude);
    const shrink = Math.max(0.01, Math.cos((Math.max(Math.abs(latitude), Math.abs(point.latitude)) * Math.PI) / 180));
    const west = columnOf(point.longitude - degrees / shrink);
    const east = columnOf(point.longitude + degrees / shrink);
    for (let column = west; column <= east; column++) cells.push(cellAt(row, column));
  }
  return cells;
}

function rowOf(latitude: number): number {
  return Math.min(ROWS - 1, Math.max(0, Math.floor((latitude + 90) * CELLS_PER_DEGREE)));
}

function columnOf(longitude: number): number {
  return Math.floor((longitude + 180) * CELLS_PER_DEGREE);
}

/** Columns go round the globe: east of 180° comes −180°. */
function cellAt(row: number, column: number): number {
  return row * COLUMNS + (((column % COLUMNS) + COLUMNS) % COLUMNS);
}

/** The latitude of the row that lies closest to the given one. */
function nearestIn(southEdge: number, latitude: number): number {
  return Math.min(southEdge + 1 / CELLS_PER_DEGREE, Math.max(southEdge, latitude));
}
