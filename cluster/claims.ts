import type { Journal, Step } from '../load/journal';
import { type Evidence, type OfferEvidence, secondOf } from './evidence';

/** Something that was said of the cluster, what was seen of it, and each way in which it is false: a sentence each. */
export interface Claim {
  readonly claim: string;
  readonly seen: string;
  readonly violations: readonly string[];
}

/** An acknowledged write that was sent once more. */
export interface Repeat {
  readonly step: Step;
  readonly key: string;
  readonly isReplay: boolean;
  readonly isSame: boolean;
}

/** What each step makes the audit tell of its ride. */
const TELLS: Readonly<Record<Step, string>> = {
  book: 'ride.booked',
  assign: 'ride.assigned',
  accept: 'ride.assigned',
  depart: 'ride.departed',
  arrive: 'ride.arrived',
  start: 'ride.started',
  complete: 'ride.completed',
  cash: 'payment.charge_paid_in_cash',
};
/** A killed process's lease on what it was at ends after 10 s; the rest is for a machine that has other things to do. */
export const MOST_LATE_MS = 20_000;

type Acknowledged = Pick<Journal, 'acknowledged' | 'points' | 'unanswered'>;

/** Each acknowledged write is there, with what it must have left, and each position of a ride under way. */
export function nothingLost(journal: Acknowledged, evidence: Evidence): Claim {
  const { told, keys, statusOf, paid, traced } = evidence;
  const violations: string[] = [];
  for (const { step, rideId, key } of journal.acknowledged) {
    const lost = (what: string): void =>
      void violations.push(`A ${step} of ride ${rideId} was acknowledged, and ${what}.`);
    if (!told.has(`${rideId} ${TELLS[step]}`)) lost(`the audit tells no ${TELLS[step]}`);
    if (!keys.has(key)) lost(`its key ${key} is unknown`);
    if (step === 'complete' && statusOf.get(rideId) !== 'COMPLETED')
      lost(`the ride is ${statusOf.get(rideId) ?? 'nowhere'}`);
    if (step === 'cash' && !paid.has(rideId)) lost('its fare is not paid');
  }
  for (const { rideId, driverId, deviceAt } of journal.points)
    if (!traced.has(`${rideId} ${driverId} ${secondOf(new Date(deviceAt))}`))
      violations.push(`A position of driver ${driverId} on ride ${rideId} was acknowledged, and is in no trace.`);
  violations.push(...evidence.deadLetters.map((what) => `A dead letter was left: ${what}.`));
  const { acknowledged, points } = journal;
  return {
    claim: 'nothing is lost',
    seen: `${acknowledged.length} writes and ${points.length} positions acknowledged; ${violations.length} lost`,
    violations,
  };
}

/** A process that had nothing in its hands loses nothing, whatever it is. */
export function killedAtWork(name: string, brokenOff: number): string[] {
  return brokenOff > 0 ? [] : [`${name} was at nothing when it was killed, so nothing was shown.`];
}

/** No key took effect twice, whatever became of the first answer, and none does when it is sent once more. */
export function appliedOnce(journal: Acknowledged, evidence: Evidence, repeats: readonly Repeat[]): Claim {
  const violations = [...evidence.told]
    .filter(([what, times]) => times > 1 && Object.values(TELLS).some((type) => what.endsWith(` ${type}`)))
    .map(([what, times]) => `The audit tells ${times} times of ${what}.`);
  const known = new Set(journal.acknowledged.filter(({ step }) => step === 'book').map(({ rideId }) => rideId));
  const mayBe = journal.unanswered.filter(({ step }) => step === 'book').length;
  const unknown = [...evidence.statusOf.keys()].filter((rideId) => !known.has(rideId));
  if (unknown.length > mayBe)
    violations.push(
      `${unknown.length} rides are there that nobody was told of, of ${mayBe} bookings without an answer.`,
    );
  for (const { step, key, isReplay, isSame } of repeats) {
    if (!isReplay) violations.push(`A ${step} that was sent once more (key ${key}) was done once more.`);
    else if (!isSame) violations.push(`A ${step} that was sent once more (key ${key}) was answered otherwise.`);
  }
  return {
    claim: 'each key is applied once',
    seen: `${evidence.statusOf.size} rides of ${known.size} bookings; ${repeats.length} writes sent once more`,
    violations,
  };
}

/** Each offer ended once, and each that nobody answered by its timer, soon after its time. */
export function timersFireOnce(evidence: Evidence, now: Date, killedAt: Date, backAt: Date): Claim {
  const { offers, brokenSearches } = evidence;
  const violations = offers.flatMap((offer) => offerFaults(offer, now));
  const lapsed = offers.filter(({ status }) => status === 'LAPSED');
  const meanwhile = lapsed.filter(({ expiresAt }) => expiresAt >= killedAt && expiresAt <= backAt);
  if (meanwhile.length === 0) violations.push('No offer ran out while a process was away, so nothing was shown.');
  if (brokenSearches > 0) violations.push(`Of ${brokenSearches} searches the rounds were not run once each.`);
  const latest = Math.max(0, ...lapsed.map(lateness));
  return {
    claim: 'timers fire once',
    seen: `${lapsed.length} offers ran out, ${meanwhile.length} while a process was away; the latest ${(latest / 1_000).toFixed(1)} s late`,
    violations,
  };
}

function offerFaults(offer: OfferEvidence, now: Date): string[] {
  const { offerId, status, ends, expiresAt } = offer;
  const isOverdue = status === 'OPEN' && now.getTime() - expiresAt.getTime() > MOST_LATE_MS;
  if (isOverdue) return [`Offer ${offerId} should have run out at ${expiresAt.toISOString()}, and is open.`];
  if (status !== 'OPEN' && ends !== 1) return [`Offer ${offerId} is ${status}, and ended ${ends} times.`];
  if (status === 'LAPSED' && lateness(offer) > MOST_LATE_MS)
    return [`Offer ${offerId} ran out ${(lateness(offer) / 1_000).toFixed(1)} s late.`];
  return [];
}

function lateness({ expiresAt, endedAt }: OfferEvidence): number {
  return (endedAt ?? expiresAt).getTime() - expiresAt.getTime();
}
