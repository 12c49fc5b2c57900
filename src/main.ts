import 'reflect-metadata';
import { AppModule } from './app.module';
import { ConfigurationError } from './platform/config/configuration';
import { environment } from './platform/config/environment';
import { readConfiguration } from './platform/config/read-configuration';
import { bringUpToDate } from './platform/database/bring-up-to-date';
import { EmbeddedPostgresInUse } from './platform/database/embedded-postgres-claim';
import { openDatabase } from './platform/database/open-database';
import { createApplication } from './platform/http/create-application';
import { closeGracefully } from './platform/http/shutdown';

/** For requests under way when a signal comes. */
const SHUTDOWN_SECONDS = 15;

async function main(): Promise<void> {
  const configuration = readConfiguration(environment());
  const database = await openDatabase(configuration, (why) => {
    process.stderr.write(`${why} This service stops too.\n`);
    process.exit(70);
  });
  try {
    await bringUpToDate(database);
    const app = await createApplication(AppModule.forRoot(configuration, database), configuration);
    await app.listen(configuration.port, configuration.host);
    const url = await app.getUrl();
    process.stdout.write(`Cabstand is ready at ${url} (API documentation at ${url}/docs)\n`);
    stopOnSignal(async () => {
      await closeGracefully(app, SHUTDOWN_SECONDS);
      await database.embedded?.stop();
    });
  } catch (error) {
    await database.embedded?.stop();
    throw error;
  }
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
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
  const expected = error instanceof ConfigurationError || error instanceof EmbeddedPostgresInUse;
  process.stderr.write(`${expected || !(error instanceof Error) ? String(error) : error.stack}\n`);
  process.exit(1);
});
