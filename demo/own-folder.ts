import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runningEmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/database/embedded-postgres';
import { reachableDirectory, serverUser } from '../src/platform/database/embedded-postgres-binaries';
import { EmbeddedPostgresInUse } from '../src/platform/database/embedded-postgres-claim';
import { Refusal } from './refusal';

/** Only the demo writes one: a folder that has things and no such log is somebody else's. */
export const SERVICE_LOG = 'service.log';

/**
 * Empties the folder of an earlier demo; one that was killed may have left its database running.
 * @throws Refusal when another demo runs on it, or when it holds what no demo put there.
 */
export async function beginAfresh(directory: string): Promise<void> {
  if (existsSync(directory)) {
    const found = readdirSync(directory);
    if (found.length > 0 && !found.includes(SERVICE_LOG))
      throw new Refusal(`${directory} holds things that are not of a demo: name another folder with --directory.`);
    const postgres = join(directory, 'postgres');
    if (found.includes('postgres')) {
      if (runningEmbeddedPostgres(postgres, 'postgres')) await stopLeftBehind(postgres, directory);
      // Not always in the folder itself.
      rmSync(reachableDirectory(postgres, serverUser()), { recursive: true, force: true });
    }
    rmSync(directory, { recursive: true, force: true });
  }
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, SERVICE_LOG), '');
}

async function stopLeftBehind(postgres: string, directory: string): Promise<void> {
  try {
    await (await startEmbeddedPostgres({ directory: postgres })).stop();
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresInUse)) throw error;
    throw new Refusal(
      `Another demo (process ${error.ownerPid}) is running on ${directory}: stop it first, or name another folder with --directory.`,
    );
  }
}
