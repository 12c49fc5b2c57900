import { localDate } from '../../../kernel/local-day';
import type { CandidateFacts, Score, Verdict } from './candidate';
import type { OfferTold, SearchTold } from './dispatch-story';
import { wayOf } from './finishing';
import { clockTime, distance, duration, listed } from './figures-in-words';
import { CROWDED } from './look';
import { outrankedInWords, ranked } from './outranked-in-words';
import { refusalInWords } from './refusal-in-words';
import type { PassedOver, RecordedCandidate, RecordedOutsider, RoundRecord } from './round-record';

export type WhyOutcome =
  | 'has_it'
  | 'had_it'
  | 'offered'
  | 'declined'
  | 'lapsed'
  | 'withdrawn'
  | 'outranked'
  | 'passed_over'
  | 'refused'
  | 'outside_radius'
  | 'not_considered'
  | 'never_searched';

/** His hold on the ride, past or present. */
export interface HoldTold {
  readonly assignedAt: Date;
  /** Null while it lasts. */
  readonly endedAt: Date | null;
  /** Null where the ride was carried to its end. */
  readonly releaseReason: string | null;
}

/** What is known of a driver at the moment of the question. */
export interface DriverNow {
  readonly driverId: string;
  readonly name: string;
  readonly status: string;
  readonly duty: string;
  readonly online: boolean;
  /** Null: none is known. */
  readonly seenAt: Date | null;
  /** As the crow flies, from there to the pickup. */
  readonly metresFromPickup: number | null;
}

/** The offer that decided. */
export interface AcceptedOffer {
  readonly searchId: string;
  readonly round: number;
  readonly driverId: string;
}

export interface DriverCase {
  readonly driver: DriverNow;
  /** All of the ride, in the order of time, as the three below. */
  readonly searches: readonly SearchTold[];
  readonly rounds: readonly RoundRecord[];
  /** There are earlier ones that were not read. */
  readonly isCut: boolean;
  /** Of any driver, the last; null where nobody accepted, or another than he had the ride last. */
  readonly accepted: AcceptedOffer | null;
  /** Only his. */
  readonly offers: readonly OfferTold[];
  /** Only his. */
  readonly holds: readonly HoldTold[];
  /** Of the drivers who were chosen in a round, as far as the reader may know them. */
  readonly names: ReadonlyMap<string, string>;
  readonly askedAt: Date;
  /** Of the ride's city: hours and days are told by it. */
  readonly timeZone: string;
}

export interface Why {
  readonly outcome: WhyOutcome;
  readonly sentence: string;
  /** The moment that the figures are from. */
  readonly at: Date;
  /** The round that tells; null where none does. */
  readonly round: RoundRecord | null;
  readonly facts: CandidateFacts | null;
  /** Set instead, where he was beyond the radius. */
  readonly outside: RecordedOutsider | null;
  readonly verdicts: readonly Verdict[];
  readonly score: Score | null;
  /** Who came before him; null where nobody did, or where the reader may not know him. */
  readonly chosen: { readonly driverId: string; readonly name: string; readonly score: Score } | null;
}

const NOTHING = { round: null, facts: null, outside: null, verdicts: [], score: null, chosen: null } as const;

/** Why this driver has the ride, or has it not, in one sentence with the figures that decided. */
export function whyDriver(of: DriverCase): Why {
  const decisive = decisiveRoundOf(of);
  const found = (decisive && listingIn(of, decisive)) ?? (decisive && beyondIn(of, decisive) ? null : lastRoundOf(of));
  const told = byHold(of) ?? byOffer(of, found);
  if (told) return { ...NOTHING, ...(found && shown(found)), ...told };
  return found ? byRound(of, found) : (byDistance(of) ?? byNothing(of));
}

type Rounds = Pick<DriverCase, 'driver' | 'searches' | 'rounds' | 'accepted'>;

/** Places of the rounds in the order in which they tell of a driver: the one that decided, then from the last back. */
export function readingOrder(of: Rounds): number[] {
  const decisive = decisiveRoundOf(of);
  const back = [...of.rounds.keys()].reverse();
  return back.sort((a, b) => Number(of.rounds[b] === decisive) - Number(of.rounds[a] === decisive));
}

/** Read in that order, none behind this one changes the answer. */
export function settles(of: Rounds, round: RoundRecord): boolean {
  return listingIn(of, round) !== null || (round === decisiveRoundOf(of) && beyondIn(of, round) !== null);
}

type Told = Pick<Why, 'outcome' | 'sentence' | 'at'>;
interface Listing {
  readonly round: RoundRecord;
  readonly candidate: RecordedCandidate;
}
interface Beyond {
  readonly round: RoundRecord;
  readonly outsider: RecordedOutsider;
}

