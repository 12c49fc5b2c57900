import { Client } from 'pg';
import { BenchClient } from './bench-client';
import { BenchServer } from './bench-server';
import { BenchService } from './bench-service';
import { type FileToImport, importFile } from './file-import';
import { type Level, median, round } from './measure';
import type { BenchOptions, BenchReport } from './report';
import { JWT_SECRET, seed, type Seeded } from './seed';

const SIZES = [1_000, 10_000, 50_000];
const MODES: readonly Mode[] = ['row_wise', 'atomic'];
const TEMPLATE = 'bench_import';
const ROUND = 'bench_import_round';
/** As many as an import commits, or writes through, together. */
const PART_ROWS = 250;
const SAMPLE_MS = 50;
/** A Node that may take gigabytes lets its garbage lie: what an import needs is seen where it may not. */
const SMALL_HEAP_MEGABYTES = 128;

type Mode = FileToImport['mode'];

interface Case {
  readonly rows: number;
  readonly mode: Mode;
  /** The most that the service's old objects may take; null: as much as Node likes. */
  readonly heapMegabytes: number | null;
}

interface Measured extends Case {
  readonly rowsPerSecond: number;
  readonly floorRowsPerSecond: number;
  readonly ratio: number;
  /** The highest of the service while the import ran, and how much that is above what it had before. */
  readonly peakMegabytes: number;
  readonly grewMegabytes: number;
}

interface Table {
  readonly name: string;
  readonly columns: string;
  readonly rows: readonly string[];
}

/**
 * Files of drivers brought in over HTTP, row by row and all or nothing, and the memory it takes, the largest once more in a small
 * heap. Beside each, in the same run, the very rows that the import left behind, in every table, inserted by a bare client in
 * parts of the same size: without judging, events, constraints' triggers or HTTP.
 * @param past how many rows at most, so that a short look need not take the largest file
 */
export async function importing({ rounds, past = 50_000 }: BenchOptions): Promise<BenchReport> {
  const server = await BenchServer.start();
  const results: Measured[][] = [];
  try {
    await server.createMigrated(TEMPLATE);
    const seeded = await withService(server, TEMPLATE, (client) => seed(server, TEMPLATE, client, 1));
    for (const one of cases(past)) {
      const measured: Measured[] = [];
      for (let turn = 0; turn < rounds; turn++) {
        measured.push(await once(server, seeded, one));
        // The largest take minutes: whoever waits, or has to end it, has seen the others.
        process.stderr.write(`${JSON.stringify(measured.at(-1))}\n`);
      }
      results.push(measured);
    }
  } finally {
    await server.stop();
  }
  const sizes = results.map(medians);
  const clients: Level[] = sizes.map(({ rowsPerSecond }) => ({ n: 1, perSecond: rowsPerSecond, p50Ms: 0, p99Ms: 0 }));
  return {
    name: 'import',
    clients,
    floors: {
      barePg: sizes.map(({ rows, mode, floorRowsPerSecond }) => ({ rows, mode, perSecond: floorRowsPerSecond })),
    },
    ratio: sizes.findLast(({ heapMegabytes }) => heapMegabytes === null)!.ratio,
    sizes,
  };
}

function cases(past: number): Case[] {
  const sizes = SIZES.filter((size) => size <= past);
  const of = (rows: number, heapMegabytes: number | null): Case[] =>
    MODES.map((mode) => ({ rows, mode, heapMegabytes }));
  return [...sizes.flatMap((rows) => of(rows, null)), ...of(sizes.at(-1)!, SMALL_HEAP_MEGABYTES)];
}

async function once(server: BenchServer, seeded: Seeded, one: Case): Promise<Measured> {
  const { rows, mode, heapMegabytes } = one;
  const options = heapMegabytes === null ? '' : `--max-old-space-size=${heapMegabytes}`;
  await server.clone(TEMPLATE, ROUND);
  try {
    const bring = (client: BenchClient, service: BenchService) => bringIn(client, service, seeded, rows, mode);
    const { perSecond, before, peak } = await withService(server, ROUND, bring, options);
    const left = await leftBehind(server);
    await server.drop(ROUND);
    await server.clone(TEMPLATE, ROUND);
    const floor = rows / (await insertBare(server, left, rows, mode));
    return {
      ...{ ...one, rowsPerSecond: round(perSecond), floorRowsPerSecond: round(floor) },
      ...{ ratio: round(perSecond / floor), peakMegabytes: peak, grewMegabytes: peak - before },
    };
  } finally {
    await server.drop(ROUND);
  }
}

