const microseconds = (column: string): string => `(extract(epoch FROM ${column}) * 1000000)::bigint`;

/**
 * The whole of an entry `e` as text, made by PostgreSQL both when it is sealed and when it is verified, since jsonb does not
 * come back as it was sent. It depends on no setting of the session (time zone, bytea_output), and it is here, not in a
 * function of the database, where whoever alters a row could alter the function as well. The 1 is its version: the chain is
 * for ever, so a new column takes a new version that old rows do not get.
 */
export const CANONICAL_ENTRY = `jsonb_build_array(1, e.id, e.organization_id, e.type, e.schema_version,
  ${microseconds('e.occurred_at')}, ${microseconds('e.recorded_at')}, e.actor_type, e.actor_id, e.request_id,
  e.correlation_id, e.causation_id, e.address, e.entity, e.entity_id, e.entity_version, e.payload,
  encode(e.personal, 'hex'), e.subject, e.transaction_id)::text`;
