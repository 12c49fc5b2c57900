import { createHash } from 'node:crypto';
import type { Watcher } from './audience';

const ID = /^([0-9a-f]{12})-(\d{1,15})$/;

/**
 * For whose eyes a stream's event ids count: of the same organization, person and scope. Whoever may see something else
 * than he did is not served from the log by an old id, since he lacks what stood there before.
 */
export function scopeTag(organizationId: string, watcher: Watcher): string {
  return createHash('sha256')
    .update(JSON.stringify([organizationId, watcher]))
    .digest('hex')
    .slice(0, 12);
}

/** The position that a `Last-Event-ID` names; null where it is no id of this scope. */
export function positionIn(lastEventId: string | null, scope: string): number | null {
  const [, tag, position] = ID.exec(lastEventId ?? '') ?? [];
  return tag === scope ? Number(position) : null;
}
