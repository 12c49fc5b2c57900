import { Injectable } from '@nestjs/common';

/**
 * Domain time: what every business rule and timer compares with. Wall time (leases, tokens, rate limits, logs) is
 * `Date.now()`. In simulation the stepped clock replaces this one.
 */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  /** Catches up with the time that all processes share. The wall clock has nothing to catch up with. */
  refresh(): Promise<void> {
    return Promise.resolve();
  }
}
