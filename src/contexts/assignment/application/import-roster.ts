import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { FLEET_TIME_ZONE, localDate } from '../../../kernel/local-day';
import { normalisePhone } from '../../../kernel/phone';
import { normalisePlate } from '../../../kernel/plate';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { moment } from '../../../platform/imports/cell-values';
import type { Cells } from '../../../platform/imports/cells';
import {
  against,
  type Claim,
  Importer,
  legible,
  type LegibleRow,
  type Verdict,
} from '../../../platform/imports/importer';
import type { RowProblem } from '../../../platform/imports/row-problem';
import { lock } from '../../../platform/transaction/locks';
import { assignmentPermissions } from '../assignment.permissions';
import { RosterEntry, type Shift } from '../domain/roster-entry';
import {
  type PlannedShift,
  type RosterFacts,
  rosterRefusals,
  type ToldShift,
  wrongAsTold,
} from '../domain/roster-plan';
import { planWarnings } from '../domain/week-plan';
import { Roster } from '../persistence/roster';
import { RosterNames } from '../persistence/roster-names';
import { HoursPolicies } from '../projections/hours-policies';

interface RosterRow {
  readonly phone: string;
  readonly plate: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** A row whose driver and vehicle are known. */
interface NamedShift {
  readonly index: number;
  readonly shift: Shift;
}

interface JudgedShift {
  readonly told: ToldShift;
  /** As it is, already. */
  readonly isPlanned: boolean;
  readonly problems: RowProblem[];
}

/** Plans the shifts of a file by the rules of planning one. Those that were told already, as they are, change nothing. */
@Injectable()
export class ImportRoster extends Importer<RosterRow, Shift> {
  override readonly kind = 'roster';
  override readonly permissions = [assignmentPermissions.planRoster];
  override readonly columns = [
    {
      name: 'driver_phone',
      isRequired: true,
      says: 'of an ACTIVE driver',
      example: '+91 98200 00002',
      holdsPhones: true,
    },
    { name: 'plate', isRequired: true, says: 'of the vehicle', example: 'DL1ZA5678' },
    {
      name: 'starts_at',
      isRequired: true,
      says: 'in India, or with an offset',
      example: tomorrowAt('06:00'),
    },
    { name: 'ends_at', isRequired: true, says: 'the same', example: tomorrowAt('16:00') },
  ];

  constructor(
    private readonly roster: Roster,
    private readonly names: RosterNames,
    private readonly policies: HoursPolicies,
    private readonly clock: Clock,
  ) {
    super();
  }

  override read(cells: Cells): RosterRow {
    const row = {
      phone: cells.required('driver_phone', normalisePhone),
      plate: cells.required('plate', normalisePlate),
      startsAt: cells.required('starts_at', moment),
      endsAt: cells.required('ends_at', moment),
    };
    if (row.endsAt <= row.startsAt) cells.note('ends_at', 'invalid_shift', 'A shift must end after it starts.');
    return row;
  }

  override claims({ row: { phone, plate, startsAt, endsAt }, illegible }: LegibleRow<RosterRow>): Claim[] {
    if (illegible.has('starts_at') || illegible.has('ends_at')) return [];
    const during = { start: startsAt, end: endsAt };
    return [
      { column: 'driver_phone', key: `driver ${phone}`, during, says: 'this driver in a shift at that time' },
      { column: 'plate', key: `vehicle ${plate}`, during, says: 'this vehicle in a shift at that time' },
    ];
  }

  override async faults(rows: readonly LegibleRow<RosterRow>[], caller: Principal): Promise<RowProblem[][]> {
    return (await this.judge(rows, caller, this.clock.now())).judged.map(({ problems }) => problems);
  }

  override async plan(rows: readonly RosterRow[], caller: Principal): Promise<Verdict<Shift>[]> {
    const now = this.clock.now();
    const { judged, facts } = await this.judge(rows.map(legible), caller, now);
    const verdicts: Verdict<Shift>[] = [];
    const fresh: NamedShift[] = [];
    for (const [index, { told, isPlanned, problems }] of judged.entries()) {
      if (isPlanned) verdicts[index] = { outcome: 'unchanged' };
      else if (problems.length > 0) verdicts[index] = { outcome: 'refused', problems };
      else fresh.push({ index, shift: told as Shift });
    }
    if (fresh.length > 0) await this.beside(fresh, facts, caller, now, verdicts);
    return verdicts;
  }

  override async apply(shifts: readonly Shift[], caller: Principal): Promise<void> {
    const now = this.clock.now();
    const organizationId = organizationOf(caller);
    const entries = shifts.map((shift) => RosterEntry.plan(uuidv7(), organizationId, shift, caller.userId, now));
    await this.roster.addAll(entries);
  }

