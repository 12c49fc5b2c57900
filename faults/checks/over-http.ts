import { isDeepStrictEqual } from 'node:util';
import { sideBySide } from '../../demo/agenda';
import type { Caller } from '../caller';
import type { Session, Write } from '../ledger';
import type { Query } from './query';

const AT_ONCE = 6;
const PAGE = 200;

/** Asked again with its key, the service gives each acknowledged write the answer that it gave before, and does nothing. */
export async function repeatsAnsweredAlike(caller: Caller, writes: readonly Write[]): Promise<string[]> {
  const violations: string[] = [];
  await sideBySide(
    writes.map((write) => async () => {
      const { status, body, isReplayed } = await caller.send(write);
      const named = `${write.kind} (${write.key})`;
      if (status !== write.status || !isReplayed)
        violations.push(`${named} was answered ${write.status}, and now ${status}${isReplayed ? '' : ' anew'}.`);
      else if (!isDeepStrictEqual(body, write.answer)) violations.push(`${named} is answered otherwise than before.`);
    }),
    AT_ONCE,
  );
  return violations;
}

/** The operator sees every ride as it is stored, and no dead letter. */
export async function shownAsStored(caller: Caller, operator: Session, query: Query): Promise<string[]> {
  const stored = (): Promise<{ id: string; status: string }[]> => query('SELECT id, status FROM ride.rides');
  const before = statusesOf(await stored());
  const shown = statusesOf(await list<{ id: string; status: string }>(caller, operator, '/v1/rides?'));
  // A timer may have moved one on meanwhile: then it is shown as it was, or as it is.
  const after = statusesOf(await stored());
  const violations = [...new Set([...before.keys(), ...after.keys(), ...shown.keys()])]
    .filter((id) => shown.get(id) !== before.get(id) && shown.get(id) !== after.get(id))
    .map((id) => `Ride ${id} is ${after.get(id) ?? 'nowhere'}, and is shown as ${shown.get(id) ?? 'nothing'}.`);
  const dead = await list<{ listener: string; eventType: string }>(caller, operator, '/v1/dead-letters?status=dead&');
  return [...violations, ...dead.map(({ listener, eventType }) => `${listener} gave up on a ${eventType}.`)];
}

/** @param auditor somebody who has not asked yet: it may be asked six times a minute */
export async function chainVerified(caller: Caller, auditor: Session): Promise<string[]> {
  const { status, body } = await caller.call<{ intact: boolean; violation: { why: string } | null }>(
    auditor,
    'GET',
    '/v1/audit/verification',
  );
  if (status !== 200) return [`The verification of the audit was answered ${status}: ${JSON.stringify(body)}`];
  return body.intact && !body.violation ? [] : [body.violation?.why ?? 'The audit is not intact.'];
}

function statusesOf(rides: readonly { id: string; status: string }[]): Map<string, string> {
  return new Map(rides.map(({ id, status }) => [id, status]));
}

async function list<T>(caller: Caller, session: Session, path: string): Promise<T[]> {
  const found: T[] = [];
  for (let after = ''; ;) {
    const { status, body } = await caller.call<{ items: T[]; next: string | null }>(
      session,
      'GET',
      `${path}limit=${PAGE}${after}`,
    );
    if (status !== 200) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`);
    found.push(...body.items);
    if (body.next === null) return found;
    after = `&after=${body.next}`;
  }
}
