import { parseArgs, type ParseArgsConfig } from 'node:util';
import { mostOnDemand } from './on-demand-requests';
import { onDemandHours } from './world';

/** Of the hours in which drivers wait online. */
const MOST_ON_DEMAND = mostOnDemand(onDemandHours(new Date(0)));

const USAGE = `Plays a day of an electric-cab fleet, checks it, and leaves the service up to be looked at.

  npm run demo -- [--rides 50] [--on-demand 12] [--seed 7] [--exit] [--directory .data/demo] [--port 3000] [--sms-port 4601]

  --rides      book at most so many rides
  --on-demand  so many riders ask for a cab now, beside the scheduled day: ${MOST_ON_DEMAND} at most, that is as many as the shift holds;
               7 or more show all that can befall them (declined, lapsed, unpaid, dark, nobody near, given up)
  --seed       another demand: who books what, and what comes between
  --exit       end when the day is over, with 1 if something did not hold
  --directory  where its database and files are; emptied at each start
  --port       of the service
  --sms-port   of the simulated text messages`;

/** As `parseArgs`; every option with a value is a whole number, bar the directory. Says what is wrong and ends the process with 2. */
export function readOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    const parsed = parseArgs(config);
    const values = parsed.values as Record<string, string | boolean>;
    if (values.help) {
      process.stdout.write(`${USAGE}\n`);
      process.exit(0);
    }
    for (const [name, value] of Object.entries(values)) {
      if (typeof value !== 'string' || name === 'directory') continue;
      if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name} takes a whole number, not "${value}".`);
      if (name === 'on-demand' && Number(value) > MOST_ON_DEMAND)
        throw new Error(
          `--on-demand takes at most ${MOST_ON_DEMAND}, not ${value}: the drivers' shift holds no more requests.`,
        );
      if (name.endsWith('port') && (Number(value) < 1 || Number(value) > 65_535))
        throw new Error(`--${name} takes a port from 1 to 65535, not ${value}.`);
    }
    if (values.port === values['sms-port']) throw new Error('--port and --sms-port must differ.');
    return parsed;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
    process.exit(2);
  }
}
