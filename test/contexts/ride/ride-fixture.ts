import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { DriverAssigned, DriverUnassigned } from '../../../src/contexts/assignment/contracts/assignment-events';
import { StartCodes } from '../../../src/contexts/ride/application/start-codes';
import { RideModule } from '../../../src/contexts/ride/ride.module';
import { Clock } from '../../../src/platform/clock';
import { OutboxWorker } from '../../../src/platform/outbox/outbox-worker';
import { callContext } from '../../../src/platform/telemetry/call-context';
import { lock } from '../../../src/platform/transaction/locks';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import {
  type Answer,
  type ApplicationOptions,
  eventually,
  TestApplication,
  type TestCaller,
} from '../../support/application';

export const AIRPORT = { point: { latitude: 28.5562, longitude: 77.1 }, address: 'IGI Airport, Terminal 3' };
export const NOIDA = { point: { latitude: 28.5708, longitude: 77.3261 }, address: 'Sector 18, Noida' };
export const AGRA = { point: { latitude: 27.1767, longitude: 78.0081 }, address: 'Agra Cantt' };
export const PASSENGER = { name: 'Meera Iyer', phone: '+919810012345' };
export const TERMS = { basePaise: 150_00, perKilometrePaise: 18_00, perMinutePaise: 1_50, airportFeePaise: 120_00 };
/** 21 November 2026, 15:30 in Delhi. */
export const BOOKED_AT = new Date('2026-11-21T10:00:00Z');
/** The next afternoon. */
export const PICKUP_AT = new Date('2026-11-22T11:00:00Z');
export const ODOMETER = 41_200_000;

export interface DriverAtWork {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly caller: TestCaller;
}

export const minutes = (count: number): number => count * 60_000;
export const after = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds);

/** One operator's organization, with a tariff for airport and local rides, at a time that a test sets. */
export class RideFixture {
  private constructor(
    readonly application: TestApplication,
    readonly organizationId: string,
    readonly ops: TestCaller,
    private readonly time: { now: Date },
  ) {}

  static async start(options: ApplicationOptions = {}): Promise<RideFixture> {
    const application = await TestApplication.start({ contexts: [RideModule], ...options });
    const time = { now: BOOKED_AT };
    application.app.get(Clock).now = () => time.now;
    return RideFixture.in(application, time);
  }

  private static async in(application: TestApplication, time: { now: Date }): Promise<RideFixture> {
    const organizationId = randomUUID();
    const ops = await application.actAs({ role: 'ops', organizationId });
    const fixture = new RideFixture(application, organizationId, ops, time);
    for (const tripType of ['AIRPORT', 'LOCAL']) {
      const tariff = { cityCode: 'DELHI_NCR', vehicleClass: 'SEDAN', tripType, effectiveFrom: '2026-01-01T00:00:00Z' };
      created(await ops.post('/v1/tariffs', { ...tariff, terms: TERMS }));
    }
    return fixture;
  }

  /** Another operator on the same service. */
  another(): Promise<RideFixture> {
    return RideFixture.in(this.application, this.time);
  }

  stop(): Promise<void> {
    return this.application.stop();
  }

  get now(): Date {
    return this.time.now;
  }

  setTime(now: Date): void {
    this.time.now = now;
  }

  /** Sets the time and waits until what is due by then is done. */
  async settle(now: Date): Promise<void> {
    this.setTime(now);
    this.application.app.get(OutboxWorker).wake();
    await eventually(async () => {
      const due = await this.application.sql('SELECT FROM platform.outbox WHERE due_at <= $1', [now]);
      if (due.length > 0) throw new Error(`${due.length} rows of the outbox are due still.`);
    });
  }

  async driver(): Promise<DriverAtWork> {
    const driverId = uuidv7();
    const caller = await this.application.actAs({ role: 'driver', organizationId: this.organizationId, driverId });
    return { driverId, vehicleId: uuidv7(), caller };
  }

  bookingOf(overrides: object = {}): object {
    return {
      vehicleClass: 'SEDAN',
      tripType: 'AIRPORT',
      pickupAt: PICKUP_AT.toISOString(),
      pickup: AIRPORT,
      drop: NOIDA,
      passenger: PASSENGER,
      paymentMode: 'CASH',
      expectedMetres: 28_000,
      expectedMinutes: 60,
      ...overrides,
    };
  }

  async book(overrides: object = {}): Promise<string> {
    this.setTime(BOOKED_AT);
    return created(await this.ops.post('/v1/rides', this.bookingOf(overrides)));
  }

