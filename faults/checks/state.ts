import { AGGREGATES } from './audit';
import { type Query, sentences } from './query';

/** What a fact says that the state of its thing is from then on: a status, or an SQL expression over the payload. */
interface Told {
  readonly table: string;
  readonly entity: string;
  readonly states: Readonly<Record<string, string | { readonly sql: string }>>;
}

const TOLD: readonly Told[] = [
  {
    table: 'ride.rides',
    entity: 'ride',
    states: {
      'ride.booked': 'CREATED',
      'ride.searching': 'ASSIGNING',
      'ride.unfulfilled': 'NO_DRIVERS_FOUND',
      'ride.assigned': 'DRIVER_ASSIGNED',
      'ride.unassigned': 'CREATED',
      'ride.departed': 'EN_ROUTE',
      'ride.arrived': 'ARRIVED',
      'ride.started': 'STARTED',
      'ride.completed': 'COMPLETED',
      'ride.no_show': 'NO_SHOW',
      'ride.cancelled': 'CANCELLED',
    },
  },
  {
    table: 'assignment.searches',
    entity: 'search',
    states: {
      'assignment.search_started': 'OPEN',
      'assignment.search_ended': { sql: `upper(e.payload->>'outcome')` },
    },
  },
  {
    table: 'assignment.offers',
    entity: 'offer',
    states: {
      'assignment.offer_made': 'OPEN',
      'assignment.offer_accepted': 'ACCEPTED',
      'assignment.offer_declined': 'DECLINED',
      'assignment.offer_lapsed': 'LAPSED',
      'assignment.offer_withdrawn': 'WITHDRAWN',
    },
  },
  {
    table: 'assignment.roster_entries',
    entity: 'roster_entry',
    states: {
      'assignment.roster_entry_planned': 'PUBLISHED',
      'assignment.roster_entry_acknowledged': 'ACKNOWLEDGED',
      'assignment.roster_entry_cancelled': 'CANCELLED',
      'assignment.shift_missed': 'MISSED',
    },
  },
  {
    table: 'attendance.attendances',
    entity: 'attendance',
    states: {
      'attendance.check_in_requested': 'PENDING',
      'attendance.check_in_approved': 'APPROVED',
      'attendance.check_in_rejected': 'REJECTED',
      'attendance.check_in_expired': 'EXPIRED',
      'attendance.break_started': 'ON_BREAK',
      'attendance.break_ended': 'APPROVED',
      'attendance.checked_out': 'CHECKED_OUT',
    },
  },
  {
    table: 'fleet.drivers',
    entity: 'driver',
    states: {
      'fleet.driver_registered': { sql: `e.payload->>'status'` },
      'fleet.driver_status_changed': { sql: `e.payload->>'to'` },
    },
  },
  {
    table: 'payment.charges',
    entity: 'charge',
    states: {
      'payment.charge_raised': 'DUE',
      'payment.charge_paid_in_cash': 'PAID',
      'payment.charge_waived': 'WAIVED',
      'payment.charge_disputed': 'DISPUTED',
      'payment.charge_dispute_settled': 'DUE',
    },
  },
];

/**
 * What was told is so: each thing is there, in the version and in the state that the last fact of it says; and each of its
 * versions came about in one transaction, so that no change was written over by one that did not see it.
 */
export function asTold(query: Query): Promise<string[]> {
  return sentences(query, [...AGGREGATES.map(inItsVersion), ...TOLD.flatMap(inItsState), WILLING].join(' UNION ALL '));
}

/** The other way round from `everyEventAudited`: that finds a version that was never told, this one that was told and is not. */
function inItsVersion({ table, entity, context }: (typeof AGGREGATES)[number]): string {
  return `
    SELECT format('%s %s was told of up to version %s, and is at %s.', '${entity}', t.id, e.last, t.version) AS sentence
    FROM ${table} t CROSS JOIN LATERAL (
      SELECT max(e.entity_version) AS last FROM audit.entries e
      WHERE e.entity = '${entity}' AND e.entity_id = t.id AND e.type LIKE '${context}.%') AS e
    WHERE e.last > t.version`;
}

function inItsState({ table, entity, states }: Told): string[] {
  const types = Object.keys(states).map((type) => `'${type}'`);
  const state = Object.entries(states).map(([type, is]) => {
    return `WHEN '${type}' THEN ${typeof is === 'string' ? `'${is}'` : is.sql}`;
  });
  const facts = `FROM audit.entries e WHERE e.entity = '${entity}' AND e.type IN (${types.join(', ')})`;
  return [
    `SELECT format('%s %s was told to be %s, and is %s.', '${entity}', t.id, told.state, t.status)
     FROM ${table} t CROSS JOIN LATERAL (
       SELECT CASE e.type ${state.join(' ')} END AS state ${facts} AND e.entity_id = t.id
       ORDER BY e.entity_version DESC, e.id DESC LIMIT 1) AS told
     WHERE told.state IS DISTINCT FROM t.status`,
    `SELECT format('%s %s was told of, and is nowhere.', '${entity}', e.entity_id)
     ${facts} AND NOT EXISTS (SELECT FROM ${table} t WHERE t.id = e.entity_id) GROUP BY e.entity_id`,
    `SELECT format('Version %s of %s %s came about in %s transactions.', e.entity_version, '${entity}', e.entity_id,
       count(DISTINCT e.transaction_id))
     ${facts} GROUP BY e.entity_id, e.entity_version HAVING count(DISTINCT e.transaction_id) > 1`,
  ];
}

/** Going online is told of by no version. */
const WILLING = `
  SELECT format('Driver %s was told of by %s, and is %s.', d.driver_id, told.type, CASE WHEN d.online THEN 'online' ELSE 'offline' END)
  FROM assignment.drivers d CROSS JOIN LATERAL (
    SELECT e.type FROM audit.entries e WHERE e.entity = 'driver' AND e.entity_id = d.driver_id
      AND e.type IN ('assignment.driver_went_online', 'assignment.driver_went_offline') ORDER BY e.id DESC LIMIT 1) AS told
  WHERE d.online <> (told.type = 'assignment.driver_went_online')`;
