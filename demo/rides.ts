import { FIRST_NAMES, LAST_NAMES, roadMetres, roadMinutes, type Spot, SPOTS } from './places';
import type { Phone } from './phone';
import type { Random } from './random';
import type { DemoDriver } from './world';

export type Fate =
  'as planned' | 'late' | 'no-show' | 'cancelled early' | 'cancelled on the way' | 'wrong code' | 'breakdown';

/** A ride as the demo's people know it: the rider's wish, and what fate has in store for it. */
export interface DemoRide {
  readonly hub: number;
  readonly pickupAt: Date;
  readonly pickup: Spot;
  readonly drop: Spot;
  readonly metres: number;
  readonly minutes: number;
  readonly rider: { readonly name: string; readonly phone: Phone };
  readonly paymentMode: 'CASH' | 'UPI' | 'PREPAID';
  /** A breakdown strikes once: then it is as planned, with another cab. */
  fate: Fate;
  id: string;
  driver: DemoDriver | null;
  isOver: boolean;
}

const MINUTE = 60_000;
const LONGEST_MINUTES = 16;
/** Between two pickups of one driver beyond the trip itself: as long as an engagement holds him, and a little. */
const GAP_MINUTES = 46;
const FIRST_PICKUP_MINUTES = 75;
const LAST_PICKUP_MINUTES = 60;
/** On duty with nothing booked for him, for when something happens. */
export const SPARE_DRIVER = 14;
/** Booked beyond what the shifts can carry: those that riders will give up again. */
const SURPLUS = 0.12;

/** A day's demand that the shifts can about carry, in the order of pickup. */
export function demandFor(
  drivers: readonly DemoDriver[],
  random: Random,
  phone: (number: string) => Phone,
): DemoRide[] {
  const rides: DemoRide[] = [];
  const add = (driver: DemoDriver, pickupAt: Date, fate: Fate): DemoRide => {
    const ride = newRide(rides.length, driver.hub, pickupAt, fate, random, phone);
    rides.push(ride);
    return ride;
  };
  for (const [index, driver] of drivers.entries()) {
    if (index === SPARE_DRIVER || driver.onDemand) continue;
    let at = driver.shiftStart.getTime() + (FIRST_PICKUP_MINUTES + random.whole(0, 10)) * MINUTE;
    while (at <= driver.shiftEnd.getTime() - LAST_PICKUP_MINUTES * MINUTE) {
      const { minutes } = add(driver, new Date(at), fateOf(random));
      if (random.chance(SURPLUS)) add(driver, new Date(at + 5 * MINUTE), 'cancelled early');
      at += (minutes + GAP_MINUTES + random.whole(0, 3)) * MINUTE;
    }
  }
  const noon = rides.filter(({ fate, pickupAt }) => fate === 'as planned' && pickupAt.getUTCHours() === 6);
  if (noon[0]) noon[0].fate = 'breakdown';
  return rides.sort((a, b) => a.pickupAt.getTime() - b.pickupAt.getTime());
}

function fateOf(random: Random): Fate {
  const roll = random.next();
  if (roll < 0.07) return 'late';
  if (roll < 0.1) return 'no-show';
  if (roll < 0.12) return 'cancelled on the way';
  if (roll < 0.15) return 'wrong code';
  return 'as planned';
}

function newRide(
  index: number,
  hub: number,
  pickupAt: Date,
  fate: Fate,
  random: Random,
  phone: (number: string) => Phone,
): DemoRide {
  const spots = SPOTS[hub]!;
  const pairs = spots.flatMap((pickup) =>
    spots
      .filter((drop) => drop !== pickup && roadMinutes(roadMetres(pickup, drop)) <= LONGEST_MINUTES)
      .map((drop) => ({ pickup, drop })),
  );
  const { pickup, drop } = random.pick(pairs);
  const metres = roadMetres(pickup, drop);
  return {
    hub,
    pickupAt,
    pickup,
    drop,
    metres,
    minutes: roadMinutes(metres),
    rider: {
      name: `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`,
      phone: phone(`+9170000${String(10_000 + index)}`),
    },
    paymentMode: random.pick(['CASH', 'CASH', 'UPI', 'PREPAID'] as const),
    fate,
    id: '',
    driver: null,
    isOver: false,
  };
}
