import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { TripDistanceMeasured } from '../../assignment/contracts/assignment-events';
import { TripDistanceAsked } from '../contracts/ride-events';
import type { Ride } from '../domain/ride';
import type { LegTrace } from '../domain/trip-trace';

const ANSWER = Symbol('the answer to TripDistanceAsked');

/** Asks whoever keeps the positions of drivers how far a trip was; the answer comes before the question returns. */
@Injectable()
export class TripTraces {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Of each leg, the open one until now; null where nobody answered. Only rides for now are traced. */
  async of(ride: Ride, now: Date): Promise<(LegTrace | null)[]> {
    if (ride.demand !== 'now') return [];
    const traces: (LegTrace | null)[] = [];
    for (const { driverId, startedAt, endedAt } of ride.legs) {
      this.answer.trace = null;
      const times = { startedAt: startedAt.toISOString(), endedAt: (endedAt ?? now).toISOString() };
      const question = new TripDistanceAsked(ride.id, { rideId: ride.id, driverId, ...times }, now);
      question.aggregateVersion = ride.version;
      await this.unitOfWork.publish(question);
      traces.push(this.answer.trace);
    }
    return traces;
  }

  @InTransaction(TripDistanceMeasured)
  measured({ payload }: TripDistanceMeasured): Promise<void> {
    const { distanceMetres, points, longestGapSeconds } = payload;
    this.answer.trace = { distanceMetres, points, longestGapSeconds };
    return Promise.resolve();
  }

  private get answer(): { trace: LegTrace | null } {
    return this.unitOfWork.once<{ trace: LegTrace | null }>(ANSWER, () => ({ trace: null }));
  }
}
