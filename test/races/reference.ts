import { type Action, type DriverAction, PASSING_SECONDS } from './actions';
import { PROMISE_MINUTES } from './setting';
import {
  type DutyState,
  isClosed,
  isLive,
  isUnderWay,
  type OfferState,
  openDuty,
  type RideState,
  ridesOf,
  type ShiftState,
  shiftToday,
  type State,
  WAITING,
  withoutOffersOf,
  withRide,
} from './state';

/** How an action may be answered, and what the world is then. */
export interface Outcome {
  readonly status: number;
  /** Of a refusal. */
  readonly code: string | null;
  readonly next: State;
}

type Of<D extends Action['do'], A extends Action = Action> = A extends Action ? (D extends A['do'] ? A : never) : never;

const DUTY_REFUSALS = { PENDING: 'check_in_pending', ON_BREAK: 'driver_on_break' } as const;

/** What the public actions do, one at a time: the service must answer as if they were taken in some such order. */
export class Reference {
  /** @param forgets refusals that it knows nothing of, so that it is wrong on purpose */
  constructor(private readonly forgets: readonly string[] = []) {}

  /** All the ways in which this may be answered; the service chooses where there are several. */
  outcomes(state: State, action: Action): Outcome[] {
    switch (action.do) {
      case 'plan':
        return this.plan(state, action);
      case 'cancel shift':
      case 'acknowledge':
        return [this.changeShift(state, action)];
      case 'replace':
        return this.replace(state, action);
      case 'check in':
        return [this.checkIn(state, action)];
      case 'approve':
      case 'reject':
        return [this.decide(state, action)];
      case 'check out for him':
        return [this.checkOutDriver(state, action.duty)];
      case 'request':
        return [created(withRequest(state, action.ride))];
      case 'search':
        return [this.search(state, action.ride)];
      case 'assign':
      case 'reassign':
        return [this.assign(state, action)];
      case 'unassign':
        return [this.unassign(state, action.ride)];
      case 'cancel':
        return [this.cancel(state, action.ride)];
      case 'withdraw':
        return [this.withdraw(state, action)];
      case 'depart':
        return this.depart(state, action);
      case 'arrive':
      case 'start':
      case 'complete':
      case 'no-show':
        return [this.takeStep(state, action)];
      case 'let time pass':
        return [ok({ ...state, offers: lapsed(state.offers), passed: state.passed + PASSING_SECONDS })];
      case 'accept':
      case 'decline':
        return [this.answer(state, action.do, action.driver)];
      default:
        return [this.ofDuty(state, action.do, action.driver)];
    }
  }

  private plan(state: State, { shift, driver, cab, time }: Of<'plan'>): Outcome[] {
    const others = Object.values(state.shifts).filter((other) => isLive(other) && other.time === time);
    const codes = new Set<string>();
    for (const other of others) {
      if (other.driver === driver) codes.add('roster_driver_overlap');
      else if (other.cab === cab) codes.add('roster_vehicle_overlap');
    }
    if (codes.size > 0) return [...codes].map((code) => refused(state, code));
    return [created({ ...state, shifts: { ...state.shifts, [shift]: { ...PLANNED, driver, cab, time } } })];
  }

  private changeShift(state: State, { do: what, shift }: Of<'cancel shift'>): Outcome {
    const { status } = state.shifts[shift]!;
    const spent = what === 'acknowledge' ? status !== 'PUBLISHED' : !isLive(state.shifts[shift]!);
    if (spent) return refused(state, `roster_entry_${status.toLowerCase()}`);
    const isUsed = Object.values(state.rides).some((ride) => ride.shift === shift);
    if (what === 'cancel shift' && isUsed) return refused(state, 'roster_entry_in_use');
    if (what === 'cancel shift' && isDriven(state, state.shifts[shift]!)) return refused(state, 'driver_on_duty');
    const to = what === 'acknowledge' ? 'ACKNOWLEDGED' : 'CANCELLED';
    return ok({ ...state, shifts: { ...state.shifts, [shift]: { ...state.shifts[shift]!, status: to } } });
  }

