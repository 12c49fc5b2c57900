import { ConfigurationError } from '../config/configuration';
import { migrate, migrationStatus } from './migrate';
import type { OpenedDatabase } from './open-database';

/**
 * The embedded database is migrated at start; another's only by command, so that a deploy decides when.
 * @throws ConfigurationError when that has not been done.
 */
export async function bringUpToDate(database: OpenedDatabase): Promise<void> {
  if (database.embedded) {
    await migrate(database);
    return;
  }
  const { pending } = await migrationStatus(database.runtimeUrl);
  if (pending.length > 0)
    throw new ConfigurationError([`The database is ${pending.length} migrations behind: run npm run migration:run.`]);
}
