import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock';
import type { ConflictKind } from '../contracts/assignment-events';
import { Conflict } from '../domain/conflict';
import { documentsRefusal } from '../domain/documents';
import { areUnknown, hoursRefusal } from '../domain/driver-hours';
import { outageRefusal } from '../domain/outage';
import { beyondHours } from '../domain/week-plan';
import { Conflicts, type OpenConflict } from '../persistence/conflicts';
import { type PlanAhead, PlansAhead, type PlanSubject } from '../persistence/plans-ahead';
import { HoursPolicies } from '../projections/hours-policies';

/** By what a driver or a vehicle is, whenever the plan is. */
type Unavailability = 'driver_unavailable' | 'vehicle_unavailable';

/** What may break a plan, and be put right again. */
export type Breakage = Extract<
  ConflictKind,
  | Unavailability
  | 'driver_documents_lapse'
  | 'vehicle_documents_lapse'
  | 'driver_hours_spent'
  | 'driver_off_duty'
  | 'vehicle_out_of_service'
>;

/** Since when a driver or a vehicle is what he or it is: tells one occasion from the next of the same words. */
export interface StatusChange {
  readonly to: string;
  readonly at: Date;
}

const PUT_RIGHT = 'It holds again: what broke it was put right.';

/** Lists the plans that something has broken, and takes off the list those that it breaks no more. */
@Injectable()
export class ReviewPlans {
  constructor(
    private readonly plans: PlansAhead,
    private readonly conflicts: Conflicts,
    private readonly policies: HoursPolicies,
    private readonly clock: Clock,
  ) {}

  /**
   * Each once, however often it is looked: the plans as they are now, of rides not under way and of shifts not over. A ride under way is
   * finished, whatever breaks; only that its driver or vehicle became unavailable somebody must see.
   * @param change what made the driver or the vehicle unavailable, or available again; null of every other breakage
   */
  async execute(
    breakage: Breakage,
    subject: PlanSubject,
    organizationId: string,
    change: StatusChange | null = null,
  ): Promise<void> {
    const now = this.clock.now();
    const engagements = await this.plans.engagements(organizationId, subject, now, isUnavailability(breakage));
    const shifts = await this.plans.shifts(organizationId, subject, now);
    const broken = new Map([
      ...brokenEngagements(breakage, engagements, now, change),
      ...(breakage === 'driver_hours_spent'
        ? await this.beyondHours(shifts, organizationId, now)
        : brokenShifts(breakage, shifts, now, change)),
    ]);
    const unsaid = breakage === 'driver_hours_spent' ? engagements.filter(({ gates }) => areUnknown(gates.hours)) : [];
    for (const open of await this.conflicts.openOfKind(organizationId, breakage, subject)) {
      const plan = [...engagements, ...shifts].find((each) => idOf(each) === idOf(open));
      if (plan && !broken.has(plan) && !unsaid.includes(plan)) {
        await this.conflicts.update(open.id, (conflict) => conflict.resolve(PUT_RIGHT, null, now));
      }
    }
    for (const [plan, detail] of broken) {
      // Of a change that another has overtaken, that other one tells.
      if (change && statusOf(breakage, plan) !== change.to) continue;
      await this.conflicts.raise(Conflict.raise(uuidv7(), organizationId, breakage, plan, detail, now));
    }
  }

  /** Of shifts that have not begun: of one that has, his duty's own end tells. */
  private async beyondHours(
    shifts: readonly PlanAhead[],
    organizationId: string,
    now: Date,
  ): Promise<[PlanAhead, string][]> {
    const policy = await this.policies.of(organizationId);
    const drivers = new Set(shifts.map(({ driverId }) => driverId));
    return [...drivers].flatMap((driver) => {
      const his = shifts.filter(({ driverId }) => driverId === driver);
      const all = his.map(({ driverId, vehicleId, window }) => ({
        ...{ driverId, vehicleId },
        startsAt: window.start,
        endsAt: window.end,
      }));
      return beyondHours(all, his[0]!.spells, policy, now).flatMap(({ index, error }): [PlanAhead, string][] =>
        his[index]!.window.start > now ? [[his[index]!, error.message]] : [],
      );
    });
  }
}

