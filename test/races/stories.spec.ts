import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { campaign, SLOWEST_STORY_SECONDS } from './campaign';
import { OPENINGS, SHOWN } from './openings';
import { Reference } from './reference';
import { scriptOf } from './script';
import { Theatre } from './theatre';

/** `npm run races -- --runs 500 --seed 1` plays more, and others. */
const RUNS = Number(process.env.RACE_RUNS ?? 12);
const SEED = Number(process.env.RACE_SEED ?? 20261121);
const SECONDS = Number(process.env.RACE_SECONDS ?? 35);
const SECONDS_TO_SHRINK = 90;
const PATH = process.env.RACE_PATH;
const REPLAY = process.env.RACE_REPLAY ?? null;
const MOMENTS = 14;
/** Drawn ones among them, also on a machine that has no time for more. */
const LEAST = OPENINGS.length + 3;
const SCRIPTS = join(__dirname, '../../.cache/races');

describe('what is done to rides, offers, rosters and attendance at once', () => {
  let theatre: Theatre;

  beforeAll(async () => {
    theatre = await Theatre.open();
  });
  afterAll(() => theatre.stop());

  it(
    'is answered, and ends, as if it had been done in some order',
    async () => {
      const terms = {
        seed: SEED,
        runs: RUNS,
        mostMoments: MOMENTS,
        seconds: SECONDS,
        secondsToShrink: SECONDS_TO_SHRINK,
        openings: OPENINGS,
        ...(PATH === undefined ? { least: LEAST } : { from: { path: PATH, replay: REPLAY } }),
      };
      const { found, answers, runs, at } = await campaign(
        terms,
        new Reference(),
        () => theatre.player(),
        (player) => theatre.broken(player),
      );
      if (process.env.RACE_RUNS) process.stdout.write(`${runs} stories\n${tellOf(answers)}\n`);
      if (found) {
        const where = at && [`--path ${at.path}`, ...(at.replay === null ? [] : [`--replay ${at.replay}`])].join(' ');
        const script = scriptOf(found, `npm run races -- --seed ${SEED} ${where ?? ''}`.trimEnd());
        mkdirSync(SCRIPTS, { recursive: true });
        const file = join(SCRIPTS, `story-${Date.now()}.mjs`);
        writeFileSync(file, script);
        throw new Error(`${found.message}\n\nThis reproduces it, and is in ${file}:\n\n${script}`);
      }
      if (PATH !== undefined) return;
      // A campaign in which nobody is asked, or nobody loses, shows nothing.
      expect(runs).toBeGreaterThanOrEqual(LEAST);
      expect(Object.keys(answers)).toEqual(expect.arrayContaining([...SHOWN]));
    },
    (SECONDS + SECONDS_TO_SHRINK + LEAST * SLOWEST_STORY_SECONDS + 60) * 1_000,
  );
});

function tellOf(answers: Readonly<Record<string, number>>): string {
  return Object.entries(answers)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, times]) => `${String(times).padStart(7)}  ${what}`)
    .join('\n');
}
