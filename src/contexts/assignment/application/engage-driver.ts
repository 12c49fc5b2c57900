import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { TimeWindow } from '../../../kernel/time-window';
import { type DomainError, notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverAssigned, EngagementEndPlanned } from '../contracts/assignment-events';
import { type DriverAtHand, refusalsOf, type RideToServe } from '../domain/assignability';
import { driverRefused, rideClosed, vehicleChangedMeanwhile } from '../domain/assignment-errors';
import { freeAfter } from '../domain/earlier-ride';
import { type Engagement, plannedWindow } from '../domain/engagement';
import type { Finishing } from '../domain/candidate';
import { PROGRESS_POLICY, secondsAfter } from '../domain/progress-watch';
import type { AssignmentFacts } from '../persistence/drivers-at-hand';
import { EarlierRides } from '../persistence/earlier-rides';
import { Engagements } from '../persistence/engagements';
import { PlanProgressLook } from './plan-progress-look';

export interface EngagementTerms {
  readonly rideId: string;
  readonly driverId: string;
  readonly organizationId: string;
  readonly assignedBy: string;
  /** Who had the ride until now, and why he no longer has it; null for a first assignment. */
  readonly takenFrom: { readonly driverId: string; readonly reason: string } | null;
  /** When a driver who accepted an offer is to be there; the booked time stands where there is none. */
  readonly promisedPickupAt?: Date | null;
  /** What is left of the ride that he finishes first; nothing where he is free. */
  readonly rest?: Finishing | null;
}

/** An engagement as its caller sees it. */
export interface EngagedDriver extends Engagement {
  readonly driverName: string;
  readonly plate: string;
  readonly vehicleClass: string;
}

/** The half that assigning and reassigning share: judge the driver by the facts, hold him and his vehicle, say so. */
@Injectable()
export class EngageDriver {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly engagements: Engagements,
    private readonly earlierRides: EarlierRides,
    private readonly planLook: PlanProgressLook,
  ) {}

  /** Why he cannot be held for it, which passes no sooner than his shift, his cab or his other rides change; null: he can. */
  refusal({ ride, driver }: AssignmentFacts, terms: Promised, now: Date): DomainError | null {
    if (!ride || !driver || ride.closed) return null;
    return refusalOf(driver, ride, terms, now);
  }

  /** @throws DomainError not_found, or conflict under the code of what refuses the driver */
  async execute({ ride, driver }: AssignmentFacts, terms: EngagementTerms, now: Date): Promise<EngagedDriver> {
    const { rideId, driverId, organizationId, assignedBy, takenFrom } = terms;
    if (!ride) throw notFound('ride', rideId);
    if (!driver) throw notFound('driver', driverId);
    if (ride.closed) throw rideClosed(rideId);
    const { promisedPickupAt = null, rest = null } = terms;
    const window = windowOf(ride, terms, now);
    const refusal = refusalOf(driver, ride, terms, now);
    if (refusal) throw refusal;
    const { rosterEntryId, vehicleId, plate, vehicleClass } = driver.rostered!;
    const id = uuidv7();
    const engagement: Engagement = {
      ...{ id, organizationId, rideId, driverId, vehicleId, rosterEntryId, window, assignedBy },
      assignedAt: now,
      after: rest && { rideId: rest.rideId, freeAt: rest.freeAt },
    };
    if (rest) await this.earlierRides.cut(rest.rideId, driverId, rest.freeAt);
    if (!(await this.engagements.add(engagement, vehicleClass))) throw vehicleChangedMeanwhile(plate);
    const { name: driverName, phone: driverPhone } = driver;
    const taken = { previousDriverId: takenFrom?.driverId ?? null, reason: takenFrom?.reason ?? null };
    const facts = {
      rideId,
      driverId,
      driverName,
      driverPhone,
      vehicleId,
      plate,
      vehicleClass,
      ...taken,
      promisedPickupAt: promisedPickupAt?.toISOString() ?? null,
      afterRideId: rest?.rideId ?? null,
      rosterEntryId,
    };
    const assigned = new DriverAssigned(id, { engagementId: id, ...facts }, now);
    assigned.aggregateVersion = 1;
    await this.unitOfWork.publish(assigned);
    await this.watchEnd(engagement, now);
    if (ride.demand === 'now') await this.expectDeparture(engagement, now);
    return { ...engagement, driverName, plate, vehicleClass };
  }

  private async expectDeparture(engagement: Engagement, now: Date): Promise<void> {
    const { id: engagementId, rideId, driverId, after } = engagement;
    const dueAt = secondsAfter(after?.freeAt ?? now, PROGRESS_POLICY.departSeconds);
    await this.planLook.execute({ engagementId, rideId, driverId, stage: 'to_depart' }, dueAt, now);
  }

  private async watchEnd({ id, rideId, driverId, vehicleId, window }: Engagement, now: Date): Promise<void> {
    const facts = { engagementId: id, rideId, driverId, vehicleId, plannedUntil: window.end.toISOString() };
    const timer = new EngagementEndPlanned(id, facts, now);
    timer.aggregateVersion = 1;
    await this.unitOfWork.schedule(timer, window.end);
  }
}

type Promised = Pick<EngagementTerms, 'promisedPickupAt' | 'rest'>;

/** From now, or from when he is free. */
function windowOf(
  { pickupAt, expectedMinutes }: RideToServe,
  { promisedPickupAt, rest }: Promised,
  now: Date,
): TimeWindow {
  return plannedWindow(promisedPickupAt ?? pickupAt, expectedMinutes, rest?.freeAt ?? now);
}

function refusalOf(driver: DriverAtHand, ride: RideToServe, terms: Promised, now: Date): DomainError | null {
  const { rest } = terms;
  const window = windowOf(ride, terms, now);
  const refusals = refusalsOf(rest ? freeAfter(driver, rest) : driver, ride, window, now);
  return refusals.length > 0 ? driverRefused(refusals) : null;
}
