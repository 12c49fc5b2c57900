import type { Call, Login } from './player';

/** Drivers, each with the cab of the same number; rides that are booked ahead. */
export const DRIVERS = ['driver1', 'driver2', 'driver3'] as const;
export const CABS = ['cab1', 'cab2', 'cab3'] as const;
export type Driver = (typeof DRIVERS)[number];
export type Cab = (typeof CABS)[number];

/**
 * What is booked ahead, in seconds from the story's begin: the first two hold a driver at the same time. To the third nobody can
 * come in time for a story, and only the first one's rider is late in one.
 */
export const BOOKED: Readonly<Record<string, number>> = { ride1: 20, ride2: 25 * 60, ride3: 240 * 60 };
/** By which a cab is promised to whoever asks for one now, until a driver has accepted. */
export const PROMISE_MINUTES = 1;
/** Shifts, in minutes from the story's begin. */
export const SHIFTS = { today: [-30, 9 * 60], tomorrow: [20 * 60, 26 * 60] } as const;
export type ShiftTime = keyof typeof SHIFTS;

const ODOMETER_METRES = 10_000_000;
/** Of a duty in which nothing was driven. */
export const TAKINGS = { odometerEndMetres: ODOMETER_METRES, cashPaise: 0, personalUpiPaise: 0 };
/** Of a trip on which the dial did not move: whoever checks out afterwards reads the same. */
export const STARTING = { odometerStartMetres: ODOMETER_METRES };
export const TRIP = { odometerEndMetres: ODOMETER_METRES };
/** A grey dot. */
const SELFIE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNsaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg==';
const PICKUP = { latitude: 28.5562, longitude: 77.1 };
const DROP = { point: { latitude: 28.5811, longitude: 77.0582 }, address: 'Dwarka Sector 10' };

const post = (as: string, path: string, body: unknown = {}, keep?: Call['keep']): Call => ({
  ...{ as, method: 'POST', path, body },
  ...(keep && { keep }),
});
const put = (path: string, body: unknown): Call => ({ as: 'ops', method: 'PUT', path, body });

/** An operator whose three drivers are on duty and online, and three rides booked; from nothing, over the public API. */
export function setting(): (Call | Login)[] {
  return [
    post('admin', '/v1/organizations', { name: 'Racing Cabs', code: 'racing-{some code}' }, { organization: 'id' }),
    {
      ...post('admin', '/v1/users', { phone: '{phone of ops}', name: 'Omkar Rao', role: 'ops' }),
      headers: { 'cabstand-organization': '{organization}' },
    },
    { logIn: 'ops' },
    put('/v1/document-sets', {
      sets: ['driver', 'vehicle'].map((subjectType) => ({ subjectType, city: '*', documents: [] })),
    }),
    put('/v1/cities/DELHI_NCR', city()),
    post('ops', '/v1/tariffs', {
      ...{ cityCode: 'DELHI_NCR', vehicleClass: 'SEDAN', tripType: 'LOCAL', effectiveFrom: '2026-01-01T00:00:00Z' },
      terms: { basePaise: 80_00, includedMetres: 3_000, perKilometrePaise: 16_00, perMinutePaise: 1_50 },
    }),
    put('/v1/dispatch/policy', policy()),
    post('ops', '/v1/fleets', { name: 'Racing Cabs', city: 'Delhi NCR' }, { fleet: 'id' }),
    post('ops', '/v1/hubs', { fleetId: '{fleet}', name: 'Dwarka', address: 'Sector 21', ...PICKUP }, { hub: 'id' }),
    ...DRIVERS.flatMap((driver, n) => atWork(driver, n)),
    ...Object.keys(BOOKED).map((ride) => bookAhead(ride)),
  ];
}

function bookAhead(ride: string): Call {
  return post('ops', '/v1/rides', { ...trip(), pickupAt: `{in ${BOOKED[ride]} s}` }, { [ride]: 'id' });
}

export function askNow(ride: string): Call {
  return post('ops', '/v1/rides', { ...trip(), when: 'now' }, { [ride]: 'id' });
}

/** Under which the driver's open offer is kept. */
export function offerTo(driver: string): string {
  return `offer of ${driver}`;
}

export function readOffer(driver: string): Call {
  return { as: driver, method: 'GET', path: '/v1/driver/offers', keep: { [offerTo(driver)]: 'items.0.id' } };
}

/** Under which the code is kept that the ride's rider tells. */
export function codeOf(ride: string): string {
  return `code of ${ride}`;
}

export function readCode(ride: string): Call {
  return { as: 'ops', method: 'GET', path: `/v1/rides/{${ride}}/start-code`, keep: { [codeOf(ride)]: 'code' } };
}

