import 'reflect-metadata';
import { WrongOptions } from '../demo/command-options';
import { readClusterOptions, USAGE } from './options';
import { clusterLines, isShown } from './report';
import { runCluster } from './run';

/** @returns 0: every claim holds; 1: one does not; 2: nothing was run */
async function main(): Promise<number> {
  const options = readClusterOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const say = (text: string): void => void (options.json ? process.stderr : process.stdout).write(`${text}\n`);
  const report = await runCluster(options, say);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `\n${clusterLines(report).join('\n')}\n`);
  return isShown(report) ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const wrong = error instanceof WrongOptions;
    process.stderr.write(wrong ? `${error.message}\n\n${USAGE}\n` : `${(error as Error).stack ?? String(error)}\n`);
    process.exit(wrong ? 2 : 1);
  },
);