function byHold({ driver: { name }, holds, askedAt, timeZone }: DriverCase): Told | null {
  const hold = holds.at(-1);
  if (!hold) return null;
  const since = `${name} got the ride at ${clockTime(hold.assignedAt, timeZone, askedAt)}`;
  if (hold.endedAt === null) return { outcome: 'has_it', sentence: `${since} and has it.`, at: hold.assignedAt };
  const until = clockTime(hold.endedAt, timeZone, askedAt);
  if (hold.releaseReason === null) {
    return { outcome: 'has_it', sentence: `${since} and carried it to its end at ${until}.`, at: hold.endedAt };
  }
  return {
    outcome: 'had_it',
    sentence: sentence(`${since} and lost it at ${until}: ${hold.releaseReason}`),
    at: hold.endedAt,
  };
}

function byOffer({ driver: { name }, offers, askedAt, timeZone }: DriverCase, found: Listing | null): Told | null {
  const offer = offers.at(-1);
  if (!offer) return null;
  if (offer.status === 'WITHDRAWN' && found && judgesAnew(found, offer)) return null;
  const made = `${name} was offered the ride at ${clockTime(offer.madeAt, timeZone, askedAt)}`;
  const at = offer.endedAt ?? offer.madeAt;
  const until = clockTime(offer.endedAt ?? offer.expiresAt, timeZone, askedAt);
  switch (offer.status) {
    case 'OPEN':
      return { outcome: 'offered', sentence: `${made} and has until ${until} to answer.`, at };
    case 'ACCEPTED':
      return { outcome: 'had_it', sentence: `${made} and accepted it at ${until}.`, at };
    case 'DECLINED':
      return {
        outcome: 'declined',
        sentence: sentence(`${made} and declined it at ${until}: ${offer.endReason ?? ''}`),
        at,
      };
    case 'LAPSED':
      return { outcome: 'lapsed', sentence: `${made} and let it lapse.`, at };
    case 'WITHDRAWN':
      return {
        outcome: 'withdrawn',
        sentence: sentence(`${made}, and it was taken back at ${until}: ${offer.endReason ?? ''}`),
        at,
      };
  }
}

/** One that was taken back counts for nothing in a later round, unless because he could not take it: that asks him no more. */
function judgesAnew({ round, candidate }: Listing, offer: OfferTold): boolean {
  if (round.at < offer.endedAt!) return false;
  if (round.searchId !== offer.searchId) return true;
  return round.round > offer.round && candidate.facts.hadThisRide !== 'could_not_take';
}

function byRound(of: DriverCase, found: Listing): Why {
  const { round, candidate } = found;
  const { name } = of.driver;
  const refusals = candidate.verdicts.filter(({ passed }) => !passed);
  const chosen = chosenIn(of, round);
  const rival = chosen && rivalOf(of, chosen);
  const all = { ...NOTHING, ...shown(found), chosen: rival, at: round.at };
  if (refusals.length > 0) {
    const [first, ...others] = refusals;
    const more = others.length === 0 ? '' : `; and by ${listed(others.map(({ rule }) => rule))}`;
    return {
      ...all,
      outcome: 'refused',
      sentence: `${name} was refused by ${refusalInWords(first!, of.timeZone)}${more}.`,
    };
  }
  if (candidate.passedOver) {
    const instead = chosen ? `; ${nameOf(of, chosen.driverId)} was asked instead` : '';
    const text = `${passedEvery(of, found)}, but ${PASSED_OVER[candidate.passedOver]}${instead}.`;
    return { ...all, outcome: 'passed_over', sentence: text };
  }
  return { ...all, outcome: 'outranked', sentence: outranked(of, found, chosen) };
}

const PASSED_OVER: Readonly<Record<PassedOver, string>> = {
  asked_by_another_search: 'another search had just offered him its ride',
  busy: 'at that very moment something else was being decided about him',
  not_routed: 'only an estimate of his way was known, and those were compared whose way was known by road',
  given_to_another_ride:
    'the window that matched this ride together with others gave him to one of them: most have a driver so, the longest waiting first, at the least cost in all',
};

function passedEvery({ driver: { name } }: DriverCase, { candidate }: Listing): string {
  const { finishing } = candidate.facts;
  const { metres, seconds, estimated } = wayOf(candidate.facts);
  const way = `(${estimated ? 'about ' : ''}${duration(seconds)})`;
  if (!finishing) return `${name} was ${distance(metres)} away ${way} and passed every rule`;
  const rest = `free in ${duration(finishing.remainingSeconds)}, ${distance(metres)} from the pickup ${way}`;
  return `${name} was finishing a ride, ${rest}, and passed every rule`;
}

function outranked(of: DriverCase, found: Listing, chosen: RecordedCandidate | null): string {
  const { round, candidate } = found;
  const { name } = of.driver;
  const passed = passedEvery(of, found);
  const loser = ranked(name, candidate);
  const winner = chosen && ranked(nameOf(of, chosen.driverId), chosen);
  if (!loser || !winner) return sentence(`${passed}, but the round asked nobody: ${round.note}`);
  return `${passed}, but ${outrankedInWords(winner, loser, round.at)}.`;
}

