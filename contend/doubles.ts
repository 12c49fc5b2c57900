import type { Win } from './messages';

/** Two assigns that cannot both be right. */
export interface Double {
  readonly what: 'ride' | 'driver' | 'vehicle';
  readonly id: string;
  readonly engagementIds: readonly [string, string];
}

/**
 * Those among what callers were told they had won. Of each only the time counts in which it was committed for certain: from its
 * answer to the beginning of its return. So what is found is a double, whoever's clock one asks.
 */
export function doublesAmong(wins: readonly Win[]): Double[] {
  return [
    ...meeting(
      wins,
      'ride',
      ({ rideId }) => rideId,
      () => true,
    ),
    ...meeting(wins, 'driver', ({ driverId }) => driverId, plansOverlap),
    ...meeting(wins, 'vehicle', ({ vehicleId }) => vehicleId, plansOverlap),
  ];
}

function meeting(
  wins: readonly Win[],
  what: Double['what'],
  idOf: (win: Win) => string,
  exclude: (a: Win, b: Win) => boolean,
): Double[] {
  const doubles: Double[] = [];
  const held = new Map<string, Win[]>();
  for (const win of [...wins].sort((a, b) => a.heldFrom - b.heldFrom)) {
    const id = idOf(win);
    const before = (held.get(id) ?? []).filter(({ heldUntil }) => heldUntil === null || heldUntil > win.heldFrom);
    for (const other of before) {
      if (exclude(other, win)) doubles.push({ what, id, engagementIds: [other.engagementId, win.engagementId] });
    }
    held.set(id, [...before, win]);
  }
  return doubles;
}

function plansOverlap(a: Win, b: Win): boolean {
  return a.plannedFrom < b.plannedUntil && b.plannedFrom < a.plannedUntil;
}

/** Those in the table as it stands at one moment, by what the rows say; no constraint is relied on. */
export const DOUBLES_IN_TABLE = `
  WITH open AS MATERIALIZED (
    SELECT id, ride_id, driver_id, vehicle_id, tstzrange(planned_from, planned_until) AS planned
    FROM assignment.engagements WHERE status IN ('PLANNED', 'UNDER_WAY'))
  SELECT kind.what, kind.id, ARRAY[a.id, b.id] AS "engagementIds"
  FROM open a JOIN open b ON a.id < b.id
  CROSS JOIN LATERAL (VALUES
    ('ride', a.ride_id, a.ride_id = b.ride_id),
    ('driver', a.driver_id, a.driver_id = b.driver_id AND a.planned && b.planned),
    ('vehicle', a.vehicle_id, a.vehicle_id = b.vehicle_id AND a.planned && b.planned)) AS kind (what, id, is_double)
  WHERE kind.is_double`;
