import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSession, PICKUP } from '../bench/seed';
// They declare permissions that no context does.
import '../src/platform/imports/import-permissions';
import '../src/platform/outbox/dead-letters.controller';
import { sideBySide } from '../demo/agenda';
import { allPermissions, permissionsOf } from '../src/platform/auth/permissions';
import type { Caller } from './caller';
import type { Session } from './ledger';
import type { Stage } from './stage';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CITY = 'DELHI_NCR';
export const ORGANIZATION_CODE = 'faulty-cabs';
/** How many there are of each. */
export const CREW = { onDemand: 6, scheduled: 5, attendance: 3, spare: 3, riders: 6 };
const SHIFT_HOURS = 15;
const OTP_PATIENCE_MS = 30_000;

export interface Crew {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly session: Session;
  /** Rises with each reading that he tells, whether it was acknowledged or not. */
  odometerMetres: number;
  readonly home: { readonly latitude: number; readonly longitude: number };
  readonly deviceId: string;
}

export interface World {
  readonly organizationId: string;
  readonly hubId: string;
  readonly hubName: string;
  readonly operator: Session;
  readonly onDemand: readonly Crew[];
  readonly scheduled: readonly Crew[];
  /** They come and go, and drive nobody. */
  readonly attendance: readonly Crew[];
  /** On no shift: shifts are planned for them, too many. */
  readonly spare: readonly Crew[];
  readonly riders: readonly Session[];
}

/** An operator and his people, over the public API; only the sessions of staff are put in by hand. */
export async function buildWorld(stage: Pick<Stage, 'query' | 'sms'>, caller: Caller): Promise<World> {
  const organizationId = randomUUID();
  await stage.query(
    `INSERT INTO identity.organizations (id, name, code, status, created_at, version) VALUES ($1, 'Faulty Cabs', $2, 'ACTIVE', now(), 1)`,
    [organizationId, ORGANIZATION_CODE],
  );
  await stage.query('INSERT INTO platform.organizations VALUES ($1) ON CONFLICT DO NOTHING', [organizationId]);
  const operator = await logIn(stage, organizationId);
  const ask = async <T>(method: string, path: string, body?: object, session = operator): Promise<T> => {
    const answer = await caller.call<T>(session, method, path, body);
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  };

  await ask('PUT', '/v1/document-sets', {
    sets: ['driver', 'vehicle'].map((subjectType) => ({ subjectType, city: '*', documents: [] })),
  });
  const fleet = await ask<{ id: string }>('POST', '/v1/fleets', { name: 'Faulty Cabs', city: 'Delhi NCR' });
  const hubName = 'Dwarka';
  const place = { address: 'Sector 21, Dwarka', latitude: 28.5523, longitude: 77.0583 };
  const hub = await ask<{ id: string }>('POST', '/v1/hubs', { fleetId: fleet.id, name: hubName, ...place });
  const cities = await ask<{ items: ({ code: string } & Record<string, unknown>)[] }>('GET', '/v1/cities');
  const { code, ...city } = cities.items.find((one) => one.code === CITY)!;
  await ask('PUT', `/v1/cities/${code}`, { ...city, leadDays: 0 });
  await ask('POST', '/v1/tariffs', {
    ...{ cityCode: CITY, vehicleClass: 'SEDAN', tripType: 'LOCAL' },
    effectiveFrom: new Date(Date.now() - MINUTE).toISOString(),
    terms: { basePaise: 8000, includedMetres: 3000, perKilometrePaise: 1600, perMinutePaise: 150 },
  });
  const { version, ...policy } = await ask<{ version: number } & Record<string, unknown>>('GET', '/v1/dispatch/policy');
  const quick = { offerSeconds: 6, searchSeconds: 60, roundPauseSeconds: 5 };
  await ask('PUT', '/v1/dispatch/policy', { ...policy, ...quick, reason: `Quicker than version ${version}` });

  const make = async (index: number, isOnShift: boolean): Promise<Crew> => {
    const odometerMetres = 10_000_000;
    const vehicle = await ask<{ id: string }>('POST', '/v1/vehicles', {
      ...{ hubId: hub.id, plate: `DL1ZA${1000 + index}`, make: 'Tata', model: 'Xpres-T', vehicleClass: 'SEDAN' },
      ...{ batteryWattHours: 26_000, rangeMetres: 213_000, odometerMetres },
    });
    const driver = await ask<{ id: string }>('POST', '/v1/drivers', {
      ...{ hubId: hub.id, name: `Driver ${index}`, phone: `+9199${10_000_000 + index}`, paymentModel: 'SALARY' },
      ...{ licenceNumber: `DL012010${1_000_001 + index}`, licenceExpiresOn: '2035-03-31' },
    });
    for (const path of [`/v1/vehicles/${vehicle.id}/status`, `/v1/drivers/${driver.id}/status`])
      await ask('POST', path, { status: 'ACTIVE', reason: 'Takes part in the campaign' });
    if (isOnShift)
      await ask('POST', '/v1/roster', {
        ...{ driverId: driver.id, vehicleId: vehicle.id },
        startsAt: new Date(Date.now() - MINUTE).toISOString(),
        endsAt: new Date(Date.now() + SHIFT_HOURS * HOUR).toISOString(),
      });
    const session = await logIn(stage, organizationId, permissionsOf('driver'), driver.id);
    const turn = index * 2.4;
    const reach = (0.01 * ((index % 5) + 1)) / 5;
    const { latitude, longitude } = PICKUP.point;
    const home = { latitude: latitude + reach * Math.sin(turn), longitude: longitude + reach * Math.cos(turn) };
    return {
      driverId: driver.id,
      vehicleId: vehicle.id,
      session,
      odometerMetres,
      home,
      deviceId: `faulty-device-${index}`,
    };
  };
  const crew: Crew[] = [];
  const { onDemand, scheduled, attendance, spare } = CREW;
  const onShift = onDemand + scheduled + attendance;
  await sideBySide(
    Array.from(
      { length: onShift + spare },
      (_, index) => async () => void (crew[index] = await make(index, index < onShift)),
    ),
    4,
  );
  const riders: Session[] = [];
  for (let index = 0; index < CREW.riders; index++) riders.push(await signUp(stage, caller, organizationId, index));
  return {
    ...{ organizationId, hubId: hub.id, hubName, operator, riders },
    onDemand: crew.slice(0, onDemand),
    scheduled: crew.slice(onDemand, onDemand + scheduled),
    attendance: crew.slice(onDemand + scheduled, onShift),
    spare: crew.slice(onShift),
  };
}

