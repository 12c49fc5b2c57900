/** How the outbox worker behaves; tests shorten the times. Durations in milliseconds of wall time. */
export class OutboxOptions {
  constructor(
    readonly enabled = true,
    /** The longest a committed row waits when every nudge was lost. */
    readonly pollMs = 500,
    /** An outside handler must end well within its lease, or another process calls again. */
    readonly leaseMs = 60_000,
    readonly batchSize = 50,
    readonly outsideConcurrency = 8,
    readonly keyConcurrency = 2,
    /** First retry; doubles each time up to `longestBackoffMs`, with a quarter of jitter. */
    readonly firstBackoffMs = 500,
    readonly longestBackoffMs = 300_000,
    readonly shutdownMs = 10_000,
    /** Of an urgent handler: what a killed process was at is taken up by another after this. */
    readonly urgentLeaseMs = 10_000,
    /** Of a database handler: where another transaction has what it needs for longer, other organizations go first. */
    readonly lockPatienceMs = 2_000,
  ) {}
}
