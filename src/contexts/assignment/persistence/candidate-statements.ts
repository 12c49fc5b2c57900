import type { Statement } from '../../../platform/transaction/transaction-scope';
import { LEAST_REMAINING_SECONDS } from '../domain/finishing';
import { gateColumns, LIVE_SHIFT } from './gate-columns';

/** The nearest so many are looked at in one go; further ones when these do not do. */
export const MOST_CANDIDATES = 200;
/** Noted of those beyond the circles. */
const MOST_OUTSIDERS = 50;

/** Great-circle metres between two points, on the sphere of `distanceMetres`. */
const metres = (latitude: string, longitude: string, fromLatitude: string, fromLongitude: string): string =>
  `2 * 6371008.8 * asin(least(1, sqrt(
  sin(radians(${latitude} - ${fromLatitude}) / 2) ^ 2
  + cos(radians(${fromLatitude})) * cos(radians(${latitude})) * sin(radians(${longitude} - ${fromLongitude}) / 2) ^ 2)))`;
const METRES = metres('p.latitude', 'p.longitude', '$2', '$3');

/** Of a battery that was told of so long ago nothing is known: it may have been driven since, or be another cab's. */
const FRESH_CHARGE = `CASE WHEN n.charge_at >= $5::timestamptz - interval '15 minutes' THEN n.charge_percent END AS charge_percent`;

/** Of one who finishes a ride first: his shift, and the cab of it, are those of when he is free. */
const neededOnceFree = (freeAt: string): string => `greatest($4, ${freeAt})`;

/** Parameters of both: $1 ride, $2 and $3 pickup, $4 needed at, $5 now, $6 a day ago, $7 organization. */
const facts = (near: string, more = '', neededAt = '$4'): string => `
  SELECT ${more} n.driver_id, n.latitude, n.longitude, n.accuracy_metres, ${FRESH_CHARGE}, n.seen_at, n.suspect_at, n.metres,
    d.status, d.duty, d.attended_vehicle_id, d.online, d.licence_expires_on::text, d.idle_since, d.offers_made,
    d.offers_accepted, s.id AS roster_entry_id, s.vehicle_id, v.status AS vehicle_status, v.vehicle_class,
    v.range_metres::float8 AS range_metres, nullif(v.fuel_type, 'ELECTRIC') AS fuel_type, ${gateColumns('$5')},
    d.preferences->'airport_rides' = 'false' AS no_airport,
    CASE WHEN jsonb_typeof(d.preferences->'longest_trip_metres') = 'number'
      THEN (d.preferences->'longest_trip_metres')::float8 END AS longest_metres,
    (SELECT json_agg(json_build_object('rideId', e.ride_id, 'from', e.planned_from, 'pickupAt', r.pickup_at,
         'until', e.planned_until) ORDER BY e.planned_from)
     FROM assignment.engagements e JOIN assignment.rides r ON r.ride_id = e.ride_id
     WHERE (e.driver_id = n.driver_id OR e.vehicle_id = s.vehicle_id) AND e.status IN ('PLANNED', 'UNDER_WAY')
       AND e.ride_id <> $1) AS other_rides,
    -- The open spell apart, by its own index, however long ago it began.
    coalesce((SELECT sum(extract(epoch FROM least(w.ended_at, $5) - greatest(w.started_at, $6)))::float8
     FROM assignment.duty_spells w
     WHERE w.driver_id = n.driver_id AND w.started_at > $6::timestamptz - interval '7 days' AND w.started_at < $5
       AND w.ended_at > $6), 0)
    + coalesce((SELECT extract(epoch FROM $5 - greatest(w.started_at, $6))::float8
     FROM assignment.duty_spells w
     WHERE w.driver_id = n.driver_id AND w.ended_at IS NULL AND w.started_at < $5), 0) AS worked_seconds,
    (SELECT o.status FROM assignment.offers o
     WHERE o.ride_id = $1 AND o.driver_id = n.driver_id
       AND (o.status IN ('DECLINED', 'LAPSED') OR o.could_not_take AND EXISTS (
         SELECT FROM assignment.searches x WHERE x.id = o.search_id AND x.status = 'OPEN')) LIMIT 1) AS answered,
    EXISTS (SELECT FROM assignment.searches x
     WHERE x.ride_id = $1 AND x.excluded_driver_id = n.driver_id) AS excluded,
    (SELECT o.id FROM assignment.offers o
     WHERE o.driver_id = n.driver_id AND o.status = 'OPEN' AND o.ride_id <> $1) AS other_offer_id
  FROM (${near}) n
  JOIN assignment.drivers d ON d.driver_id = n.driver_id AND d.organization_id = $7
  LEFT JOIN LATERAL (
    SELECT id, vehicle_id, starts_at FROM assignment.roster_entries
    WHERE driver_id = n.driver_id AND ${LIVE_SHIFT} AND starts_at <= ${neededAt} AND ends_at > ${neededAt}
    ORDER BY starts_at DESC LIMIT 1
  ) s ON true
  LEFT JOIN assignment.vehicles v ON v.vehicle_id = s.vehicle_id
  ORDER BY n.metres, n.driver_id`;

