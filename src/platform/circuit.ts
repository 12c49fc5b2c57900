/**
 * Spares a service that is down the calls, and its callers the wait. After some failures in a row nothing is let through
 * for a while; then one call tries, and what becomes of it decides. Counts in wall time, since it is about a machine.
 */
export class Circuit {
  private failures = 0;
  private closedUntil = 0;

  constructor(
    private readonly failuresInARow: number,
    private readonly pauseMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether this call may be made. Whoever is let through says afterwards how it went. */
  letsThrough(): boolean {
    if (this.failures < this.failuresInARow) return true;
    if (this.now() < this.closedUntil) return false;
    // One tries; the others wait for what it finds.
    this.closedUntil = this.now() + this.pauseMs;
    return true;
  }

  succeeded(): void {
    this.failures = 0;
  }

  /** @returns whether this failure was the one that began a pause */
  failed(): boolean {
    this.failures++;
    if (this.failures < this.failuresInARow) return false;
    this.closedUntil = this.now() + this.pauseMs;
    return this.failures === this.failuresInARow;
  }
}
