import 'reflect-metadata';
import { join } from 'node:path';
import { verifyChainAt } from './contexts/audit/application/verify-chain-at';
import { AnchorFile } from './contexts/audit/persistence/anchor-file';
import { whyNotCopy } from './contexts/audit/persistence/holds-copy';
import { ANCHORS, BackupRefused, readNote } from './platform/backup/backup';
import { endOf, folderOf } from './platform/backup/command-line';
import { layBackup } from './platform/backup/restore';
import type { Configuration } from './platform/config/configuration';
import { environment } from './platform/config/environment';
import { readConfiguration } from './platform/config/read-configuration';
import { migrationStatus } from './platform/database/migrate';
import { openDatabase } from './platform/database/open-database';

const USAGE = 'npm run restore -- --from FOLDER';

/**
 * Lays a backup into the empty DATA_DIRECTORY, starts its database once and verifies the audit in it. With DATABASE_URL that
 * server has been laid and started before, and the files and anchors are laid beside it.
 */
async function main(): Promise<void> {
  const from = folderOf('from', USAGE);
  const configuration = readConfiguration(environment());
  if (configuration.databaseUrl) await assertHoldsCopy(configuration, from);
  const { note, keptAnchors } = await layBackup(configuration, from);
  const { takenAt, list, objects } = note;
  console.log(`Laid the backup of ${takenAt} into ${configuration.dataDirectory}.`);
  // One line of the list is the server's.
  const beside = `${list.count - 1} files beside the server's`;
  console.log(
    `${configuration.databaseUrl ? beside : `The server's files, and ${beside},`} are each as they were copied.`,
  );
  if (!objects) console.log('Files of the object store were elsewhere (OBJECT_STORE=s3), and are not in it.');
  if (keptAnchors)
    console.log(`Anchors were in ${configuration.auditAnchorFile} already: they stay, instead of its own.`);
  await verify(configuration);
}

/** Before anything is laid: a second time it would be refused, since what was laid is there. */
async function assertHoldsCopy(configuration: Configuration, from: string): Promise<void> {
  const { copiedUntil } = await readNote(from);
  const { workerUrl } = await openDatabase(configuration);
  const anchors = new AnchorFile(join(from, ANCHORS));
  const why = await whyNotCopy(workerUrl, anchors, copiedUntil).catch((error: unknown) => (error as Error).message);
  if (why === null) return;
  throw new BackupRefused(
    `The server of DATABASE_URL is not the one that was backed up, as it was (${why}): lay postgres/base.tar.gz ` +
      'into its data directory and start it, and no service on it, first (docs/operations.md, "Onto a server of your own").',
  );
}

async function verify(configuration: Configuration): Promise<void> {
  const database = await openDatabase(configuration);
  try {
    if (database.embedded) {
      const { pending } = await migrationStatus(database.ownerUrl);
      if (pending.length > 0) console.log(`${pending.length} migrations are newer than it: the next start runs them.`);
    }
    const { violation, intact, lastRecordedAt } = await verifyChainAt(
      database.workerUrl,
      new AnchorFile(configuration.auditAnchorFile),
    );
    if (violation) throw new Error(`The audit is VIOLATED (${violation.kind}): ${violation.why}`);
    if (lastRecordedAt) console.log(`The last event in it was recorded at ${lastRecordedAt.toISOString()}.`);
    console.log(`The audit is intact: ${intact} entries are as they were sealed. Start the service as usual.`);
  } finally {
    await database.embedded?.stop();
  }
}

main().catch((error: unknown) => {
  const { told, exitCode } = endOf(error);
  console.error(told);
  process.exitCode = exitCode;
});
