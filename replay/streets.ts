import type { GeoPoint } from '../src/kernel/geo-point';

/** A node under the id that the file gives it. */
export interface GraphNode extends GeoPoint {
  readonly id: number;
}

/** A street from one node to another, one way. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly minutes: number;
}
