import type { LiveConfiguration } from '../../../platform/config/configuration';

/** How streams behave; tests shorten the times. Durations in milliseconds of wall time. */
export class LiveOptions {
  constructor(
    readonly heartbeatMs = 15_000,
    /** Of one user in this process: one more, and the oldest ends. */
    readonly streamsPerUser = 5,
    /** Of this process: one more is refused. */
    readonly streams = 5_000,
    /** How long a stream may outlive its session. */
    readonly standingMs = 3_000,
    /** The longest a change waits when every notice of it was lost. */
    readonly pollMs = 2_000,
    /** What may wait for a reader beyond what the socket takes; a slower one is cut off, and resumes by its last event. */
    readonly queueBytes = 262_144,
    /** Whoever missed more begins with a snapshot. */
    readonly resumeMost = 2_000,
    /** A reader who has taken nothing for so long is cut off. */
    readonly stuckMs = 30_000,
    /** One position a driver and stream in this time. */
    readonly positionMs = 1_000,
  ) {}

  static of({ heartbeatSeconds, streams, streamsPerUser }: LiveConfiguration): LiveOptions {
    return new LiveOptions(heartbeatSeconds * 1_000, streamsPerUser, streams);
  }
}
