import { v7 as uuidv7 } from 'uuid';
import { AuditModule } from '../../../src/contexts/audit/audit.module';
import { PaymentModule } from '../../../src/contexts/payment/payment.module';
import {
  RideCancelled,
  RideCompleted,
  RideNoShow,
  RideReviewed,
} from '../../../src/contexts/ride/contracts/ride-events';
import { Clock } from '../../../src/platform/clock';
import { lock } from '../../../src/platform/transaction/locks';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { type Answer, type CallerOptions, TestApplication, type TestCaller } from '../../support/application';

export interface EndedRide {
  readonly rideId: string;
  readonly driver: DriverAtWork;
}

export interface DriverAtWork {
  readonly driverId: string;
  readonly caller: TestCaller;
}

export interface Balance {
  readonly outstandingPaise: number;
  readonly blockingPaise: number;
}

/** An operator whose rides end by the events of the ride context, published as that does: under the locks it holds. */
export class PaymentFixture {
  /** Each look is a second later than the last, so that charges have an order. */
  private now = new Date('2026-11-21T10:00:00Z').getTime();

  private constructor(
    readonly application: TestApplication,
    readonly organizationId: string,
    readonly ops: TestCaller,
  ) {}

  static async start(): Promise<PaymentFixture> {
    const application = await TestApplication.start({ contexts: [PaymentModule, AuditModule] });
    const fixture = await PaymentFixture.in(application);
    jest.spyOn(application.app.get(Clock), 'now').mockImplementation(() => fixture.time());
    return fixture;
  }

  private static async in(application: TestApplication): Promise<PaymentFixture> {
    const organizationId = uuidv7();
    return new PaymentFixture(application, organizationId, await application.actAs({ role: 'ops', organizationId }));
  }

  /** Another operator on the same service. */
  another(): Promise<PaymentFixture> {
    return PaymentFixture.in(this.application);
  }

  stop(): Promise<void> {
    return this.application.stop();
  }

  time(): Date {
    return new Date((this.now += 1000));
  }

  actAs(options: CallerOptions): Promise<TestCaller> {
    return this.application.actAs({ organizationId: this.organizationId, ...options });
  }

  rider(): Promise<TestCaller> {
    return this.actAs({ role: 'rider' });
  }

  async driver(): Promise<DriverAtWork> {
    const driverId = uuidv7();
    return { driverId, caller: await this.actAs({ role: 'driver', driverId }) };
  }

  async completed(
    rider: TestCaller | null,
    farePaise: number,
    more: Partial<RideCompleted['payload']> = {},
    driver?: DriverAtWork,
  ): Promise<EndedRide> {
    const ride = { rideId: uuidv7(), driver: driver ?? (await this.driver()) };
    const at = this.time();
    const trip = {
      startedAt: at.toISOString(),
      endedAt: at.toISOString(),
      distanceMetres: 9_000,
      distanceSource: 'TRACE',
    };
    const costs = {
      odometerEndMetres: 1,
      odometerAgrees: true,
      tollsPaise: 0,
      parkingPaise: 0,
      farePaise,
      fareLines: [],
      quotedFarePaise: 40_000,
      paymentMode: 'CASH',
    };
    const whose = { ...this.driven(ride), riderId: rider?.userId ?? null };
    const event = { ...whose, ...trip, ...costs, awaitingReview: false, cutShort: false, override: null, ...more };
    await this.publish(new RideCompleted(ride.rideId, event, at));
    return ride;
  }

  async reviewed(ride: EndedRide, rider: TestCaller, farePaise: number, paymentMode = 'CASH'): Promise<void> {
    const at = this.time();
    const times = { startedAt: at.toISOString(), endedAt: at.toISOString() };
    const figures = { ...times, distanceMetres: 9_000, tollsPaise: 0, parkingPaise: 0 };
    const review = { before: figures, reviewedBy: this.ops.userId, reason: 'By the map', fareLines: [], paymentMode };
    const event = { ...this.driven(ride), riderId: rider.userId, ...figures, ...review, farePaise };
    await this.publish(new RideReviewed(ride.rideId, event, at));
  }

  async cancelled(
    rider: TestCaller | null,
    feePaise: number,
    by: RideCancelled['payload']['by'] = 'rider',
    driverId: string | null = null,
  ): Promise<string> {
    const rideId = uuidv7();
    const whose = { rideId, riderId: rider?.userId ?? null, driverId, vehicleId: driverId && uuidv7() };
    const event = { ...whose, from: 'ASSIGNING', by, reasonCode: 'CHANGE_OF_PLAN', reason: null, feePaise };
    await this.publish(new RideCancelled(rideId, event, this.time()));
    return rideId;
  }

  async noShow(rider: TestCaller | null, feePaise: number): Promise<EndedRide> {
    const ride = { rideId: uuidv7(), driver: await this.driver() };
    const event = { ...this.driven(ride), riderId: rider?.userId ?? null, reason: 'Waited', feePaise, override: null };
    await this.publish(new RideNoShow(ride.rideId, event, this.time()));
    return ride;
  }

  confirm({ rideId, driver }: EndedRide, collectedPaise: number): Promise<Answer> {
    return driver.caller.post(`/v1/driver/rides/${rideId}/cash`, { collectedPaise });
  }

  decide(
    chargeId: string,
    step: 'waive' | 'dispute' | 'settle' | 'settle-difference',
    caller = this.ops,
  ): Promise<Answer> {
    return caller.post(`/v1/charges/${chargeId}/${step}`, { reason: 'The rider called.' });
  }

  /** The charges of a ride, as the operator sees them. */
  async chargesOf(rideId: string): Promise<Answer['body'][]> {
    const { status, body } = await this.ops.get(`/v1/charges?rideId=${rideId}`);
    expect(status).toBe(200);
    return body.items;
  }

  async chargeOf(rideId: string): Promise<string> {
    const [charge] = await this.chargesOf(rideId);
    return charge.id as string;
  }

  async balanceOf(rider: TestCaller): Promise<Balance> {
    const { status, body } = await rider.get('/v1/rider/balance');
    expect(status).toBe(200);
    return body;
  }

  /** What was told of a rider's charges, in order: the kinds of facts, and the last balance. */
  async told(rider: TestCaller): Promise<{ types: string[]; balance: Balance | null }> {
    const facts = await this.application.sql<{ type: string; payload: Balance }>(
      `SELECT type, payload FROM audit.entries
       WHERE type LIKE 'payment.%' AND payload ->> 'riderId' = $1 ORDER BY id`,
      [rider.userId],
    );
    const last = facts.filter(({ type }) => type === 'payment.rider_balance_changed').at(-1)?.payload;
    const balance = last ? { outstandingPaise: last.outstandingPaise, blockingPaise: last.blockingPaise } : null;
    return { types: facts.map(({ type }) => type.replace('payment.', '')), balance };
  }

  private driven({ rideId, driver }: EndedRide) {
    return { rideId, driverId: driver.driverId, vehicleId: uuidv7() };
  }

  async publish(event: RideCompleted | RideReviewed | RideCancelled | RideNoShow): Promise<void> {
    const unitOfWork = this.application.app.get(UnitOfWork);
    const { rideId, riderId } = event.payload;
    const locks = [lock('ride', rideId), ...(riderId === null ? [] : [lock('rider', riderId)])];
    await unitOfWork.run(() => unitOfWork.publish(event), { locks, organizationId: this.organizationId });
  }
}
