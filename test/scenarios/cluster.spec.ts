import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { brokenClaims } from '../../load/report';

const ROOT = join(__dirname, '../..');

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** As the commands do, without a build before them. */
async function run(program: string, ...args: string[]): Promise<Outcome> {
  const register = join(__dirname, '../support/register-typescript.js');
  const child = spawn(process.execPath, ['-r', register, join(ROOT, program), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, out, errors };
}

/** What says that the machine was slow: of a run as short as these it says nothing of the service. */
const PACE =
  /^(\d+ positions and reads ended afterwards, of \d+ that arrived|The load was not held: .* ended of .* that began)\.$/;

/** The report of a run that got to its end, whatever it found. */
function reported(code: number | null, out: string, errors: string) {
  if (out === '') throw new Error(`${code}: ${errors}`);
  return JSON.parse(out);
}

describe('several processes', () => {
  it('lose nothing when one is killed under load, and are as before when it is back', async () => {
    const short = ['--nodes', '3', '--seconds', '6', '--rate', '6', '--drivers', '12', '--streams', '2'];
    const mix = 'positions=50,ondemand=12,scheduled=5,reads=33';
    const { code, out, errors } = await run('cluster/main.ts', ...short, '--mix', mix, '--json');
    const report = reported(code, out, errors);
    expect(report.claims.map(({ claim }: { claim: string }) => claim)).toEqual([
      'nothing is lost',
      'each key is applied once',
      'streams resume',
      'timers fire once',
      'throughput recovers',
    ]);
    const broken = report.claims.flatMap(({ violations }: { violations: string[] }) => violations);
    expect(broken.filter((violation: string) => !PACE.test(violation))).toEqual([]);
    expect(code).toBe(broken.length === 0 ? 0 : 1);
    expect(report.acknowledged).toBeGreaterThan(20);
    expect(report.phases).toHaveLength(4);
    for (const { ended } of report.phases) expect(ended).toBeGreaterThan(0);
    expect(report.brokenOff).toBeGreaterThan(0);
  }, 300_000);
});

describe('a load', () => {
  it('is held by one process, and told as one JSON object', async () => {
    const mix = 'positions=50,ondemand=6,scheduled=6,reads=38';
    const small = ['--minutes', '0.2', '--rate', '6', '--drivers', '8', '--streams', '3', '--seed', '2'];
    const { code, out, errors } = await run('load/main.ts', ...small, '--mix', mix, '--json');
    const report = reported(code, out, errors);
    const broken = brokenClaims(report);
    expect(broken.filter((sentence) => !PACE.test(sentence))).toEqual([]);
    expect(code).toBe(broken.length === 0 ? 0 : 1);
    expect(report).toMatchObject({ errors: 0, violations: [], measuredSeconds: 12 });
    expect(report.memory.samples).toBeGreaterThan(5);
    const operations = report.figures.map(({ operation }: { operation: string }) => operation);
    expect(operations).toEqual(expect.arrayContaining(['positions', 'request', 'offer', 'step', 'read', 'board']));
    for (const { p50Ms, p95Ms, p99Ms, maxMs } of report.figures) {
      expect(p50Ms).toBeGreaterThan(0);
      expect([p95Ms, p99Ms, maxMs]).toEqual([p95Ms, p99Ms, maxMs].sort((a: number, b: number) => a - b));
    }
  }, 300_000);

  it.each([
    ['load/main.ts', '--rate', '0', '--rate takes a whole number from 1 to 1000, not "0".'],
    ['cluster/main.ts', '--nodes', '99', '--nodes takes a whole number from 2 to 5, not "99".'],
  ])(
    '%s refuses %s %s and runs nothing',
    async (program, name, value, sentence) => {
      const { code, out, errors } = await run(program, name, value);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(errors).toContain(sentence);
    },
    60_000,
  );
});
