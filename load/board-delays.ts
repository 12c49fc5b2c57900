import type { Measurements } from './measurements';

/** How long after a ride was meant to be booked a board shows it: of each of these boards, the first time. */
export class BoardDelays {
  private readonly meant = new Map<string, number>();
  /** Shown before whoever booked it heard of its id. */
  private readonly early = new Map<string, number[]>();
  private readonly seen: readonly Set<string>[];

  constructor(
    private readonly measurements: Measurements,
    boards: number,
  ) {
    this.seen = Array.from({ length: boards }, () => new Set<string>());
  }

  booked(rideId: string, meantMs: number): void {
    this.meant.set(rideId, meantMs);
    for (const shownMs of this.early.get(rideId) ?? []) this.measurements.record('board', meantMs, shownMs);
    this.early.delete(rideId);
  }

  /** @param data of a change */
  shown(board: number, data: string): void {
    const seen = this.seen[board];
    const rideId = data.startsWith('{"kind":"ride",') && /"rideId": ?"([0-9a-f-]{36})"/.exec(data)?.[1];
    if (!seen || !rideId || seen.has(rideId)) return;
    seen.add(rideId);
    const [meantMs, now] = [this.meant.get(rideId), performance.now()];
    if (meantMs === undefined) this.early.set(rideId, [...(this.early.get(rideId) ?? []), now]);
    else this.measurements.record('board', meantMs, now);
  }
}
