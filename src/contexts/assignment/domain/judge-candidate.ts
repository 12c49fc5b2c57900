import { localDate } from '../../../kernel/local-day';
import { type TimeWindow, windowsOverlap } from '../../../kernel/time-window';
import type { CandidateFacts, Figure, RideToMatch, Verdict } from './candidate';
import { type Documents, documentsInWords, documentsRefusal, NO_DOCUMENTS } from './documents';
import { HOURS_UNKNOWN, hoursEndBy } from './driver-hours';
import { BUFFER_MINUTES, plannedWindow, promisedPickup } from './engagement';
import { LASTING_RULES, type MatchingPolicy, type RuleName } from './matching-policy';
import { outageDuring } from './outage';

const MINUTE_MILLISECONDS = 60_000;

interface Case {
  readonly facts: CandidateFacts;
  readonly ride: RideToMatch;
  readonly parameters: Readonly<Record<string, number>>;
  readonly enabled: boolean;
  readonly now: Date;
  /** When the driver would be free of the ride again. */
  readonly until: Date;
}
type Judgement = readonly [passed: boolean, detail: Record<string, Figure>];

const RULES: Readonly<Record<RuleName, (of: Case) => Judgement>> = {
  on_duty: ({ facts: { status, duty } }) => [
    status === 'ACTIVE' && (duty === 'ON' || duty === 'BREAK'),
    { status, duty },
  ],
  rostered: ({ facts: { rosterEntryId, vehicleId, attendedVehicleId } }) => [
    rosterEntryId !== null && (attendedVehicleId === null || attendedVehicleId === vehicleId),
    { rosterEntryId, vehicleId, attendedVehicleId },
  ],
  vehicle_active: inService,
  vehicle_class: ({ facts: { vehicleClass }, ride }) => [
    vehicleClass === ride.vehicleClass,
    { booked: ride.vehicleClass, vehicleClass },
  ],
  not_on_break: ({ facts: { duty } }) => [duty !== 'BREAK', { duty }],
  not_engaged: notEngaged,
  seen_recently: ({ facts: { seenAt }, parameters, now }) => {
    const secondsAgo = secondsBetween(seenAt, now);
    return [secondsAgo <= parameters.seconds!, { secondsAgo, secondsAtMost: parameters.seconds! }];
  },
  position_trusted: ({ facts: { suspectAt, accuracyMetres }, parameters: { accuracyMetresAtMost } }) => [
    suspectAt === null && (accuracyMetres === null || accuracyMetres <= accuracyMetresAtMost!),
    { suspectAt: suspectAt?.toISOString() ?? null, accuracyMetres, accuracyMetresAtMost: accuracyMetresAtMost! },
  ],
  willing: ({ facts: { online } }) => [online, { online }],
  charge: enoughCharge,
  documents_valid: documentsValid,
  hours_left: hoursLeft,
  preferences: preferred,
  not_offered_before: ({ facts: { hadThisRide } }) => [hadThisRide === null, { hadThisRide }],
  not_offered_elsewhere: ({ facts: { otherOfferId } }) => [otherOfferId === null, { offerId: otherOfferId }],
};

/** What every rule of the policy says of this driver, in the policy's order; he is eligible where all passed. */
export function judge(facts: CandidateFacts, ride: RideToMatch, policy: MatchingPolicy, now: Date): Verdict[] {
  const until = freeAgainAt(facts, ride, now);
  return policy.rules.map(({ name, enabled, parameters }) => {
    if (!enabled && !LASTING_RULES.has(name) && name !== 'hours_left') {
      return { rule: name, passed: true, detail: { enabled: false } };
    }
    const [passed, detail] = RULES[name]({ facts, ride, parameters, enabled, now, until });
    return { rule: name, passed, detail };
  });
}

export function isEligible(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(({ passed }) => passed);
}

/** When the rider is picked up: at the promised moment, and never before the booked one of a scheduled ride. */
export function pickedUpAt(pickupSeconds: number, ride: RideToMatch, now: Date): Date {
  const there = new Date(now.getTime() + pickupSeconds * 1_000);
  return ride.demand === 'scheduled' && ride.pickupAt > there ? ride.pickupAt : there;
}

function freeAgainAt({ pickup }: CandidateFacts, ride: RideToMatch, now: Date): Date {
  return minutesAfter(pickedUpAt(pickup.seconds, ride, now), ride.expectedMinutes + BUFFER_MINUTES);
}

/** From when no other ride may hold him: a scheduled one is driven at its booked time. */
export function heldFrom({ demand, pickupAt }: RideToMatch, free: Date): Date {
  return demand === 'scheduled' && pickupAt > free ? pickupAt : free;
}

