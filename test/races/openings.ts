import type { Step } from './player';
import type { Cab, Driver } from './setting';
import { AtOnce, type Wish } from './stories';

type Plain = Exclude<Wish, { readonly wish: 'plan' | 'replace' }>;

/** `choice` counts the rides, or those who are asked, from 0. */
const wish = (
  what: Plain['wish'],
  { choice = 0, driver = 'driver1', afterMs = 0 }: Partial<Pick<Plain, 'choice' | 'driver' | 'afterMs'>> = {},
): Wish => ({ wish: what, choice, driver, afterMs });
/** For tomorrow; `choice` counts the shifts, of which the three of today are the first. */
const shift = (what: 'plan' | 'replace', driver: Driver, cab: Cab, choice = 0): Wish => ({
  ...{ wish: what, driver, cab, time: 'tomorrow', choice, afterMs: 0 },
});
const assign = (choice: number, driver: Driver): Wish => wish('assign', { choice, driver });
const cancel = (afterMs: Step['afterMs'] = 0): Wish => wish('cancel', { choice: 3, afterMs });
/** Until he stands at the pickup. */
const comes = (driver: Driver): AtOnce[] => [
  new AtOnce([wish('depart', { driver })]),
  new AtOnce([wish('arrive', { driver })]),
];
const AFTERWARDS = { afterMs: null } as const;
const REQUESTED = new AtOnce([wish('request')]);

/** How each campaign begins: what nobody should have to be lucky to see. The ride that is requested is the fourth. */
export const OPENINGS: readonly (readonly AtOnce[])[] = [
  // Whoever has the first ride then; it is called off as its rider gets in.
  [
    REQUESTED,
    new AtOnce([wish('accept'), cancel()]),
    new AtOnce([assign(0, 'driver2'), assign(0, 'driver3')]),
    new AtOnce([wish('depart', { driver: 'driver2' }), wish('depart', { driver: 'driver3' })]),
    new AtOnce([wish('arrive')]),
    new AtOnce([wish('start'), wish('cancel')]),
    new AtOnce([wish('complete'), wish('cancel')]),
  ],
  [
    REQUESTED,
    new AtOnce([cancel(), wish('accept', AFTERWARDS)]),
    new AtOnce([assign(0, 'driver1'), assign(1, 'driver1')]),
    ...comes('driver1'),
    new AtOnce([wish('start'), wish('no-show')]),
    new AtOnce([wish('no-show'), wish('complete', AFTERWARDS), wish('check out', AFTERWARDS)]),
  ],
  // Its rider is late from the first of the times that pass.
  [
    REQUESTED,
    new AtOnce([wish('let time pass'), wish('accept', AFTERWARDS)]),
    new AtOnce([wish('accept'), assign(0, 'driver1')]),
    ...comes('driver1'),
    new AtOnce([wish('no-show'), wish('start', AFTERWARDS)]),
  ],
  [
    REQUESTED,
    new AtOnce([wish('decline')]),
    new AtOnce([wish('accept'), assign(3, 'driver1')]),
    new AtOnce([assign(0, 'driver3'), wish('let time pass')]),
    ...comes('driver3'),
    new AtOnce([wish('no-show', { driver: 'driver3' }), wish('start', { driver: 'driver3' })]),
    new AtOnce([wish('complete', { driver: 'driver3' }), wish('start break', { driver: 'driver3' })]),
  ],
  [
    new AtOnce([
      wish('check out', { driver: 'driver1' }),
      assign(0, 'driver1'),
      wish('start break', { driver: 'driver2' }),
    ]),
    new AtOnce([
      wish('check in', { driver: 'driver1' }),
      wish('end break', { driver: 'driver2' }),
      wish('check in', { driver: 'driver3' }),
    ]),
    new AtOnce([wish('check out', { driver: 'driver3' }), wish('cancel shift', { choice: 2 })]),
  ],
  [
    new AtOnce([shift('plan', 'driver1', 'cab1'), shift('plan', 'driver2', 'cab1')]),
    new AtOnce([shift('replace', 'driver3', 'cab3', 3), wish('cancel shift', { choice: 3 })]),
  ],
  // Who has today's shift may not work tomorrow night as well.
  [
    new AtOnce([wish('check out', { driver: 'driver2' }), shift('plan', 'driver1', 'cab1')]),
    new AtOnce([wish('cancel shift', { choice: 1 })]),
    new AtOnce([shift('replace', 'driver2', 'cab2', 3), shift('replace', 'driver3', 'cab3', 3)]),
  ],
];

const answers = (call: string, ...all: (string | number)[]): string[] => all.map((one) => `POST ${call} ${one}`);

/** The answers that come about in them, whoever is the first of those that do something at once. */
export const SHOWN: readonly string[] = [
  ...answers('/v1/driver/offers/{…}/accept', 200, 'offer_not_open', 'offer_lapsed'),
  ...answers('/v1/driver/offers/{…}/decline', 204),
  ...answers('/v1/rides/{…}/assign', 200, 'ride_already_assigned', 'driver_engaged'),
  ...answers('/v1/rides/{…}/arrive', 200),
  ...answers('/v1/rides/{…}/start', 200, 'illegal_ride_transition'),
  ...answers('/v1/rides/{…}/complete', 200),
  ...answers('/v1/rides/{…}/no-show', 200, 'illegal_ride_transition'),
  ...answers('/v1/driver/attendance/check-in', 'already_checked_in'),
  ...answers('/v1/driver/attendance/check-out', 200),
  ...answers('/v1/driver/attendance/breaks', 201),
  ...answers('/v1/roster', 201, 'roster_vehicle_overlap'),
  ...answers('/v1/roster/{…}/replace', 200),
  ...answers('/v1/roster/{…}/cancel', 200),
];
