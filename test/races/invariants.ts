const OPEN = `SELECT * FROM assignment.engagements WHERE organization_id = $1 AND status IN ('PLANNED', 'UNDER_WAY')`;
const ON_DUTY = `
  SELECT * FROM attendance.attendances WHERE organization_id = $1 AND status IN ('PENDING', 'APPROVED', 'ON_BREAK')`;
const RIDES = `SELECT * FROM ride.rides WHERE organization_id = $1 AND status NOT IN ('COMPLETED', 'NO_SHOW', 'CANCELLED')`;

/** What must never be found once nothing is under way, across the contexts: each query answers no row of the organization. */
export const INVARIANTS: Readonly<Record<string, string>> = {
  'a ride with two drivers': `SELECT ride_id FROM (${OPEN}) e GROUP BY 1 HAVING count(*) > 1`,
  'a driver or a cab with two rides at one time': `
    SELECT a.ride_id, b.ride_id AS other FROM (${OPEN}) a JOIN (${OPEN}) b
      ON a.id < b.id AND (a.driver_id = b.driver_id OR a.vehicle_id = b.vehicle_id)
        AND tstzrange(a.planned_from, a.planned_until) && tstzrange(b.planned_from, b.planned_until)`,
  'a driver under way for two rides': `
    SELECT driver_id FROM (${OPEN}) e WHERE status = 'UNDER_WAY' GROUP BY 1 HAVING count(*) > 1`,
  'a ride whose driver or state is not its engagement’s': `
    SELECT r.id, r.status, r.driver_id, e.driver_id AS engaged, e.status AS engagement
    FROM (${RIDES}) r FULL JOIN (${OPEN}) e ON e.ride_id = r.id
    WHERE r.driver_id IS DISTINCT FROM e.driver_id OR (r.status = 'DRIVER_ASSIGNED') <> coalesce(e.status = 'PLANNED', false)
      OR (r.status IN ('EN_ROUTE', 'ARRIVED', 'STARTED')) <> coalesce(e.status = 'UNDER_WAY', false)`,
  'an engagement that attendance and assignment tell differently': `
    SELECT * FROM (${OPEN}) e FULL JOIN (SELECT * FROM attendance.engagements WHERE organization_id = $1) a USING (driver_id, ride_id)
    WHERE e.id IS NULL OR a.driver_id IS NULL OR a.under_way <> (e.status = 'UNDER_WAY')`,
  'somebody off duty who has a ride under way, or is on a break from one': `
    SELECT e.driver_id, a.status FROM (${OPEN}) e LEFT JOIN (${ON_DUTY}) a USING (driver_id)
    WHERE a.status IS NULL OR a.status = 'ON_BREAK' AND e.status = 'UNDER_WAY'`,
  'a duty that attendance and assignment tell differently': `
    SELECT d.driver_id, d.duty, a.status FROM assignment.drivers d LEFT JOIN (${ON_DUTY}) a USING (driver_id)
    WHERE d.organization_id = $1 AND d.duty <> coalesce(CASE a.status WHEN 'APPROVED' THEN 'ON' WHEN 'ON_BREAK' THEN 'BREAK' ELSE a.status END, 'OFF')`,
  'a cab in which two drivers are on duty': `SELECT vehicle_id FROM (${ON_DUTY}) a GROUP BY 1 HAVING count(*) > 1`,
  'two shifts of a driver or a cab at one time': `
    WITH held AS (SELECT * FROM assignment.roster_entries WHERE organization_id = $1 AND status IN ('DRAFT', 'PUBLISHED', 'ACKNOWLEDGED'))
    SELECT a.id, b.id AS other FROM held a JOIN held b
      ON a.id < b.id AND (a.driver_id = b.driver_id OR a.vehicle_id = b.vehicle_id)
        AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)`,
  'a ride that is held in a shift that is no more': `
    SELECT e.ride_id, s.status FROM (${OPEN}) e JOIN assignment.roster_entries s ON s.id = e.roster_entry_id
    WHERE s.status NOT IN ('PUBLISHED', 'ACKNOWLEDGED')`,
  'a driver with two open offers': `
    SELECT driver_id FROM assignment.offers WHERE organization_id = $1 AND status = 'OPEN' GROUP BY 1 HAVING count(*) > 1`,
  'an open offer of a search that is over': `
    SELECT o.id FROM assignment.offers o JOIN assignment.searches s ON s.id = o.search_id
    WHERE o.organization_id = $1 AND o.status = 'OPEN' AND s.status <> 'OPEN'`,
  'a ride whose status is not its search’s': `
    SELECT r.id, r.status FROM (${RIDES}) r
    WHERE (r.status = 'ASSIGNING') <> EXISTS (SELECT FROM assignment.searches s WHERE s.ride_id = r.id AND s.status = 'OPEN')`,
  'two accepted offers of a search': `
    SELECT search_id FROM assignment.offers WHERE organization_id = $1 AND status = 'ACCEPTED' GROUP BY 1 HAVING count(*) > 1`,
  'an accepted offer whose driver was never engaged': `
    SELECT o.id FROM assignment.offers o WHERE o.organization_id = $1 AND o.status = 'ACCEPTED' AND NOT EXISTS (
      SELECT FROM assignment.engagements e WHERE e.ride_id = o.ride_id AND e.driver_id = o.driver_id)`,
  'an open search that nothing will wake': `
    SELECT s.id FROM assignment.searches s WHERE s.organization_id = $1 AND s.status = 'OPEN' AND NOT EXISTS (
      SELECT FROM platform.outbox o WHERE o.listener <> 'SearchProcess.timeSpent'
        AND (o.event -> 'payload' ->> 'searchId' = s.id::text
          OR s.window_seconds IS NOT NULL AND o.listener = 'SearchProcess.windowCloses'))`,
  'work that was given up': `SELECT listener, error FROM platform.dead_letters WHERE organization_id = $1`,
};

/** Asks the database as somebody whom row-level security does not hold. */
export type Ask = (query: string, values: string[]) => Promise<{ readonly rows: readonly object[] }>;

/** Sentences about what does not hold among the rows of an organization, whatever anybody was answered. */
export async function brokenIn(organizationId: string, ask: Ask): Promise<string[]> {
  const sentences: string[] = [];
  for (const [what, query] of Object.entries(INVARIANTS)) {
    const { rows } = await ask(query, [organizationId]);
    if (rows.length > 0) sentences.push(`There is ${what}: ${JSON.stringify(rows.slice(0, 3))}.`);
  }
  return sentences;
}
