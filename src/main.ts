import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { type Configuration, ConfigurationError } from './platform/config/configuration';
import { environment } from './platform/config/environment';
import { PortsTaken, refuseTakenPorts, type WantedPort } from './platform/config/free-ports';
import { readConfiguration } from './platform/config/read-configuration';
import { bringUpToDate } from './platform/database/bring-up-to-date';
import { EmbeddedPostgresInUse } from './platform/database/embedded-postgres-claim';
import { openDatabase } from './platform/database/open-database';
import { createApplication } from './platform/http/create-application';
import { closeGracefully } from './platform/http/shutdown';

/** For requests under way when a signal comes. */
const SHUTDOWN_SECONDS = 15;

async function main(): Promise<void> {
  if (process.argv.includes('--stop-with-parent')) stopWithParent();
  const configuration = readConfiguration(environment());
  await refuseTakenPorts(portsOf(configuration));
  const database = await openDatabase(configuration, (why) => {
    process.stderr.write(`${why} This service stops too.\n`);
    process.exit(70);
  });
  let app: NestFastifyApplication | undefined;
  try {
    await bringUpToDate(database);
    const listening = (app = await createApplication(AppModule.forRoot(configuration, database), configuration));
    await app.listen(configuration.port, configuration.host);
    const url = await app.getUrl();
    process.stdout.write(`Cabstand is ready at ${url} (API documentation at ${url}/docs)\n`);
    stopOnSignal(async () => {
      await closeGracefully(listening, SHUTDOWN_SECONDS);
      await database.embedded?.stop();
    });
  } catch (error) {
    // The workers before their database, or they would complain of its end.
    await app?.close();
    await database.embedded?.stop();
    throw error;
  }
}

function portsOf({ host, port, sms, routing, verification }: Configuration): WantedPort[] {
  const ports = [{ setting: 'PORT', host, port }];
  if (sms.provider === 'simulator' && sms.url === null)
    ports.push({ setting: 'SMS_SIMULATOR_PORT', host: '127.0.0.1', port: sms.port });
  if (routing.provider === 'simulator' && routing.url === null)
    ports.push({ setting: 'ROUTING_SIMULATOR_PORT', host: '127.0.0.1', port: routing.simulatorPort });
  if (verification.provider === 'simulator' && verification.url === null)
    ports.push({ setting: 'VERIFICATION_SIMULATOR_PORT', host: '127.0.0.1', port: verification.simulatorPort });
  return ports;
}

/** For a parent that spawned it with a channel: however that dies, the channel ends, and the signal does the rest. */
function stopWithParent(): void {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`Stopping failed: ${String(error)}\n`);
          process.exit(1);
        },
      );
    });
  }
}

main().catch((error: unknown) => {
  // What the person who starts it can mend is said in a sentence; the rest needs the stack.
  const expected = [ConfigurationError, EmbeddedPostgresInUse, PortsTaken].some((kind) => error instanceof kind);
  process.stderr.write(`${error instanceof Error ? (expected ? error.message : error.stack) : String(error)}\n`);
  process.exit(1);
});
