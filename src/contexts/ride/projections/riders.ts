import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../platform/errors/domain-error';
import { InTransaction } from '../../../platform/events/listener.decorators';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RiderRegistered, RiderStatusChanged } from '../../identity/contracts/identity-events';
import { RiderBalanceChanged } from '../../payment/contracts/payment-events';
import { riderHasActiveRide } from '../domain/ride-errors';

const REMEMBER: Statement = {
  name: 'ride.riders.remember',
  text: `INSERT INTO ride.riders (organization_id, rider_id, name, phone, status, blocking_paise)
         VALUES ($1, $2, $3, $4, 'ACTIVE', 0)
         ON CONFLICT (organization_id, rider_id) DO UPDATE SET name = excluded.name, phone = excluded.phone`,
};
const CHANGE_STATUS: Statement = {
  name: 'ride.riders.change_status',
  text: 'UPDATE ride.riders SET status = $3 WHERE organization_id = $1 AND rider_id = $2',
};
const CHANGE_BALANCE: Statement = {
  name: 'ride.riders.change_balance',
  text: 'UPDATE ride.riders SET blocking_paise = $3 WHERE organization_id = $1 AND rider_id = $2',
};
const STANDING: Statement = {
  name: 'ride.riders.standing',
  text: `SELECT name, phone, status, blocking_paise AS "blockingPaise",
           (SELECT id FROM ride.rides r WHERE r.organization_id = $1 AND r.rider_id = $2 AND r.status IN
             ('BLOCKED', 'CREATED', 'ASSIGNING', 'NO_DRIVERS_FOUND', 'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED', 'STARTED'))
             AS "activeRideId"
         FROM ride.riders WHERE organization_id = $1 AND rider_id = $2`,
};

interface Standing {
  name: string;
  phone: string;
  status: 'ACTIVE' | 'SUSPENDED';
  blockingPaise: number;
  activeRideId: string | null;
}

/**
 * Who riders are and how they stand. Whoever changes it and whoever decides by it holds the rider's lock, so that no
 * request passes the fare that it would have had to see.
 */
@Injectable()
export class Riders {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @InTransaction(RiderRegistered)
  async registered({ payload, organizationId }: RiderRegistered): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [organizationId, payload.riderId, payload.name, payload.phone]);
  }

  @InTransaction(RiderStatusChanged)
  async statusChanged({ payload, organizationId }: RiderStatusChanged): Promise<void> {
    await this.unitOfWork.query(CHANGE_STATUS, [organizationId, payload.riderId, payload.to]);
  }

  @InTransaction(RiderBalanceChanged)
  async balanceChanged({ payload, organizationId }: RiderBalanceChanged): Promise<void> {
    await this.unitOfWork.query(CHANGE_BALANCE, [organizationId, payload.riderId, payload.blockingPaise]);
  }

  /**
   * The rider, where he may request a ride now. The caller holds his lock.
   * @throws DomainError `rider_not_found`, `rider_suspended` (forbidden), `fare_unpaid`, `rider_has_active_ride` (conflict).
   */
  async eligible(riderId: string): Promise<{ name: string; phone: string }> {
    const { organizationId } = this.unitOfWork;
    const [rider] = await this.unitOfWork.rows<Standing & object>(STANDING, [organizationId, riderId]);
    if (!rider) throw new DomainError('not_found', 'rider_not_found', `There is no rider with the id ${riderId}.`);
    if (rider.status !== 'ACTIVE') {
      throw new DomainError('forbidden', 'rider_suspended', 'This rider’s account is suspended; it requests no rides.');
    }
    if (rider.blockingPaise > 0) {
      throw new DomainError(
        'conflict',
        'fare_unpaid',
        `₹${(rider.blockingPaise / 100).toFixed(2)} of an earlier ride is unpaid. Pay it, or have an operator look at it.`,
        { amountPaise: rider.blockingPaise },
      );
    }
    if (rider.activeRideId !== null) throw riderHasActiveRide(rider.activeRideId);
    return { name: rider.name, phone: rider.phone };
  }
}
