import { type Login, Logins, newPhone } from '../contexts/identity/logins';
import { type Answer, eventually, TestApplication } from '../support/application';
import type { TestDatabase } from '../support/database';

const TOKEN = 'steps-the-clock-of-this-test';
const HOUR = 3_600_000;
/** A grey dot. */
const SELFIE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNsaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg==',
  'base64',
);

/** Terminal 3, and a point so many metres north of it. */
export const PICKUP = { latitude: 28.5562, longitude: 77.1 };
export const northOf = (metres: number) => ({ ...PICKUP, latitude: PICKUP.latitude + metres / 111_195 });
const DROP = { latitude: 28.5811, longitude: 77.0582 };

export const REQUEST = {
  ...{ when: 'now', vehicleClass: 'SEDAN', tripType: 'LOCAL', paymentMode: 'CASH' },
  pickup: { point: PICKUP, address: 'Terminal 3' },
  drop: { point: DROP, address: 'Dwarka Sector 10' },
};

export interface Fix {
  readonly latitude: number;
  readonly longitude: number;
  readonly deviceAt: string;
  readonly accuracyMetres?: number;
  readonly chargePercent?: number;
  readonly mock?: boolean;
}

export interface TownDriver extends Login {
  readonly driverId: string;
  readonly licenceNumber: string;
}

/** An operator with drivers on duty and riders, made over HTTP alone, in a time that moves only when it is told to. */
export class OnDemandTown {
  private licences = 1_000_000;

  private constructor(
    readonly application: TestApplication,
    readonly logins: Logins,
    readonly ops: Login,
    private readonly organizationCode: string,
    private readonly hubId: string,
  ) {}

  static async open(database?: TestDatabase): Promise<OnDemandTown> {
    const application = await TestApplication.start({
      database,
      environment: { OTP_COOLDOWN_SECONDS: '0', CLOCK: 'stepped', SIMULATION_TOKEN: TOKEN },
    });
    const logins = new Logins(application);
    const admin = await logins.superAdmin();
    const code = `town-${newPhone().slice(-8)}`;
    const organization = made(await admin.post('/v1/organizations', { name: 'Town Cabs', code }));
    const ops = await logins.logIn((await logins.user(admin, organization, 'ops')).phone);
    done(
      await ops.call('PUT', '/v1/document-sets', {
        sets: [
          { subjectType: 'driver', city: '*', documents: [] },
          { subjectType: 'vehicle', city: '*', documents: [] },
        ],
      }),
    );
    const fleetId = made(await ops.post('/v1/fleets', { name: 'Yamuna Cabs', city: 'Delhi NCR' }));
    const place = { address: 'Sector 21, Dwarka', latitude: 28.5523, longitude: 77.0583 };
    const hubId = made(await ops.post('/v1/hubs', { fleetId, name: 'Dwarka', ...place }));
    const terms = { basePaise: 80_00, includedMetres: 3_000, perKilometrePaise: 16_00, perMinutePaise: 1_50 };
    made(
      await ops.post('/v1/tariffs', {
        ...{ cityCode: 'DELHI_NCR', vehicleClass: 'SEDAN', tripType: 'LOCAL' },
        effectiveFrom: '2026-01-01T00:00:00Z',
        terms: { ...terms, airportFeePaise: 0 },
      }),
    );
    return new OnDemandTown(application, logins, ops, code, hubId);
  }

  async now(): Promise<Date> {
    return new Date((await this.clock('GET')).body.now as string);
  }

  /** Through every timer on the way; what falls due has been done when this returns. */
  async pass(seconds: number): Promise<void> {
    const to = new Date((await this.now()).getTime() + seconds * 1000).toISOString();
    done(await this.clock('POST', { to }));
  }

