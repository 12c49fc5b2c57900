import { CommitUnansweredError } from '../transaction/commit';
import type { ObjectStore } from './object-store';

export interface NewObject {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/**
 * Stores an object, and then does the work that names it: a row never names what is not there. Where the work fails the object is
 * removed again, so that refused uploads fill no disk; of one whose process was killed in between the object stays, without a row.
 */
export async function putThen<T>(
  objects: ObjectStore,
  { key, bytes, contentType }: NewObject,
  work: () => Promise<T>,
): Promise<T> {
  await objects.put(key, bytes, contentType);
  try {
    return await work();
  } catch (error) {
    // The row may be there.
    if (!(error instanceof CommitUnansweredError)) await objects.delete(key).catch(() => undefined);
    throw error;
  }
}
