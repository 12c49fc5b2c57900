// The race campaign of offers with as many rounds as asked for: `npm run race:offers -- --rounds 1000`.
const { spawnSync } = require('node:child_process');
const { parseArgs } = require('node:util');

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '1000' } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write('--rounds takes a whole number, at least 1.\n');
  process.exit(2);
}
const { status } = spawnSync(
  process.execPath,
  [require.resolve('jest/bin/jest'), 'test/concurrency/offer-races.spec.ts'],
  {
    stdio: 'inherit',
    env: { ...process.env, OFFER_RACE_ROUNDS: String(rounds) },
  },
);
process.exit(status ?? 1);