/**
 * Whom a page is of: `could_take` leaves out whom rules refuse that no policy disables (his duty, a break, his shift, its vehicle
 * and class, a ride that holds him); `would_take` also who has not gone online.
 */
export type Sought = 'everybody' | 'could_take' | 'would_take';
/** The first of these parameters is the class booked. */
const fit = (who: Sought, first: number, also = '', neededAt = '$4'): string =>
  who === 'everybody'
    ? ''
    : `AND EXISTS (
        SELECT FROM assignment.drivers a
        JOIN assignment.roster_entries t
          ON t.driver_id = a.driver_id AND t.${LIVE_SHIFT} AND t.starts_at <= ${neededAt} AND t.ends_at > ${neededAt}
          AND (a.attended_vehicle_id IS NULL OR a.attended_vehicle_id = t.vehicle_id)
        JOIN assignment.vehicles c
          ON c.vehicle_id = t.vehicle_id AND c.status = 'ACTIVE' AND c.vehicle_class = $${first} AND c.documents_usable
        WHERE a.driver_id = p.driver_id AND a.status = 'ACTIVE' AND a.duty = 'ON' AND a.documents_usable
          AND (a.duty_ends_by IS NULL OR a.duty_ends_by > $5)
          ${who === 'would_take' ? 'AND a.online' : ''})${also}`;
/** The second: from when he is needed. A ride that began by then and is open holds him; now, whatever its plan says. */
const fitAndFree = (who: Sought, first: number): string =>
  fit(
    who,
    first,
    `
        AND NOT EXISTS (
          SELECT FROM assignment.engagements e
          WHERE e.driver_id = p.driver_id AND e.status IN ('PLANNED', 'UNDER_WAY') AND e.ride_id <> $1
            AND e.planned_from <= $${first + 1} AND ($${first + 1} <= $5 OR e.planned_until > $${first + 1}))`,
  );

/** $8 cells, $9 silent since, $10 to $12 the ring. */
const IN_CELLS = 'p.organization_id = $7 AND p.cell = ANY($8::bigint[]) AND p.seen_at > $9';
const IN_RING = `(p.metres, p.driver_id) > ($10::float8, $12::uuid) AND p.metres <= $11
    ORDER BY p.metres, p.driver_id LIMIT ${MOST_CANDIDATES}`;
const near = (who: Sought): Statement => ({
  name: `assignment.candidates.near.${who}`,
  text: facts(`
    SELECT * FROM (
      SELECT p.*, ${METRES} AS metres FROM assignment.last_positions p
      WHERE ${IN_CELLS} ${fitAndFree(who, 13)}) AS p
    WHERE ${IN_RING}`),
});
export const NEAR = {
  everybody: near('everybody'),
  could_take: near('could_take'),
  would_take: near('would_take'),
};
export const OF_DRIVERS: Statement = {
  name: 'assignment.candidates.of_drivers',
  text: facts(`
    SELECT p.*, ${METRES} AS metres FROM assignment.last_positions p
    WHERE p.organization_id = $7 AND p.driver_id = ANY($8::uuid[])`),
};

/**
 * Who is about to set his rider down no farther from the pickup than anybody is searched: free by his booking at the first of
 * these parameters, the drop as near as the second says to the pickup, and as the third to where he is, which is as far as
 * he comes until then. `free_at` is what `finishingRide` makes of it, to the second.
 */
const finishing = (first: number, organization = '$7', now = '$5'): string => `
    WITH finishing AS MATERIALIZED (
      SELECT p.driver_id, e.ride_id, e.finishes_at, e.drop_latitude, e.drop_longitude,
        ${metres('e.drop_latitude', 'e.drop_longitude', '$2', '$3')} AS metres,
        greatest(e.finishes_at, ${now}::timestamptz + make_interval(secs => ${LEAST_REMAINING_SECONDS}),
          ${now}::timestamptz + ($${first}::timestamptz - ${now}::timestamptz)
            * (${metres('e.drop_latitude', 'e.drop_longitude', 'p.latitude', 'p.longitude')} / $${first + 2}::float8)) AS free_at
      FROM assignment.engagements e JOIN assignment.last_positions p ON p.driver_id = e.driver_id
      WHERE e.organization_id = ${organization} AND e.status = 'UNDER_WAY' AND e.finishes_at <= $${first}
        AND e.planned_from <= ${now}
        AND ${metres('e.drop_latitude', 'e.drop_longitude', '$2', '$3')} <= $${first + 1}
        AND ${metres('e.drop_latitude', 'e.drop_longitude', 'p.latitude', 'p.longitude')} <= $${first + 2})`;
