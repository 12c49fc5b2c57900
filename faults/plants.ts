import type { Evidence } from './checks/promises';

/** A promise broken by hand, so that its look is seen to find it. */
export interface Plant {
  /** Of `PROMISES`. */
  readonly promise: string;
  /** What the look must say of it: that it says anything would be little. */
  readonly seenAs: RegExp;
  /** Statements that a superuser runs; it sees to what the database itself would refuse. */
  readonly sql?: string | ((evidence: Evidence) => string);
  /** What the outside world or those who asked say instead. */
  readonly evidence?: (evidence: Evidence) => Evidence;
}

const ANY_RIDE = `(SELECT id FROM ride.rides WHERE status = 'COMPLETED' ORDER BY id LIMIT 1)`;
const ANY_ENTRY = `(SELECT id FROM audit.entries WHERE type = 'ride.booked' ORDER BY id LIMIT 1)`;
const ON_DEMAND = `(SELECT s.id FROM assignment.searches s JOIN ride.rides r ON r.id = s.ride_id WHERE r.status = 'COMPLETED' ORDER BY s.id LIMIT 1)`;
const unguarded = (table: string, statement: string): string =>
  `ALTER TABLE ${table} DISABLE TRIGGER USER; ${statement}; ALTER TABLE ${table} ENABLE TRIGGER USER;`;
const ON_A_BREAK = unguarded(
  'attendance.attendances',
  `UPDATE attendance.attendances SET status = 'ON_BREAK', on_break_since = now()
   WHERE id = (SELECT id FROM attendance.attendances WHERE status = 'APPROVED' ORDER BY id LIMIT 1)`,
);
const unsealed = (statement: string): string =>
  `ALTER TABLE audit.entries DISABLE TRIGGER entries_append_only; ${statement}; ALTER TABLE audit.entries ENABLE ALWAYS TRIGGER entries_append_only;`;

function searched(ride: string): string {
  return `UPDATE ride.rides SET status = 'ASSIGNING', engagement_id = NULL, driver_id = NULL, vehicle_id = NULL, driver = NULL,
      assigned_at = NULL, accepted_pickup = NULL, closed_at = NULL, trip = NULL, fare_paise = NULL, fare_lines = NULL, awaiting_review = false
    WHERE id = ${ride}`;
}

/** That of one acknowledged report: its neighbours stay. */
function onePoint({ positions }: Evidence): string {
  const one = positions.find(({ rideId }) => rideId !== null);
  if (!one) throw new Error('Nobody has reported a position of a ride under way.');
  const { rideId, driverId, deviceAt } = one;
  return `ride_id = '${rideId}' AND driver_id = '${driverId}' AND device_second = to_timestamp(${Math.floor(deviceAt / 1000)})`;
}