  private async judge(
    rows: readonly LegibleRow<RosterRow>[],
    caller: Principal,
    now: Date,
  ): Promise<{ judged: JudgedShift[]; facts: RosterFacts }> {
    const said = rows.map(({ row, illegible }) => ({
      phone: illegible.has('driver_phone') ? null : row.phone,
      plate: illegible.has('plate') ? null : row.plate,
      startsAt: illegible.has('starts_at') ? null : row.startsAt,
      endsAt: illegible.has('ends_at') ? null : row.endsAt,
    }));
    const drivers = await this.names.drivers(
      said.flatMap(({ phone }) => phone ?? []),
      caller,
    );
    const vehicles = await this.names.vehicles(
      said.flatMap(({ plate }) => plate ?? []),
      caller,
    );
    const told = said.map(({ phone, plate, startsAt, endsAt }) => ({
      ...{ driverId: drivers.get(phone ?? '') ?? null, vehicleId: vehicles.get(plate ?? '') ?? null },
      ...{ startsAt, endsAt },
    }));
    const facts = await this.roster.factsFor(told, organizationOf(caller), caller, now);
    const judged = told.map((shift, index): JudgedShift => {
      const { phone, plate } = said[index]!;
      const there = facts.planned.find((entry) => isSame(entry, shift));
      const isThere = there !== undefined && isAsPlanned(there, shift);
      if (isThere && there.status !== 'DRAFT') return { told: shift, isPlanned: true, problems: [] };
      const problems: RowProblem[] = [];
      if (phone !== null && shift.driverId === null)
        problems.push(against('driver_unknown', 'None of your drivers has this phone.', 'driver_phone'));
      if (plate !== null && shift.vehicleId === null)
        problems.push(against('vehicle_unknown', 'None of your vehicles has this plate.', 'plate'));
      if (isThere) problems.push(isDraft(there));
      else if (there && shift.vehicleId !== null && shift.endsAt !== null) problems.push(differs(there));
      // He cannot have both, which is said of it already.
      const others = { ...facts, planned: facts.planned.filter((entry) => entry !== there) };
      const wrong = wrongAsTold(shift, others, now);
      problems.push(...wrong.map(({ code, message }) => against(code, message, columnOf(code))));
      return { told: shift, isPlanned: false, problems };
    });
    return { judged, facts };
  }

  /** Those of the same file that nothing speaks against by themselves, beside one another. */
  private async beside(
    fresh: readonly NamedShift[],
    facts: RosterFacts,
    caller: Principal,
    now: Date,
    verdicts: Verdict<Shift>[],
  ): Promise<void> {
    const refusals = rosterRefusals(
      fresh.map(({ shift }) => shift),
      facts,
      now,
    );
    for (const { index, error } of refusals) {
      const problems = [against(error.code, error.message, columnOf(error.code))];
      verdicts[fresh[index]!.index] = { outcome: 'refused', problems };
    }
    const plannable = fresh.filter(({ index }) => !verdicts[index]);
    await this.accept(plannable, facts, caller, now, verdicts);
  }

  private async accept(
    plannable: readonly NamedShift[],
    facts: RosterFacts,
    caller: Principal,
    now: Date,
    verdicts: Verdict<Shift>[],
  ): Promise<void> {
    const shifts = plannable.map(({ shift }) => shift);
    const said = planWarnings(shifts, facts, await this.policies.of(organizationOf(caller)), now);
    for (const [place, { index, shift }] of plannable.entries()) {
      const warnings = said
        .filter((warning) => warning.index === place)
        .map(({ code, message }) => ({ column: columnOf(code), code, message, isWarning: true }));
      const locks = [lock('driver', shift.driverId), lock('vehicle', shift.vehicleId)];
      verdicts[index] = { outcome: 'apply', plan: shift, locks, warnings };
    }
  }
}

/** There, so that the template can be brought in as it is. */
function tomorrowAt(time: string): (now: Date) => string {
  return (now) => `${localDate(new Date(now.getTime() + 86_400_000), FLEET_TIME_ZONE)} ${time}`;
}

/** The natural key: nobody begins two shifts at once. */
function isSame(entry: PlannedShift, { driverId, startsAt }: ToldShift): boolean {
  return entry.driverId === driverId && entry.startsAt.getTime() === startsAt?.getTime();
}

function isAsPlanned(entry: PlannedShift, { vehicleId, endsAt }: ToldShift): boolean {
  return entry.vehicleId === vehicleId && entry.endsAt.getTime() === endsAt?.getTime();
}

/** He may know of it: it is replaced with a reason, or cancelled, and not overwritten by a file. */
function differs({ id }: PlannedShift): RowProblem {
  const message = `He has a shift from that time with another vehicle or end, roster entry ${id}. Replace or cancel it.`;
  return against('roster_entry_differs', message, 'starts_at');
}

/** Nobody is told of it, so it does not count as there; and a week is published whole. */
function isDraft({ id }: PlannedShift): RowProblem {
  const message = `This shift is a draft, roster entry ${id}, of which nobody is told. Publish its week, or cancel it.`;
  return against('roster_entry_draft', message, 'starts_at');
}

function columnOf(code: string): string {
  if (code.includes('vehicle')) return 'plate';
  return code.includes('shift') || code.startsWith('prefers') ? 'starts_at' : 'driver_phone';
}