/** The ride that he is finishing counts as over when he will be free of it, and whatever else begins before then as begun. */
function notEngaged({ facts, ride, parameters: { bufferMinutes }, now, until }: Case): Judgement {
  const { otherRides, finishing } = facts;
  const held = heldWindow(facts, ride, now);
  const free = finishing?.freeAt ?? now;
  const from = heldFrom(ride, free);
  // One that began and is open still is under way, whatever its plan says; only of a later time may the plan be believed.
  const clash = otherRides.find(
    (other) =>
      windowsOverlap({ start: other.from, end: other.until }, held) ||
      (other.from <= from ? from <= free || other.until > from : other.pickupAt < minutesAfter(until, bufferMinutes!)),
  );
  const ahead: Record<string, Figure> = finishing
    ? { finishing: true, remainingSeconds: finishing.remainingSeconds }
    : {};
  if (!clash) return [true, { rides: otherRides.length, bufferMinutes: bufferMinutes!, ...ahead }];
  const { rideId, pickupAt } = clash;
  const times = { pickupAt, heldUntil: clash.until, neededFrom: held.start, until };
  const figures = Object.entries(times).map(([name, at]) => [name, at.toISOString()]);
  return [false, { rideId, ...Object.fromEntries(figures), bufferMinutes: bufferMinutes!, ...ahead }];
}

function inService({ facts, ride, now }: Case): Judgement {
  const { vehicleId, vehicleStatus, outages = [] } = facts;
  const outage = vehicleId === null ? null : outageDuring(outages, heldWindow(facts, ride, now));
  const known = { vehicleId, vehicleStatus };
  if (!outage) return [vehicleStatus === 'ACTIVE', known];
  const outFrom = outage.from.toISOString();
  return [false, { ...known, outFrom, outUntil: outage.until?.toISOString() ?? null, reason: outage.reason }];
}

/** The licence by its day in the city, and whatever else he and the cab must show, to the end of what he would be held for. */
function documentsValid({ facts, ride, now, until }: Case): Judgement {
  const { licenceExpiresOn, documents = NO_DOCUMENTS, vehicleDocuments = NO_DOCUMENTS } = facts;
  const neededOn = localDate(until, ride.cityTerms.timeZone);
  const { end } = heldWindow(facts, ride, now);
  const lapsing = (whose: 'driver' | 'vehicle', all: Documents): Record<string, Figure> | null =>
    documentsRefusal(whose, all, end) && { whose, document: documentsInWords(all), neededUntil: end.toISOString() };
  const lapse = lapsing('driver', documents) ?? lapsing('vehicle', vehicleDocuments);
  return [lapse === null && neededOn <= licenceExpiresOn, { licenceExpiresOn, neededOn, ...lapse }];
}

/** The policy's own bound, where it is enabled; and in any case the hours that the law leaves him. */
function hoursLeft({ facts, ride, parameters: { hoursAtMost }, enabled, now, until }: Case): Judgement {
  const { workedSeconds, hours = HOURS_UNKNOWN } = facts;
  const held = heldWindow(facts, ride, now);
  const endsBy = hoursEndBy(hours, held, now);
  if (endsBy !== null && held.end > endsBy) {
    return [false, { workedSeconds, hoursEnd: endsBy.toISOString(), until: held.end.toISOString() }];
  }
  if (!enabled) return [true, { enabled: false }];
  const tripSeconds = secondsBetween(ride.demand === 'now' ? now : ride.pickupAt, until);
  const secondsAtMost = hoursAtMost! * 3_600;
  return [workedSeconds + tripSeconds <= secondsAtMost, { workedSeconds, tripSeconds, secondsAtMost }];
}

/** Only of a ride on demand: of what is planned for him a manager has thought. */
function preferred({ facts: { preferences }, ride }: Case): Judgement {
  if (!preferences || ride.demand !== 'now') return [true, {}];
  const { noAirport, longestMetres } = preferences;
  if (noAirport && ride.isAirport) return [false, { airport: true }];
  const { expectedMetres } = ride;
  return [longestMetres === null || expectedMetres <= longestMetres, { expectedMetres, longestMetres }];
}

/** What accepting would hold him for, the way there included, once he is free: nobody is offered what the other ride's hold would refuse. */
function heldWindow({ pickup, finishing }: CandidateFacts, ride: RideToMatch, now: Date): TimeWindow {
  const promised = promisedPickup(pickup.seconds, ride, now) ?? ride.pickupAt;
  return plannedWindow(promised, ride.expectedMinutes, finishing?.freeAt ?? now);
}

/** A battery of which nothing is known is not counted on; a cab that has none fills its tank on the way. */
function enoughCharge({ facts, ride, parameters: { reserveMetres } }: Case): Judgement {
  if (facts.fuelType !== undefined) return [true, { fuelType: facts.fuelType }];
  const { chargePercent, rangeMetres, pickup } = facts;
  const neededMetres = pickup.metres + ride.expectedMetres + reserveMetres!;
  const known = chargePercent !== null && rangeMetres !== null;
  const leftMetres = known ? Math.round((rangeMetres * chargePercent) / 100) : null;
  const detail = { chargePercent, rangeMetres, leftMetres, neededMetres, reserveMetres: reserveMetres! };
  return [leftMetres !== null && leftMetres >= neededMetres, detail];
}

function secondsBetween(from: Date, to: Date): number {
  return Math.round((to.getTime() - from.getTime()) / 1_000);
}

function minutesAfter(moment: Date, minutes: number): Date {
  return new Date(moment.getTime() + minutes * MINUTE_MILLISECONDS);
}
