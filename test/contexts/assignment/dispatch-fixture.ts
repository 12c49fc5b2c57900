import {
  DriverAssigned,
  DriverLost,
  DriverProgressDoubted,
  DriverUnassigned,
  DriverWithdrew,
  EngagementEnded,
  NoDriversFound,
  OfferAccepted,
  OfferDeclined,
  OfferLapsed,
  OfferMade,
  OfferWithdrawn,
  SearchEnded,
  SearchStarted,
} from '../../../src/contexts/assignment/contracts/assignment-events';
import { cellOf } from '../../../src/contexts/assignment/domain/grid-cell';
import { RideSearching } from '../../../src/contexts/ride/contracts/ride-events';
import { StartCodes } from '../../../src/contexts/ride/application/start-codes';
import type { DomainEvent, EventClass } from '../../../src/platform/events/domain-event';
import { EventRegistry } from '../../../src/platform/events/event-registry';
import { InTransaction } from '../../../src/platform/events/listener.decorators';
import { type Answer, eventually, type TestCaller } from '../../support/application';
import { type OnShift, OperatorAtWork } from './operator-at-work';

export const PICKUP = { latitude: 28.5562, longitude: 77.1 };
/** In degrees of latitude. */
const METRE = 1 / 111_195;
const NOIDA = { point: { latitude: 28.5708, longitude: 77.3261 }, address: 'Sector 18, Noida' };

const WITNESSED: EventClass[] = [
  ...[SearchStarted, SearchEnded, NoDriversFound, RideSearching],
  ...[OfferMade, OfferAccepted, OfferDeclined, OfferLapsed, OfferWithdrawn],
  ...[DriverAssigned, DriverUnassigned, EngagementEnded],
  ...[DriverWithdrew, DriverProgressDoubted, DriverLost],
] as EventClass[];

export interface OnlineDriver extends OnShift {
  readonly name: string;
  readonly caller: TestCaller;
}

/** So many metres north of the pickup. */
export function north(metres: number): { latitude: number; longitude: number } {
  return { ...PICKUP, latitude: PICKUP.latitude + metres * METRE };
}

/** One operator after another on one service: rides for now and their drivers, at a time that the test moves. */
export class DispatchFixture {
  operator: OperatorAtWork;
  private readonly trail: { readonly rideId: string; readonly text: string }[] = [];

  private constructor(private readonly first: OperatorAtWork) {
    this.operator = first;
  }

  static async open(): Promise<DispatchFixture> {
    const fixture = new DispatchFixture(await OperatorAtWork.open());
    fixture.listen();
    return fixture;
  }

  close(): Promise<void> {
    return this.first.close();
  }

  /** Another operator, so that nobody of an earlier test is near. */
  async anew(): Promise<void> {
    this.operator = await this.first.neighbour();
  }

  get now(): Date {
    return this.first.now;
  }

  /** Moves the time on by so many seconds. */
  pass(seconds: number): void {
    this.first.now = new Date(this.first.now.getTime() + seconds * 1_000);
    this.operator.now = this.first.now;
  }

  async driver(name: string, metres: number): Promise<OnlineDriver> {
    const worker = await this.operator.onShift();
    await this.sql('UPDATE assignment.drivers SET name = $2 WHERE driver_id = $1', [worker.driverId, name]);
    const caller = await this.operator.actAs({ role: 'driver', driverId: worker.driverId });
    expect(await caller.post('/v1/driver/go-online')).toMatchObject({ status: 200 });
    await this.seen(worker, metres);
    return { ...worker, name, caller };
  }

  /** Where his device was, so many seconds ago, as the batches of positions leave it. */
  async seen({ driverId }: { driverId: string }, metres: number, secondsAgo = 0): Promise<void> {
    const { latitude, longitude } = north(metres);
    const at = new Date(this.now.getTime() - secondsAgo * 1_000);
    const cell = cellOf({ latitude, longitude });
    await this.sql(
      `INSERT INTO assignment.last_positions
         (driver_id, organization_id, cell, latitude, longitude, accuracy_metres, charge_percent, charge_at, device_at, seen_at)
       VALUES ($1, $2, $3, $4, $5, 8, 80, $6, $6, $6)
       ON CONFLICT (driver_id) DO UPDATE SET cell = $3, latitude = $4, longitude = $5, charge_at = $6, device_at = $6, seen_at = $6`,
      [driverId, this.operator.organizationId, cell, latitude, longitude, at],
    );
  }

