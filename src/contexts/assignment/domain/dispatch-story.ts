import type { SearchReason } from '../contracts/assignment-events';
import { clockTime, distance } from './figures-in-words';
import { isEligible } from './judge-candidate';
import type { OfferStatus } from './offer';
import type { RoundRecord } from './round-record';
import type { SearchStatus } from './search';

export interface SearchTold {
  readonly id: string;
  readonly reason: SearchReason;
  readonly status: SearchStatus;
  readonly policyVersion: number;
  readonly startedAt: Date;
  /** Null while it is open. */
  readonly endedAt: Date | null;
  readonly previousDriverId: string | null;
}

export interface OfferTold {
  readonly id: string;
  readonly searchId: string;
  readonly driverId: string;
  readonly driverName: string;
  readonly round: number;
  readonly status: OfferStatus;
  readonly pickupMetres: number;
  readonly pickupSeconds: number;
  readonly madeAt: Date;
  readonly expiresAt: Date;
  /** Null while it is open. */
  readonly endedAt: Date | null;
  readonly endReason: string | null;
}

/** Of which search of the ride. */
export type SearchRoundTold = RoundTold & { readonly searchId: string };

/** One round in figures: how many were looked at, and how many each rule refused. */
export interface RoundTold {
  readonly round: number;
  readonly at: Date;
  readonly radiusMetres: number;
  readonly policyVersion: number;
  /** All of them within the radius. */
  readonly looked: number;
  readonly eligible: number;
  /** How many candidates each rule refused; a driver may be refused by several. */
  readonly refusedBy: Readonly<Record<string, number>>;
  /** The nearest beyond the radius. */
  readonly outside: number;
  readonly chosen: readonly string[];
  /** Where the ride was matched together with others; null: by itself. */
  readonly windowId: string | null;
  readonly note: string;
}

export interface StoryLine {
  readonly at: Date;
  readonly what: 'search_started' | 'round' | 'offer_made' | 'offer_ended' | 'search_ended';
  readonly text: string;
}

const REASONS: Readonly<Record<SearchReason, string>> = {
  requested: 'the rider asked for a ride',
  asked_by_operator: 'an operator asked for a driver',
  driver_withdrew: 'the driver gave the ride up',
  driver_dark: 'the driver went dark on the way',
  driver_stalled: 'the driver came no nearer',
  driver_retreating: 'the driver drove away from the rider',
  broke_down: 'the cab broke down',
};
const ENDS: Readonly<Record<Exclude<SearchStatus, 'OPEN'>, string>> = {
  ASSIGNED: 'The search ended: a driver has the ride.',
  NO_DRIVERS: 'The search ended: there was no driver.',
  CANCELLED: 'The search ended: the ride needs it no more.',
};

export function roundTold(record: RoundRecord): SearchRoundTold {
  const { candidates, outside } = record;
  const refusedBy: Record<string, number> = {};
  for (const { verdicts } of candidates)
    for (const { rule, passed } of verdicts) if (!passed) refusedBy[rule] = (refusedBy[rule] ?? 0) + 1;
  const { searchId, round, at, radiusMetres, policyVersion, chosen, note } = record;
  return {
    ...{ searchId, round, at, radiusMetres, policyVersion, chosen, note, refusedBy },
    windowId: record.windowId ?? null,
    looked: candidates.length,
    eligible: candidates.filter(({ verdicts }) => isEligible(verdicts)).length,
    outside: outside.length,
  };
}

/** What happened, in the order of time; at one moment by search and round. Hours are the city's. */
export function storyOf(
  searches: readonly SearchTold[],
  rounds: readonly SearchRoundTold[],
  offers: readonly OfferTold[],
  timeZone: string,
): StoryLine[] {
  const place = (searchId: string): number => searches.findIndex(({ id }) => id === searchId);
  const lines = [
    ...searches.flatMap(({ id, startedAt, endedAt, reason, status }): Placed[] => {
      const text = `A driver was searched for: ${REASONS[reason]}.`;
      const started: Placed = { at: startedAt, what: 'search_started', text, order: [place(id), 0] };
      if (endedAt === null || status === 'OPEN') return [started];
      return [started, { at: endedAt, what: 'search_ended', text: ENDS[status], order: [place(id), Infinity] }];
    }),
    ...rounds.map((told): Placed => {
      return { at: told.at, what: 'round', text: roundInWords(told), order: [place(told.searchId), told.round] };
    }),
    ...offers.flatMap((offer) =>
      offerInWords(offer, timeZone).map((line): Placed => ({ ...line, order: [place(offer.searchId), offer.round] })),
    ),
  ];
  return lines.sort(inOrder).map(({ at, what, text }) => ({ at, what, text }));
}

interface Placed extends StoryLine {
  readonly order: readonly [search: number, round: number];
}

const KINDS: readonly StoryLine['what'][] = ['search_started', 'round', 'offer_made', 'offer_ended', 'search_ended'];

function inOrder(a: Placed, b: Placed): number {
  return (
    a.at.getTime() - b.at.getTime() ||
    a.order[0] - b.order[0] ||
    // Two that end are level, and infinity less infinity is no number.
    (a.order[1] === b.order[1] ? 0 : a.order[1] - b.order[1]) ||
    KINDS.indexOf(a.what) - KINDS.indexOf(b.what)
  );
}

function roundInWords({ round, radiusMetres, looked, eligible, refusedBy, note }: RoundTold): string {
  const rules = Object.entries(refusedBy).sort(([, a], [, b]) => b - a);
  const refused = rules.length === 0 ? '' : `; refused: ${rules.map(([rule, n]) => `${n} by ${rule}`).join(', ')}`;
  return `Round ${round} looked at ${looked} within ${distance(radiusMetres)}, of whom ${eligible} passed every rule${refused}. ${note}`;
}

function offerInWords(offer: OfferTold, timeZone: string): StoryLine[] {
  const { driverName, madeAt, endedAt, expiresAt, status, endReason } = offer;
  const made = `${driverName} was asked, and had until ${clockTime(expiresAt, timeZone)}.`;
  const lines: StoryLine[] = [{ at: madeAt, what: 'offer_made', text: made }];
  if (endedAt === null || status === 'OPEN') return lines;
  const ends = {
    ACCEPTED: `${driverName} accepted.`,
    DECLINED: `${driverName} declined: ${endReason ?? ''}`,
    LAPSED: `${driverName} did not answer in time.`,
    WITHDRAWN: `${driverName} was no longer asked: ${endReason ?? ''}`,
  };
  return [...lines, { at: endedAt, what: 'offer_ended', text: ends[status] }];
}
