import { LATE_SECONDS } from './rides';
import { type Query, sentences } from './query';

/** The longest lease there is, and the longest backoff with its jitter. */
const LEASE_SECONDS = 60;
const BACKOFF_SECONDS = 375;

/** Of listeners in the database, what each fact of theirs makes: a row that is known by the fact. */
const EFFECTS: readonly { listener: string; table: string; isItsOwn: string; isWrittenOnce?: boolean }[] = [
  {
    listener: 'TellOfRides.completed',
    table: 'live.carried_rides',
    isItsOwn: 'x.ride_id = e.entity_id',
    isWrittenOnce: true,
  },
  { listener: 'TellOfDrivers.registered', table: 'live.drivers', isItsOwn: 'x.driver_id = e.entity_id' },
  {
    listener: 'FollowDay.rostered',
    table: 'live.shifts',
    isItsOwn: 'x.roster_entry_id = e.entity_id AND x.planned_heard = e.id',
  },
  { listener: 'FollowDay.checkInRequested', table: 'live.duty_spells', isItsOwn: 'x.attendance_id = e.entity_id' },
  { listener: 'FollowDay.vehicleRegistered', table: 'live.vehicles', isItsOwn: 'x.vehicle_id = e.entity_id' },
];
/** A row knows the last 32 bits of the transaction that wrote it. */
const XIDS = 2 ** 32;

/** Where a row of the outbox was removed there is what it was to bring about; and where it can be told, of the same transaction. */
function effectsThere(): string {
  const delivered = (listener: string): string => `FROM campaign.deliveries d JOIN audit.entries e ON e.id = d.event_id
    WHERE d.listener = '${listener}' AND d.step = 'removed'`;
  return EFFECTS.flatMap(({ listener, table, isItsOwn, isWrittenOnce }) => [
    `SELECT format('%s removed its row of %s %s, and what it was to do is not in %s.', d.listener, d.event_type, d.event_id, '${table}')
     ${delivered(listener)} AND NOT EXISTS (SELECT FROM ${table} x WHERE ${isItsOwn})`,
    ...(isWrittenOnce
      ? [
          `SELECT format('%s removed its row of %s %s, and did what it was to do in another transaction.', d.listener, d.event_type, d.event_id)
           ${delivered(listener)} AND EXISTS (SELECT FROM ${table} x WHERE ${isItsOwn} AND x.xmin::text::bigint <> d.transaction_id % ${XIDS})`,
        ]
      : []),
  ]).join(' UNION ALL ');
}

/**
 * What is to be done after a commit was written down once for each listener, is done once or still waits, and its effect in
 * the database came about in the transaction that removed its row: so neither is there without the other, nor twice.
 */
export function afterCommitOnce(query: Query): Promise<string[]> {
  return sentences(
    query,
    `WITH steps AS (
       SELECT event_id, listener, effect, event_type, count(*) FILTER (WHERE step = 'written') AS written,
         count(*) FILTER (WHERE step = 'removed') AS removed
       FROM campaign.deliveries GROUP BY event_id, listener, effect, event_type),
     expected AS (SELECT DISTINCT event_type, listener FROM campaign.deliveries)
     SELECT format('%s is to hear of %s %s, and that was written %s times and removed %s times.',
       listener, event_type, event_id, written, removed) AS sentence
     FROM steps WHERE written <> 1 OR removed > 1
     UNION ALL
     SELECT format('%s was never told of %s %s.', x.listener, e.type, e.id)
     FROM audit.entries e JOIN expected x ON x.event_type = e.type
     WHERE NOT EXISTS (SELECT FROM campaign.deliveries d WHERE d.event_id = e.id AND d.listener = x.listener)
     UNION ALL
     SELECT format('What %s is to do about %s %s is lost.', s.listener, s.event_type, s.event_id)
     FROM steps s WHERE s.removed = 0
       AND NOT EXISTS (SELECT FROM platform.outbox o WHERE o.event_id = s.event_id AND o.listener = s.listener)
     UNION ALL
     SELECT format('%s answered %s with %s of %s in another transaction than the one that removed its row.', e.actor_id,
       e.causation_id, e.type, e.entity_id)
     FROM audit.entries e JOIN campaign.deliveries d
       ON d.event_id::text = e.causation_id AND d.listener = e.actor_id AND d.step = 'written' AND d.effect = 'database'
     WHERE NOT EXISTS (SELECT FROM campaign.deliveries r WHERE r.event_id = d.event_id AND r.listener = d.listener
       AND r.step = 'removed' AND r.transaction_id = e.transaction_id)
     UNION ALL
     ${effectsThere()}`,
  );
}

