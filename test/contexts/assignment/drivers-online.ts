import { cellOf } from '../../../src/contexts/assignment/domain/grid-cell';
import { OutboxWorker } from '../../../src/platform/outbox/outbox-worker';
import { type Answer, eventually, type TestCaller } from '../../support/application';
import { type OnShift, OperatorAtWork } from './operator-at-work';

export const PICKUP = { latitude: 28.5562, longitude: 77.1 };

export interface Driver extends OnShift {
  readonly caller: TestCaller;
}

export interface Offered {
  readonly id: string;
  readonly rideId: string;
  readonly driverId: string;
  readonly status: string;
  readonly pickupSeconds: number;
  readonly expiresAt: string;
}

/** Drivers online around a pickup, and riders who ask for a cab there. */
export class DriversOnline {
  private constructor(readonly operator: OperatorAtWork) {}

  static async open(): Promise<DriversOnline> {
    return new DriversOnline(await OperatorAtWork.open());
  }

  static of(operator: OperatorAtWork): DriversOnline {
    return new DriversOnline(operator);
  }

  /** Online, so many metres north of the pickup, with a full battery. */
  async driver(metresAway: number, options: { vehicleClass?: string; online?: boolean } = {}): Promise<Driver> {
    const worker = await this.operator.onShift(options);
    const caller = await this.operator.actAs({ role: 'driver', driverId: worker.driverId });
    const driver = { ...worker, caller };
    if (options.online !== false) await this.goOnline(driver);
    await this.stands(driver, metresAway);
    return driver;
  }

  async goOnline({ caller }: Driver): Promise<void> {
    expect(await caller.post('/v1/driver/go-online')).toMatchObject({ status: 200 });
  }

  async goOffline({ caller }: Driver): Promise<void> {
    expect(await caller.post('/v1/driver/go-offline', {})).toMatchObject({ status: 200 });
  }

  /** As his device reports it now. */
  async stands(
    { driverId }: OnShift,
    metresAway: number,
    { charge = 100, seenAt = this.operator.now }: { charge?: number | null; seenAt?: Date } = {},
  ): Promise<void> {
    const here = { latitude: PICKUP.latitude + metresAway / 111_195, longitude: PICKUP.longitude };
    await this.operator.application.sql(
      `INSERT INTO assignment.last_positions
         (driver_id, organization_id, cell, latitude, longitude, accuracy_metres, charge_percent, charge_at, device_at, seen_at)
       VALUES ($1, $2, $3, $4, $5, 8, $6, $7, $7, $7)
       ON CONFLICT (driver_id) DO UPDATE SET cell = excluded.cell, latitude = excluded.latitude,
         charge_percent = excluded.charge_percent, charge_at = excluded.charge_at, seen_at = excluded.seen_at`,
      [driverId, this.operator.organizationId, cellOf(here), here.latitude, here.longitude, charge, seenAt],
    );
  }

  /** Rides of the city are matched together, in windows of so long. */
  async matchesInWindows(windowSeconds: number): Promise<void> {
    const { items } = (await this.operator.ops.get('/v1/cities')).body as { items: { code: string }[] };
    const { code, ...city } = items[0]!;
    const matching = { mode: 'batched', windowSeconds, waitingPercentPerMinute: 10, lookAheadMinutes: 0 };
    expect(await this.operator.ops.call('PUT', `/v1/cities/${code}`, { ...city, matching })).toMatchObject({
      status: 200,
    });
  }

  /** Ten kilometres in a sedan, now, from so many metres north of the pickup. */
  async request(metresNorth = 0): Promise<string> {
    const { status, body } = await this.operator.ops.post('/v1/rides', {
      when: 'now',
      vehicleClass: 'SEDAN',
      tripType: 'LOCAL',
      pickup: {
        point: { ...PICKUP, latitude: PICKUP.latitude + metresNorth / 111_195 },
        address: 'IGI Airport, Terminal 3',
      },
      drop: { point: { latitude: 28.5708, longitude: 77.2 }, address: 'Lajpat Nagar' },
      passenger: { name: 'Meera', phone: '+919812345678' },
      paymentMode: 'CASH',
      expectedMetres: 10_000,
      expectedMinutes: 30,
    });
    expect([status, body.detail]).toEqual([201, undefined]);
    return body.id as string;
  }

  /** So many metres north of where the pickup of `request` is. */
  async movePickup(rideId: string, metresNorth: number): Promise<void> {
    const point = { ...PICKUP, latitude: PICKUP.latitude + metresNorth / 111_195 };
    const pickup = { point, address: `The kerb ${metresNorth} m on` };
    expect(await this.operator.ops.post(`/v1/rides/${rideId}/pickup`, { pickup })).toMatchObject({ status: 200 });
  }

  /** Whatever is due has been delivered. */
  settled(): Promise<void> {
    return eventually(async () => {
      const { application, now } = this.operator;
      expect(await application.sql('SELECT listener FROM platform.outbox WHERE due_at <= $1', [now])).toEqual([]);
    });
  }

  accept({ caller }: Driver, offerId: string): Promise<Answer> {
    return caller.post(`/v1/driver/offers/${offerId}/accept`);
  }

  decline({ caller }: Driver, offerId: string): Promise<Answer> {
    return caller.post(`/v1/driver/offers/${offerId}/decline`, {});
  }

  /** Once he has one for this ride. */
  offerTo({ driverId }: Driver, rideId: string): Promise<Offered> {
    return eventually(async () => {
      const open = (await this.offers(rideId)).find((o) => o.status === 'OPEN' && o.driverId === driverId);
      if (!open) throw new Error(`No open offer: ${JSON.stringify(await this.offers(rideId))}`);
      return open;
    });
  }

  offers(rideId: string): Promise<Offered[]> {
    return this.operator.application.sql<Offered>(
      `SELECT id, ride_id AS "rideId", driver_id AS "driverId", status, pickup_seconds AS "pickupSeconds",
         expires_at AS "expiresAt" FROM assignment.offers WHERE ride_id = $1 ORDER BY id`,
      [rideId],
    );
  }

  searches(rideId: string): Promise<{ id: string; status: string; rounds: number; offers: number }[]> {
    return this.operator.application.sql(
      'SELECT id, status, rounds, offers FROM assignment.searches WHERE ride_id = $1 ORDER BY id',
      [rideId],
    );
  }

  async rideStatus(rideId: string): Promise<string> {
    return (await this.operator.ops.get(`/v1/rides/${rideId}`)).body.status as string;
  }

  /** Domain time goes on, and whatever is due meanwhile is found. */
  pass(seconds: number): void {
    this.operator.now = new Date(this.operator.now.getTime() + seconds * 1_000);
    this.operator.application.app.get(OutboxWorker).wake();
  }

  /** Everybody's device reports again, where it was. */
  async allSeen(): Promise<void> {
    const { application, organizationId, now } = this.operator;
    await application.sql(
      'UPDATE assignment.last_positions SET seen_at = $2, charge_at = $2 WHERE organization_id = $1',
      [organizationId, now],
    );
  }
}