  async request(): Promise<string> {
    const { status, body } = await this.operator.ops.post('/v1/rides', {
      ...{ when: 'now', vehicleClass: 'SEDAN', tripType: 'LOCAL', paymentMode: 'CASH' },
      pickup: { point: PICKUP, address: 'IGI Airport, Terminal 3' },
      drop: NOIDA,
      passenger: { name: 'Meera', phone: '+919812345678' },
    });
    expect({ status, body }).toMatchObject({ status: 201 });
    return body.id as string;
  }

  async offerTo({ caller }: OnlineDriver): Promise<string> {
    return eventually(async () => {
      const { body } = await caller.get('/v1/driver/offers');
      expect(body.items).toHaveLength(1);
      return body.items[0].id as string;
    });
  }

  async accepted(driver: OnlineDriver): Promise<void> {
    const offerId = await this.offerTo(driver);
    expect(await driver.caller.post(`/v1/driver/offers/${offerId}/accept`)).toMatchObject({ status: 200 });
  }

  /** A ride that this driver was offered and accepted. */
  async rideOf(driver: OnlineDriver): Promise<string> {
    const rideId = await this.request();
    await this.accepted(driver);
    return rideId;
  }

  async step(rideId: string, driver: OnlineDriver, step: 'depart' | 'arrive' | 'start'): Promise<void> {
    const fix = { ...PICKUP, accuracyMetres: 12, fixedAt: this.now.toISOString() };
    const code = this.first.application.app.get(StartCodes).of(rideId);
    const body = { depart: {}, arrive: { fix }, start: { code, odometerStartMetres: 18_250_000 } }[step];
    expect(await driver.caller.post(`/v1/rides/${rideId}/${step}`, body)).toMatchObject({ status: 200 });
  }

  async statusOf(rideId: string): Promise<string> {
    return (await this.operator.ops.get(`/v1/rides/${rideId}`)).body.status as string;
  }

  /** Every row that is due has been delivered. */
  settled(): Promise<void> {
    return eventually(async () => {
      const due = await this.sql('SELECT listener FROM platform.outbox WHERE due_at <= $1', [this.now]);
      expect(due).toEqual([]);
    });
  }

  /** Passes the time in steps, so that each timer finds the clock where it was due; the driver is seen before each of them. */
  async watch(seconds: number, seen: (() => Promise<void>) | null = null): Promise<void> {
    for (let left = seconds; left > 0; left -= 30) {
      // Before the time moves: a look that is due then must not come before the position that it is to see.
      if (seen) await seen();
      this.pass(Math.min(left, 30));
      await this.settled();
    }
  }

  /** What was said of the ride, in order. */
  trailOf(rideId: string): string[] {
    return this.trail.filter((line) => line.rideId === rideId).map(({ text }) => text);
  }

  sql<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
    return this.first.application.sql<R>(text, values);
  }

  async watches(rideId: string): Promise<number> {
    const rows = await this.sql(
      `SELECT FROM assignment.progress_watches w JOIN assignment.engagements e ON e.id = w.engagement_id
       WHERE e.ride_id = $1`,
      [rideId],
    );
    return rows.length;
  }

  async why(rideId: string, driver: { driverId: string }, caller = this.operator.ops): Promise<Answer> {
    return caller.get(`/v1/rides/${rideId}/dispatch/why?driverId=${driver.driverId}`);
  }

  private listen(): void {
    const { trail } = this;
    class Witness {
      hear(event: DomainEvent): Promise<void> {
        const payload = event.payload as Record<string, string>;
        const search = event instanceof SearchStarted ? event.payload : null;
        const begun = search ? `${search.reason}${search.pickup ? ' elsewhere' : ''}` : undefined;
        const more = payload.trouble ?? payload.outcome ?? begun;
        const name = event.type.slice(event.type.indexOf('.') + 1);
        trail.push({ rideId: payload.rideId!, text: more === undefined ? name : `${name}: ${more}` });
        return Promise.resolve();
      }
    }
    const descriptor = Object.getOwnPropertyDescriptor(Witness.prototype, 'hear')!;
    for (const event of WITNESSED) InTransaction(event)(Witness.prototype, 'hear', descriptor);
    this.first.application.app.get(EventRegistry).register(new Witness());
  }
}
