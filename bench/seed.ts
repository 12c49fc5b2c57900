import { createSecretKey, randomUUID } from 'node:crypto';
import '../src/contexts';
import { AccessTokens, AccessTokenSettings } from '../src/platform/auth/access-tokens';
import { allPermissions, permissionsOf } from '../src/platform/auth/permissions';
import type { BenchClient } from './bench-client';
import type { BenchServer } from './bench-server';

export const JWT_SECRET = 'the-secret-of-the-benchmarks-0123456789';
const HUB = { latitude: 28.5523, longitude: 77.0583 };
export const PICKUP = { point: { latitude: 28.5562, longitude: 77.1 }, address: 'IGI Airport Terminal 3' };
export const DROP = { point: { latitude: 28.5811, longitude: 77.0582 }, address: 'Dwarka Sector 10' };
export const SELFIE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNsaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg==',
  'base64',
);
const MINUTE = 60_000;
/** The longest shift there may be. */
const SHIFT_MINUTES = 16 * 60;
/** As long as a ride of 5 minutes holds a driver, and one more. */
export const RIDE_SPACING_MINUTES = 51;

export interface SeededDriver {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly rosterEntryId: string;
  readonly token: string;
  readonly odometerMetres: number;
}

export interface SeededRide {
  readonly id: string;
  readonly code: string;
  readonly driver: SeededDriver;
  readonly pickupAt: Date;
}

export interface SeededSession {
  readonly userId: string;
  readonly sessionId: string;
  readonly token: string;
}

export interface Seeded {
  readonly organizationId: string;
  readonly operator: SeededSession;
  readonly drivers: readonly SeededDriver[];
  readonly hubId: string;
  readonly fleetId: string;
  readonly tariffId: string;
}

const tokens = new AccessTokens(new AccessTokenSettings(createSecretKey(Buffer.from(JWT_SECRET)), 24 * 3600));

/** An organization with drivers on approved duty, made over the public API; only the sessions are put in by hand. */
export async function seed(
  server: Pick<BenchServer, 'query'>,
  database: string,
  client: BenchClient,
  count: number,
): Promise<Seeded> {
  const organizationId = randomUUID();
  await server.query(
    database,
    `INSERT INTO identity.organizations (id, name, code, status, created_at, version) VALUES ($1, 'Bench', 'bench', 'ACTIVE', now(), 1)`,
    [organizationId],
  );
  const session = (permissions: readonly string[], driverId: string | null) =>
    openSession(server, database, organizationId, permissions, driverId);
  const operator = await session(
    allPermissions().map(({ name }) => name),
    null,
  );
  const post = <T>(path: string, body: object, token = operator.token): Promise<T> => client.post<T>(path, token, body);
  await client.call('PUT', '/v1/document-sets', operator.token, {
    sets: [
      { subjectType: 'driver', city: '*', documents: [] },
      { subjectType: 'vehicle', city: '*', documents: [] },
    ],
  });
  const fleet = await post<{ id: string }>('/v1/fleets', { name: 'Bench', city: 'Delhi NCR' });
  const hub = await post<{ id: string }>('/v1/hubs', { fleetId: fleet.id, name: 'Bench', address: 'Dwarka', ...HUB });
  const { items } = await client.call<{ items: { code: string }[] }>('GET', '/v1/cities', operator.token);
  const city = items.find(({ code }) => code === 'DELHI_NCR')!;
  await client.call('PUT', '/v1/cities/DELHI_NCR', operator.token, { ...editable(city), leadDays: 0 });
  const tariff = await post<{ id: string }>('/v1/tariffs', {
    cityCode: 'DELHI_NCR',
    vehicleClass: 'SEDAN',
    tripType: 'LOCAL',
    effectiveFrom: new Date(Date.now() - MINUTE).toISOString(),
    terms: { basePaise: 8000, includedMetres: 3000, perKilometrePaise: 1600, perMinutePaise: 150 },
  });

  const now = Date.now();
  const drivers: SeededDriver[] = [];
  const make = async (index: number): Promise<void> => {
    const odometerMetres = 10_000_000;
    const vehicle = await post<{ id: string }>('/v1/vehicles', {
      hubId: hub.id,
      plate: `DL${1 + Math.floor(index / 9000)}ZA${1000 + (index % 9000)}`,
      make: 'Tata',
      model: 'Xpres-T',
      vehicleClass: 'SEDAN',
      batteryWattHours: 26_000,
      rangeMetres: 213_000,
      odometerMetres,
    });
    const driver = await post<{ id: string }>('/v1/drivers', {
      hubId: hub.id,
      name: `Driver ${index}`,
      phone: `+9199${String(10_000_000 + index)}`,
      licenceNumber: `DL012010${String(1_000_001 + index)}`,
      licenceExpiresOn: '2035-03-31',
      paymentModel: 'SALARY',
    });
    for (const path of [`/v1/vehicles/${vehicle.id}/status`, `/v1/drivers/${driver.id}/status`]) {
      await post(path, { status: 'ACTIVE', reason: 'bench' });
    }
    const entry = await post<{ id: string }>('/v1/roster', {
      driverId: driver.id,
      vehicleId: vehicle.id,
      startsAt: new Date(now - 10 * MINUTE).toISOString(),
      endsAt: new Date(now + (SHIFT_MINUTES - 11) * MINUTE).toISOString(),
    });
    const { token } = await session(permissionsOf('driver'), driver.id);
    const { selfieId } = await client.call<{ selfieId: string }>(
      'POST',
      '/v1/driver/selfies',
      token,
      SELFIE,
      'image/png',
    );
    const attendance = await post<{ id: string }>(
      '/v1/driver/attendance/check-in',
      { selfieId, odometerStartMetres: odometerMetres, deviceId: `bench-device-${index}` },
      token,
    );
    await post(`/v1/attendance/${attendance.id}/approve`, {});
    drivers[index] = { driverId: driver.id, vehicleId: vehicle.id, rosterEntryId: entry.id, token, odometerMetres };
  };
  await each(count, make);
  return { organizationId, operator, drivers, hubId: hub.id, fleetId: fleet.id, tariffId: tariff.id };
}

