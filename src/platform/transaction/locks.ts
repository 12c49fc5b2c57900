import { createHash } from 'node:crypto';

/** The one order in which locks are taken. What a decision reads about an aggregate, it reads under that aggregate's lock. */
const ORDER = ['user', 'organization', 'ride', 'driver', 'vehicle', 'rider', 'device', 'address'] as const;
export type LockKind = (typeof ORDER)[number];

export interface Lock {
  readonly kind: LockKind;
  readonly id: string;
  readonly rank: number;
  /** The 64-bit advisory key, as decimal text. */
  readonly key: string;
}

/** An advisory transaction lock on one id, held until the transaction ends. */
export function lock(kind: LockKind, id: string): Lock {
  const key = createHash('sha1').update(`${kind}:${id}`).digest().readBigInt64BE(0).toString();
  return { kind, id, rank: ORDER.indexOf(kind), key };
}

/** In the order they must be taken: by kind, then by key, so that two callers never wait for each other in a circle. */
export function inLockOrder(locks: readonly Lock[]): Lock[] {
  return [...locks].sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