function brokenEngagements(
  breakage: Breakage,
  plans: readonly PlanAhead[],
  now: Date,
  change: StatusChange | null,
): [PlanAhead, string][] {
  return plans.flatMap((plan): [PlanAhead, string][] => {
    const spent = hoursRefusal(plan.gates.hours, plan.window, now);
    switch (breakage) {
      case 'driver_hours_spent':
        return spent ? [[plan, spent.message]] : [];
      case 'driver_off_duty':
        // Once is enough: whose hours are spent cannot come back for it anyway.
        return plan.isLeft && !spent ? [[plan, absence(plan)]] : [];
      case 'driver_unavailable':
      case 'vehicle_unavailable':
        return unavailable(breakage, plan, change, 'has this ride to carry', 'is planned for this ride');
      default: {
        const refusal = refusalOf(breakage, plan, plan.window);
        return refusal ? [[plan, refusal.message]] : [];
      }
    }
  });
}

function absence({ lastOnDutyAt }: PlanAhead): string {
  const since = lastOnDutyAt ? ` since ${lastOnDutyAt.toISOString()}` : '';
  return `The driver is off duty${since} and has this ride to carry in the shift that he has left.`;
}

/** Of a shift that has begun, what is left of it. Whoever is off duty may be on it again by then. */
function brokenShifts(
  breakage: Exclude<Breakage, 'driver_hours_spent'>,
  plans: readonly PlanAhead[],
  now: Date,
  change: StatusChange | null,
): [PlanAhead, string][] {
  if (breakage === 'driver_off_duty') return [];
  return plans.flatMap((plan): [PlanAhead, string][] => {
    if (isUnavailability(breakage)) {
      return unavailable(breakage, plan, change, 'has this shift to work', 'is planned for this shift');
    }
    const { start, end } = plan.window;
    const refusal = refusalOf(breakage, plan, { start: start > now ? start : now, end });
    return refusal ? [[plan, refusal.message]] : [];
  });
}

function isUnavailability(breakage: Breakage): breakage is Unavailability {
  return breakage === 'driver_unavailable' || breakage === 'vehicle_unavailable';
}

/** One in the workshop, too: it may be back by then, or it may not. */
function unavailable(
  breakage: Unavailability,
  plan: PlanAhead,
  change: StatusChange | null,
  ofDriver: string,
  ofVehicle: string,
): [PlanAhead, string][] {
  const isDriver = breakage === 'driver_unavailable';
  const status = statusOf(breakage, plan);
  if (status === 'ACTIVE') return [];
  const since = change ? ` at ${change.at.toISOString()}` : '';
  const what = isDriver ? ofDriver : ofVehicle;
  return [[plan, `The ${isDriver ? 'driver' : 'vehicle'} became ${status}${since} and ${what}.`]];
}

function statusOf(breakage: Breakage, { driverStatus, vehicleStatus }: PlanAhead): string {
  return breakage === 'driver_unavailable' ? driverStatus : vehicleStatus;
}

function refusalOf(
  breakage: Exclude<Breakage, Unavailability | 'driver_hours_spent' | 'driver_off_duty'>,
  { plate, gates }: PlanAhead,
  window: PlanAhead['window'],
) {
  switch (breakage) {
    case 'driver_documents_lapse':
      return documentsRefusal('driver', gates.documents, window.end);
    case 'vehicle_documents_lapse':
      return documentsRefusal('vehicle', gates.vehicleDocuments, window.end);
    case 'vehicle_out_of_service':
      return outageRefusal(plate, gates.outages, window);
  }
}

function idOf({ engagementId, rosterEntryId }: Pick<OpenConflict, 'engagementId' | 'rosterEntryId'>): string {
  return engagementId ?? rosterEntryId!;
}
