import { existsSync, lchownSync, readdirSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { extract } from 'tar';
import type { Configuration } from '../config/configuration';
import { reachableDirectory, serverUser, type SystemUser } from '../database/embedded-postgres-binaries';
import { ANCHORS, type BackupNote, BackupRefused, LIST, OBJECTS, platformOfServer, readNote, SERVER } from './backup';
import { ARCHIVE, MANIFEST } from './base-backup';
import { checksum, readList } from './file-list';

/** PostgreSQL's `backup_manifest`, version 2. */
interface Manifest {
  readonly Files: readonly {
    readonly Path?: string;
    /** Of a path that is no UTF-8. */
    readonly 'Encoded-Path'?: string;
    readonly Size: number;
    readonly Checksum: string;
  }[];
}

/** SHA-256 by path. */
type Sums = ReadonlyMap<string, string>;

interface EmptyServer {
  readonly cluster: string;
  /** Not there yet. */
  readonly data: string;
  readonly user: SystemUser | undefined;
}

/** What became of it. */
export interface LaidBackup {
  readonly note: BackupNote;
  /** Anchors were there already, and were kept instead of the backup's. */
  readonly keptAnchors: boolean;
}

/** Of what the server wrote while it was copied; it proves itself when it is replayed. */
const LOG = 'pg_wal';

/**
 * Lays a backup into an empty data directory, every file compared with the checksum it was copied under. The service, or
 * whoever starts the server first, then replays what was written while it was copied. A server of the operator's own
 * (`DATABASE_URL`) is laid by who administers it (docs/operations.md), and here all that is beside it.
 * @param configuration of the service that is to run on it, with a data directory that has none yet
 * @throws BackupRefused and leaves nothing behind
 */
export async function layBackup(configuration: Configuration, folder: string): Promise<LaidBackup> {
  const from = resolve(folder);
  const note = await readNote(from);
  if (note.objects && configuration.objectStore.provider !== 'local') {
    throw new BackupRefused(
      'The backup holds files, and OBJECT_STORE=s3 would not look for them where they are laid: restore it with ' +
        'OBJECT_STORE=local, and then move them into the bucket (docs/operating/object-store.md, "Moving").',
    );
  }
  const sums = await listedIn(from, note);
  const server = configuration.databaseUrl === null ? emptyServer(configuration, note) : null;
  const { objectStoreDirectory, auditAnchorFile } = configuration;
  if (note.objects && existsSync(objectStoreDirectory) && readdirSync(objectStoreDirectory).length > 0) {
    throw new BackupRefused(`${objectStoreDirectory} holds files already: name an empty DATA_DIRECTORY.`);
  }
  const keptAnchors = existsSync(auditAnchorFile);
  let isLaid = false;
  try {
    await layObjects(from, objectStoreDirectory, sums);
    if (!keptAnchors && sums.has(ANCHORS)) await lay(join(from, ANCHORS), auditAnchorFile, ANCHORS, sums);
    if (server) await layServer(from, server, sums);
    isLaid = true;
  } finally {
    if (!isLaid && note.objects) await empty(objectStoreDirectory);
    if (!isLaid && !keptAnchors) await rm(auditAnchorFile, { force: true });
  }
  return { note, keptAnchors };
}

/** Where the embedded server's files come. */
function emptyServer({ dataDirectory }: Configuration, { platform }: BackupNote): EmptyServer {
  if (platform !== platformOfServer) {
    throw new BackupRefused(`The backup is of ${platform}, and runs there only; this is ${platformOfServer}.`);
  }
  const user = serverUser();
  const cluster = reachableDirectory(join(dataDirectory, SERVER), user);
  const data = join(cluster, 'data');
  if (existsSync(data)) throw new BackupRefused(`${data} holds a database already: name an empty DATA_DIRECTORY.`);
  return { cluster, data, user };
}

async function layServer(from: string, { cluster, data, user }: EmptyServer, sums: Sums): Promise<void> {
  const laying = join(cluster, `laying-${process.pid}`);
  try {
    const expected = await serverSums(from, sums);
    await mkdir(laying, { mode: 0o700 });
    await extract({ file: join(from, SERVER, ARCHIVE), cwd: laying, strict: true });
    await compareServer(laying, expected);
    give(laying, user);
    await chmod(laying, 0o700);
    await rename(laying, data);
  } finally {
    await rm(laying, { recursive: true, force: true });
  }
}

async function listedIn(from: string, { list }: BackupNote): Promise<Sums> {
  const sums = await readList(join(from, LIST), list);
  if (!sums) throw new BackupRefused(`The backup is damaged: ${LIST} is not what was written.`);
  return sums;
}

/** Of the server's own files, by the manifest that came with them. */
async function serverSums(from: string, sums: Sums): Promise<Map<string, string>> {
  const path = `${SERVER}/${MANIFEST}`;
  await assertAsCopied(path, join(from, path), sums);
  const { Files: files } = JSON.parse(await readFile(join(from, path), 'utf8')) as Manifest;
  return new Map(files.map((file) => [pathOf(file), file.Checksum]));
}

async function compareServer(data: string, expected: Map<string, string>): Promise<void> {
  const isOfLog = (path: string): boolean => path.startsWith(`${LOG}/`);
  for (const entry of readdirSync(data, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = relative(data, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (isOfLog(path)) continue;
    if (!expected.has(path)) throw new BackupRefused(`The backup is damaged: ${path} is not in its manifest.`);
    await assertAsCopied(path, join(data, path), expected);
    expected.delete(path);
  }
  const missing = [...expected.keys()].find((path) => !isOfLog(path));
  if (missing !== undefined) throw new BackupRefused(`The backup is damaged: ${missing} is missing.`);
}

/** Each file of the list, compared where it lies then. */
async function layObjects(from: string, to: string, sums: Sums): Promise<void> {
  for (const path of sums.keys()) {
    if (!path.startsWith(`${OBJECTS}/`)) continue;
    const target = resolve(to, path.slice(OBJECTS.length + 1));
    if (!target.startsWith(to + sep)) throw new BackupRefused(`The backup is damaged: ${path} lies outside of it.`);
    await lay(join(from, path), target, path, sums);
  }
}

async function lay(from: string, to: string, path: string, sums: Sums): Promise<void> {
  if (!existsSync(from)) throw new BackupRefused(`The backup is damaged: ${path} is missing.`);
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
  await assertAsCopied(path, to, sums);
}

async function assertAsCopied(path: string, file: string, sums: Sums): Promise<void> {
  if (existsSync(file) && (await checksum(file)) === sums.get(path)) return;
  throw new BackupRefused(`The backup is damaged: ${path} is not what was copied.`);
}

function pathOf({ Path, 'Encoded-Path': encoded }: Manifest['Files'][number]): string {
  return Path ?? Buffer.from(encoded ?? '', 'hex').toString();
}

/** As it was; the folder itself stays, since it may be a disk of its own. */
async function empty(folder: string): Promise<void> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names) await rm(join(folder, name), { recursive: true });
}

function give(directory: string, user: SystemUser | undefined): void {
  if (!user) return;
  lchownSync(directory, user.uid, user.gid);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
}