  /** On approved duty in a cab of his own. */
  async driver(): Promise<TownDriver> {
    const { ops } = this;
    const licence = `DL042011${this.licences++}`;
    const phone = newPhone();
    const vehicleId = made(
      await ops.post('/v1/vehicles', {
        ...{ hubId: this.hubId, plate: `DL1ZB${licence.slice(-4)}`, make: 'Tata', model: 'Xpres-T EV' },
        ...{ vehicleClass: 'SEDAN', batteryWattHours: 26_000, rangeMetres: 213_000, odometerMetres: 10_000_000 },
      }),
    );
    const driverId = made(
      await ops.post('/v1/drivers', {
        ...{ hubId: this.hubId, name: 'Ravi Kumar', phone, licenceNumber: licence },
        ...{ licenceExpiresOn: '2034-03-31', paymentModel: 'SALARY' },
      }),
    );
    for (const path of [`/v1/vehicles/${vehicleId}/status`, `/v1/drivers/${driverId}/status`])
      done(await ops.post(path, { status: 'ACTIVE', reason: 'Papers seen' }));
    const now = (await this.now()).getTime();
    const shift = {
      startsAt: new Date(now - HOUR / 2).toISOString(),
      endsAt: new Date(now + 10 * HOUR).toISOString(),
    };
    const roster = await ops.post('/v1/roster/bulk', { entries: [{ driverId, vehicleId, ...shift }] });
    expect([200, 201]).toContain(roster.status);
    const login = await this.logins.logIn(phone);
    const selfie = await login.post('/v1/driver/selfies', SELFIE, { 'content-type': 'image/png' });
    const checkedIn = await login.post('/v1/driver/attendance/check-in', {
      selfieId: selfie.body.selfieId as string,
      ...{ odometerStartMetres: 10_000_000, deviceId: `device-${licence}` },
    });
    done(await ops.post(`/v1/attendance/${made(checkedIn)}/approve`));
    return { ...login, driverId, licenceNumber: licence };
  }

  /** Seen at this place now, and willing. */
  async online(place: { latitude: number; longitude: number }): Promise<TownDriver> {
    const driver = await this.driver();
    done(await this.seen(driver, place));
    done(await driver.post('/v1/driver/go-online'));
    return driver;
  }

  /** As his phone says it now, or as the test has it say. */
  async seen(driver: Login, place: { latitude: number; longitude: number }, more: object = {}): Promise<Answer> {
    const sentAt = (await this.now()).toISOString();
    return this.report(driver, [{ ...place, deviceAt: sentAt, ...more }], sentAt);
  }

  report(driver: Login, points: readonly Fix[], sentAt: string): Promise<Answer> {
    const whole = points.map((point) => ({ accuracyMetres: 8, chargePercent: 90, ...point }));
    return driver.post('/v1/driver/positions', { points: whole, sentAt });
  }

  async rider(): Promise<Login> {
    const phone = newPhone();
    const body = { phone, organization: this.organizationCode };
    const { challengeId } = (await this.application.call('POST', '/v1/auth/rider-otp', body)).body as {
      challengeId: string;
    };
    const code = this.logins.codeOf(challengeId);
    done(await this.application.call('POST', '/v1/auth/rider-sign-up', { challengeId, code, name: 'Meera Iyer' }));
    return this.logins.logIn(phone);
  }

  /** A cab now, from the terminal. */
  async request(rider: Login): Promise<string> {
    return made(await rider.post('/v1/rides', REQUEST));
  }

  async offers(driver: Login): Promise<{ id: string; rideId: string }[]> {
    return done(await driver.get('/v1/driver/offers')).body.items as { id: string; rideId: string }[];
  }

  /** The one offer that this driver has; it follows the request after its commit. */
  async offer(driver: Login): Promise<string> {
    return eventually(async () => {
      const open = await this.offers(driver);
      expect(open).toHaveLength(1);
      return open[0]!.id;
    });
  }

  async statusOf(rideId: string): Promise<string> {
    return done(await this.ops.get(`/v1/rides/${rideId}`)).body.status as string;
  }

  private clock(method: string, body?: object): Promise<Answer> {
    return this.application.call(method, '/__sim/clock', body, { authorization: `Bearer ${TOKEN}` });
  }
}

export function made(answer: Answer): string {
  expect(answer).toMatchObject({ status: 201 });
  return (answer.body as { id: string }).id;
}

export function done(answer: Answer): Answer {
  expect([200, 201, 202, 204]).toContain(answer.status);
  return answer;
}

export const refusal = ({ status, body }: Answer): [number, string] => [status, (body as { code: string }).code];
