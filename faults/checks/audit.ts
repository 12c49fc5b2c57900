import { type Query, sentences } from './query';
import { LATE_SECONDS } from './rides';

/** Aggregates whose every version is told by a fact of their own context. */
export const AGGREGATES = [
  { table: 'ride.rides', entity: 'ride', context: 'ride' },
  { table: 'assignment.offers', entity: 'offer', context: 'assignment' },
  { table: 'assignment.roster_entries', entity: 'roster_entry', context: 'assignment' },
  { table: 'attendance.attendances', entity: 'attendance', context: 'attendance' },
  { table: 'fleet.drivers', entity: 'driver', context: 'fleet' },
  { table: 'fleet.vehicles', entity: 'vehicle', context: 'fleet' },
  { table: 'verification.documents', entity: 'document', context: 'verification' },
  { table: 'payment.charges', entity: 'charge', context: 'payment' },
];

/** Nothing has changed that the audit does not tell of: each version of each thing, each entry of a timeline, each row of the outbox. */
export async function everyEventAudited(query: Query): Promise<string[]> {
  const versions = AGGREGATES.map(
    ({ table, entity, context }) => `
    SELECT format('Version %s of %s %s is not in the audit.', v, '${entity}', t.id) AS sentence
    FROM ${table} t CROSS JOIN LATERAL generate_series(1, t.version) AS v
    WHERE NOT EXISTS (SELECT FROM audit.entries e WHERE e.entity = '${entity}' AND e.entity_id = t.id
      AND e.entity_version = v AND e.type LIKE '${context}.%')`,
  );
  return sentences(
    query,
    `${versions.join(' UNION ALL ')}
     UNION ALL
     SELECT format('%s of ride %s is in its timeline and not in the audit.', t.type, t.ride_id)
     FROM ride.timeline t WHERE NOT EXISTS (SELECT FROM audit.entries e WHERE e.id = t.id)
     UNION ALL
     SELECT format('%s %s went into the outbox and not into the audit.', d.event_type, d.event_id)
     FROM campaign.deliveries d WHERE d.step = 'written' AND NOT EXISTS (SELECT FROM audit.entries e WHERE e.id = d.event_id)`,
  );
}

/** Every entry is in the chain, and the chain has no gap. What the links say of the entries, the service verifies itself. */
export function chainWhole(query: Query): Promise<string[]> {
  return sentences(
    query,
    `SELECT format('%s audit entries are not sealed.', count(*)) AS sentence
     FROM audit.entries e WHERE e.recorded_at < now() - interval '${LATE_SECONDS} seconds'
       AND NOT EXISTS (SELECT FROM audit.chain c WHERE c.entry_id = e.id) HAVING count(*) > 0
     UNION ALL
     SELECT format('Link %s of the audit chain seals no entry.', c.number)
     FROM audit.chain c WHERE NOT EXISTS (SELECT FROM audit.entries e WHERE e.id = c.entry_id)
     UNION ALL
     SELECT format('The audit chain has %s links up to number %s.', count(*), max(number))
     FROM audit.chain HAVING count(*) <> coalesce(max(number), 0)`,
  );
}
