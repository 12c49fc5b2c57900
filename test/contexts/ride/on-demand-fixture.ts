import { v7 as uuidv7 } from 'uuid';
import {
  DriverAssigned,
  NoDriversFound,
  type SearchReason,
  SearchStarted,
} from '../../../src/contexts/assignment/contracts/assignment-events';
import { RiderRegistered, RiderStatusChanged } from '../../../src/contexts/identity/contracts/identity-events';
import { RiderBalanceChanged } from '../../../src/contexts/payment/contracts/payment-events';
import type { DomainEvent } from '../../../src/platform/events/domain-event';
import { callContext } from '../../../src/platform/telemetry/call-context';
import { lock, type Lock } from '../../../src/platform/transaction/locks';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import type { Answer, TestCaller } from '../../support/application';
import { AIRPORT, created, done, type DriverAtWork, NOIDA, ODOMETER, type RideFixture } from './ride-fixture';

export const RIDER = { name: 'Kabir Sethi', phone: '+919810077777' };
export const REQUEST = {
  when: 'now',
  vehicleClass: 'SEDAN',
  tripType: 'LOCAL',
  pickup: AIRPORT,
  drop: NOIDA,
  paymentMode: 'CASH',
};

/** Publishes what identity, payment and assignment would, as they would: under the locks, in a transaction of its own. */
export class OnDemand {
  constructor(readonly fixture: RideFixture) {}

  /** Somebody with an account. */
  async rider(): Promise<TestCaller> {
    const { application, organizationId } = this.fixture;
    const caller = await application.actAs({ role: 'rider', organizationId });
    await this.publish(new RiderRegistered(caller.userId, { riderId: caller.userId, ...RIDER }, this.fixture.now), [
      lock('rider', caller.userId),
    ]);
    return caller;
  }

  suspend({ userId: riderId }: TestCaller): Promise<void> {
    const said = { riderId, from: 'ACTIVE', to: 'SUSPENDED', reason: 'Abuse' } as const;
    return this.publish(new RiderStatusChanged(riderId, said, this.fixture.now), [lock('rider', riderId)]);
  }

  owes({ userId: riderId }: TestCaller, blockingPaise: number): Promise<void> {
    const said = { riderId, outstandingPaise: blockingPaise, blockingPaise };
    return this.publish(new RiderBalanceChanged(riderId, said, this.fixture.now), [lock('rider', riderId)]);
  }

  request(caller: TestCaller, overrides: object = {}): Promise<Answer> {
    return caller.post('/v1/rides', { ...REQUEST, ...overrides });
  }

  search(rideId: string, reason: SearchReason = 'requested', previousDriverId: string | null = null): Promise<void> {
    const said = { searchId: uuidv7(), rideId, reason, previousDriverId, policyVersion: 1 };
    return this.publish(new SearchStarted(said.searchId, said, this.fixture.now), [lock('ride', rideId)]);
  }

  findNobody(rideId: string): Promise<void> {
    const said = { searchId: uuidv7(), rideId, reason: 'time_spent', rounds: 4, offers: 3 } as const;
    return this.publish(new NoDriversFound(said.searchId, said, this.fixture.now), [lock('ride', rideId)]);
  }

  async accept(rideId: string, driver: DriverAtWork, promisedPickupAt: Date): Promise<void> {
    const engagementId = uuidv7();
    const said = {
      ...{ engagementId, rideId, driverId: driver.driverId, driverName: 'Asha Rawat', driverPhone: '+919811122233' },
      ...{ vehicleId: driver.vehicleId, plate: 'DL1ZA1234', vehicleClass: 'SEDAN', previousDriverId: null },
      ...{ reason: null, promisedPickupAt: promisedPickupAt.toISOString() },
    };
    const locks = [lock('ride', rideId), lock('driver', driver.driverId)];
    await this.publish(new DriverAssigned(engagementId, said, this.fixture.now), locks);
  }

  /** A ride of this rider on its way, whose driver stands where the step says. */
  async rideAt(
    step: 'CREATED' | 'ASSIGNING' | 'DRIVER_ASSIGNED' | 'EN_ROUTE' | 'ARRIVED' | 'STARTED',
    rider: TestCaller,
    overrides: object = {},
  ): Promise<{ rideId: string; driver: DriverAtWork }> {
    const rideId = created(await this.request(rider, overrides));
    const at = { rideId, driver: await this.fixture.driver() };
    if (step === 'CREATED') return at;
    await this.search(rideId);
    if (step === 'ASSIGNING') return at;
    await this.accept(rideId, at.driver, this.later(6));
    if (step === 'DRIVER_ASSIGNED') return at;
    done(await this.fixture.depart(at));
    if (step === 'EN_ROUTE') return at;
    this.fixture.setTime(this.later(5));
    done(await this.fixture.arrive(at));
    if (step === 'ARRIVED') return at;
    this.fixture.setTime(this.later(2));
    done(await this.fixture.startTrip(at));
    return at;
  }

  /** An hour of driving 28 km by the odometer, and no expenses. */
  complete(at: { rideId: string; driver: DriverAtWork }, body: object = {}): Promise<Answer> {
    this.fixture.setTime(this.later(60));
    return this.fixture.complete(at, { odometerEndMetres: ODOMETER + 28_000, tollsPaise: 0, ...body });
  }

  later(minutes: number): Date {
    return new Date(this.fixture.now.getTime() + minutes * 60_000);
  }

  async publish(event: DomainEvent, locks: readonly Lock[]): Promise<void> {
    const unitOfWork = this.fixture.application.app.get(UnitOfWork);
    const { organizationId, ops } = this.fixture;
    const actor = { type: 'user', id: ops.userId } as const;
    const ids = { requestId: event.id, correlationId: event.id, causationId: null, address: null };
    const call = { ...ids, actor, organizationId };
    await callContext.run(call, () => unitOfWork.run(() => unitOfWork.publish(event), { locks }));
  }
}
