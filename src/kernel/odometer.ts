/** A reading further above the last one than this was mistyped: no cab drives 2,000 km between two readings. */
export const FARTHEST_BETWEEN_READINGS_METRES = 2_000_000;
