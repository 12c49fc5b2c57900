import { resolve } from 'node:path';
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { beginAfresh } from '../demo/own-folder';
import { stopPrograms } from '../demo/program';
import { Refusal } from '../demo/refusal';
import { Campaign } from './campaign';
import { WrongOptions } from '../demo/command-options';
import { readOptions, USAGE } from './options';
import { BROKEN, exitCodeOf, NOT_SEEN, reportLines } from './report';

const NOT_BEGUN = 2;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    console.log(USAGE);
    return 0;
  }
  if (options.plant !== null) codeOfErrors = NOT_SEEN;
  stopOnSignal();
  const directory = resolve(options.directory);
  await beginAfresh(directory);
  // Of the server that is killed on purpose its keeper would complain.
  Logger.overrideLogger(false);
  const report = await Campaign.run({ ...options, directory }, (text) => console.log(text));
  for (const line of ['', ...reportLines(report)]) console.log(line);
  return exitCodeOf(report);
}

let stopping = false;
/** Where it ends by an error of its own, no promise was seen to hold; and what was to be planted was seen by nobody. */
let codeOfErrors: number = BROKEN;

function stopOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stopPrograms().finally(() => process.exit(130));
    });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (stopping) return;
    if (error instanceof WrongOptions || error instanceof Refusal) {
      console.error(error instanceof WrongOptions ? `${error.message}\n\n${USAGE}` : error.message);
      process.exit(NOT_BEGUN);
    }
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    void stopPrograms().finally(() => process.exit(codeOfErrors));
  },
);
