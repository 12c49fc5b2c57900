import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { TripDistanceAsked } from '../../ride/contracts/ride-events';
import { TripDistanceMeasured } from '../contracts/assignment-events';
import { measureTrip } from '../domain/trip-distance';
import { TripTraces } from '../persistence/trip-traces';

@Injectable()
export class MeasureTrip {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly traces: TripTraces,
  ) {}

  /** Answers in the same transaction, also where the device said nothing. */
  @InTransaction(TripDistanceAsked)
  async asked({ payload, occurredAt }: TripDistanceAsked): Promise<void> {
    const { rideId, driverId, startedAt, endedAt } = payload;
    const points = await this.traces.between(rideId, driverId, startedAt, endedAt);
    const measured = measureTrip(points, new Date(startedAt), new Date(endedAt));
    await this.unitOfWork.publish(new TripDistanceMeasured(rideId, { rideId, driverId, ...measured }, occurredAt));
  }
}
