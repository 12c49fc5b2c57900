import { DEFAULT_HOURS_POLICY, dutyEndsBy, dutyMayStartAt, type HoursPolicy } from '../../../kernel/duty-hours';
import { daysBetween, localDate, FLEET_TIME_ZONE } from '../../../kernel/local-day';
import type { RideCompleted } from '../../ride/contracts/ride-events';
import { type LiveRide, meetingPoint } from './live-ride';

interface Standing {
  readonly whose: 'driver' | 'vehicle';
  readonly isUsable: boolean;
  readonly usableUntil: string | null;
  readonly lapses: readonly { readonly documentType: string; readonly expiresOn: string }[];
  readonly problems: readonly { readonly documentType: string; readonly problem: string }[];
}

export interface CarriedRide {
  readonly rideId: string;
  readonly driverId: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** What its rider paid in cash. */
  readonly cashPaise: number;
}

/** As it is read, all at one moment. */
export interface DriversDayRow {
  readonly duty: {
    readonly attendance_id: string | null;
    readonly status: 'OFF' | 'PENDING' | 'ON' | 'BREAK';
    readonly checked_in_at: string | null;
    readonly duty_ends_by: string | null;
    readonly hours_spent: boolean;
  } | null;
  readonly shift: {
    readonly roster_entry_id: string;
    readonly starts_at: string;
    readonly ends_at: string;
    readonly published: boolean;
    readonly acknowledged_at: string | null;
  } | null;
  readonly vehicle: { readonly vehicleId: string; readonly plate: string | null } | null;
  readonly online: boolean;
  readonly rides: readonly LiveRide[];
  readonly carried: readonly Omit<CarriedRide, 'driverId'>[];
  readonly cashPaise: number;
  /** Null: the one in code. */
  readonly policy: HoursPolicy | null;
  /** When he checked in, also where that waits; null where nothing is told of it. */
  readonly checkedInAt: Date | null;
  /** His duties that are over and may still count for his hours, in any order. */
  readonly spells: readonly { readonly start: string; readonly end: string }[];
  readonly standings: readonly Standing[];
  readonly expiring: readonly {
    readonly whose: 'driver' | 'vehicle';
    readonly documentType: string;
    readonly expiresOn: string;
  }[];
}

export interface DocumentToMind {
  readonly whose: 'driver' | 'vehicle';
  readonly documentType: string;
  /** `expires` is still valid; everything else keeps him, or the cab, from work. */
  readonly problem: string;
  readonly expiresOn: string | null;
  readonly daysLeft: number | null;
}

/** Days ahead that a driver is told of a document that gates duty. */
const TOLD_DAYS_AHEAD = 30;

/** What is wrong first, then what expires soonest; each document once. */
export function documentsToMind({ standings, expiring }: DriversDayRow, now: Date): DocumentToMind[] {
  const today = localDate(now, FLEET_TIME_ZONE);
  const wrong = standings.flatMap(({ whose, isUsable, problems }) =>
    isUsable ? [] : problems.map((problem) => ({ whose, ...problem, expiresOn: null, daysLeft: null })),
  );
  const lapses = standings.flatMap(({ whose, isUsable, lapses: all }) =>
    isUsable ? all.map((lapse) => ({ whose, ...lapse })) : [],
  );
  const soon = [...lapses, ...expiring]
    .map(({ whose, documentType, expiresOn }) => {
      const daysLeft = daysBetween(today, expiresOn);
      return { whose, documentType, problem: daysLeft < 0 ? 'expired' : 'expires', expiresOn, daysLeft };
    })
    .filter(({ daysLeft }) => daysLeft <= TOLD_DAYS_AHEAD)
    .sort((a, b) => a.daysLeft - b.daysLeft);
  const told = new Set<string>();
  return [...wrong, ...soon].filter(({ whose, documentType }) => {
    const key = `${whose} ${documentType}`;
    return !told.has(key) && told.add(key);
  });
}

export interface RideOfTheDay {
  readonly rideId: string;
  readonly status: string;
  /** The promised time of an on-demand ride, else the booked one. */
  readonly pickupAt: string | null;
  readonly address: string | null;
  readonly meetingPoint: { readonly latitude: number; readonly longitude: number } | null;
  readonly passengerName: string | null;
}

/** Soonest pickup first. */
export function ridesAhead({ rides }: DriversDayRow): RideOfTheDay[] {
  return rides
    .map((ride) => ({
      rideId: ride.rideId,
      status: ride.status,
      pickupAt: (ride.engaged?.driverId === ride.driverId ? ride.engaged?.promisedPickupAt : null) ?? ride.pickupAt,
      address: ride.address ?? null,
      meetingPoint: meetingPoint(ride),
      passengerName: ride.passengerName ?? null,
    }))
    .sort((a, b) => Date.parse(a.pickupAt ?? '') - Date.parse(b.pickupAt ?? ''));
}

/** What stays of a ride that its driver has carried to its end: nothing of the rider. */
export function carriedRide({ payload }: RideCompleted): CarriedRide {
  const { rideId, driverId, startedAt, endedAt, paymentMode, awaitingReview } = payload;
  // Until a review the rider pays what he was quoted.
  const farePaise = awaitingReview ? payload.quotedFarePaise : payload.farePaise;
  return { rideId, driverId, startedAt, endedAt, cashPaise: paymentMode === 'CASH' ? farePaise : 0 };
}

/** What of his hours is left at a moment. */
export interface HoursOfTheDay {
  readonly hoursLeftMinutes: number;
  /** When he may come on duty, where his hours are spent; null where he may now, or has come. */
  readonly mayStartAt: Date | null;
}

/**
 * On duty until the moment that attendance told; while a check-in waits, as if it were approved, from when it was made; off duty,
 * as long as he might stay if he came now. docs/decisions/hours.md is the rule.
 */
export function hoursOfTheDay({ duty, policy, checkedInAt, spells }: DriversDayRow, now: Date): HoursOfTheDay {
  const rule = policy ?? DEFAULT_HOURS_POLICY;
  const past = spells.map(({ start, end }) => ({ start: new Date(start), end: new Date(end) }));
  const status = duty?.status ?? 'OFF';
  if (status === 'OFF') {
    const mayStartAt = dutyMayStartAt(past, now, rule);
    if (mayStartAt > now) return { hoursLeftMinutes: 0, mayStartAt };
    return { hoursLeftMinutes: minutesBetween(now, dutyEndsBy(past, now, rule)), mayStartAt: null };
  }
  const told = status === 'PENDING' || !duty?.duty_ends_by ? null : new Date(duty.duty_ends_by);
  const endsBy = told ?? dutyEndsBy(past, checkedInAt ?? now, rule);
  const isSpent = status !== 'PENDING' && duty?.hours_spent;
  return { hoursLeftMinutes: isSpent ? 0 : minutesBetween(now, endsBy), mayStartAt: null };
}

/** Whole ones; 0 where that has passed. */
function minutesBetween(now: Date, until: Date): number {
  return Math.max(0, Math.floor((until.getTime() - now.getTime()) / 60_000));
}