/** Put in by hand: identity's part is the riders'. By default somebody who may do everything. */
export async function logIn(
  stage: Pick<Stage, 'query'>,
  organizationId: string,
  permissions: readonly string[] = allPermissions().map(({ name }) => name),
  driverId: string | null = null,
): Promise<Session> {
  const server = {
    query: <R extends object>(_: string, text: string, values?: unknown[]) => stage.query<R>(text, values),
  };
  const { userId, token } = await openSession(server, '', organizationId, permissions, driverId);
  return { userId, organizationId, token };
}

/** A rider registers himself with the code that the simulated message tells. */
async function signUp(
  stage: Pick<Stage, 'sms'>,
  caller: Caller,
  organizationId: string,
  index: number,
): Promise<Session> {
  const nobody = { userId: '', organizationId: '', token: '' };
  const phone = `+9198${10_000_000 + index}`;
  const asked = await caller.call<{ challengeId: string }>(nobody, 'POST', '/v1/auth/rider-otp', {
    phone,
    organization: ORGANIZATION_CODE,
  });
  const { challengeId } = asked.body;
  for (const end = Date.now() + OTP_PATIENCE_MS; ; await sleep(20)) {
    const code = /^(\d{6}) is your Cabstand code/.exec(stage.sms.inbox(phone)[0]?.body ?? '')?.[1];
    if (code) {
      const body = { challengeId, code, name: `Rider ${index}` };
      const login = await caller.call<{ accessToken: string }>(nobody, 'POST', '/v1/auth/rider-sign-up', body);
      const token = login.body.accessToken;
      const me = await caller.call<{ userId: string }>({ ...nobody, token }, 'GET', '/v1/me');
      return { userId: me.body.userId, organizationId, token };
    }
    if (Date.now() > end) throw new Error(`No code came to ${phone}: ${JSON.stringify(asked.body)}`);
  }
}
