import { type Level, median, round } from './measure';
import { OnDemandBench } from './ondemand';
import type { BenchOptions, BenchReport } from './report';

const CLIENTS = 16;
const RIDES = 400;
const WARMING_RIDES = 60;
const OFFERS_A_RIDE = 5;
/** Lines of a ride's timeline. */
const STEPS_A_RIDE = 7;
const PAST_RIDES = 1_000_000;
/** Rows an INSERT: so that a fault shows soon and memory stays small. */
const BATCH = 50_000;

/** The on-demand ride on an empty database, and on one that has seen a million rides and five million offers. */
export async function growth({ rounds, past = PAST_RIDES }: BenchOptions): Promise<BenchReport> {
  const bench = await OnDemandBench.start();
  const empty: Level[] = [];
  const grown: Level[] = [];
  try {
    await bench.grow((database) => remember(bench, database, past));
    for (let turn = 0; turn < rounds; turn++) {
      const both = [
        [empty, 'empty'],
        [grown, 'grown'],
      ] as const;
      // By turns, so that neither is always the one that finds the machine warm.
      for (const [into, name] of turn % 2 === 0 ? both : both.toReversed()) {
        await bench.onClone(async (world) => {
          await world.measure(CLIENTS, WARMING_RIDES);
          into.push((await world.measure(CLIENTS, RIDES)).rides);
        }, name);
      }
    }
  } finally {
    await bench.stop();
  }
  const speed = (levels: readonly Level[]): number => median(levels.map(({ perSecond }) => perSecond));
  return {
    name: 'growth',
    clients: grown,
    floors: { emptyDatabase: empty },
    ratio: round(speed(grown) / speed(empty)),
    pastRides: past,
    pastOffers: past * OFFERS_A_RIDE,
  };
}

/**
 * Copies one ride that was really driven, with all that is kept of it for good, over the past year: to the riders and drivers
 * of the benchmark, so that who asks now has a past. Its rounds are kept for 30 days, so a twelfth has some. The audit, which
 * is only ever appended to, is left out: 25 entries a ride would be most of the database.
 */
async function remember(bench: OnDemandBench, database: string, past: number): Promise<void> {
  const { server } = bench;
  const copy = async (table: string, where: string, count: number, changed: Record<string, string>): Promise<void> => {
    const [schema, name] = table.split('.');
    const rows = await server.query<{ name: string }>(
      database,
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position`,
      [schema, name],
    );
    const columns = rows.map((row) => row.name).filter((column) => column !== 'position');
    const values = columns.map((column) => changed[column] ?? `one."${column}"`);
    for (let from = 0; from < count; from += BATCH) {
      const { length } = await server.query(
        database,
        `INSERT INTO ${table} (${columns.map((column) => `"${column}"`).join(', ')})
         SELECT ${values.join(', ')} FROM (SELECT * FROM ${table} WHERE ${where} LIMIT 1) AS one,
           generate_series($1::bigint, $2::bigint) AS n
         RETURNING 1`,
        [from, Math.min(from + BATCH, count) - 1],
      );
      if (length === 0) throw new Error(`There is no row of ${table} to copy where ${where}.`);
    }
  };
  const ago = (column: string): string => `one."${column}" - (n + 1) * interval '31 seconds'`;
  const [rider, driver] = [oneOf(bench.riderIds), oneOf(bench.driverIds)];
  const ride = { ride_id: pastId('n'), rider_id: rider, driver_id: driver };
  const one = { id: pastId('n'), ...ride };
  const offered = `(n / ${OFFERS_A_RIDE})`;
  const ofOffer = { search_id: pastId(offered), ride_id: pastId(offered) };
  // What a trigger or a foreign key says of a single row was said of the one that is copied.
  await server.query('postgres', `ALTER DATABASE ${database} SET session_replication_role = replica`);
  await copy('ride.rides', `status = 'COMPLETED'`, past, {
    ...one,
    // Hexadecimal digits are letters of a ride's code too.
    code: `lpad(upper(to_hex(n)), 8, '0')`,
    pickup_at: ago('pickup_at'),
    booked_at: ago('booked_at'),
  });
  await copy('ride.timeline', 'true', past * STEPS_A_RIDE, {
    id: pastId('n'),
    ride_id: pastId(`(n / ${STEPS_A_RIDE})`),
  });
  await copy('assignment.rides', 'closed', past, { ...ride, pickup_at: ago('pickup_at') });
  await copy('assignment.searches', `status = 'ASSIGNED'`, past, one);
  await copy('assignment.offers', `status = 'ACCEPTED'`, past * OFFERS_A_RIDE, {
    ...{ id: pastId('n'), ...ofOffer, driver_id: driver, status: `'LAPSED'`, ended_at: 'one.expires_at' },
  });
  await copy('assignment.engagements', `status = 'ENDED'`, past, {
    ...{ ...one, planned_from: ago('planned_from'), planned_until: ago('planned_until') },
  });
  await copy('assignment.search_rounds', 'true', Math.round(past / 12), {
    ...one,
    search_id: pastId('n'),
    at: ago('at'),
  });
  await copy('payment.charges', `status = 'PAID'`, past, {
    ...{ ...one, paid_to_driver_id: driver, paid_with_ride_id: pastId('n') },
  });
  await server.query('postgres', `ALTER DATABASE ${database} RESET session_replication_role`);
}

function oneOf(ids: readonly string[]): string {
  return `('{${ids.join(',')}}'::uuid[])[1 + n % ${ids.length}]`;
}

/** Old enough to sort before every id of today. */
function pastId(number: string): string {
  return `('01800000-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
}