export const PLANTS: Readonly<Record<string, Plant>> = {
  'two-drivers': {
    promise: 'no ride with two drivers, none without one that needs one',
    seenAs: /has \d drivers/,
    sql: `DROP INDEX assignment.engagements_one_per_ride;
      ALTER TABLE assignment.engagements DROP CONSTRAINT engagements_driver_overlap, DROP CONSTRAINT engagements_vehicle_overlap;
      INSERT INTO assignment.engagements (id, organization_id, ride_id, driver_id, vehicle_id, roster_entry_id, status, planned_from,
        planned_until, assigned_by, assigned_at)
      SELECT gen_random_uuid(), e.organization_id, e.ride_id, e.driver_id, e.vehicle_id, e.roster_entry_id, 'PLANNED',
        now() + interval '30 days', now() + interval '31 days', e.assigned_by, now()
      FROM assignment.engagements e, generate_series(1, 2) WHERE e.ride_id = ${ANY_RIDE}`,
  },
  'no-driver': {
    promise: 'no ride with two drivers, none without one that needs one',
    seenAs: /is STARTED, and nobody is engaged for it/,
    sql: unguarded(
      'ride.rides',
      `UPDATE ride.rides SET status = 'STARTED', closed_at = NULL, trip = NULL, fare_paise = NULL, fare_lines = NULL,
         awaiting_review = false WHERE id = ${ANY_RIDE}`,
    ),
  },
  'overlapping-plan': {
    promise: 'no overlapping plan',
    seenAs: /Two shifts of driver .* overlap/,
    sql: `ALTER TABLE assignment.roster_entries DROP CONSTRAINT roster_entries_driver_overlap, DROP CONSTRAINT roster_entries_vehicle_overlap;
      CREATE TEMPORARY TABLE twice ON COMMIT DROP AS SELECT * FROM assignment.roster_entries WHERE status = 'PUBLISHED' LIMIT 1;
      UPDATE twice SET id = gen_random_uuid();
      INSERT INTO assignment.roster_entries SELECT * FROM twice`,
  },
  'lost-write': {
    promise: 'each acknowledged write present, each key applied once',
    seenAs: /book a ride .* is nowhere/,
    sql: unsealed(`DELETE FROM audit.entries WHERE type = 'ride.booked'`),
  },
  'applied-twice': {
    promise: 'each acknowledged write present, each key applied once',
    seenAs: /took effect 2 times/,
    sql: `CREATE TEMPORARY TABLE again ON COMMIT DROP AS SELECT * FROM audit.entries WHERE id = ${ANY_ENTRY};
      UPDATE again SET id = gen_random_uuid(), entity_id = gen_random_uuid();
      INSERT INTO audit.entries SELECT * FROM again`,
  },
  'key-forgotten': {
    promise: 'each acknowledged write present, each key applied once',
    seenAs: /its key remembers nothing/,
    sql: 'DELETE FROM platform.idempotency_keys',
  },
  'row-deleted': {
    promise: 'each acknowledged write present, each key applied once',
    seenAs: /plan a shift .* what it made is nowhere/,
    sql: unguarded('assignment.roster_entries', 'DELETE FROM assignment.roster_entries WHERE starts_at > now()'),
  },
  'row-gone': {
    promise: 'everything in the state that was told',
    seenAs: /roster_entry .* was told of, and is nowhere/,
    sql: unguarded('assignment.roster_entries', 'DELETE FROM assignment.roster_entries WHERE starts_at > now()'),
  },
  'write-undone': {
    promise: 'everything in the state that was told',
    seenAs: /charge .* was told of up to version 2, and is at 1/,
    sql: unguarded(
      'payment.charges',
      `UPDATE payment.charges SET version = version - 1, status = 'DUE', paid_at = NULL, paid_to_driver_id = NULL, paid_with_ride_id = NULL
       WHERE id = (SELECT id FROM payment.charges WHERE status = 'PAID' AND version = 2 ORDER BY id LIMIT 1)`,
    ),
  },
  'state-lost': {
    promise: 'everything in the state that was told',
    seenAs: /attendance .* was told to be APPROVED, and is ON_BREAK/,
    sql: ON_A_BREAK,
  },
  'update-lost': {
    promise: 'everything in the state that was told',
    seenAs: /Version \d+ of ride .* came about in 2 transactions/,
    sql: `CREATE TEMPORARY TABLE again ON COMMIT DROP AS SELECT * FROM audit.entries WHERE id = ${ANY_ENTRY};
      UPDATE again SET id = gen_random_uuid(), transaction_id = transaction_id + 1;
      INSERT INTO audit.entries SELECT * FROM again`,
  },
  'online-lost': {
    promise: 'everything in the state that was told',
    seenAs: /was told of by assignment.driver_went_online, and is offline/,
    sql: unguarded(
      'assignment.drivers',
      'UPDATE assignment.drivers SET online = false, online_since = NULL WHERE online',
    ),
  },
  contradiction: {
    promise: 'no context contradicts another',
    seenAs: /There is a duty that attendance and assignment tell differently/,
    sql: ON_A_BREAK,
  },
  'row-lost': {
    promise: 'each imported row present once',
    seenAs: /0 drivers, 0 facts and 0 accounts/,
    evidence: (evidence) => ({ ...evidence, files: [{ id: '', phones: ['+910000000000'] }] }),
  },
  'fare-twice': {
    promise: 'each fare raised once',
    seenAs: /was raised 2 times/,
    sql: `DROP INDEX payment.charges_one_of_a_kind;
      INSERT INTO payment.charges (id, organization_id, version, ride_id, rider_id, driver_id, kind, amount_paise, raised_at, status)
      SELECT gen_random_uuid(), organization_id, 1, ride_id, rider_id, driver_id, kind, amount_paise, raised_at, 'DUE'
      FROM payment.charges WHERE kind = 'FARE' LIMIT 1`,
  },
  unaudited: {
    promise: 'every event audited',
    seenAs: /is not in the audit/,
    sql: unsealed(`DELETE FROM audit.entries WHERE id = ${ANY_ENTRY}`),
  },
  'chain-cut': {
    promise: 'the chain whole',
    seenAs: /has \d+ links up to number/,
    sql: `ALTER TABLE audit.chain DISABLE TRIGGER chain_append_only; DELETE FROM audit.chain WHERE number = 1;
      ALTER TABLE audit.chain ENABLE ALWAYS TRIGGER chain_append_only`,
  },
  'effect-twice': {
    promise: 'every after-commit effect once',
    seenAs: /written 1 times and removed 2 times/,
    sql: `INSERT INTO campaign.deliveries SELECT event_id, listener, effect, event_type, step, transaction_id + 1
      FROM campaign.deliveries WHERE step = 'removed' AND effect = 'database' LIMIT 1`,
  },
  'effect-lost': {
    promise: 'every after-commit effect once',
    seenAs: /was never told of/,
    sql: `DELETE FROM campaign.deliveries WHERE event_id = ${ANY_ENTRY}`,
  },
  'effect-undone': {
    promise: 'every after-commit effect once',
    seenAs: /TellOfRides.completed removed its row .* and what it was to do is not in live.carried_rides/,
    sql: 'DELETE FROM live.carried_rides WHERE ride_id = (SELECT ride_id FROM live.carried_rides ORDER BY 1 LIMIT 1)',
  },
  'effect-apart': {
    promise: 'every after-commit effect once',
    seenAs: /TellOfRides.completed removed its row .* and did what it was to do in another transaction/,
    // Written anew, it is of this transaction: as with a worker that does its work before or after it removes the row.
    sql: `UPDATE live.carried_rides SET cash_paise = cash_paise
      WHERE ride_id = (SELECT ride_id FROM live.carried_rides ORDER BY 1 LIMIT 1)`,
  },
  'answered-apart': {
    promise: 'every after-commit effect once',
    seenAs: /answered .* with ride.booked of .* in another transaction than the one that removed its row/,
    sql: `CREATE TEMPORARY TABLE answer ON COMMIT DROP AS SELECT * FROM audit.entries WHERE id = ${ANY_ENTRY};
      UPDATE answer SET id = gen_random_uuid(), entity_id = gen_random_uuid(), actor_type = 'system',
        causation_id = d.event_id, actor_id = d.listener, transaction_id = pg_current_xact_id()::text::bigint
        FROM (SELECT event_id, listener FROM campaign.deliveries WHERE step = 'removed' AND effect = 'database' LIMIT 1) AS d;
      INSERT INTO audit.entries SELECT * FROM answer`,
  },
  'stale-view': {
    promise: 'every view true',
    seenAs: /is shown as CREATED/,
    sql: `UPDATE live.rides SET state = jsonb_set(state, '{status}', '"CREATED"') WHERE ride_id = ${ANY_RIDE}`,
  },
  'stale-driver': {
    promise: 'every view true',
    seenAs: /Driver .* is ON and .*, and is shown as OFF/,
    sql: `UPDATE live.drivers SET state = jsonb_set(state, '{duty}', '"OFF"') WHERE state->>'duty' = 'ON'`,
  },
  'stale-day': {
    promise: 'every view true',
    seenAs: /Driver .* is ON, and his day says OFF/,
    sql: `UPDATE live.duties SET status = 'OFF' WHERE status = 'ON'`,
  },
  'stale-offer': {
    promise: 'every view true',
    seenAs: /Offer .* is ACCEPTED, and is shown as OPEN/,
    sql: `UPDATE live.offers SET state = jsonb_set(state, '{status}', '"OPEN"')`,
  },
  'key-unstable': {
    promise: 'every outside call under a stable key',
    seenAs: /was sent with 2 contents/,
    evidence: (evidence) => {
      const { messages, questions } = evidence.receipts();
      const [first] = messages;
      const other = { ...first!, body: `${first!.body} And another code.` };
      return { ...evidence, receipts: () => ({ messages: [...messages, other], questions }) };
    },
  },
  'key-unknown': {
    promise: 'every outside call under a stable key',
    seenAs: /is that of nothing that happened/,
    evidence: (evidence) => {
      const { messages, questions } = evidence.receipts();
      const other = { ...messages[0]!, reference: '0193a1f0-5b7c-7d3e-9a41-000000000000' };
      return { ...evidence, receipts: () => ({ messages: [...messages, other], questions }) };
    },
  },
  'call-missing': {
    promise: 'every outside call under a stable key',
    seenAs: /was called sent and never was/,
    evidence: (evidence) => ({ ...evidence, receipts: () => ({ ...evidence.receipts(), messages: [] }) }),
  },
  'question-missing': {
    promise: 'every outside call under a stable key',
    seenAs: /A source is said to have answered about document .*, and was never asked/,
    evidence: (evidence) => ({ ...evidence, receipts: () => ({ ...evidence.receipts(), questions: [] }) }),
  },
  'row-stuck': {
    promise: 'no row lost or stuck',
    seenAs: /Nobody.listens did not hear of/,
    sql: `INSERT INTO platform.outbox (event_id, listener, effect, aggregate_version, due_at, event)
      VALUES (gen_random_uuid(), 'Nobody.listens', 'database', 1, now() - interval '1 hour', '{"type": "ride.booked"}')`,
  },
  'ride-stranded': {
    promise: 'no ride stranded',
    seenAs: /is searched a driver by nobody/,
    sql: unguarded('ride.rides', searched(ANY_RIDE)),
  },
  'search-asleep': {
    promise: 'no ride stranded',
    seenAs: /sleeps: it has no round, no window and no offer to come/,
    sql: `${unguarded('ride.rides', searched(`(SELECT ride_id FROM assignment.searches WHERE id = ${ON_DEMAND})`))}
      ${unguarded('assignment.searches', `UPDATE assignment.searches SET status = 'OPEN', ended_at = NULL WHERE id = (SELECT s.id FROM assignment.searches s JOIN ride.rides r ON r.id = s.ride_id WHERE r.status = 'ASSIGNING' ORDER BY s.id LIMIT 1)`)}
      INSERT INTO platform.outbox (event_id, listener, effect, aggregate_version, due_at, event)
      SELECT gen_random_uuid(), 'SearchProcess.timeSpent', 'outside', 1, now() + interval '1 minute', jsonb_build_object(
        'type', 'assignment.search_end_planned', 'aggregateId', id, 'payload', jsonb_build_object('searchId', id))
      FROM assignment.searches WHERE status = 'OPEN'`,
  },
  'position-lost': {
    promise: 'no acknowledged position of a ride lost',
    seenAs: /and its trace does not tell/,
    sql: (evidence) => `DELETE FROM assignment.trip_traces WHERE ${onePoint(evidence)}`,
  },
  'position-displaced': {
    promise: 'no acknowledged position of a ride lost',
    seenAs: /and its trace tells it as of/,
    sql: (evidence) => `UPDATE assignment.trip_traces SET at = at - interval '1 minute' WHERE ${onePoint(evidence)}`,
  },
  'answered-otherwise': {
    promise: 'a repeat answered as before',
    seenAs: /is answered otherwise than before/,
    evidence: (evidence) => ({ ...evidence, repeated: evidence.repeated.map((write) => ({ ...write, answer: {} })) }),
  },
  'not-shown': {
    promise: 'everything shown as it is stored',
    seenAs: /is shown as/,
    evidence: (evidence) => ({
      ...evidence,
      query: async <R extends object>(text: string, values?: unknown[]): Promise<R[]> =>
        (await evidence.query<R>(text, values)).slice(1),
    }),
  },
};
