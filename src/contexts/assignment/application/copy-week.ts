import { Injectable } from '@nestjs/common';
import type { LocalDate } from '../../../kernel/local-day';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Shift } from '../domain/roster-entry';
import type { RowRefusal } from '../domain/roster-plan';
import { rosterRefused } from '../domain/roster-refused';
import { assertHubInScope } from '../domain/scope';
import { type HubWeek, movedTo, weekRefusals, weekSelection, weekWindow } from '../domain/week-plan';
import { Roster } from '../persistence/roster';
import { RosterWeeks } from '../persistence/roster-weeks';
import { HoursPolicies } from '../projections/hours-policies';
import { type DraftedWeek, DraftWeek } from './draft-week';
import { locksOf } from './shift-locks';

export interface CopyTerms {
  /** The Monday of the week that is copied. */
  readonly from: LocalDate;
  /** `refuse`: nothing is copied where one shift conflicts; `skip`: the rest is. */
  readonly onConflict: 'refuse' | 'skip';
}

export interface SkippedShift {
  readonly rosterEntryId: string;
  readonly shift: Shift;
  readonly refusals: readonly RowRefusal[];
}

export interface CopiedWeek extends DraftedWeek {
  readonly skipped: readonly SkippedShift[];
}

/** Drafts a hub's week as another was planned, at the same hours of the clock in Asia/Kolkata. */
@Injectable()
export class CopyWeek {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly weeks: RosterWeeks,
    private readonly roster: Roster,
    private readonly policies: HoursPolicies,
    private readonly draftWeek: DraftWeek,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_a_monday`, `week_empty`, `same_week`; `roster_refused` naming every conflict by the place in the week copied */
  async execute(week: HubWeek, { from, onConflict }: CopyTerms, principal: Principal): Promise<CopiedWeek> {
    const organizationId = organizationOf(principal);
    assertHubInScope(principal, week.hubId);
    weekWindow(week.monday);
    if (from === week.monday) throw new DomainError('invalid', 'same_week', 'A week is not copied onto itself.');
    return this.unitOfWork.run(async () => {
      const pattern = await this.weeks.pattern(organizationId, principal, week.hubId, weekWindow(from));
      if (pattern.length === 0) {
        throw new DomainError('conflict', 'week_empty', `The hub has no shift in the week of ${from}.`);
      }
      await this.unitOfWork.lock(locksOf(pattern));
      const now = this.clock.now();
      const shifts = pattern.map(({ driverId, vehicleId, startsAt, endsAt }) =>
        movedTo(week.monday, from, { driverId, vehicleId, startsAt, endsAt }),
      );
      const facts = await this.roster.factsFor(shifts, organizationId, principal, now);
      const policy = await this.policies.of(organizationId);
      if (onConflict === 'refuse') {
        const against = weekRefusals(shifts, week, facts, policy, now);
        if (against.length > 0) throw rosterRefused(against, shifts.length);
      }
      const { kept, refusals } = weekSelection(shifts, week, facts, policy, now);
      const keptShifts = kept.map((index) => shifts[index]!);
      const drafted = await this.draftWeek.draft(keptShifts, facts, now, principal);
      const skipped = [...new Set(refusals.map(({ index }) => index))].map((index) => ({
        rosterEntryId: pattern[index]!.id,
        shift: shifts[index]!,
        refusals: refusals.filter((refusal) => refusal.index === index),
      }));
      return { ...drafted, skipped };
    });
  }
}
