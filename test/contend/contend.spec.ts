import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../..');

interface Told {
  readonly attempts: Readonly<Record<string, number>>;
  readonly won: { readonly 'use case': number; readonly statement: number };
  readonly lost: Readonly<Record<string, number>>;
  readonly doubles: readonly { what: string }[];
  readonly disagreeing: number;
  readonly faults: readonly string[];
}

describe('npm run contend', () => {
  it('makes every attempt, of which most lose, and sees no double', async () => {
    const { code, told } = await contend('--attempts', '2000');
    const { attempts, won, lost } = told;
    const losses = Object.values(lost).reduce((sum, count) => sum + count, 0);
    expect([code, told.faults, told.doubles, told.disagreeing]).toEqual([0, [], [], 0]);
    expect(attempts['use case']! + attempts.statement!).toBe(2000);
    const wins = won['use case'] + won.statement;
    expect(wins + losses).toBe(2000);
    expect(Math.min(won['use case'], won.statement)).toBeGreaterThan(0);
    expect(losses).toBeGreaterThan(wins);
    // Each of the invariants was run into.
    for (const by of ['ride_already_assigned', 'driver_engaged', 'vehicle_engaged'])
      expect(lost[by]).toBeGreaterThan(0);
  });

  it('sees doubles of each kind where the database keeps none out, and fails', async () => {
    const { code, told } = await contend(
      '--attempts',
      '500',
      '--processes',
      '1',
      '--connections',
      '12',
      '--without-constraints',
    );
    expect(code).toBe(1);
    expect([...new Set(told.doubles.map(({ what }) => what))].sort()).toEqual(['driver', 'ride', 'vehicle']);
    expect(told.faults[0]).toMatch(/^\d+ doubles\.$/);
  }, 240_000);
});

async function contend(...args: string[]): Promise<{ code: number; told: Told }> {
  const { code, stdout, stderr } = await run('--json', '--minutes', '2', ...args);
  if (stdout === '') throw new Error(`No report (${code}):\n${stderr}`);
  return { code, told: JSON.parse(stdout) as Told };
}

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const register = join(ROOT, 'test/support/register-typescript.js');
  try {
    const told = await promisify(execFile)(process.execPath, ['-r', register, join(ROOT, 'contend/main.ts'), ...args], {
      cwd: ROOT,
      maxBuffer: 1 << 26,
    });
    return { code: 0, ...told };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}
