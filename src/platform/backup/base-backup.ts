import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Client, type Connection } from 'pg';
import { bareLogin } from '../database/bare-login';
import { flushFolder } from '../flush-folder';

/** Of the server, with the log of what was written meanwhile; each file's SHA-256 stands in the manifest. */
const COMMAND = `BASE_BACKUP (LABEL 'cabstand', CHECKPOINT 'fast', WAL true, MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256')`;
/** So that the server keeps what it writes meanwhile, however long the copy takes; gone with the session. */
const HOLD = (slot: string): string => `CREATE_REPLICATION_SLOT "${slot}" TEMPORARY PHYSICAL (RESERVE_WAL)`;
/** Level 1: a third of the size at the speed of a disk. */
const COMPRESSION = { level: 1 };

export const ARCHIVE = 'base.tar.gz';
export const MANIFEST = 'backup_manifest';

/**
 * The whole server as it is at the end of this call, read while it serves: what `pg_basebackup` does, by the same protocol,
 * since the PostgreSQL that npm installs comes without it. Ids of transactions and of the system stay as they are.
 *
 * Format of the messages: PostgreSQL 18, "Streaming Replication Protocol", `BASE_BACKUP`.
 * @param url of a login that may replicate
 * @param folder is made; gets `base.tar.gz` and `backup_manifest`
 * @throws Error where the server is not to be copied: no right to replicate, `wal_level` minimal, no replication slot free,
 * more than one tablespace
 */
export async function copyServer(url: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const client = new Client({
    connectionString: bareLogin(url),
    application_name: 'cabstand backup',
    replication: 'true',
  } as ConstructorParameters<typeof Client>[0]);
  // What is under way then says so.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(HOLD(`cabstand_backup_${randomUUID().replaceAll('-', '')}`));
    await new Promise<void>((resolve, reject) => {
      client.on('error', reject);
      client.query(new BaseBackup(folder, resolve, reject));
    });
    await flushFolder(folder);
  } finally {
    await client.end();
  }
}

/** A query as `pg` runs it, whose answer is a stream of archives and not rows. */
class BaseBackup {
  private readonly files: Promise<void>[] = [];
  private current: Writable | null = null;
  private connection: Connection | null = null;
  private failure: Error | null = null;

  constructor(
    private readonly folder: string,
    private readonly done: () => void,
    private readonly failed: (error: Error) => void,
  ) {}

  submit(connection: Connection): void {
    this.connection = connection;
    connection.query(COMMAND);
  }

  /** `n` begins an archive, `m` the manifest; `d` is a piece of what was begun, and `p` tells how far it is. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.failure) return;
    const kind = String.fromCharCode(chunk[0]!);
    if (kind === 'd') this.write(chunk.subarray(1));
    else if (kind === 'm') this.begin(MANIFEST);
    else if (kind === 'n') this.beginArchive(chunk.subarray(1, chunk.indexOf(0, 1)).toString());
  }

  handleCommandComplete(): void {
    this.current?.end();
    this.current = null;
  }

  handleReadyForQuery(): void {
    if (this.failure) return this.failed(this.failure);
    Promise.all(this.files).then(() => this.done(), this.failed);
  }

  /** `pg` tells of nothing that comes behind it. */
  handleError(error: Error): void {
    this.fail(error);
    this.failed(this.failure!);
  }

  // What else an answer brings: where the copy begins, and the tablespaces.
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}

  private beginArchive(name: string): void {
    if (name === 'base.tar') return this.begin(ARCHIVE);
    this.fail(new Error(`The server keeps data outside its folder (${name}), which this backup does not take along.`));
  }

  private begin(name: string): void {
    this.current?.end();
    const file = createWriteStream(join(this.folder, name), { mode: 0o600, flush: true });
    const writtenTo = name === ARCHIVE ? createGzip(COMPRESSION) : file;
    if (writtenTo !== file) writtenTo.pipe(file);
    writtenTo.on('error', (error: Error) => file.destroy(error));
    this.files.push(finished(file));
    this.files.at(-1)!.catch((error: Error) => this.fail(error));
    this.current = writtenTo;
  }

  /** The parser uses its buffer again, so it is copied; and the server waits while the disk does. */
  private write(piece: Buffer): void {
    const { stream } = this.connection!;
    const file = this.current!;
    if (file.write(Buffer.from(piece)) || stream.isPaused()) return;
    stream.pause();
    // An archive that has ended drains no more.
    const resume = (): void => {
      file.off('drain', resume).off('finish', resume);
      stream.resume();
    };
    file.on('drain', resume).on('finish', resume);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.current?.destroy();
    this.connection?.stream.resume();
  }
}
