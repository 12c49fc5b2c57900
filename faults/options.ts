import { parsedOptions, WrongOptions } from '../demo/command-options';
import { PLANTS } from './plants';

export const USAGE = `Runs the service under a mixed load, breaks what is around it, and checks after each round that nothing was lost.

  npm run faults -- [--seed 20261121] [--rounds 6 | --minutes 30] [--seconds 12] [--plant NAME] [--directory .data/faults]

  --seed       fixes which faults strike, in which order, and what the load is made of
  --rounds     so many rounds; 6 by default
  --minutes    rounds until so many minutes have passed, instead
  --seconds    of load in a round; 12 by default
  --plant      breaks a promise by hand at the end, in a transaction that is undone; its look must see it: ${Object.keys(PLANTS).join(', ')}
  --directory  where its database and files are; emptied at each start

Ends with 0 where every promise was kept, with 1 where one was broken, with 2 where it could not begin. With --plant it ends
with 1 where the look saw what was planted, and with 3 where it did not, or where something was wrong before.`;

export interface CampaignOptions {
  readonly seed: number;
  /** Null: until the time is over. */
  readonly rounds: number | null;
  /** Null: as many rounds as are asked for. */
  readonly minutes: number | null;
  readonly secondsARound: number;
  readonly plant: string | null;
  readonly directory: string;
}

/** Null where only help is wanted. @throws WrongOptions */
export function readOptions(args: readonly string[]): CampaignOptions | null {
  const values = parsed(args);
  if (values.help) return null;
  if (values.rounds !== undefined && values.minutes !== undefined)
    throw new WrongOptions('--rounds and --minutes exclude each other.');
  if (values.plant !== undefined && !(values.plant in PLANTS))
    throw new WrongOptions(`--plant takes one of ${Object.keys(PLANTS).join(', ')}, not "${values.plant}".`);
  const number = (name: 'seed' | 'rounds' | 'minutes' | 'seconds', text: string, least: number, most: number) => {
    if (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    throw new WrongOptions(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  };
  const minutes = values.minutes === undefined ? null : number('minutes', values.minutes, 1, 24 * 60);
  return {
    seed: number('seed', values.seed, 0, 999_999_999),
    rounds: minutes === null ? number('rounds', values.rounds ?? '6', 1, 10_000) : null,
    minutes,
    secondsARound: number('seconds', values.seconds, 3, 600),
    plant: values.plant ?? null,
    directory: values.directory,
  };
}

function parsed(args: readonly string[]) {
  return parsedOptions(args, {
    seed: { type: 'string', default: '20261121' },
    rounds: { type: 'string' },
    minutes: { type: 'string' },
    seconds: { type: 'string', default: '12' },
    plant: { type: 'string' },
    directory: { type: 'string', default: '.data/faults' },
    help: { type: 'boolean', default: false },
  });
}
