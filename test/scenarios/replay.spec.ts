import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedProcesses } from '../support/embedded-processes';

const ROOT = join(__dirname, '../..');
const COLUMNS = 5;
const ROWS = 4;

/** A town of 20 corners, a minute from each to the next. */
const corners = Array.from({ length: COLUMNS * ROWS }, (_, id) => ({
  id,
  place: `${(40.75 + 0.001 * Math.floor(id / COLUMNS)).toFixed(6)},${(-73.99 + 0.0015 * (id % COLUMNS)).toFixed(6)}`,
}));
const NODES = ['node,lat,lng', ...corners.map(({ id, place }) => `${id},${place}`)].join('\n');
const LINKS = [
  'from_node,to_node,minutes',
  ...corners.flatMap(({ id }) => {
    const east = id % COLUMNS < COLUMNS - 1 ? [id + 1] : [];
    const north = id + COLUMNS < corners.length ? [id + COLUMNS] : [];
    return [...east, ...north].flatMap((other) => [`${id},${other},1`, `${other},${id},1`]);
  }),
].join('\n');
/** Twelve trips of eight cabs in four minutes; the last came back to where it began. */
const TRIPS = [
  'trip,vehicle,pickup_minute,trip_minutes,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng,pickup_node,dropoff_node',
  ...Array.from({ length: 12 }, (_, trip) => {
    const pickup = (trip * 7) % corners.length;
    const drop = trip === 11 ? pickup : (pickup + 9) % corners.length;
    const places = `${corners[pickup]!.place},${corners[drop]!.place}`;
    return `${trip},${100 + (trip % 8)},${600 + Math.floor(trip / 3)},${3 + (trip % 4)},${places},${pickup},${drop}`;
  }),
].join('\n');

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

