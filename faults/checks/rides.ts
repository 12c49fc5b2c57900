import { type Query, sentences } from './query';

const OPEN_ENGAGEMENT = `('PLANNED', 'UNDER_WAY')`;
const SHIFT_IN_FORCE = `('DRAFT', 'PUBLISHED', 'ACKNOWLEDGED')`;
const DRIVEN = `('DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED', 'STARTED')`;
/** How long a timer may be late on a machine that others load. */
export const LATE_SECONDS = 20;

/** No ride has two drivers, and none is without one where its state needs one; no driver and no cab is under way twice. */
export function driversOfRides(query: Query): Promise<string[]> {
  return sentences(
    query,
    `SELECT format('Ride %s has %s drivers.', ride_id, count(*)) AS sentence
     FROM assignment.engagements WHERE status IN ${OPEN_ENGAGEMENT} GROUP BY ride_id HAVING count(*) > 1
     UNION ALL
     SELECT format('Ride %s is %s, and nobody is engaged for it.', r.id, r.status)
     FROM ride.rides r WHERE r.status IN ${DRIVEN} AND NOT EXISTS (
       SELECT FROM assignment.engagements e WHERE e.ride_id = r.id AND e.status IN ${OPEN_ENGAGEMENT}
         AND e.id = r.engagement_id AND e.driver_id = r.driver_id AND e.vehicle_id = r.vehicle_id)
     UNION ALL
     SELECT format('Ride %s is %s, and driver %s is still engaged for it.', r.id, r.status, e.driver_id)
     FROM assignment.engagements e JOIN ride.rides r ON r.id = e.ride_id
     WHERE e.status IN ${OPEN_ENGAGEMENT} AND r.status NOT IN ${DRIVEN}
     UNION ALL
     SELECT format('Driver %s is engaged for ride %s, which does not exist.', driver_id, ride_id)
     FROM assignment.engagements e WHERE NOT EXISTS (SELECT FROM ride.rides r WHERE r.id = e.ride_id)
     UNION ALL
     SELECT format('Driver %s is under way with %s rides.', driver_id, count(*))
     FROM ride.rides WHERE status IN ('EN_ROUTE', 'ARRIVED', 'STARTED') GROUP BY driver_id HAVING count(*) > 1
     UNION ALL
     SELECT format('Cab %s is under way with %s rides.', vehicle_id, count(*))
     FROM ride.rides WHERE status IN ('EN_ROUTE', 'ARRIVED', 'STARTED') GROUP BY vehicle_id HAVING count(*) > 1
     UNION ALL
     SELECT format('Ride %s was completed by %s drivers.', ride_id, count(*))
     FROM assignment.engagements e WHERE e.status = 'ENDED'
       AND EXISTS (SELECT FROM ride.rides r WHERE r.id = e.ride_id AND r.status = 'COMPLETED')
     GROUP BY ride_id HAVING count(*) > 1
     UNION ALL
     SELECT format('Driver %s holds %s offers.', driver_id, count(*))
     FROM assignment.offers WHERE status = 'OPEN' GROUP BY driver_id HAVING count(*) > 1`,
  );
}

/** No two plans of a driver or of a cab overlap: neither shifts nor engagements. */
export function plans(query: Query): Promise<string[]> {
  const overlaps = (of: 'driver_id' | 'vehicle_id', who: string): string => `
    SELECT format('Two shifts of ${who} %s overlap: %s and %s.', a.${of}, a.id, b.id) AS sentence
    FROM assignment.roster_entries a JOIN assignment.roster_entries b ON b.${of} = a.${of} AND b.id > a.id
    WHERE a.status IN ${SHIFT_IN_FORCE} AND b.status IN ${SHIFT_IN_FORCE} AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
    UNION ALL
    SELECT format('Two engagements of ${who} %s overlap: %s and %s.', a.${of}, a.id, b.id)
    FROM assignment.engagements a JOIN assignment.engagements b ON b.${of} = a.${of} AND b.id > a.id
    WHERE a.status IN ${OPEN_ENGAGEMENT} AND b.status IN ${OPEN_ENGAGEMENT}
      AND a.planned_from < b.planned_until AND b.planned_from < a.planned_until`;
  return sentences(query, `${overlaps('driver_id', 'driver')} UNION ALL ${overlaps('vehicle_id', 'cab')}`);
}

