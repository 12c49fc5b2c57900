import { refuseTakenPorts } from '../src/platform/config/free-ports';
import { startExotelSimulator } from './exotel/exotel-simulator';
import { startOsrmSimulator } from './osrm/osrm-simulator';
import { startVerificationSimulator } from './verification/verification-simulator';

/** Starts every simulator on loopback, on the ports the environment names, until it is told to stop. */
async function main(): Promise<void> {
  const smsPort = portFrom('SMS_SIMULATOR_PORT', 4601);
  const routingPort = portFrom('ROUTING_SIMULATOR_PORT', 4602);
  const verificationPort = portFrom('VERIFICATION_SIMULATOR_PORT', 4603);
  await refuseTakenPorts([
    { setting: 'SMS_SIMULATOR_PORT', host: '127.0.0.1', port: smsPort },
    { setting: 'ROUTING_SIMULATOR_PORT', host: '127.0.0.1', port: routingPort },
    { setting: 'VERIFICATION_SIMULATOR_PORT', host: '127.0.0.1', port: verificationPort },
  ]);
  const exotel = await startExotelSimulator({ port: smsPort });
  console.log(`Simulated Exotel listens on ${exotel.url}; read the SMS at ${exotel.url}/inbox`);
  const osrm = await startOsrmSimulator({ port: routingPort });
  console.log(`Simulated OSRM listens on ${osrm.url}`);
  const verification = await startVerificationSimulator({ port: verificationPort });
  console.log(`Simulated checks of documents listen on ${verification.url}`);

  const stop = (): void =>
    void Promise.all([exotel.stop(), osrm.stop(), verification.stop()]).then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function portFrom(name: string, fallback: number): number {
  const given = process.env[name];
  if (given === undefined || given === '') return fallback;
  if (!/^[0-9]{1,5}$/.test(given) || Number(given) > 65_535)
    throw new Error(`${name} must be a port from 0 to 65535, and is "${given}".`);
  return Number(given);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
