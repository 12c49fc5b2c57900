import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverLost, DriverProgressDoubted, type ProgressTrouble } from '../contracts/assignment-events';
import { judgeProgress } from '../domain/progress-watch';
import { type RideInHand, RidesInHand } from '../persistence/rides-in-hand';
import { type LookFacts, PlanProgressLook } from './plan-progress-look';
import { TakeRideBack } from './take-ride-back';

const NOT_FREE = 'The driver’s ride before this one was not over in time.';
const WORDS: Readonly<Record<ProgressTrouble, string>> = {
  dark: 'The driver’s device went dark on the way to the rider.',
  stalled: 'The driver came no nearer to the rider.',
  retreating: 'The driver drove away from the rider.',
};

/** One look at a driver on his way to an on-demand rider: doubts him, forgets a doubt, or takes the ride from him. */
@Injectable()
export class LookAtProgress {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ridesInHand: RidesInHand,
    private readonly planLook: PlanProgressLook,
    private readonly takeRideBack: TakeRideBack,
    private readonly clock: Clock,
  ) {}

  /** Nothing where the ride has another driver by now, or this one has departed, or arrived. */
  async execute(look: LookFacts, organizationId: string): Promise<void> {
    const { engagementId, rideId, driverId, stage } = look;
    await this.unitOfWork.lock([lock('ride', rideId), lock('driver', driverId)]);
    const inHand = await this.ridesInHand.ofRide(rideId, organizationId);
    if (inHand?.id !== engagementId || inHand.demand !== 'now' || inHand.arrivedAt !== null) return;
    // His departure has begun looks of its own.
    if (stage === 'to_depart' && inHand.departedAt !== null) return;
    await this.look(inHand, look, organizationId);
  }

  private async look(inHand: RideInHand, look: LookFacts, organizationId: string): Promise<void> {
    const { id: engagementId, rideId, driverId, version, pickup } = inHand;
    if (pickup === null) return;
    const now = this.clock.now();
    const { watch, outcome, nextLookAt } = judgeProgress(inHand.watch, { ...inHand, pickup }, now);
    const { trouble, graceUntil } = watch;
    if (trouble !== null && outcome === 'lost') return this.lose(inHand, trouble, now);
    await this.ridesInHand.watch(engagementId, organizationId, watch);
    if (trouble !== null && graceUntil !== null && outcome === 'doubted') {
      const facts = { engagementId, rideId, driverId, trouble, graceUntil: graceUntil.toISOString() };
      const doubted = new DriverProgressDoubted(engagementId, facts, now);
      doubted.aggregateVersion = version;
      await this.unitOfWork.publish(doubted);
    }
    await this.planLook.execute(look, nextLookAt, now);
  }

  private async lose(inHand: RideInHand, trouble: ProgressTrouble, now: Date): Promise<void> {
    const { id: engagementId, rideId, driverId, vehicleId, freeAt, departedAt } = inHand;
    const reason = freeAt !== null && departedAt === null ? NOT_FREE : WORDS[trouble];
    const fact = new DriverLost(engagementId, { engagementId, rideId, driverId, vehicleId, trouble }, now);
    await this.takeRideBack.execute(inHand, { reason, searchReason: `driver_${trouble}`, fact }, now);
  }
}