/** Where a driver says that he is who arrives, though he has not moved. */
export function atPickup<T>(fixedAt: T) {
  return { ...PICKUP, accuracyMetres: 8, fixedAt };
}

export function planShift(shift: string, driver: string, cab: string, time: ShiftTime): Call {
  const [from, to] = SHIFTS[time].map((minutes) => `{${minutes < 0 ? '' : '+'}${minutes}}`);
  const body = { driverId: `{${driver}}`, vehicleId: `{${cab}}`, startsAt: from, endsAt: to };
  return post('ops', '/v1/roster', body, { [shift]: 'id' });
}

export function uploadSelfie(driver: string): Call {
  return post(driver, '/v1/driver/selfies', SELFIE, { [`selfie of ${driver}`]: 'selfieId' });
}

export function checkIn(driver: string, duty: string): Call {
  const body = {
    ...{ selfieId: `{selfie of ${driver}}`, odometerStartMetres: ODOMETER_METRES },
    deviceId: `device-of-${driver}`,
  };
  return post(driver, '/v1/driver/attendance/check-in', body, { [duty]: 'id' });
}

function atWork(driver: Driver, n: number): (Call | Login)[] {
  const cab = CABS[n]!;
  return [
    post(
      'ops',
      '/v1/vehicles',
      {
        ...{ hubId: '{hub}', plate: `DL1ZB100${n + 1}`, make: 'Tata', model: 'Xpres-T EV', vehicleClass: 'SEDAN' },
        ...{ batteryWattHours: 26_000, rangeMetres: 213_000, odometerMetres: ODOMETER_METRES },
      },
      { [cab]: 'id' },
    ),
    post(
      'ops',
      '/v1/drivers',
      {
        ...{
          hubId: '{hub}',
          name: `Ravi ${n + 1}`,
          phone: `{phone of ${driver}}`,
          licenceNumber: `DL042011100000${n + 1}`,
        },
        ...{ licenceExpiresOn: '2034-03-31', paymentModel: 'SALARY' },
      },
      { [driver]: 'id' },
    ),
    ...[`/v1/vehicles/{${cab}}/status`, `/v1/drivers/{${driver}}/status`].map((path) =>
      post('ops', path, { status: 'ACTIVE', reason: 'Papers seen' }),
    ),
    planShift(`shift${n + 1}`, driver, cab, 'today'),
    { logIn: driver },
    uploadSelfie(driver),
    checkIn(driver, `duty${n + 1}`),
    post('ops', `/v1/attendance/{duty${n + 1}}/approve`),
    post(driver, '/v1/driver/positions', { points: [{ ...standing(n), deviceAt: '{now}' }], sentAt: '{now}' }),
    post(driver, '/v1/driver/go-online'),
  ];
}

/** One farther from the pickup than the other. */
function standing(n: number): object {
  const latitude = PICKUP.latitude + (300 + n * 350) / 111_195;
  return { latitude, longitude: PICKUP.longitude, accuracyMetres: 8, chargePercent: 90 };
}

function trip(): object {
  return {
    ...{ vehicleClass: 'SEDAN', tripType: 'LOCAL', paymentMode: 'CASH', expectedMetres: 10_000, expectedMinutes: 30 },
    pickup: { point: PICKUP, address: 'Terminal 3' },
    drop: DROP,
    passenger: { name: 'Meera Iyer', phone: '+919810012345' },
  };
}

/** Rides of the same day, and departures as early as the story likes. Nobody waits longer than until the pickup time. */
function city(): object {
  return {
    name: 'Delhi NCR',
    timeZone: 'Asia/Kolkata',
    origin: [
      { latitude: 28, longitude: 76.5 },
      { latitude: 29, longitude: 76.5 },
      { latitude: 29, longitude: 77.8 },
      { latitude: 28, longitude: 77.8 },
    ],
    leadDays: 0,
    windows: {
      ...{ departureLeadMinutes: 1_440, arrivalToleranceMinutes: 30, arrivalRadiusMetres: 500 },
      ...{ positionAccuracyMetres: 100, positionAgeSeconds: 30, noShowWaitMinutes: 0 },
    },
    onDemand: { promiseMinutes: PROMISE_MINUTES, quoteMinutes: 5 },
  };
}

/** Where somebody stands is known once, and believed for the story. */
function policy(): object {
  return {
    rules: [{ name: 'seen_recently', enabled: true, parameters: { seconds: 600 } }],
    radii: { startMetres: 1_500, stepMetres: 1_500, mostMetres: 5_000 },
    ...{ offerSeconds: 20, batchSize: 1, searchSeconds: 300, roundPauseSeconds: 10 },
    weights: { pickup: 1, idleMinute: 1, idleMinutesAtMost: 60, acceptance: 30, chargePercent: 0.1 },
    reason: 'The rules of the story',
  };
}
