import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Happened, tooLittle } from '../../faults/floors';
import { type KindName, KINDS } from '../../faults/ledger';
import { WrongOptions } from '../../demo/command-options';
import { readOptions } from '../../faults/options';
import { isOutOfOrder } from '../../faults/out-of-order';
import { type FaultKind, FAULTS, FaultPlan } from '../../faults/plan';
import { exitCodeOf } from '../../faults/report';
import { embeddedProcesses } from '../support/embedded-processes';

const ROOT = join(__dirname, '../..');

describe('the fault campaign', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cabstand-campaign-'));

  afterAll(() => {
    for (const pid of embeddedProcesses(directory)) process.kill(pid, 'SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
    const register = join(ROOT, 'test/support/register-typescript.js');
    const child = spawn(
      process.execPath,
      ['-r', register, join(ROOT, 'faults/main.ts'), '--directory', join(directory, 'campaign'), ...args],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number | null];
    return { code, output };
  }

  it('keeps every promise over a short seed', async () => {
    const { code, output } = await run('--seed', '3', '--rounds', '1', '--seconds', '6');
    expect(output).toMatch(/Writes acknowledged +[1-9]/);
    expect(output).toMatch(/Writes lost +0\n/);
    expect(output).toMatch(/Duplicates +0\n/);
    expect(output).toContain('all kept');
    expect(code).toBe(0);
    expect(embeddedProcesses(directory)).toEqual([]);
  }, 400_000);

  it('strikes by its seed alone, and with every kind before any comes twice', () => {
    const kinds = (seed: number): FaultKind[][] => {
      const plan = new FaultPlan(seed);
      return Array.from({ length: 5 }, () => plan.nextRound().map(({ kind }) => kind));
    };
    expect(kinds(3)).toEqual(kinds(3));
    expect(kinds(3)).not.toEqual(kinds(4));
    expect(new Set(kinds(3).flat())).toEqual(new Set(FAULTS));
    for (const round of kinds(3)) expect(round).toContain('service killed');
    // Behind so much undisturbed work that it can be held against the bound of position loss.
    expect(kinds(3)[0]![0]).toBe('service killed');
    expect(kinds(3)[4]![0]).toBe('service killed');
  });

  it('ends with a code that tells a broken promise from a look that sees nothing', () => {
    expect(exitCodeOf({ violations: [], planted: null })).toBe(0);
    expect(exitCodeOf({ violations: ['A ride has two drivers.'], planted: null })).toBe(1);
    expect(exitCodeOf({ violations: ['A ride has two drivers.'], planted: 'seen' })).toBe(1);
    expect(exitCodeOf({ violations: ['The planted two-drivers is not seen.'], planted: 'not seen' })).toBe(3);
    expect(exitCodeOf({ violations: ['It did not settle.'], planted: 'not tried' })).toBe(3);
  });

  it('proves nothing where nothing happened, and says of what', () => {
    const often = <T>(kinds: readonly T[]): Map<T, number> => new Map(kinds.map((kind) => [kind, 3]));
    const happened: Happened = {
      ...{ rounds: 6, secondsARound: 12, underWay: 9, messages: 9, questions: 9, killsJudged: 1 },
      faults: new Map(FAULTS.map((kind) => [kind, { met: 1, missed: 1 }])),
      byKind: often(Object.keys(KINDS) as KindName[]),
    };
    expect(tooLittle(happened)).toEqual([]);
    const { faults, byKind } = happened;
    const nothing = { underWay: 0, messages: 0, questions: 0, killsJudged: 0 };
    expect(tooLittle({ ...happened, ...nothing })).toHaveLength(4);
    expect(tooLittle({ ...happened, byKind: new Map(byKind).set('decline an offer', 0) })).toEqual([
      expect.stringContaining('"decline an offer" was acknowledged'),
    ]);
    expect(tooLittle({ ...happened, faults: new Map(faults).set('roads gone', { met: 0, missed: 2 }) })).toEqual([
      expect.stringContaining('"roads gone" struck'),
    ]);
    expect(tooLittle({ ...happened, faults: new Map() })).toHaveLength(FAULTS.length);
    expect(tooLittle({ ...happened, ...nothing, rounds: 1 })).toEqual([]);
  });

  it('knows answers out of their order from late ones', () => {
    expect(isOutOfOrder([])).toBe(false);
    const late = [
      { askedAt: 0, answeredAt: 2_400 },
      { askedAt: 2_500, answeredAt: 4_100 },
    ];
    expect(isOutOfOrder(late)).toBe(false);
    expect(isOutOfOrder([...late, { askedAt: 2_600, answeredAt: 3_400 }])).toBe(true);
  });

  it.each([
    ['--rounds', '0'],
    ['--plant', 'nothing'],
    ['--minutes', '1', '--rounds', '1'],
    ['--speed', '3'],
  ])('refuses %s %s %s %s', (...args) => {
    expect(() => readOptions(args)).toThrow(WrongOptions);
  });
});
