import type { Readable } from 'node:stream';
import { DomainError } from '../errors/domain-error';

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

export interface OpenedObject {
  /** To be read to its end or destroyed. */
  readonly stream: Readable;
  readonly contentType: string;
  readonly byteLength: number;
}

/** The store says nothing of the object just now: it is neither there nor missing. Answered 503. */
export class ObjectStoreDown extends DomainError {
  constructor(options: { readonly cause: unknown }) {
    super('unavailable', 'object_store_down', 'The store of files does not answer. Try again.');
    this.name = 'ObjectStoreDown';
    this.cause = options.cause;
  }
}

/**
 * Where files live that the database should not hold. Keys are `<kind>/<organization id>/<uuid>.<jpg|png|webp|pdf>`: the
 * organization is in the key, so that a reader can be held to its own tenant before anything is read.
 */
export abstract class ObjectStore {
  /**
   * Stores the bytes under the key, all of them or nothing, replacing what was there.
   * @throws Error when the key is not of the form above or its ending does not belong to the content type.
   * @throws ObjectStoreDown, as all of these do; what was to be stored may then be there or not.
   */
  abstract put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;

  /** Null when nothing is stored under the key, which includes a key of the wrong form. */
  abstract get(key: string): Promise<StoredObject | null>;

  /** As `get`, for what is to be handed on without being held in memory as a whole. */
  abstract open(key: string): Promise<OpenedObject | null>;

  /** Deleting what is not there is no error. */
  abstract delete(key: string): Promise<void>;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  pdf: 'application/pdf',
};
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const KEY = new RegExp(`^([a-z][a-z-]{0,30}[a-z])/(${UUID})/(${UUID})\\.(jpg|png|webp|pdf)$`);

/** The parts of a key, or null when it is not one. Each part is safe as a file name: no dots, no separators. */
export function parseObjectKey(
  key: string,
): { kind: string; organizationId: string; file: string; contentType: string } | null {
  const match = KEY.exec(key);
  if (!match) return null;
  const [, kind, organizationId, id, extension] = match as unknown as [string, string, string, string, string];
  return { kind, organizationId, file: `${id}.${extension}`, contentType: CONTENT_TYPES[extension]! };
}

/** @throws Error where nothing of that type may be stored under that key. */
export function assertStorable(key: string, contentType: string): void {
  const parts = parseObjectKey(key);
  if (!parts) throw new Error(`"${key}" is not the key of an object.`);
  if (parts.contentType !== contentType) throw new Error(`The object ${key} cannot be of the type ${contentType}.`);
}

/** @throws Error when an id is not a UUID or the content type is none that is stored. */
export function objectKey(kind: string, organizationId: string, id: string, contentType: string): string {
  const key = `${kind}/${organizationId.toLowerCase()}/${id.toLowerCase()}.${extensionOf(contentType)}`;
  if (parseObjectKey(key) === null) throw new Error(`"${key}" is not the key of an object.`);
  return key;
}

/** Without a dot; undefined for a type that is not stored. */
export function extensionOf(contentType: string): string | undefined {
  return Object.keys(CONTENT_TYPES).find((known) => CONTENT_TYPES[known] === contentType);
}
