import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { assign } from './assign';
import { boot } from './boot';
import { growth } from './growth';
import { importing } from './import';
import { lifecycle } from './lifecycle';
import { matching } from './matching';
import { nearby } from './nearby';
import { ondemand } from './ondemand';
import { positions } from './positions';
import type { BenchOptions, BenchReport } from './report';
import { stream } from './stream';

const BENCHMARKS: Readonly<Record<string, (options: BenchOptions) => Promise<BenchReport>>> = {
  assign,
  boot,
  growth,
  import: importing,
  lifecycle,
  matching,
  nearby,
  ondemand,
  stream,
  positions,
};
const DEFAULT_ROUNDS = '5';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: DEFAULT_ROUNDS }, past: { type: 'string' } },
  });
  const benchmark = BENCHMARKS[positionals[0] ?? ''];
  if (!benchmark)
    throw new Error(`Say which: npm run bench -- ${Object.keys(BENCHMARKS).join(' | ')} [--rounds ${DEFAULT_ROUNDS}]`);
  const report = await benchmark({
    rounds: Math.max(1, Number(values.rounds)),
    ...(values.past && { past: Number(values.past) }),
  });
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
