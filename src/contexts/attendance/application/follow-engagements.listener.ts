import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverAssigned, DriverUnassigned, EngagementEnded } from '../../assignment/contracts/assignment-events';
import { RideBrokenDown, RideCompleted, RideDeparted } from '../../ride/contracts/ride-events';
import { AutomaticCheckOutPlanned } from '../contracts/attendance-events';
import { assertMayDepart } from '../domain/departure';
import { type CarriedRide, EngagementBook } from '../projections/engagement-book';
import { VehicleDirectory } from '../projections/vehicle-directory';

/** In the transaction: check-out and assign of one driver must not pass each other, nor a break or check-out and a departure. */
@Injectable()
export class FollowEngagements {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly engagements: EngagementBook,
    private readonly vehicles: VehicleDirectory,
  ) {}

  @InTransaction(DriverAssigned)
  async assigned({ payload, organizationId }: DriverAssigned): Promise<void> {
    await this.engagements.engage(payload, organizationId);
  }

  @InTransaction(DriverUnassigned)
  async unassigned({ payload }: DriverUnassigned): Promise<void> {
    await this.engagements.release(payload.driverId, payload.rideId);
  }

  @InTransaction(EngagementEnded)
  async ended({ payload, occurredAt }: EngagementEnded): Promise<void> {
    const toEnd = await this.engagements.end(payload, this.carried.get(payload.rideId) ?? null, occurredAt);
    if (!toEnd) return;
    const timer = new AutomaticCheckOutPlanned(
      toEnd.attendanceId,
      { ...toEnd, dueAt: occurredAt.toISOString() },
      occurredAt,
    );
    timer.aggregateVersion = 1;
    await this.unitOfWork.schedule(timer, occurredAt);
  }

  /**
   * Only remembered here, and written with the end of the engagement: every ride passes through, and one statement is enough.
   * Before assignment, which ends the engagement. The figures of a trip that awaits its review are not believed, nor a
   * reading that the trace contradicts.
   */
  @InTransaction(RideCompleted, { order: -1 })
  completed({ payload }: RideCompleted): Promise<void> {
    const { rideId, odometerEndMetres, odometerAgrees, awaitingReview, distanceMetres, paymentMode } = payload;
    const isBelieved = !awaitingReview && odometerAgrees;
    // Until a review the rider pays what he was quoted.
    const farePaise = awaitingReview ? payload.quotedFarePaise : payload.farePaise;
    this.carried.set(rideId, {
      odometerMetres: isBelieved ? odometerEndMetres : null,
      distanceMetres,
      cashPaise: paymentMode === 'CASH' ? farePaise : 0,
    });
    return Promise.resolve();
  }

  @InTransaction(RideBrokenDown)
  async brokenDown({ payload: { vehicleId, odometerMetres } }: RideBrokenDown): Promise<void> {
    if (odometerMetres !== null) await this.vehicles.raiseLastReading(vehicleId, odometerMetres);
  }

  /** By ride, of this transaction. */
  private get carried(): Map<string, CarriedRide> {
    return this.unitOfWork.once(this, () => new Map<string, CarriedRide>());
  }

  /** @throws DomainError as `assertMayDepart` */
  @InTransaction(RideDeparted)
  async departed({ payload }: RideDeparted): Promise<void> {
    assertMayDepart(await this.engagements.depart(payload.driverId, payload.rideId), payload);
  }
}