  /** As assignment publishes it: under the ride's lock, in its own transaction. */
  async assign(rideId: string, driver: DriverAtWork, previous: DriverAtWork | null = null): Promise<void> {
    await this.publish(
      new DriverAssigned(
        uuidv7(),
        {
          promisedPickupAt: null,
          engagementId: uuidv7(),
          rideId,
          driverId: driver.driverId,
          driverName: 'Asha Rawat',
          driverPhone: '+919811122233',
          vehicleId: driver.vehicleId,
          plate: 'DL1ZA1234',
          vehicleClass: 'SEDAN',
          previousDriverId: previous?.driverId ?? null,
          reason: previous ? 'A flat tyre' : null,
        },
        this.now,
      ),
    );
  }

  async unassign(rideId: string, { driverId, vehicleId }: DriverAtWork): Promise<void> {
    const said = { engagementId: uuidv7(), rideId, driverId, vehicleId, reason: 'Wanted elsewhere' };
    await this.publish(new DriverUnassigned(uuidv7(), said, this.now));
  }

  /** A ride at the given step, and who drives it; the time is when that step was taken. */
  async rideAt(
    step: 'CREATED' | 'DRIVER_ASSIGNED' | 'EN_ROUTE' | 'ARRIVED' | 'STARTED' | 'COMPLETED',
    driver?: DriverAtWork,
    overrides: object = {},
  ): Promise<{ rideId: string; driver: DriverAtWork }> {
    const rideId = await this.book(overrides);
    const at = { rideId, driver: driver ?? (await this.driver()) };
    if (step === 'CREATED') return at;
    await this.assign(rideId, at.driver);
    if (step === 'DRIVER_ASSIGNED') return at;
    this.setTime(after(PICKUP_AT, -minutes(40)));
    done(await this.depart(at));
    if (step === 'EN_ROUTE') return at;
    this.setTime(after(PICKUP_AT, -minutes(5)));
    done(await this.arrive(at));
    if (step === 'ARRIVED') return at;
    this.setTime(after(PICKUP_AT, minutes(5)));
    done(await this.startTrip(at));
    if (step === 'STARTED') return at;
    this.setTime(after(PICKUP_AT, minutes(55)));
    done(await this.complete(at));
    return at;
  }

  depart({ rideId, driver }: { rideId: string; driver: DriverAtWork }, body: object = {}): Promise<Answer> {
    return driver.caller.post(`/v1/rides/${rideId}/depart`, body);
  }

  arrive({ rideId, driver }: { rideId: string; driver: DriverAtWork }, body: object = {}): Promise<Answer> {
    return driver.caller.post(`/v1/rides/${rideId}/arrive`, { fix: this.fix(), ...body });
  }

  startTrip({ rideId, driver }: { rideId: string; driver: DriverAtWork }, body: object = {}): Promise<Answer> {
    const start = { code: this.codeOf(rideId), odometerStartMetres: ODOMETER };
    return driver.caller.post(`/v1/rides/${rideId}/start`, { ...start, ...body });
  }

  complete({ rideId, driver }: { rideId: string; driver: DriverAtWork }, body: object = {}): Promise<Answer> {
    const end = { odometerEndMetres: ODOMETER + 28_000, tollsPaise: 85_00 };
    return driver.caller.post(`/v1/rides/${rideId}/complete`, { ...end, ...body });
  }

  fix(point: { latitude: number; longitude: number } = AIRPORT.point, overrides: object = {}): object {
    return { ...point, accuracyMetres: 12, fixedAt: this.now.toISOString(), ...overrides };
  }

  codeOf(rideId: string): string {
    return this.application.app.get(StartCodes).of(rideId);
  }

  async ride(rideId: string): Promise<Answer['body']> {
    const { status, body } = await this.ops.get(`/v1/rides/${rideId}`);
    if (status !== 200) throw new Error(`Expected 200, got ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  private async publish(event: DriverAssigned | DriverUnassigned): Promise<void> {
    const unitOfWork = this.application.app.get(UnitOfWork);
    const actor = { type: 'user', id: this.ops.userId } as const;
    const { organizationId } = this;
    const call = {
      requestId: event.id,
      correlationId: event.id,
      causationId: null,
      address: null,
      actor,
      organizationId,
    };
    const locks = [lock('ride', event.payload.rideId), lock('driver', event.payload.driverId)];
    await callContext.run(call, () => unitOfWork.run(() => unitOfWork.publish(event), { locks }));
  }
}

/** The id of what was created. */
export function created({ status, body }: Answer): string {
  if (status !== 201) throw new Error(`Expected 201, got ${status}: ${JSON.stringify(body)}`);
  return (body as { id: string }).id;
}

export function done({ status, body }: Answer): void {
  if (status !== 200) throw new Error(`Expected 200, got ${status}: ${JSON.stringify(body)}`);
}

/** The object without those of its members. */
export function without(object: object, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
