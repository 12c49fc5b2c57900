import 'reflect-metadata';
import { ConfigurationError } from './platform/config/configuration';
import { environment } from './platform/config/environment';
import { readConfiguration } from './platform/config/read-configuration';
import { EmbeddedPostgresInUse } from './platform/database/embedded-postgres-claim';
import { migrate, migrationStatus, revertLastMigration } from './platform/database/migrate';
import { openDatabase, type OpenedDatabase } from './platform/database/open-database';

const commands: Record<string, (database: OpenedDatabase) => Promise<string[]>> = {
  async run(database) {
    const ran = await migrate(database);
    return ran.length > 0 ? ran.map((name) => `ran ${name}`) : ['Nothing to run: every migration has run.'];
  },
  async revert(database) {
    const reverted = await revertLastMigration(database);
    return [reverted === undefined ? 'Nothing to revert: no migration has run.' : `reverted ${reverted}`];
  },
  async show(database) {
    const { executed, pending } = await migrationStatus(database.ownerUrl);
    return [...executed.map((name) => `[x] ${name}`), ...pending.map((name) => `[ ] ${name}`)];
  },
};

/** `run`, `revert` (the last one) or `show`. On the embedded server: starts it, does the work, stops it. */
async function main(): Promise<void> {
  const command = commands[process.argv[2] ?? ''];
  if (!command) {
    console.error(`Say what to do: ${Object.keys(commands).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  const database = await openDatabase(readConfiguration(environment()));
  try {
    for (const line of await command(database)) console.log(line);
  } finally {
    await database.embedded?.stop();
  }
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigurationError || error instanceof EmbeddedPostgresInUse;
  console.error(expected ? error.message : error);
  process.exitCode = 1;
});
