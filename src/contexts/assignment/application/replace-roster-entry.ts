import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { assertNotOnDuty } from '../domain/on-duty';
import type { RosterEntry, Shift } from '../domain/roster-entry';
import type { RosterLine } from '../domain/roster-line';
import { rosterRefused } from '../domain/roster-refused';
import { shiftRefusals } from '../domain/week-plan';
import { Roster } from '../persistence/roster';
import { RosterWeeks } from '../persistence/roster-weeks';
import { HoursPolicies } from '../projections/hours-policies';
import { locksOf } from './shift-locks';

export interface Replacement {
  /** Left out, as the vehicle: the same. */
  readonly driverId?: string;
  readonly vehicleId?: string;
  readonly reason: string;
}

/** Puts another entry in the place of one: another driver, another vehicle, or the same ones for who comes late to a shift he missed. */
@Injectable()
export class ReplaceRosterEntry {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
    private readonly weeks: RosterWeeks,
    private readonly policies: HoursPolicies,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError not_found; `roster_entry_replaced` or what else has become of it, `roster_entry_in_use` naming the rides,
   * `driver_on_duty`, `nothing_replaced`; `roster_refused` naming everything that speaks against the other
   */
  async execute(id: string, { driverId, vehicleId, reason }: Replacement, principal: Principal): Promise<RosterLine> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(async () => {
      // Its driver and vehicle never change, so who they are may be read before their locks; whatever else counts is read under them.
      const known = await this.roster.line(id, organizationId, principal);
      const who = { driverId: driverId ?? known.driverId, vehicleId: vehicleId ?? known.vehicleId };
      await this.unitOfWork.lock(locksOf([known, who]));
      const now = this.clock.now();
      const entry = await this.roster.get(id);
      entry.assertReplaceable();
      const shift = { ...who, ...timesOf(entry, now) };
      await this.assertFree(entry, shift, organizationId, principal, now);
      const rideIds = await this.roster.openRidesOf(entry);
      const dueSince = who.driverId === entry.driverId ? await this.weeks.dueSince(id, now) : null;
      const doing = { by: principal.userId, at: now };
      const other = await this.roster.change(entry, (old) =>
        old.replace({ id: uuidv7(), shift, dueSince }, reason, rideIds, doing),
      );
      await this.roster.add(other);
      return this.roster.line(other.id, organizationId, principal);
    });
  }

  private async assertFree(
    entry: RosterEntry,
    shift: Shift,
    organizationId: string,
    principal: Principal,
    now: Date,
  ): Promise<void> {
    const isSame = entry.driverId === shift.driverId && entry.vehicleId === shift.vehicleId;
    if (isSame && entry.status !== 'MISSED') {
      const message = 'The same driver with the same vehicle takes the place of a shift only that he missed.';
      throw new DomainError('invalid', 'nothing_replaced', message);
    }
    assertNotOnDuty(entry, await this.weeks.presenceOf(entry.driverId));
    const facts = await this.roster.factsFor([shift], organizationId, principal, now, [entry.id]);
    const refusals = shiftRefusals([shift], facts, await this.policies.of(organizationId), now);
    const unknown = refusals.find(({ error }) => error.kind === 'not_found');
    if (unknown) throw unknown.error;
    if (refusals.length > 0) throw rosterRefused(refusals, 1);
  }
}

/** Of a shift that has begun, what is left of it. */
function timesOf({ startsAt, endsAt }: Shift, now: Date): Pick<Shift, 'startsAt' | 'endsAt'> {
  return { startsAt: startsAt > now ? startsAt : now, endsAt };
}
