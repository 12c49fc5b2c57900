import { FLUSH_MILLISECONDS } from '../../src/contexts/assignment/persistence/last-positions';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AcknowledgedPosition, Phone } from '../load/phone';
import type { Query } from './query';

/** For the writing itself, on a machine that others load. */
const WRITING_MS = 2_000;
/** What a process that dies may lose of where drivers are: what it acknowledged in so many milliseconds. */
export const LOSS_BOUND_MS = FLUSH_MILLISECONDS + WRITING_MS;
const SECOND_MS = 1_000;
const LOOK_MS = 500;

/**
 * Of the way of a ride nothing that was acknowledged is missing: a point is kept for each second that the phone's clock said,
 * so that no other's stands in for it. And it stands at its true time, however wrong that clock is: not before the second was
 * first said, and not after the answer, since it is put right by when the report came in. Of a ride that was called off before the
 * answer nothing is asked: the rider had, and the driver's phone did not know.
 */
export async function tracesWhole(query: Query, acknowledged: readonly AcknowledgedPosition[]): Promise<string[]> {
  const told = acknowledged.filter(({ rideId }) => rideId !== null);
  const rows = await query<{ ride_id: string; driver_id: string; told_at: Date; known_at: Date | null }>(
    `SELECT wanted.ride_id, wanted.driver_id, to_timestamp(wanted.at / 1000.0) AS told_at, t.at AS known_at
     FROM unnest($1::uuid[], $2::uuid[], $3::float8[], $4::float8[], $5::float8[], $6::float8[], $7::float8[])
       AS wanted (ride_id, driver_id, at, second, earliest, latest, answered)
     LEFT JOIN assignment.trip_traces t ON t.ride_id = wanted.ride_id AND t.driver_id = wanted.driver_id
       AND t.device_second = to_timestamp(wanted.second)
     WHERE (t.at IS NULL OR t.at NOT BETWEEN to_timestamp(wanted.earliest / 1000.0) AND to_timestamp(wanted.latest / 1000.0))
       AND NOT EXISTS (SELECT FROM audit.entries c WHERE c.type = 'ride.cancelled' AND c.entity_id = wanted.ride_id
         AND c.occurred_at <= to_timestamp(wanted.answered / 1000.0))`,
    [
      told.map(({ rideId }) => rideId),
      told.map(({ driverId }) => driverId),
      told.map(({ at }) => at),
      told.map(({ deviceAt }) => Math.floor(deviceAt / SECOND_MS)),
      told.map(({ saidFirstAt }) => saidFirstAt - SECOND_MS),
      told.map(({ answeredAt }) => answeredAt + SECOND_MS),
      told.map(({ answeredAt }) => answeredAt),
    ],
  );
  return rows.map(({ ride_id, driver_id, told_at, known_at }) => {
    const how = known_at === null ? 'does not tell' : `tells it as of ${known_at.toISOString()}`;
    return `Driver ${driver_id} reported on ride ${ride_id} at ${told_at.toISOString()}, and its trace ${how}.`;
  });
}

/** With nothing broken, each phone that reports is answered and believed: else what comes after would look at nobody. */
export async function silentPhones(phones: readonly Phone[], patienceMs: number): Promise<string[]> {
  const end = Date.now() + patienceMs;
  const isHeard = async (phone: Phone): Promise<boolean> => {
    for (; !(await phone.reportNow()); await sleep(LOOK_MS)) if (Date.now() > end) return false;
    return true;
  };
  const heard = await Promise.all(phones.map(isHeard));
  return phones
    .filter((_, place) => !heard[place])
    .map(
      ({ driverId }) => `Driver ${driverId} reports, and for ${patienceMs / 1000} s is not answered or not believed.`,
    );
}

/** Where drivers are is known as of the last report that was acknowledged by then: at most the bound older. */
export async function lastPositionsKnown(
  query: Query,
  acknowledged: readonly AcknowledgedPosition[],
  by: number,
): Promise<string[]> {
  const latest = new Map<string, AcknowledgedPosition>();
  for (const one of acknowledged)
    if (one.answeredAt <= by && one.at > (latest.get(one.driverId)?.at ?? 0)) latest.set(one.driverId, one);
  const rows = await query<{ driver_id: string; seen_at: Date }>(
    'SELECT driver_id, seen_at FROM assignment.last_positions WHERE driver_id = ANY($1)',
    [[...latest.keys()]],
  );
  const seen = new Map(rows.map(({ driver_id, seen_at }) => [driver_id, seen_at.getTime()]));
  return [...latest.values()].flatMap(({ driverId, at }) => {
    const known = seen.get(driverId);
    if (known !== undefined && known >= at) return [];
    const where = known === undefined ? 'nowhere' : `known as of ${new Date(known).toISOString()}`;
    return [`Driver ${driverId} reported at ${new Date(at).toISOString()} and is ${where}.`];
  });
}
