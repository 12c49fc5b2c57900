// The race campaign with as many stories as asked for: `npm run races -- --runs 500 --seed 7 --minutes 20`. A story that it found
// is begun with by the `--path` and `--replay` that it printed.
const { spawnSync } = require('node:child_process');
const { parseArgs } = require('node:util');

const text = (value) => ({ type: 'string', default: value });
const { values } = parseArgs({
  options: {
    runs: text('500'),
    seed: text(String(Date.now() % 1_000_000)),
    minutes: text('20'),
    path: { type: 'string' },
    replay: { type: 'string' },
  },
});
const refuse = (why) => {
  process.stderr.write(`${why}\n`);
  process.exit(2);
};
for (const name of ['runs', 'seed', 'minutes']) {
  if (!/^\d{1,9}$/.test(values[name])) refuse(`--${name} takes a whole number.`);
}
if (values.path !== undefined && !/^\d+(:\d+)*$/.test(values.path))
  refuse('--path takes what was printed, such as 41:0:2.');
// Without it fast-check cannot know which moments were reached, and which not, each time the story was made smaller.
if (values.path?.includes(':') && !values.replay)
  refuse(
    `--path ${values.path} needs the --replay that was printed beside it; --path ${values.path.split(':')[0]} needs none.`,
  );
process.stdout.write(`Seed ${values.seed}\n`);
const { status } = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), 'test/races/stories.spec.ts'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    RACE_RUNS: values.runs,
    RACE_SEED: values.seed,
    RACE_SECONDS: String(Number(values.minutes) * 60),
    ...(values.path && { RACE_PATH: values.path }),
    ...(values.replay && { RACE_REPLAY: values.replay }),
  },
});
process.exit(status ?? 1);
