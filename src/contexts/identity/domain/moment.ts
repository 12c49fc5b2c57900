/** Facts are dated in domain time; codes, sessions and tokens live in wall time, which no simulation can step. */
export interface Moment {
  readonly domain: Date;
  readonly wall: Date;
}