/** Whatever waits for something has that something: a search, its end, an offer's end, a driver. */
export function stranded(query: Query): Promise<string[]> {
  const timer = (listener: string, id: string): string =>
    `EXISTS (SELECT FROM platform.outbox timer WHERE timer.listener = '${listener}' AND timer.event->>'aggregateId' = ${id}::text)`;
  return sentences(
    query,
    `SELECT format('Ride %s is searched a driver by nobody.', r.id) AS sentence
     FROM ride.rides r WHERE r.status = 'ASSIGNING'
       AND NOT EXISTS (SELECT FROM assignment.searches s WHERE s.ride_id = r.id AND s.status = 'OPEN')
     UNION ALL
     SELECT format('Ride %s is %s, and a driver is still searched for it.', r.id, r.status)
     FROM assignment.searches s JOIN ride.rides r ON r.id = s.ride_id
     WHERE s.status = 'OPEN' AND r.status NOT IN ('ASSIGNING', 'STARTED')
     UNION ALL
     SELECT format('Search %s of ride %s has nothing left that ends it.', s.id, s.ride_id)
     FROM assignment.searches s WHERE s.status = 'OPEN' AND NOT ${timer('SearchProcess.timeSpent', 's.id')}
     UNION ALL
     SELECT format('Search %s of ride %s sleeps: it has no round, no window and no offer to come.', s.id, s.ride_id)
     FROM assignment.searches s WHERE s.status = 'OPEN' AND NOT EXISTS (
       SELECT FROM platform.outbox o WHERE o.listener LIKE 'SearchProcess.%' AND o.listener <> 'SearchProcess.timeSpent'
         AND (o.event->'payload'->>'searchId' = s.id::text
           OR s.window_seconds IS NOT NULL AND o.listener = 'SearchProcess.windowCloses'))
     UNION ALL
     SELECT format('Offer %s of ride %s has nothing left that ends it.', o.id, o.ride_id)
     FROM assignment.offers o WHERE o.status = 'OPEN' AND NOT ${timer('SearchProcess.expired', 'o.id')}
     UNION ALL
     SELECT format('Offer %s of ride %s was to end at %s.', o.id, o.ride_id, o.expires_at)
     FROM assignment.offers o WHERE o.status = 'OPEN' AND o.expires_at < now() - interval '${LATE_SECONDS} seconds'
     UNION ALL
     SELECT format('Driver %s of ride %s is watched by nobody.', e.driver_id, e.ride_id)
     FROM assignment.progress_watches w JOIN assignment.engagements e ON e.id = w.engagement_id
     WHERE e.status IN ${OPEN_ENGAGEMENT} AND e.arrived_at IS NULL AND NOT ${timer('ProgressProcess.look', 'e.id')}`,
  );
}

/** Once everybody has been let finish, every ride is over. */
export function unfinished(query: Query): Promise<string[]> {
  return sentences(
    query,
    `SELECT format('Ride %s was left %s.', id, status) AS sentence
     FROM ride.rides WHERE status NOT IN ('COMPLETED', 'NO_SHOW', 'CANCELLED')`,
  );
}

/** Who was driven on his own account owes the fare once, and nobody else owes one. */
export function charges(query: Query): Promise<string[]> {
  return sentences(
    query,
    `SELECT format('The fare of ride %s was raised %s times.', ride_id, count(*)) AS sentence
     FROM payment.charges WHERE kind = 'FARE' AND status <> 'WAIVED' GROUP BY ride_id HAVING count(*) > 1
     UNION ALL
     SELECT format('Ride %s is completed, and its fare was never raised.', r.id)
     FROM ride.rides r WHERE r.status = 'COMPLETED' AND r.rider_id IS NOT NULL AND r.fare_paise > 0
       AND NOT EXISTS (SELECT FROM payment.charges c WHERE c.ride_id = r.id AND c.kind = 'FARE')
     UNION ALL
     SELECT format('The fare of ride %s was raised, and it is %s.', r.id, r.status)
     FROM payment.charges c JOIN ride.rides r ON r.id = c.ride_id WHERE c.kind = 'FARE' AND r.status <> 'COMPLETED'`,
  );
}