const POSITION = `p.driver_id, p.latitude, p.longitude, p.accuracy_metres, p.charge_percent, p.charge_at, p.seen_at, p.suspect_at`;
const BY_DROP = 'f.metres, f.ride_id AS finishing_ride_id, f.finishes_at, f.drop_latitude, f.drop_longitude, f.free_at';
const FINISHING = 'n.finishing_ride_id, n.finishes_at, n.drop_latitude, n.drop_longitude,';

/** The same, and each who is about to be free by where he will be then, and by that alone. */
const nearAhead = (who: Sought): Statement => ({
  name: `assignment.candidates.near_ahead.${who}`,
  text: facts(
    `${finishing(13)}
    SELECT * FROM (
      SELECT ${POSITION}, ${METRES} AS metres, NULL::uuid AS finishing_ride_id, NULL::timestamptz AS finishes_at,
        NULL::float8 AS drop_latitude, NULL::float8 AS drop_longitude, NULL::timestamptz AS free_at
      FROM assignment.last_positions p
      WHERE ${IN_CELLS} ${fitAndFree(who, 16)} AND NOT EXISTS (SELECT FROM finishing f WHERE f.driver_id = p.driver_id)
      UNION ALL
      SELECT ${POSITION}, ${BY_DROP} FROM finishing f JOIN assignment.last_positions p ON p.driver_id = f.driver_id
      WHERE p.seen_at > $9 ${fit(who, 16, '', neededOnceFree('f.free_at'))}) AS p
    WHERE ${IN_RING}`,
    FINISHING,
    neededOnceFree('n.free_at'),
  ),
});
export const NEAR_AHEAD = {
  everybody: nearAhead('everybody'),
  could_take: nearAhead('could_take'),
  would_take: nearAhead('would_take'),
};
export const OF_DRIVERS_AHEAD: Statement = {
  name: 'assignment.candidates.of_drivers_ahead',
  text: facts(
    `${finishing(9)}
    SELECT ${POSITION}, coalesce(f.metres, ${METRES}) AS metres, f.ride_id AS finishing_ride_id, f.finishes_at,
      f.drop_latitude, f.drop_longitude, f.free_at
    FROM assignment.last_positions p LEFT JOIN finishing f ON f.driver_id = p.driver_id
    WHERE p.organization_id = $7 AND p.driver_id = ANY($8::uuid[])`,
    FINISHING,
    neededOnceFree('n.free_at'),
  ),
};

/** $1 the organization, $4 cells, $5 silent since, $6 to $8 the ring. */
const OUT_OF_CELLS = 'p.organization_id = $1 AND p.cell = ANY($4::bigint[]) AND p.seen_at > $5';
const OUT_OF_RING = `WHERE (p.metres, p.driver_id) > ($6::float8, $8::uuid) AND p.metres <= $7
         ORDER BY p.metres, p.driver_id LIMIT ${MOST_OUTSIDERS}`;
const OUTSIDER = `SELECT p.driver_id AS "driverId", round(p.metres)::float8 AS "straightMetres", p.seen_at AS "seenAt"`;
export const OUTSIDE: Statement = {
  name: 'assignment.candidates.outside',
  text: `${OUTSIDER} FROM (
           SELECT p.driver_id, p.seen_at, ${METRES} AS metres FROM assignment.last_positions p
           WHERE ${OUT_OF_CELLS}) AS p
         ${OUT_OF_RING}`,
};
/** $9 now, and from $10 on who finishes. */
export const OUTSIDE_AHEAD: Statement = {
  name: 'assignment.candidates.outside_ahead',
  text: `${finishing(10, '$1', '$9')}
         ${OUTSIDER} FROM (
           SELECT p.driver_id, p.seen_at, ${METRES} AS metres FROM assignment.last_positions p
           WHERE ${OUT_OF_CELLS} AND NOT EXISTS (SELECT FROM finishing f WHERE f.driver_id = p.driver_id)
           UNION ALL
           SELECT p.driver_id, p.seen_at, f.metres FROM finishing f
           JOIN assignment.last_positions p ON p.driver_id = f.driver_id WHERE p.seen_at > $5) AS p
         ${OUT_OF_RING}`,
};
