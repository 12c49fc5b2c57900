import { localDate } from '../../../kernel/local-day';
import type { Verdict } from './candidate';
import { clockTime, distance, duration } from './figures-in-words';
import type { RuleName } from './matching-policy';

type Detail = Verdict['detail'];

const HAD: Readonly<Record<string, string>> = {
  declined: 'he had declined this ride before',
  lapsed: 'he had let an offer of this ride lapse',
  could_not_take: 'he had accepted it and could not be held for it',
  withdrew: 'he had this ride before and it was taken from him',
};

const WORDS: Readonly<Record<RuleName, (detail: Detail, timeZone: string) => string>> = {
  on_duty: ({ status, duty }) => `he was ${String(status)}, and his duty ${String(duty)}`,
  rostered: ({ rosterEntryId }) =>
    rosterEntryId === null
      ? 'no shift of his covered the pickup'
      : 'he had checked in with another cab than his shift’s',
  vehicle_active: ({ vehicleStatus, outFrom, outUntil, reason }, timeZone) =>
    outFrom
      ? `his cab was out of service from ${day(outFrom, timeZone)} ${outUntil ? `to ${day(outUntil, timeZone)}` : 'until further notice'} (${String(reason)})`
      : vehicleStatus === null
        ? 'he had no cab'
        : `his cab was ${String(vehicleStatus)}`,
  vehicle_class: ({ booked, vehicleClass }) =>
    vehicleClass === null
      ? `a ${String(booked)} was asked for, and he had no cab`
      : `a ${String(booked)} was asked for, and he drove a ${String(vehicleClass)}`,
  not_on_break: () => 'he was on a break',
  not_engaged: ({ rideId, pickupAt, heldUntil, neededFrom, until, bufferMinutes }, timeZone) =>
    // Rounds of before it was written down tell neither until when he was held nor from when he was needed.
    `ride ${String(rideId)} holds him${heldUntil ? ` until ${moment(heldUntil, timeZone)}` : ''}, with its pickup at ${moment(pickupAt, timeZone)}, ` +
    `and this one would have ${neededFrom ? `needed him from ${moment(neededFrom, timeZone)} and ` : ''}ended at ${moment(until, timeZone)} (buffer ${String(bufferMinutes)} min)`,
  seen_recently: ({ secondsAgo, secondsAtMost }) =>
    `last seen ${String(secondsAgo)} s before, at most ${String(secondsAtMost)} s`,
  position_trusted: ({ suspectAt, accuracyMetres, accuracyMetresAtMost }, timeZone) =>
    suspectAt === null
      ? `his position was good to ${Math.round(Number(accuracyMetres))} m, at most ${String(accuracyMetresAtMost)} m`
      : `his positions were not believed since ${moment(suspectAt, timeZone)}`,
  willing: () => 'he had not gone online',
  charge: ({ leftMetres, neededMetres, reserveMetres }) =>
    `${leftMetres === null ? 'the charge of his cab was not known' : `charge left for ${distance(Number(leftMetres))}`}, ` +
    `${distance(Number(neededMetres))} needed with the reserve of ${distance(Number(reserveMetres))}`,
  documents_valid: ({ licenceExpiresOn, neededOn, whose, document, neededUntil }, timeZone) =>
    whose
      ? `${whose === 'driver' ? 'his' : 'his cab’s'} ${String(document)}, needed until ${day(neededUntil, timeZone)}`
      : `his licence ends on ${String(licenceExpiresOn)}, needed on ${String(neededOn)}`,
  hours_left: ({ workedSeconds, tripSeconds, secondsAtMost, hoursEnd, until }, timeZone) =>
    hoursEnd
      ? `his hours are spent at ${day(hoursEnd, timeZone)}, and this ride would hold him until ${day(until, timeZone)}`
      : `${duration(Number(workedSeconds))} worked and ${duration(Number(tripSeconds))} for this ride, at most ${duration(Number(secondsAtMost))}`,
  preferences: ({ airport, expectedMetres, longestMetres }) =>
    airport
      ? 'he prefers no rides to or from an airport'
      : `he prefers rides of ${distance(Number(longestMetres))} at most, and this one has ${distance(Number(expectedMetres))}`,
  not_offered_before: ({ hadThisRide }) => HAD[String(hadThisRide)] ?? 'he had this ride before',
  not_offered_elsewhere: () => 'he was being asked about another ride',
};

/** `the rule seen_recently: last seen 140 s before, at most 90 s`, by the figures that the rule decided by and the city's clock. */
export function refusalInWords({ rule, detail }: Verdict, timeZone: string): string {
  return `the rule ${rule}: ${WORDS[rule](detail, timeZone)}`;
}

/** With its day, which may be another than that of the question. */
function day(value: unknown, timeZone: string): string {
  const at = new Date(String(value));
  return `${localDate(at, timeZone)} ${clockTime(at, timeZone)}`;
}

function moment(value: unknown, timeZone: string): string {
  return clockTime(new Date(String(value)), timeZone);
}
