import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { DomainError } from '../errors/domain-error';
import { parseObjectKey } from './object-store';

/** Wall time: a link is a lease. */
export const LINK_MINUTES = 5;
const MAX_NAME_BYTES = 80;

export interface SignedLink {
  /** Below the service's own address: `/v1/files/…`. */
  readonly path: string;
  readonly expiresAt: Date;
}

/** Who was given a link, and what he was looking at: told of each fetch. */
export interface LinkHolder {
  readonly userId: string;
  /** What the file belongs to, as its events name it: `document`. */
  readonly entity: string;
  readonly entityId: string;
}

export interface LinkedObject {
  readonly holder: LinkHolder;
  readonly key: string;
  /** What the file is called once it is saved. */
  readonly fileName: string;
  readonly contentType: string;
}

type Carried = [key: string, fileName: string, end: number, userId: string, entity: string, entityId: string];

/**
 * Links that let whoever has one download one object, for five minutes, without logging in: for a browser that opens or saves
 * a file. Whoever issues one has checked the caller's right before, and tells the audit. Nothing is stored: a link carries its
 * object, its file name, its end and whom it was issued to, under a seal that only this service can make.
 */
export class SignedLinks {
  private readonly key: Buffer;

  /** @param secret the service's; the links' own key is derived from it, so that no seal is good for anything else */
  constructor(
    secret: string,
    private readonly now: () => number = () => Date.now(),
  ) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'cabstand links to files, version 2', 32));
  }

  /**
   * @param fileName without its ending, which the object's type decides; what no file may be called is left out of it
   * @throws Error when the key is not of an object
   */
  issue(key: string, fileName: string, { userId, entity, entityId }: LinkHolder): SignedLink {
    if (!parseObjectKey(key)) throw new Error(`"${key}" is not the key of an object.`);
    const expiresAt = new Date(Math.ceil(this.now() / 1000) * 1000 + LINK_MINUTES * 60_000);
    const name = `${plainName(fileName)}${key.slice(key.lastIndexOf('.'))}`;
    const carried: Carried = [key, name, expiresAt.getTime() / 1000, userId, entity, entityId];
    const content = Buffer.from(JSON.stringify(carried)).toString('base64url');
    return { path: `/v1/files/${content}.${this.seal(content)}`, expiresAt };
  }

  /** @throws DomainError not_found (file_link_not_found: not ours, or altered; file_link_expired) */
  open(token: string): LinkedObject {
    const [content = '', seal = '', ...more] = token.split('.');
    if (more.length > 0 || !isSame(seal, this.seal(content)))
      throw new DomainError('not_found', 'file_link_not_found', 'There is no such link. Ask for the file again.');
    const carried = JSON.parse(Buffer.from(content, 'base64url').toString()) as Carried;
    const [key, fileName, end, userId, entity, entityId] = carried;
    if (this.now() >= end * 1000) {
      throw new DomainError(
        'not_found',
        'file_link_expired',
        `The link was good for ${LINK_MINUTES} minutes. Ask for the file again.`,
      );
    }
    return { key, fileName, contentType: parseObjectKey(key)!.contentType, holder: { userId, entity, entityId } };
  }

  private seal(content: string): string {
    return createHmac('sha256', this.key).update(content).digest('base64url');
  }
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Neither a path, nor a second header, nor something that a file system or a shell reads in its own way. */
function plainName(given: string): string {
  let name = given
    .slice(0, MAX_NAME_BYTES)
    .normalize('NFC')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .replace(/[^\p{L}\p{M}\p{N} ()_-]+/gu, '-')
    .replace(/^[ -]+|[ -]+$/g, '');
  while (Buffer.byteLength(name) > MAX_NAME_BYTES) name = Array.from(name).slice(0, -1).join('');
  return name || 'document';
}

/** As RFC 6266 has it: for old readers without what is beyond ASCII, for the others in full. */
export function attachmentNamed(fileName: string): string {
  const plain = fileName.replace(/[^A-Za-z0-9 ()._-]/g, '_');
  const full = encodeURIComponent(fileName).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`;
}
