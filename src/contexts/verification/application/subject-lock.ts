import { type Lock, lock } from '../../../platform/transaction/locks';
import type { DocumentSubject } from '../contracts/verification-events';

/**
 * The lock under which a subject's documents change: of a driver and a vehicle their own, so that nobody is put to work by
 * what he had a moment ago; a fleet's takes the place of an organization of that id.
 */
export function subjectLock(type: DocumentSubject, id: string): Lock {
  return lock(type === 'fleet' ? 'organization' : type, id);
}