describe('the replay', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'cabstand-replay-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function replay(trips: string, ...more: string[]): Promise<Outcome> {
    const files = Object.entries({ nodes: NODES, links: LINKS, trips }).flatMap(([name, text]) => {
      const file = join(folder, `${name}.csv`);
      writeFileSync(file, `${text}\n`);
      return [`--${name}`, file];
    });
    const child = spawn(
      process.execPath,
      [
        ...['-r', join(__dirname, '../support/register-typescript.js'), join(ROOT, 'replay/main.ts')],
        ...[...files, '--directory', join(folder, 'played'), ...more],
      ],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let [out, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number | null];
    return { code, out, errors };
  }

  it.each([
    ['each request for itself', 'greedy', ['--cabs', '8'], { lookAheadMinutes: 0, fairnessSeconds: 1 }],
    // Twelve requests within four minutes, and five cabs: some are driven after the rider who is aboard.
    [
      'windows together, looking ahead',
      'batched',
      ['--cabs', '5', '--look-ahead', '10', '--window', '3', '--waiting', '20', '--fairness', '2'],
      { lookAheadMinutes: 10, windowSeconds: 3, waitingPercentPerMinute: 20, fairnessSeconds: 2 },
    ],
  ])(
    'plays a small town, %s, finds every invariant kept, and says how well it matched',
    async (_, mode, options, terms) => {
      const { code, out, errors } = await replay(TRIPS, '--json', '--seed', '3', '--mode', mode, ...options);
      expect({ code, out, errors }).toMatchObject({ code: 0, out: expect.stringContaining(`"violations":[]`) });
      const report = JSON.parse(out);
      expect(report.violations).toEqual([]);
      expect(report).toMatchObject({ mode, cabs: Number(options[1]), minutes: { from: 600, to: 604 }, rowsLeftOut: 0 });
      expect(report.service).toMatchObject({ requests: 12, served: 12, servedShare: 1 });
      // As the service says it, not as it was asked for.
      expect(report.options).toMatchObject({ mode, ...terms });
      expect(report.service.windows > 0).toBe(mode === 'batched');
      expect(report.service.offersAhead > 0).toBe(terms.lookAheadMinutes > 0);
      expect(report.service.longestIdleMinutes).toBeGreaterThan(0);
      for (const matched of [report.service, report.nearestCab, report.optimumPerWindow]) {
        expect(matched.servedShare).toBe(1);
        expect(matched.pickupMinutes.mean).toBeGreaterThan(0);
        expect(matched.pickupMinutes.p95).toBeGreaterThanOrEqual(matched.pickupMinutes.p50);
        expect(matched.emptyShare).toBeLessThan(1);
      }
      // Drivers think before they answer, and nobody does in the bounds.
      expect(report.service.pickupMinutes.mean).toBeGreaterThan(report.optimumPerWindow.pickupMinutes.mean);
      expect(report.service.offersPerRide).toBeGreaterThanOrEqual(1);
      expect(report.auditEntries).toBeGreaterThan(12 * 10);
      expect(report.wallSeconds.playing).toBeGreaterThan(0);
      expect(embeddedProcesses(folder)).toEqual([]);
    },
    300_000,
  );

  /** A node that is none, in line 4, and a field too many in line 6. */
  function withBadRows(): string {
    const lines = TRIPS.split('\n');
    lines[3] = lines[3]!.replace(/,\d+$/, ',77');
    lines[5] = `${lines[5]},9`;
    return lines.join('\n');
  }

  it('tells what is wrong with a file, and plays nothing unless it may leave that out', async () => {
    const trips = join(folder, 'trips.csv');
    const { code, out, errors } = await replay(withBadRows(), '--cabs', '8');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(errors).toContain(`${trips}: line 4, column 10: dropoff_node 77 is no node of`);
    expect(errors).toContain(`${trips}: line 6, column 11: "9" is a field too many`);
    expect(errors).toContain('Nothing is played');
    expect(existsSync(join(folder, 'played'))).toBe(false);
  }, 60_000);

  it('leaves out malformed rows where it may, and plays the others', async () => {
    const { code, out, errors } = await replay(withBadRows(), '--json', '--cabs', '8', '--skip-bad');
    expect({ code, errors }).toMatchObject({ code: 0, errors: expect.stringContaining('line 4, column 10') });
    expect(JSON.parse(out)).toMatchObject({ rowsLeftOut: 2, service: { requests: 10, served: 10 }, violations: [] });
  }, 300_000);

  it('leaves out no file that is another one', async () => {
    const other = TRIPS.replace('trip_minutes', 'minutes');
    const { code, errors } = await replay(other, '--cabs', '8', '--skip-bad');
    expect(code).toBe(2);
    expect(errors).toContain('line 1, column 4: trip_minutes is wanted here, not "minutes".');
    expect(existsSync(join(folder, 'played'))).toBe(false);
  }, 60_000);

  it('lists every fault, however many there are', async () => {
    const [header, first] = TRIPS.split('\n');
    const lines = Array.from({ length: 120 }, (_, trip) => first!.replace(/^0,/, `${trip},`).replace(/,\d+$/, ',77'));
    const { code, errors } = await replay([header, ...lines].join('\n'), '--cabs', '8');
    expect(code).toBe(2);
    const told = errors.split('\n').filter((line) => line.includes('column 10: dropoff_node 77 is no node of'));
    expect(told.map((line) => Number(/: line (\d+),/.exec(line)![1]))).toEqual(lines.map((_, index) => index + 2));
  }, 60_000);

  it.each([
    [['--mode', 'clever'], '--mode is greedy or batched, not "clever".'],
    [['--from', '604', '--to', '600'], '--from 604 must be before --to 600'],
    [['--from', '700', '--to', '710'], 'There is no trip to play in the minutes from 700 to before 710.'],
    [['--cabs', 'many'], '--cabs takes a whole number from 1 to 9000, not "many".'],
    [['--colour', 'red'], "Unknown option '--colour'"],
  ])(
    'refuses %p',
    async (options, sentence) => {
      const { code, errors } = await replay(TRIPS, '--cabs', '8', ...options);
      expect(code).toBe(2);
      expect(errors).toContain(sentence);
      expect(existsSync(join(folder, 'played'))).toBe(false);
    },
    60_000,
  );
});
