import 'reflect-metadata';
import { WrongOptions } from '../demo/command-options';
import { readLoadOptions, USAGE } from './options';
import { brokenClaims, loadLines } from './report';
import { runLoad } from './run';

/** @returns 0: held; 1: not; 2: nothing was run */
async function main(): Promise<number> {
  const options = readLoadOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const say = (text: string): void => void (options.json ? process.stderr : process.stdout).write(`${text}\n`);
  const report = await runLoad(options, say);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `\n${loadLines(report).join('\n')}\n`);
  return brokenClaims(report).length > 0 ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const wrong = error instanceof WrongOptions;
    process.stderr.write(wrong ? `${error.message}\n\n${USAGE}\n` : `${(error as Error).stack ?? String(error)}\n`);
    process.exit(wrong ? 2 : 1);
  },
);
