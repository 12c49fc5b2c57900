import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { appendFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { flushFolder } from '../flush-folder';

/** How a list is recognised again. */
export interface ListSum {
  readonly count: number;
  readonly sha256: string;
}

interface Line {
  /** Below the backup, with `/`. */
  readonly path: string;
  readonly sha256: string;
}

/** What a store writes before it is whole begins with a dot, and is gone a moment later. */
const isDraft = (name: string): boolean => name.startsWith('.');

/** Copies files into a backup, and lists each with what was read: JSON lines, one a file. */
export class FileList {
  private count = 0;
  private readonly hash = createHash('sha256');

  private constructor(
    private readonly folder: string,
    private readonly file: string,
  ) {}

  static async begin(folder: string, name: string): Promise<FileList> {
    const file = join(folder, name);
    await writeFile(file, '', { flag: 'wx', mode: 0o600 });
    return new FileList(folder, file);
  }

  /** One that is gone meanwhile is left out, since nobody can need it. */
  async copy(from: string, path: string): Promise<void> {
    const hash = createHash('sha256');
    const to = join(this.folder, path);
    const read = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    try {
      await pipeline(createReadStream(from), read, createWriteStream(to, { mode: 0o600, flush: true }));
    } catch (error) {
      if (!isMissing(error)) throw error;
      return rm(to, { force: true });
    }
    await this.add({ path, sha256: hash.digest('hex') });
  }

  /** All files below a folder, where there is one. */
  async copyFolder(from: string, path: string): Promise<void> {
    const entries = await readdir(from, { withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    await mkdir(join(this.folder, path), { recursive: true, mode: 0o700 });
    for (const entry of entries) {
      if (isDraft(entry.name)) continue;
      const [source, target] = [join(from, entry.name), `${path}/${entry.name}`];
      if (entry.isDirectory()) await this.copyFolder(source, target);
      else if (entry.isFile()) await this.copy(source, target);
    }
    await flushFolder(join(this.folder, path));
  }

  /** One that is there already. */
  async list(path: string): Promise<void> {
    await this.add({ path, sha256: await checksum(join(this.folder, path)) });
  }

  /** The files that were copied are on the disk already; the list is once, and not at each of its lines. */
  async flush(): Promise<void> {
    await appendFile(this.file, '', { flush: true });
  }

  /** By which it is recognised again. */
  get sum(): ListSum {
    return { count: this.count, sha256: this.hash.copy().digest('hex') };
  }

  private async add(line: Line): Promise<void> {
    const text = `${JSON.stringify(line)}\n`;
    this.count++;
    this.hash.update(text);
    await appendFile(this.file, text);
  }
}

/** The SHA-256 of each file by its path; null where the list is not there as it was written. */
export async function readList(file: string, { count, sha256 }: ListSum): Promise<Map<string, string> | null> {
  const sum = await checksum(file).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (sum !== sha256) return null;
  const listed = new Map<string, string>();
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const line = JSON.parse(text) as Line;
    listed.set(line.path, line.sha256);
  }
  return listed.size === count ? listed : null;
}

/** SHA-256, in hexadecimal. */
export async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
