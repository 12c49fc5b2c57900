import type { Phone } from './phone';
import { FIRST_NAMES, LAST_NAMES, roadMetres, roadMinutes, type Spot, SPOTS } from './places';
import type { Random } from './random';

export type OnDemandFate =
  'as planned' | 'declined first' | 'lapses first' | 'driver goes dark' | 'not paid' | 'nobody near' | 'given up';

export interface OnDemandRider {
  readonly name: string;
  readonly phone: Phone;
  isSignedUp: boolean;
}

/** Somebody wants a cab now. */
export interface OnDemandRequest {
  readonly at: Date;
  readonly rider: OnDemandRider;
  readonly pickup: Spot;
  readonly drop: Spot;
  /** What strikes once has struck when it is `as planned`. */
  fate: OnDemandFate;
  /** Empty until it is granted. */
  rideId: string;
}

const MINUTE = 60_000;
/** The hub around which drivers wait for riders, and a spot so far off that none of them is sent there. */
const HUB = 0;
const FAR_SPOT = SPOTS[2]!.find(({ name }) => name.startsWith('Sohna Road'))!;
const LONGEST_MINUTES = 16;
/** From one request to the next. */
const APART_MINUTES = { least: 5, most: 9 };
const RIDERS = 12;
/** The first requests meet one of each, so that a short demo shows them all. */
const FATES: readonly OnDemandFate[] = [
  'as planned',
  'declined first',
  'lapses first',
  'not paid',
  'driver goes dark',
  'nobody near',
  'given up',
];

/** So many surely come while drivers wait for them. */
export function mostOnDemand({ from, to }: { readonly from: Date; readonly to: Date }): number {
  return Math.floor((to.getTime() - from.getTime()) / (APART_MINUTES.most * MINUTE));
}

export function onDemandRequests(
  count: number,
  from: Date,
  random: Random,
  phone: (number: string) => Phone,
): OnDemandRequest[] {
  const riders = Array.from({ length: RIDERS }, (_, index): OnDemandRider => ({
    name: `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`,
    phone: phone(`+9171000${String(10_000 + index)}`),
    isSignedUp: false,
  }));
  let at = from.getTime();
  return Array.from({ length: count }, (_, index) => {
    const fate = FATES[index] ?? (random.chance(0.15) ? 'declined first' : 'as planned');
    const { pickup, drop } = random.pick(PAIRS);
    const rider = riders[index % RIDERS]!;
    at += random.whole(APART_MINUTES.least, APART_MINUTES.most) * MINUTE;
    return {
      at: new Date(at),
      rider,
      pickup: fate === 'nobody near' ? FAR_SPOT : pickup,
      drop: fate === 'nobody near' ? SPOTS[2]![0]! : drop,
      fate,
      rideId: '',
    };
  });
}

const PAIRS = SPOTS[HUB]!.flatMap((pickup) =>
  SPOTS[HUB]!.filter((drop) => drop !== pickup && roadMinutes(roadMetres(pickup, drop)) <= LONGEST_MINUTES).map(
    (drop) => ({ pickup, drop }),
  ),
);
