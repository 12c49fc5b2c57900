import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { assign } from './assign';
import { boot } from './boot';
import { lifecycle } from './lifecycle';
import type { BenchOptions, BenchReport } from './report';

const BENCHMARKS: Readonly<Record<string, (options: BenchOptions) => Promise<BenchReport>>> = {
  assign,
  boot,
  lifecycle,
};
const DEFAULT_ROUNDS = '5';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: DEFAULT_ROUNDS } },
  });
  const benchmark = BENCHMARKS[positionals[0] ?? ''];
  if (!benchmark)
    throw new Error(`Say which: npm run bench -- ${Object.keys(BENCHMARKS).join(' | ')} [--rounds ${DEFAULT_ROUNDS}]`);
  const report = await benchmark({ rounds: Math.max(1, Number(values.rounds)) });
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