/** Somebody who is logged in, put in by hand: identity's part is not what is measured. */
export async function openSession(
  server: Pick<BenchServer, 'query'>,
  database: string,
  organizationId: string,
  permissions: readonly string[],
  driverId: string | null,
): Promise<SeededSession> {
  const [userId, sessionId] = [randomUUID(), randomUUID()];
  await server.query(
    database,
    `INSERT INTO platform.principals (session_id, user_id, organization_id, permissions, driver_id, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + interval '1 day')`,
    [sessionId, userId, organizationId, permissions, driverId],
  );
  return { userId, sessionId, token: tokens.sign(userId, sessionId).token };
}

/** Rides that can all be assigned, each driver's one after another. */
export async function bookRides(client: BenchClient, seeded: Seeded, perDriver: number): Promise<SeededRide[]> {
  const base = Date.now();
  const rides: SeededRide[] = [];
  await each(seeded.drivers.length * perDriver, async (index) => {
    const driver = seeded.drivers[index % seeded.drivers.length]!;
    const slot = Math.floor(index / seeded.drivers.length);
    const pickupAt = new Date(base + (40 + slot * RIDE_SPACING_MINUTES) * MINUTE);
    rides[index] = { ...(await book(client, seeded.operator.token, pickupAt)), driver, pickupAt };
  });
  return rides;
}

export function book(client: BenchClient, token: string, pickupAt: Date): Promise<{ id: string; code: string }> {
  return client.post('/v1/rides', token, bookingAt(pickupAt));
}

export function bookingAt(pickupAt: Date): object {
  return {
    vehicleClass: 'SEDAN',
    tripType: 'LOCAL',
    pickupAt: pickupAt.toISOString(),
    pickup: PICKUP,
    drop: DROP,
    passenger: { name: 'Meera Iyer', phone: '+919810012345' },
    paymentMode: 'CASH',
    expectedMetres: 5_000,
    expectedMinutes: 5,
  };
}

export const PICKUP_FIX = { ...PICKUP.point, accuracyMetres: 10 };

/** What may be configured: all but the code, which is in the path. */
function editable(city: object): object {
  return Object.fromEntries(Object.entries(city).filter(([name]) => name !== 'code'));
}

async function each(count: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const loop = async (): Promise<void> => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: 8 }, loop));
}
