import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock';
import type { ConflictKind } from '../contracts/assignment-events';
import { Conflict } from '../domain/conflict';
import { documentsRefusal } from '../domain/documents';
import { hoursRefusal } from '../domain/driver-hours';
import { outageRefusal } from '../domain/outage';
import { beyondHours } from '../domain/week-plan';
import { Conflicts, type OpenConflict } from '../persistence/conflicts';
import { type PlanAhead, PlansAhead, type PlanSubject } from '../persistence/plans-ahead';
import { HoursPolicies } from '../projections/hours-policies';

/** What may break a plan, and be put right again. */
export type Breakage = Extract<
  ConflictKind,
  'driver_documents_lapse' | 'vehicle_documents_lapse' | 'driver_hours_spent' | 'vehicle_out_of_service'
>;

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

  /** Each once, however often it is looked: the plans as they are now, of rides not under way and of shifts not over. */
  async execute(breakage: Breakage, subject: PlanSubject, organizationId: string): Promise<void> {
    const now = this.clock.now();
    const engagements = await this.plans.engagements(organizationId, subject, now);
    const shifts = await this.plans.shifts(organizationId, subject, now);
    const broken = new Map([
      ...brokenEngagements(breakage, engagements, now),
      ...(breakage === 'driver_hours_spent'
        ? await this.beyondHours(shifts, organizationId, now)
        : brokenShifts(breakage, shifts, now)),
    ]);
    for (const open of await this.conflicts.openOfKind(organizationId, breakage, subject)) {
      const plan = [...engagements, ...shifts].find((each) => idOf(each) === idOf(open));
      if (plan && !broken.has(plan)) {
        await this.conflicts.update(open.id, (conflict) => conflict.resolve(PUT_RIGHT, null, now));
      }
    }
    for (const [plan, detail] of broken) {
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

function brokenEngagements(breakage: Breakage, plans: readonly PlanAhead[], now: Date): [PlanAhead, string][] {
  return plans.flatMap((plan): [PlanAhead, string][] => {
    const refusal =
      breakage === 'driver_hours_spent'
        ? hoursRefusal(plan.gates.hours, plan.window, now)
        : refusalOf(breakage, plan, plan.window);
    return refusal ? [[plan, refusal.message]] : [];
  });
}

/** Of a shift that has begun, what is left of it. */
function brokenShifts(
  breakage: Exclude<Breakage, 'driver_hours_spent'>,
  plans: readonly PlanAhead[],
  now: Date,
): [PlanAhead, string][] {
  return plans.flatMap((plan): [PlanAhead, string][] => {
    const { start, end } = plan.window;
    const refusal = refusalOf(breakage, plan, { start: start > now ? start : now, end });
    return refusal ? [[plan, refusal.message]] : [];
  });
}

function refusalOf(
  breakage: Exclude<Breakage, 'driver_hours_spent'>,
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