function byNothing({ driver, searches, rounds, isCut, askedAt, timeZone }: DriverCase): Why {
  const { name, seenAt, metresFromPickup } = driver;
  const search = searches.at(-1);
  const known = { ...NOTHING, at: askedAt };
  if (!search) {
    return {
      ...known,
      outcome: 'never_searched',
      sentence: `${name} was not considered: no driver has been searched for this ride.`,
    };
  }
  const day = localDate(search.startedAt, timeZone);
  if (seenAt === null || localDate(seenAt, timeZone) < day) {
    const last = seenAt === null ? '' : `; he was last seen at ${clockTime(seenAt, timeZone, askedAt)}`;
    return {
      ...known,
      outcome: 'not_considered',
      sentence: `${name} had no position on ${day}, when the ride was searched for${last}.`,
    };
  }
  const reach = rounds.length === 0 ? null : Math.max(...rounds.map(({ radiusMetres }) => radiusMetres));
  const where = reach === null ? 'of which no round is recorded' : `which went to ${distance(reach)}`;
  const crowd = leftOut(driver, rounds) ? `. ${CROWDED} Known` : '; known';
  const now = [
    `last seen at ${clockTime(seenAt, timeZone, askedAt)}`,
    ...(metresFromPickup === null ? [] : [`${distance(metresFromPickup)} from the pickup`]),
    `${driver.status}, duty ${driver.duty}, ${driver.online ? 'online' : 'offline'}`,
  ];
  const none = isCut ? `none of the last ${rounds.length} rounds` : 'no round';
  const text = `${name} was in ${none} of the search, ${where}${crowd} at ${clockTime(askedAt, timeZone)}: ${now.join(', ')}.`;
  return { ...known, outcome: 'not_considered', sentence: text };
}

/** He stands within a round that looked for those only who could take the ride, and so may not have been one of them. */
function leftOut({ metresFromPickup }: DriverNow, rounds: readonly RoundRecord[]): boolean {
  return rounds.some(
    ({ radiusMetres, note }) => metresFromPickup !== null && metresFromPickup <= radiusMetres && note.includes(CROWDED),
  );
}

/** In the round that decided, where he was noted there; else in the one of the last such search that came nearest to him. */
function byDistance(of: DriverCase): Why | null {
  const { name } = of.driver;
  const decisive = decisiveRoundOf(of);
  const there = decisive && beyondIn(of, decisive);
  const noted = of.rounds.flatMap((round) => beyondIn(of, round) ?? []);
  const found = there ? [there] : noted.filter(({ round }) => round.searchId === noted.at(-1)!.round.searchId);
  const beyond = ({ round, outsider }: Beyond): number => outsider.straightMetres - round.radiusMetres;
  const [nearest] = found.sort((a, b) => beyond(a) - beyond(b));
  if (!nearest) return null;
  const { round, outsider } = nearest;
  const chosen = chosenIn(of, round);
  const where = chosen ? `, where it found ${nameOf(of, chosen.driverId)}` : '';
  const sentence = `${name} was ${distance(outsider.straightMetres)} away; the search went to ${distance(round.radiusMetres)}${where}.`;
  const rival = chosen ? rivalOf(of, chosen) : null;
  return { ...NOTHING, round, outside: outsider, chosen: rival, at: round.at, outcome: 'outside_radius', sentence };
}

/** Whose offer was accepted: what came before it was overtaken by it, as it is itself by a later search. */
function decisiveRoundOf({ accepted, rounds, searches }: Rounds): RoundRecord | null {
  if (!accepted || accepted.searchId !== searches.at(-1)?.id) return null;
  return rounds.find(({ searchId, round }) => searchId === accepted.searchId && round === accepted.round) ?? null;
}

/** Where it did not decide, the last round that judged him. */
function lastRoundOf(of: DriverCase): Listing | null {
  return of.rounds.flatMap((round) => listingIn(of, round) ?? []).at(-1) ?? null;
}

function listingIn({ driver }: Rounds, round: RoundRecord): Listing | null {
  const candidate = round.candidates.find(({ driverId }) => driverId === driver.driverId);
  return candidate ? { round, candidate } : null;
}

function beyondIn({ driver }: Rounds, round: RoundRecord): Beyond | null {
  const outsider = round.outside.find(({ driverId }) => driverId === driver.driverId);
  return outsider ? { round, outsider } : null;
}

/** Of several who were asked at once, the one who accepted. */
function chosenIn({ accepted }: DriverCase, { chosen, candidates }: RoundRecord): RecordedCandidate | null {
  const chosenId = accepted && chosen.includes(accepted.driverId) ? accepted.driverId : chosen[0];
  return candidates.find(({ driverId }) => driverId === chosenId) ?? null;
}

function shown({ round, candidate: { facts, verdicts, score } }: Listing) {
  return { round, facts, verdicts, score };
}

function rivalOf({ names }: DriverCase, { driverId, score }: RecordedCandidate): Why['chosen'] {
  const name = names.get(driverId);
  return name === undefined || score === null ? null : { driverId, name, score };
}

function nameOf({ names }: DriverCase, driverId: string): string {
  return names.get(driverId) ?? 'another driver';
}

/** Ends in one full stop, also where a reason that somebody wrote brings its own. */
function sentence(text: string): string {
  return `${text.trim().replace(/[.:\s]+$/, '')}.`;
}
