import type { Seen } from './eyes';
import { BOOKED, CABS, DRIVERS, type ShiftTime } from './setting';

/** The reference: what the operator's world is, as small as the answers to the public actions allow. Plain JSON. */
export interface State {
  readonly rides: Readonly<Record<string, RideState>>;
  readonly duties: Readonly<Record<string, DutyState>>;
  readonly shifts: Readonly<Record<string, ShiftState>>;
  readonly online: readonly string[];
  /** By driver; of one that has ended it is known how, as long as somebody may still answer it. */
  readonly offers: Readonly<Record<string, OfferState>>;
  /** In seconds, since the story's begin. */
  readonly passed: number;
}

export interface RideState {
  /** Rides at one time hold a driver, and a cab, against each other. */
  readonly time: 'soon' | 'later';
  readonly demand: 'now' | 'scheduled';
  readonly status:
    | 'CREATED'
    | 'ASSIGNING'
    | 'DRIVER_ASSIGNED'
    | 'EN_ROUTE'
    | 'ARRIVED'
    | 'STARTED'
    | 'COMPLETED'
    | 'NO_SHOW'
    | 'CANCELLED';
  /** In seconds from the story's begin: from then on the rider is late. */
  readonly pickupAt: number;
  /** Its rider was taken up once; a driver who has it from another takes him on. */
  readonly begun: boolean;
  /** Null where nobody has it. Who had it at its end stays, though he is held no more. */
  readonly driver: string | null;
  /** Null, as the one below, where nobody is held. */
  readonly cab: string | null;
  readonly shift: string | null;
  /** Whom the search that goes on asks no more. */
  readonly passedOver: readonly string[];
}

export interface DutyState {
  readonly driver: string;
  readonly cab: string;
  readonly status: 'PENDING' | 'APPROVED' | 'ON_BREAK' | 'REJECTED' | 'CHECKED_OUT';
}

export interface ShiftState {
  readonly driver: string;
  readonly cab: string;
  readonly time: ShiftTime;
  readonly status: 'PUBLISHED' | 'ACKNOWLEDGED' | 'CANCELLED' | 'REPLACED';
  /** Its driver has checked in for it. */
  readonly attended: boolean;
}

export interface OfferState {
  readonly ride: string;
  readonly status: 'OPEN' | 'OVER' | 'LAPSED';
  /** Its driver went offline: after that commit it is taken back, unless he is back by then. */
  readonly fades: boolean;
}

export function firstState(): State {
  const rides = Object.entries(BOOKED).map(([ride, pickupAt]): [string, RideState] => {
    const time = pickupAt < 7_200 ? 'soon' : 'later';
    return [ride, { ...WAITING, time, demand: 'scheduled', status: 'CREATED', pickupAt, begun: false }];
  });
  const each = <T>(name: string, make: (driver: string, cab: string) => T): Record<string, T> =>
    Object.fromEntries(DRIVERS.map((driver, n) => [`${name}${n + 1}`, make(driver, CABS[n]!)]));
  return {
    rides: Object.fromEntries(rides),
    duties: each('duty', (driver, cab) => ({ driver, cab, status: 'APPROVED' })),
    shifts: each('shift', (driver, cab) => ({ driver, cab, time: 'today', status: 'PUBLISHED', attended: true })),
    online: [...DRIVERS],
    offers: {},
    passed: 0,
  };
}

/** Nobody has it, and nobody was asked. */
export const WAITING = { driver: null, cab: null, shift: null, passedOver: [] } as const;

/** Nothing follows. */
export function isClosed({ status }: RideState): boolean {
  return status === 'COMPLETED' || status === 'NO_SHOW' || status === 'CANCELLED';
}

export function isUnderWay({ status }: RideState): boolean {
  return status === 'EN_ROUTE' || status === 'ARRIVED' || status === 'STARTED';
}

/** The rides that hold this driver. */
export function ridesOf(state: State, driver: string): [string, RideState][] {
  return Object.entries(state.rides).filter(([, ride]) => ride.driver === driver && !isClosed(ride));
}

export function openDuty(state: State, driver: string): [string, DutyState] | null {
  const open = Object.entries(state.duties).find(
    ([, duty]) => duty.driver === driver && duty.status !== 'REJECTED' && duty.status !== 'CHECKED_OUT',
  );
  return open ?? null;
}

export function isLive({ status }: ShiftState): boolean {
  return status === 'PUBLISHED' || status === 'ACKNOWLEDGED';
}

/** Of the driver, as he is to work now. */
export function shiftToday(state: State, driver: string): [string, ShiftState] | null {
  const found = Object.entries(state.shifts).find(
    ([, shift]) => shift.driver === driver && shift.time === 'today' && isLive(shift),
  );
  return found ?? null;
}

export function withRide(state: State, ride: string, change: Partial<RideState>): State {
  return { ...state, rides: { ...state.rides, [ride]: { ...state.rides[ride]!, ...change } } };
}

/** The ride takes no answer to an offer any more. */
export function withoutOffersOf(state: State, ride: string): State {
  const offers = Object.entries(state.offers).map(([driver, offer]): [string, OfferState] => [
    driver,
    offer.ride === ride && offer.status === 'OPEN' ? { ...offer, status: 'OVER' } : offer,
  ]);
  return { ...state, offers: Object.fromEntries(offers) };
}

/** What may happen by itself at any time, one thing at a time. No search gives up: its time is longer than a story. */
export function byItself(state: State): State[] {
  return Object.entries(state.offers)
    .filter(([, { status, fades }]) => status === 'OPEN' && fades)
    .map(([driver, offer]) => ({
      ...state,
      offers: { ...state.offers, [driver]: { ...offer, status: 'OVER' as const } },
    }));
}

/** The state, with what the service alone decides as it was seen: whom it offers what. Null where it cannot be so. */
export function agreed(state: State, seen: Seen): State | null {
  const isSame =
    same(
      seen.rides,
      mapped(state.rides, ({ status, driver }) => [status, driver]),
    ) &&
    same(
      seen.duties,
      mapped(state.duties, ({ status }) => status),
    ) &&
    same(
      seen.shifts,
      mapped(state.shifts, ({ status }) => status),
    ) &&
    same(seen.online, [...state.online].sort());
  if (!isSame) return null;
  for (const [driver, { ride, status, fades }] of Object.entries(state.offers)) {
    if (status === 'OPEN' && !fades && seen.offers[driver] !== ride) return null;
  }
  const offers: Record<string, OfferState> = {};
  for (const [driver, ride] of Object.entries(seen.offers)) {
    const offered = state.rides[ride];
    const mayBe =
      offered?.status === 'ASSIGNING' && !offered.passedOver.includes(driver) && state.online.includes(driver);
    if (!mayBe) return null;
    offers[driver] = { ride, status: 'OPEN', fades: false };
  }
  return { ...state, offers };
}

function mapped<T, R>(of: Readonly<Record<string, T>>, map: (one: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(of).map(([name, one]) => [name, map(one)]));
}

function same(a: unknown, b: unknown): boolean {
  return keyOf(a) === keyOf(b);
}

/** Equal for what is equal. */
export function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