  private replace(state: State, { old, shift, driver, cab }: Of<'replace'>): Outcome[] {
    const replaced = state.shifts[old]!;
    const { time } = replaced;
    if (!isLive(replaced)) return [refused(state, `roster_entry_${replaced.status.toLowerCase()}`)];
    if (replaced.driver === driver && replaced.cab === cab) return [refused(state, 'nothing_replaced', 400)];
    if (isDriven(state, replaced)) return [refused(state, 'driver_on_duty')];
    const others = Object.entries(state.shifts).filter(
      ([name, other]) => name !== old && other.time === time && isLive(other),
    );
    // The hours of work are no part of the reference, and may be against it too.
    const hours = [refused(state, 'roster_refused'), refused(state, 'roster_refused', 400)];
    if (others.some(([, other]) => other.driver === driver || other.cab === cab)) return hours;
    const isUsed = Object.values(state.rides).some((ride) => ride.shift === old);
    const shifts = { ...state.shifts, [old]: { ...replaced, status: 'REPLACED' as const } };
    const done = ok({ ...state, shifts: { ...shifts, [shift]: { ...PLANNED, driver, cab, time } } });
    return [isUsed ? refused(state, 'roster_entry_in_use') : done, ...hours];
  }

  private checkIn(state: State, { driver, duty }: Of<'check in'>): Outcome {
    if (openDuty(state, driver)) return refused(state, 'already_checked_in');
    const today = shiftToday(state, driver);
    if (!today) {
      const later = Object.values(state.shifts).some((shift) => shift.driver === driver && isLive(shift));
      return refused(state, later ? 'check_in_too_early' : 'not_rostered', 400);
    }
    const [shift, { cab }] = today;
    if (Object.values(state.duties).some((other) => other.cab === cab && isOpen(other)))
      return refused(state, 'vehicle_in_use');
    const shifts = { ...state.shifts, [shift]: { ...state.shifts[shift]!, attended: true } };
    return created({ ...state, shifts, duties: { ...state.duties, [duty]: { driver, cab, status: 'PENDING' } } });
  }

  private decide(state: State, { do: what, duty }: Of<'approve'>): Outcome {
    if (state.duties[duty]!.status !== 'PENDING') return refused(state, 'attendance_status');
    return ok(withDuty(state, duty, what === 'approve' ? 'APPROVED' : 'REJECTED'));
  }

  private checkOutDriver(state: State, name: string): Outcome {
    const duty = state.duties[name]!;
    if (!isOpen(duty) || duty.status === 'PENDING') return refused(state, 'attendance_status');
    return this.leave(state, name, duty.driver);
  }

  private search(state: State, ride: string): Outcome {
    const { status, driver } = state.rides[ride]!;
    if (isClosed(state.rides[ride]!)) return refused(state, 'ride_closed');
    if (driver !== null) return refused(state, 'ride_already_assigned');
    if (status === 'ASSIGNING') return refused(state, 'search_open');
    return created(withRide(state, ride, { status: 'ASSIGNING', passedOver: [] }));
  }

  private assign(state: State, { do: what, ride, driver }: Of<'assign'>): Outcome {
    const has = holderOf(state, ride);
    if (what === 'assign' && has !== null) return refused(state, 'ride_already_assigned');
    if (what === 'reassign' && has === null) return refused(state, 'ride_not_assigned');
    if (what === 'reassign' && has === driver) return refused(state, 'driver_already_has_ride');
    if (isClosed(state.rides[ride]!)) return refused(state, 'ride_closed');
    const why = this.whyNot(state, ride, driver);
    return why ? refused(state, why) : ok(taken(state, ride, driver));
  }

  /** The weightiest reason why this driver cannot be held for the ride. */
  private whyNot(state: State, ride: string, driver: string): string | null {
    const duty = openDuty(state, driver)?.[1];
    const shift = shiftToday(state, driver)?.[1];
    const { time } = state.rides[ride]!;
    const others = Object.entries(state.rides).filter(
      ([other, held]) => other !== ride && held.time === time && !isClosed(held),
    );
    const reasons = [
      !duty && 'driver_off_duty',
      duty && duty.status !== 'APPROVED' && DUTY_REFUSALS[duty.status as keyof typeof DUTY_REFUSALS],
      !shift && 'not_rostered',
      duty && shift && duty.cab !== shift.cab && 'vehicle_differs',
      others.some(([, held]) => held.driver === driver) && 'driver_engaged',
      shift && others.some(([, held]) => held.cab === shift.cab) && 'vehicle_engaged',
    ];
    return reasons.find((reason) => reason && !this.forgets.includes(reason)) || null;
  }

  private unassign(state: State, ride: string): Outcome {
    if (holderOf(state, ride) === null) return refused(state, 'ride_not_assigned');
    if (state.rides[ride]!.status === 'STARTED') return refused(state, 'illegal_ride_transition');
    return done(withRide(state, ride, { ...WAITING, status: 'CREATED' }));
  }

