import type { Pool } from 'pg';

/** An offer as the database has it, with how often the audit tells that it ended. */
export interface OfferEvidence {
  readonly offerId: string;
  readonly status: string;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  readonly ends: number;
}

/** A change in the live log, as far as one may be watched for it. */
export interface ChangeEvidence {
  readonly position: number;
  readonly onBoard: boolean;
  readonly driverId: string | null;
}

/** What the database holds afterwards. */
export interface Evidence {
  /** How often the audit tells each type of event of each ride: `${rideId} ${type}`. */
  readonly told: ReadonlyMap<string, number>;
  readonly statusOf: ReadonlyMap<string, string>;
  readonly keys: ReadonlySet<string>;
  /** Rides whose fare is paid. */
  readonly paid: ReadonlySet<string>;
  /** `${rideId} ${driverId}`, and the second. */
  readonly traced: ReadonlySet<string>;
  readonly offers: readonly OfferEvidence[];
  /** Searches whose rounds were not run once each. */
  readonly brokenSearches: number;
  readonly deadLetters: readonly string[];
}

/** Of a ride: its own, and those that name it. */
const TOLD = `SELECT CASE WHEN entity = 'ride' THEN entity_id::text ELSE payload->>'rideId' END AS "rideId", type, count(*)::int AS n
  FROM audit.entries WHERE type LIKE 'ride.%' OR type = 'payment.charge_paid_in_cash' GROUP BY 1, 2`;
const OFFERS = `SELECT o.id AS "offerId", o.status, o.expires_at AS "expiresAt", o.ended_at AS "endedAt",
    (SELECT count(*)::int FROM audit.entries e WHERE e.entity_id = o.id AND e.entity = 'offer'
       AND e.type IN ('assignment.offer_accepted', 'assignment.offer_declined', 'assignment.offer_lapsed', 'assignment.offer_withdrawn')
    ) AS ends
  FROM assignment.offers o`;
const BROKEN_SEARCHES = `SELECT count(*)::int AS n FROM assignment.searches s
  LEFT JOIN (SELECT search_id, count(*) AS n, max(round) AS last FROM assignment.search_rounds GROUP BY 1) r ON r.search_id = s.id
  WHERE coalesce(r.n, 0) <> s.rounds OR coalesce(r.last, 0) <> s.rounds`;
const TRACED = `SELECT ride_id || ' ' || driver_id AS whose, device_at AS "deviceAt" FROM assignment.trip_traces`;

export async function readEvidence(pool: Pool): Promise<Evidence> {
  const rows = async <R extends object>(text: string): Promise<R[]> => (await pool.query<R>(text)).rows;
  const told = await rows<{ rideId: string; type: string; n: number }>(TOLD);
  const statuses = await rows<{ id: string; status: string }>('SELECT id, status FROM ride.rides');
  const keys = await rows<{ key: string }>('SELECT key FROM platform.idempotency_keys');
  const paid = await rows<{ rideId: string }>(`SELECT ride_id AS "rideId" FROM payment.charges WHERE status = 'PAID'`);
  const traced = await rows<{ whose: string; deviceAt: Date }>(TRACED);
  const [broken] = await rows<{ n: number }>(BROKEN_SEARCHES);
  const dead = await rows<{ what: string }>(`SELECT listener || ': ' || error AS what FROM platform.dead_letters`);
  return {
    told: new Map(told.map(({ rideId, type, n }) => [`${rideId} ${type}`, n])),
    statusOf: new Map(statuses.map(({ id, status }) => [id, status])),
    keys: new Set(keys.map(({ key }) => key)),
    paid: new Set(paid.map(({ rideId }) => rideId)),
    traced: new Set(traced.map(({ whose, deviceAt }) => `${whose} ${secondOf(deviceAt)}`)),
    offers: await rows<OfferEvidence>(OFFERS),
    brokenSearches: broken!.n,
    deadLetters: dead.map(({ what }) => what),
  };
}

export async function readChanges(pool: Pool, organizationId: string): Promise<ChangeEvidence[]> {
  const { rows } = await pool.query<ChangeEvidence>(
    `SELECT position::int, on_board AS "onBoard", driver_id AS "driverId" FROM live.changes
     WHERE organization_id = $1 ORDER BY position`,
    [organizationId],
  );
  return rows;
}

/** A trace keeps one point a second. */
export function secondOf(time: Date): number {
  return Math.floor(time.getTime() / 1_000);
}
