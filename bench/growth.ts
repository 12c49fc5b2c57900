import { type Level, median, round } from './measure';
import { DRIVERS, OnDemandBench } from './ondemand';
import type { BenchOptions, BenchReport } from './report';

const CLIENTS = 16;
const RIDES = 400;
const WARMING_RIDES = 60;
const OFFERS_A_RIDE = 5;
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
      for (const [into, name] of [
        [empty, 'empty'],
        [grown, 'grown'],
      ] as const) {
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

/** Copies one ride that was really driven, with its search and its offer, over the past year. */
async function remember({ server }: OnDemandBench, database: string, past: number): Promise<void> {
  const copy = async (table: string, where: string, count: number, changed: Record<string, string>): Promise<void> => {
    const [schema, name] = table.split('.');
    const rows = await server.query<{ name: string }>(
      database,
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position`,
      [schema, name],
    );
    const columns = rows.map((row) => row.name);
    const values = columns.map((column) => changed[column] ?? `one."${column}"`);
    for (let from = 0; from < count; from += BATCH) {
      await server.query(
        database,
        `INSERT INTO ${table} (${columns.map((column) => `"${column}"`).join(', ')})
         SELECT ${values.join(', ')} FROM (SELECT * FROM ${table} WHERE ${where} ORDER BY id LIMIT 1) AS one,
           generate_series($1::bigint, $2::bigint) AS n`,
        [from, Math.min(from + BATCH, count) - 1],
      );
    }
  };
  const ago = (column: string): string => `one."${column}" - (n + 1) * interval '31 seconds'`;
  const anyDriver = `(ARRAY(SELECT driver_id FROM assignment.drivers ORDER BY driver_id))[1 + n % ${DRIVERS}]`;
  await copy('ride.rides', `status = 'COMPLETED'`, past, {
    id: pastId('n'),
    // Hexadecimal digits are letters of a ride's code too.
    code: `lpad(upper(to_hex(n)), 8, '0')`,
    rider_id: 'gen_random_uuid()',
    pickup_at: ago('pickup_at'),
    booked_at: ago('booked_at'),
  });
  await copy('assignment.searches', `status = 'ASSIGNED'`, past, { id: pastId('n'), ride_id: pastId('n') });
  await copy('assignment.offers', `status = 'ACCEPTED'`, past * OFFERS_A_RIDE, {
    id: pastId('n'),
    search_id: pastId(`(n / ${OFFERS_A_RIDE})`),
    ride_id: pastId(`(n / ${OFFERS_A_RIDE})`),
    driver_id: anyDriver,
    status: `'LAPSED'`,
    ended_at: 'one.expires_at',
  });
}

/** Old enough to sort before every id of today. */
function pastId(number: string): string {
  return `('01800000-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
}