  private cancel(state: State, ride: string): Outcome {
    if (isClosed(state.rides[ride]!)) return refused(state, 'illegal_ride_transition');
    if (state.rides[ride]!.begun) return refused(state, 'emergency_only');
    return ok(closed(withoutOffersOf(state, ride), ride, 'CANCELLED'));
  }

  private withdraw(state: State, { ride, driver }: Of<'withdraw'>): Outcome {
    const { status, demand } = state.rides[ride]!;
    if (holderOf(state, ride) !== driver) return refused(state, 'ride_not_found', 404);
    if (status === 'STARTED') return refused(state, WITHDRAWN_ABOARD[demand]);
    if (demand === 'scheduled') return done(withRide(state, ride, { ...WAITING, status: 'CREATED' }));
    return done(withRide(state, ride, { ...WAITING, status: 'ASSIGNING', passedOver: [driver] }));
  }

  private depart(state: State, { ride, driver }: Of<'depart'>): Outcome[] {
    const { driver: has, status, cab } = state.rides[ride]!;
    if (has !== driver) return [refused(state, 'ride_not_found', 404)];
    if (status !== 'DRIVER_ASSIGNED') return [refused(state, 'illegal_ride_transition')];
    const underWay = Object.values(state.rides).filter(isUnderWay);
    const duty = openDuty(state, driver)?.[1];
    const codes = [
      !duty && 'driver_off_duty',
      duty && duty.status !== 'APPROVED' && DUTY_REFUSALS[duty.status as keyof typeof DUTY_REFUSALS],
      duty && duty.cab !== cab && 'vehicle_differs',
      underWay.some((other) => other.driver === driver) && 'driver_under_way',
      underWay.some((other) => other.cab === cab) && 'vehicle_under_way',
    ].filter((code): code is string => !!code && !this.forgets.includes(code));
    if (codes.length > 0) return codes.map((code) => refused(state, code));
    return [ok(withRide(state, ride, { status: 'EN_ROUTE' }))];
  }

  /** From the one state in which it is taken to the next. Whose ride it was may still try when it is over. */
  private takeStep(state: State, { do: what, ride, driver }: Of<'arrive'>): Outcome {
    const { driver: has, status, time, pickupAt, begun } = state.rides[ride]!;
    if (has !== driver) return refused(state, 'ride_not_found', 404);
    const { from, to } = STEPS[what as keyof typeof STEPS];
    if (status !== from && !this.forgets.includes('illegal_ride_transition'))
      return refused(state, 'illegal_ride_transition');
    if (what === 'arrive' && time === 'later') return refused(state, 'too_early_to_arrive', 400);
    if (what === 'no-show' && begun) return refused(state, 'trip_has_begun');
    if (what === 'no-show' && state.passed < pickupAt) return refused(state, 'too_early_for_no_show', 400);
    if (to === 'COMPLETED' || to === 'NO_SHOW') return ok(closed(state, ride, to));
    return ok(withRide(state, ride, { status: to, begun: begun || to === 'STARTED' }));
  }

  private answer(state: State, what: 'accept' | 'decline', driver: string): Outcome {
    const offer = state.offers[driver]!;
    const { ride } = offer;
    if (offer.status === 'LAPSED') return refused(state, 'offer_lapsed');
    if (offer.status === 'OVER') return refused(state, 'offer_not_open');
    const over = { ...state, offers: { ...state.offers, [driver]: { ...offer, status: 'OVER' as const } } };
    const passedOver = [...state.rides[ride]!.passedOver, driver];
    if (what === 'decline') return done(withRide(over, ride, { passedOver }));
    const why = this.whyNot(state, ride, driver);
    // Who would take it and cannot is asked no more.
    if (why) return refused(withRide(over, ride, { passedOver }), why);
    const { demand, begun, pickupAt } = state.rides[ride]!;
    const isPromised = demand === 'now' && !begun;
    return ok(withRide(taken(state, ride, driver), ride, { pickupAt: isPromised ? AFTER_THE_STORY : pickupAt }));
  }