async function bringIn(client: BenchClient, service: BenchService, seeded: Seeded, rows: number, mode: Mode) {
  const { token } = seeded.operator;
  // A first one, so that what is compiled and cached at first use is not measured as growth.
  await importFile(client, token, fileOf(seeded, 500, 7, 'row_wise'));
  const before = service.rssMegabytes();
  let peak = before;
  const sampling = setInterval(() => (peak = Math.max(peak, service.rssMegabytes())), SAMPLE_MS);
  try {
    const seconds = await importFile(client, token, fileOf(seeded, rows, 8, mode));
    return { perSecond: rows / seconds, before, peak };
  } finally {
    clearInterval(sampling);
  }
}

/** @param series a digit that makes the phones and licences of one file other than those of another */
function fileOf({ hubId }: Seeded, rows: number, series: number, mode: Mode): FileToImport {
  const lines = Array.from({ length: rows }, (_, index) => {
    const number = String(index).padStart(6, '0');
    return `+919${series}02${number},Ravi Kumar ${number},${hubId},DL04201${series}0${number},2099-12-31,SALARY`;
  });
  return { kind: 'drivers', mode, header: 'phone,name,hub,licence_number,licence_expires_on,payment_model', lines };
}

/** What the round has in every table beyond the template; the chain of the audit is sealed by itself, and not by an import. */
async function leftBehind(server: BenchServer): Promise<Table[]> {
  const tables = await server.query<{ name: string; columns: string }>(
    ROUND,
    `SELECT format('%I.%I', table_schema, table_name) AS name, string_agg(quote_ident(column_name), ', ') AS columns
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema IN ('fleet', 'identity', 'ride', 'attendance', 'assignment', 'verification', 'audit')
       AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
       AND (table_schema <> 'audit' OR table_name ~ '^(entries|person_keys)')
       AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = format('%I.%I', table_schema, table_name)::regclass)
     GROUP BY 1`,
  );
  const left: Table[] = [];
  for (const { name, columns } of tables) {
    const rows = await server.query<{ row: string }>(ROUND, `SELECT row_to_json(t)::text AS row FROM ${name} t`);
    const before = await server.query<{ row: string }>(TEMPLATE, `SELECT row_to_json(t)::text AS row FROM ${name} t`);
    const known = new Set(before.map(({ row }) => row));
    const added = rows.flatMap(({ row }) => (known.has(row) ? [] : row));
    if (added.length > 0) left.push({ name, columns, rows: added });
  }
  return left;
}

/** @returns the seconds that it took */
async function insertBare(server: BenchServer, tables: readonly Table[], rows: number, mode: Mode): Promise<number> {
  const client = new Client({ connectionString: server.url(ROUND) });
  await client.connect();
  try {
    await client.query(`SET session_replication_role = replica`);
    const parts = Math.ceil(rows / PART_ROWS);
    const started = performance.now();
    if (mode === 'atomic') await client.query('BEGIN');
    for (let part = 0; part < parts; part++) {
      if (mode === 'row_wise') await client.query('BEGIN');
      for (const { name, columns, rows: all } of tables) {
        const size = Math.ceil(all.length / parts);
        const some = all.slice(part * size, (part + 1) * size);
        const text = `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE
                      SELECT ${columns} FROM jsonb_populate_recordset(NULL::${name}, $1) ON CONFLICT DO NOTHING`;
        if (some.length > 0) await client.query({ name, text, values: [`[${some.join(',')}]`] });
      }
      if (mode === 'row_wise') await client.query('COMMIT');
    }
    if (mode === 'atomic') await client.query('COMMIT');
    return (performance.now() - started) / 1000;
  } finally {
    await client.end();
  }
}

async function withService<T>(
  server: BenchServer,
  database: string,
  work: (client: BenchClient, service: BenchService) => Promise<T>,
  nodeOptions = '',
): Promise<T> {
  const service = await BenchService.start('../src/main', {
    DATABASE_URL: server.url(database),
    JWT_SECRET,
    ROUTING_PROVIDER: 'estimate',
    SMS_SIMULATOR_PORT: '0',
    NODE_OPTIONS: nodeOptions,
  });
  const client = new BenchClient(service.url);
  try {
    return await work(client, service);
  } finally {
    client.close();
    await service.stop();
  }
}

function medians(rounds: readonly Measured[]): Measured {
  const { rows, mode, heapMegabytes } = rounds[0]!;
  const of = (field: Exclude<keyof Measured, keyof Case>): number => median(rounds.map((measured) => measured[field]));
  return {
    ...{ rows, mode, heapMegabytes, rowsPerSecond: of('rowsPerSecond') },
    ...{ floorRowsPerSecond: of('floorRowsPerSecond'), ratio: of('ratio') },
    ...{ peakMegabytes: of('peakMegabytes'), grewMegabytes: of('grewMegabytes') },
  };
}