function toBeTold(listener: string, driverId: string): string {
  return `EXISTS (SELECT FROM platform.outbox w WHERE w.listener LIKE '${listener}.%' AND w.event->'payload'->>'driverId' = ${driverId}::text)`;
}

/** The views that are written after the commit show what is true: no effect is missing, and none came twice or in a wrong order. */
export function viewsTrue(query: Query): Promise<string[]> {
  return sentences(
    query,
    `SELECT format('Ride %s is %s, and is shown as %s.', r.id, r.status, coalesce(l.state->>'status', 'nothing')) AS sentence
     FROM ride.rides r LEFT JOIN live.rides l ON l.ride_id = r.id
     WHERE l.state->>'status' IS DISTINCT FROM r.status AND (l.ride_id IS NOT NULL OR r.closed_at IS NULL)
       AND NOT EXISTS (SELECT FROM platform.outbox o WHERE o.listener LIKE 'TellOfRides.%' AND o.event->>'aggregateId' = r.id::text)
     UNION ALL
     SELECT format('Driver %s is %s and %s, and is shown as %s and %s.', d.driver_id, d.duty, d.online, l.state->>'duty', l.state->>'online')
     FROM assignment.drivers d JOIN live.drivers l ON l.driver_id = d.driver_id
     WHERE (l.state->>'duty', (l.state->>'online')::boolean) IS DISTINCT FROM (d.duty, d.online) AND NOT ${toBeTold('TellOfDrivers', 'd.driver_id')}
     UNION ALL
     SELECT format('Driver %s is %s, and his day says %s.', d.driver_id, d.duty, l.status)
     FROM assignment.drivers d JOIN live.duties l ON l.driver_id = d.driver_id
     WHERE l.status IS DISTINCT FROM d.duty AND NOT ${toBeTold('FollowDay', 'd.driver_id')}
     UNION ALL
     SELECT format('Offer %s is %s, and is shown as %s.', o.id, o.status, coalesce(l.state->>'status', 'nothing'))
     FROM assignment.offers o LEFT JOIN live.offers l ON l.offer_id = o.id
     WHERE l.state->>'status' IS DISTINCT FROM o.status AND (l.offer_id IS NOT NULL OR o.status = 'OPEN')
       AND NOT EXISTS (SELECT FROM platform.outbox w WHERE w.listener LIKE 'TellOfRides.offer%' AND w.event->>'aggregateId' = o.id::text)
     UNION ALL
     SELECT format('The log of changes of %s has %s entries from %s to %s.', c.organization_id, count(*), min(position), max(position))
     FROM live.changes c GROUP BY c.organization_id HAVING count(*) <> max(position) - min(position) + 1
     UNION ALL
     SELECT format('Ride %s was carried, and the day of driver %s does not know.', r.id, r.driver_id)
     FROM ride.rides r WHERE r.status = 'COMPLETED' AND NOT EXISTS (SELECT FROM live.carried_rides c WHERE c.ride_id = r.id)
       AND NOT EXISTS (SELECT FROM platform.outbox o WHERE o.listener = 'TellOfRides.completed' AND o.event->>'aggregateId' = r.id::text)`,
  );
}

/** What is due is being done: nothing waits that nobody will take up, nothing was given up, no import stands still. */
export function nothingStuck(query: Query): Promise<string[]> {
  return sentences(
    query,
    `SELECT format('%s did not hear of %s %s, due at %s.', o.listener, o.event->>'type', o.event_id, o.due_at) AS sentence
     FROM platform.outbox o WHERE o.due_at < now() - interval '${LATE_SECONDS} seconds' AND o.retry_at IS NULL AND o.leased_until IS NULL
     UNION ALL
     SELECT format('%s is held for %s %s until %s.', o.listener, o.event->>'type', o.event_id, o.leased_until)
     FROM platform.outbox o WHERE o.leased_until < now() - interval '${LATE_SECONDS} seconds'
       OR o.leased_until > now() + interval '${LEASE_SECONDS} seconds'
     UNION ALL
     SELECT format('%s tries %s %s again at %s: %s', o.listener, o.event->>'type', o.event_id, o.retry_at, o.last_error)
     FROM platform.outbox o WHERE o.leased_until IS NULL AND (o.retry_at < now() - interval '${LATE_SECONDS} seconds'
       OR o.retry_at > now() + interval '${BACKOFF_SECONDS} seconds')
     UNION ALL
     SELECT format('%s gave up on %s %s: %s', d.listener, d.event->>'type', d.event_id, d.error)
     FROM platform.dead_letters d WHERE d.status = 'dead'
     UNION ALL
     SELECT format('Import %s is %s after %s rows of %s: %s', i.id, i.state, i.rows_seen, i.row_count, coalesce(i.reason, ''))
     FROM platform.imports i WHERE i.state <> 'COMPLETED'`,
  );
}
