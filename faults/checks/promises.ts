import type { Caller } from '../caller';
import type { Session, Write } from '../ledger';
import type { TakenFile } from '../load/importer';
import type { AcknowledgedPosition } from '../load/phone';
import { chainWhole, everyEventAudited } from './audit';
import { contradictions } from './contradictions';
import { afterCommitOnce, nothingStuck, viewsTrue } from './deliveries';
import { chainVerified, repeatsAnsweredAlike, shownAsStored } from './over-http';
import { tracesWhole } from './positions';
import type { Query } from './query';
import { outsideCalls, type Receipts } from './receipts';
import { charges, driversOfRides, plans, stranded } from './rides';
import { asTold } from './state';
import { acknowledgedOnce, filesWhole } from './writes';

/** All that is known after a round: of the database, of the service, of the outside, and of those who asked. */
export interface Evidence {
  readonly query: Query;
  readonly writes: readonly Write[];
  /** Those of them that are sent once more. */
  readonly repeated: readonly Write[];
  readonly files: readonly TakenFile[];
  /** As they are when they are asked for: what the service stored meanwhile has its receipt by then. */
  readonly receipts: () => Receipts;
  readonly positions: readonly AcknowledgedPosition[];
  readonly caller: Caller;
  readonly operator: Session;
  readonly auditor: Session;
}

/** What the service promises whatever breaks around it, each with the look that finds it broken. */
export const PROMISES: Readonly<Record<string, (evidence: Evidence) => Promise<readonly string[]>>> = {
  'no ride with two drivers, none without one that needs one': ({ query }) => driversOfRides(query),
  'no overlapping plan': ({ query }) => plans(query),
  'each acknowledged write present, each key applied once': async ({ query, writes }) =>
    (await acknowledgedOnce(query, writes)).violations,
  'everything in the state that was told': ({ query }) => asTold(query),
  'no context contradicts another': ({ query, operator }) => contradictions(query, operator.organizationId),
  'each imported row present once': ({ query, files }) => filesWhole(query, files),
  'each fare raised once': ({ query }) => charges(query),
  'every event audited': ({ query }) => everyEventAudited(query),
  'the chain whole': ({ query }) => chainWhole(query),
  'every after-commit effect once': ({ query }) => afterCommitOnce(query),
  'every view true': ({ query }) => viewsTrue(query),
  'every outside call under a stable key': async ({ query, receipts }) =>
    (await outsideCalls(query, receipts)).violations,
  'no row lost or stuck': ({ query }) => nothingStuck(query),
  'no ride stranded': ({ query }) => stranded(query),
  'no acknowledged position of a ride lost': ({ query, positions }) => tracesWhole(query, positions),
  'a repeat answered as before': ({ caller, repeated }) => repeatsAnsweredAlike(caller, repeated),
  'everything shown as it is stored': ({ caller, operator, query }) => shownAsStored(caller, operator, query),
  'the chain verified by the service': ({ caller, auditor }) => chainVerified(caller, auditor),
};

/** A sentence for each promise that was broken, and how. */
export async function brokenPromises(evidence: Evidence): Promise<string[]> {
  const broken: string[] = [];
  for (const [promise, look] of Object.entries(PROMISES))
    broken.push(...(await look(evidence)).map((sentence) => `${promise}: ${sentence}`));
  return broken;
}
