import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Configuration } from '../config/configuration';
import { askServer } from '../database/bare-login';
import { openDatabaseBeside } from '../database/open-database';
import { flushFolder } from '../flush-folder';
import { copyServer, MANIFEST } from './base-backup';
import { FileList, type ListSum } from './file-list';

/** What a backup says of itself. */
export interface BackupNote {
  readonly format: 2;
  readonly takenAt: string;
  /** By the server's clock, just after it was copied: nothing in the copy is younger. Not in those of earlier versions. */
  readonly copiedUntil?: string;
  /** Of PostgreSQL: it can be restored by the same major version on the same kind of machine only. */
  readonly serverVersion: number;
  readonly platform: string;
  /** False where files are in a store elsewhere (`s3`), whose own copies are then what to rely on. */
  readonly objects: boolean;
  /** Of the list of all files but the server's, of which the server itself makes one. */
  readonly list: ListSum;
}

export const NOTE = 'backup.json';
export const SERVER = 'postgres';
export const OBJECTS = 'objects';
export const ANCHORS = 'audit-anchors.jsonl';
export const LIST = 'files.jsonl';

/** Cannot be done as asked; the message is a sentence for whoever asked. */
export class BackupRefused extends Error {}

export const platformOfServer = `${process.platform}-${process.arch}`;

/**
 * Copies all that the service keeps into a folder, which is there as a whole or not at all; also while the service runs.
 * In this order: the anchors, so that none is ahead of the chain that is copied; the database; then the files, so that each
 * which the database names is there.
 * @param folder must not exist
 * @throws BackupRefused
 */
export async function takeBackup(configuration: Configuration, folder: string, now: Date): Promise<BackupNote> {
  const to = resolve(folder);
  if (existsSync(to)) throw new BackupRefused(`${to} is there already: name a folder that is not.`);
  const making = join(dirname(to), `.${basename(to)}.making-${process.pid}`);
  await mkdir(making, { recursive: true, mode: 0o700 });
  const database = await openDatabaseBeside(configuration);
  try {
    const files = await FileList.begin(making, LIST);
    await files.copy(configuration.auditAnchorFile, ANCHORS);
    await copyServer(database.ownerUrl, join(making, SERVER));
    const server = await askServer(database.ownerUrl, 'cabstand backup');
    await files.list(`${SERVER}/${MANIFEST}`);
    const objects = configuration.objectStore.provider === 'local';
    if (objects) await files.copyFolder(configuration.objectStoreDirectory, OBJECTS);
    const note: BackupNote = {
      ...{ format: 2, takenAt: now.toISOString(), platform: platformOfServer, objects },
      ...{ serverVersion: server.version, copiedUntil: server.now },
      list: files.sum,
    };
    await files.flush();
    await writeFile(join(making, NOTE), `${JSON.stringify(note, null, 2)}\n`, { flush: true });
    // After a power cut, too, it is there as a whole or not at all; and told of once it stays.
    await flushFolder(making);
    await rename(making, to);
    await flushFolder(dirname(to));
    return note;
  } finally {
    await database.embedded?.stop();
    await rm(making, { recursive: true, force: true });
  }
}

/** @throws BackupRefused where the folder holds none. */
export async function readNote(folder: string): Promise<BackupNote> {
  try {
    const note = JSON.parse(await readFile(join(folder, NOTE), 'utf8')) as BackupNote;
    if (note.format === 2) return note;
  } catch {
    // Said below.
  }
  throw new BackupRefused(`${folder} holds no backup that this version reads.`);
}