  private ofDuty(state: State, what: Exclude<DriverAction, 'accept' | 'decline'>, driver: string): Outcome {
    const [name, duty] = openDuty(state, driver) ?? [null, null];
    const isOnline = state.online.includes(driver);
    if (what === 'go offline') return isOnline ? ok(offline(state, driver)) : refused(state, 'already_offline');
    if (what === 'go online') {
      if (!duty) return refused(state, 'driver_off_duty');
      if (duty.status !== 'APPROVED') return refused(state, DUTY_REFUSALS[duty.status as keyof typeof DUTY_REFUSALS]);
      return isOnline ? refused(state, 'already_online') : ok({ ...state, online: [...state.online, driver] });
    }
    if (!duty) return refused(state, 'not_checked_in');
    if (what === 'end break') {
      if (duty.status !== 'ON_BREAK') return refused(state, 'not_on_break');
      return ok(withDuty(state, name, 'APPROVED'));
    }
    if (what === 'start break') {
      if (duty.status !== 'APPROVED') return refused(state, 'attendance_status');
      if (ridesOf(state, driver).some(([, ride]) => isUnderWay(ride))) return refused(state, 'ride_under_way');
      return created(offline(withDuty(state, name, 'ON_BREAK'), driver));
    }
    if (duty.status === 'PENDING') return refused(state, 'attendance_status');
    return this.leave(state, name, driver);
  }

  private leave(state: State, duty: string, driver: string): Outcome {
    const isEngaged = ridesOf(state, driver).length > 0;
    if (isEngaged && !this.forgets.includes('driver_engaged')) return refused(state, 'driver_engaged');
    return ok(offline(withDuty(state, duty, 'CHECKED_OUT'), driver));
  }
}

const PLANNED = { status: 'PUBLISHED', attended: false } as const;
const REQUESTED = { ...WAITING, time: 'soon', demand: 'now', status: 'ASSIGNING', begun: false } as const;
/** A driver who accepts promises more minutes than a story has. */
const AFTER_THE_STORY = 3_600;

const STEPS = {
  arrive: { from: 'EN_ROUTE', to: 'ARRIVED' },
  start: { from: 'ARRIVED', to: 'STARTED' },
  complete: { from: 'STARTED', to: 'COMPLETED' },
  'no-show': { from: 'ARRIVED', to: 'NO_SHOW' },
} as const;
/** Of a ride for now another driver would be searched, which the ride has another word against. */
const WITHDRAWN_ABOARD = { now: 'ride_driver_aboard', scheduled: 'illegal_ride_transition' } as const;

function ok(next: State): Outcome {
  return { status: 200, code: null, next };
}

function created(next: State): Outcome {
  return { status: 201, code: null, next };
}

function done(next: State): Outcome {
  return { status: 204, code: null, next };
}

function refused(next: State, code: string, status = 409): Outcome {
  return { status, code, next };
}

/** Null where it holds nobody. */
function holderOf(state: State, ride: string): string | null {
  return isClosed(state.rides[ride]!) ? null : state.rides[ride]!.driver;
}

/** It holds nobody any more; who had it is told all the same. */
function closed(state: State, ride: string, status: RideState['status']): State {
  return withRide(state, ride, { ...WAITING, driver: state.rides[ride]!.driver, status });
}

function withRequest(state: State, ride: string): State {
  const pickupAt = state.passed + PROMISE_MINUTES * 60;
  return { ...state, rides: { ...state.rides, [ride]: { ...REQUESTED, pickupAt } } };
}

function isOpen({ status }: DutyState): boolean {
  return status !== 'REJECTED' && status !== 'CHECKED_OUT';
}

/** Its driver has checked in for it, and is there. */
function isDriven(state: State, { attended, driver, cab }: ShiftState): boolean {
  return attended && openDuty(state, driver)?.[1].cab === cab;
}

function withDuty(state: State, duty: string, status: DutyState['status']): State {
  return { ...state, duties: { ...state.duties, [duty]: { ...state.duties[duty]!, status } } };
}

function offline(state: State, driver: string): State {
  if (!state.online.includes(driver)) return state;
  const offer = state.offers[driver];
  const offers = offer ? { ...state.offers, [driver]: { ...offer, fades: true } } : state.offers;
  return { ...state, offers, online: state.online.filter((one) => one !== driver) };
}

function taken(state: State, ride: string, driver: string): State {
  const [shift, { cab }] = shiftToday(state, driver)!;
  return withRide(withoutOffersOf(state, ride), ride, { ...WAITING, status: 'DRIVER_ASSIGNED', driver, cab, shift });
}

function lapsed(offers: State['offers']): State['offers'] {
  const all = Object.entries(offers).map(([driver, offer]): [string, OfferState] => [
    driver,
    offer.status === 'OPEN' ? { ...offer, status: 'LAPSED' } : offer,
  ]);
  return Object.fromEntries(all);
}
