import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { flushFolder } from '../flush-folder';
import { assertStorable, ObjectStore, type OpenedObject, parseObjectKey, type StoredObject } from './object-store';

/** Objects as files below one folder, readable by the service's own user only. */
export class LocalObjectStore extends ObjectStore {
  private readonly root: string;

  constructor(folder: string) {
    super();
    this.root = resolve(folder);
  }

  override async put(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    assertStorable(key, contentType);
    const parts = parseObjectKey(key)!;
    const folder = join(this.root, parts.kind, parts.organizationId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.assertInside(folder);
    // Written apart, flushed and then renamed: a reader, or a start after a crash, sees the whole object or none.
    const draft = join(folder, `.${parts.file}.${randomUUID()}`);
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, join(folder, parts.file));
      await flushFolder(folder);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  override async get(key: string): Promise<StoredObject | null> {
    const path = await this.pathOf(key);
    if (path === null) return null;
    try {
      return { bytes: await readFile(path), contentType: parseObjectKey(key)!.contentType };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  override async open(key: string): Promise<OpenedObject | null> {
    const path = await this.pathOf(key);
    if (path === null) return null;
    let file: FileHandle;
    try {
      file = await open(path, 'r');
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
    const { size } = await file.stat();
    return { stream: file.createReadStream(), contentType: parseObjectKey(key)!.contentType, byteLength: size };
  }

  override async delete(key: string): Promise<void> {
    const path = await this.pathOf(key);
    if (path !== null) await rm(path, { force: true });
  }

  private async pathOf(key: string): Promise<string | null> {
    const parts = parseObjectKey(key);
    if (!parts) return null;
    const path = join(this.root, parts.kind, parts.organizationId, parts.file);
    try {
      await this.assertInside(path);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
    return path;
  }

  /** A key cannot climb out of the folder; this also refuses a symbolic link that somebody planted inside it. */
  private async assertInside(path: string): Promise<void> {
    const root = await realpath(this.root);
    if (!(await realpath(path)).startsWith(root + sep))
      throw new Error('The object lies outside the folder of the object store.');
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
