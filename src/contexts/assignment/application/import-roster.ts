import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePhone } from '../../../kernel/phone';
import { normalisePlate } from '../../../kernel/plate';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { moment } from '../../../platform/imports/cell-values';
import type { Cells } from '../../../platform/imports/cells';
import { type Claim, Importer, refused, type Verdict } from '../../../platform/imports/importer';
import { lock } from '../../../platform/transaction/locks';
import { assignmentPermissions } from '../assignment.permissions';
import { RosterEntry, type Shift } from '../domain/roster-entry';
import { type PlannedShift, rosterRefusals } from '../domain/roster-plan';
import { Roster } from '../persistence/roster';
import { RosterNames } from '../persistence/roster-names';

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

/** Plans the shifts of a file by the rules of planning one. Those that are planned already, as they are, change nothing. */
@Injectable()
export class ImportRoster extends Importer<RosterRow, Shift> {
  override readonly kind = 'roster';
  override readonly permissions = [assignmentPermissions.planRoster];
  override readonly columns = [
    { name: 'driver_phone', isRequired: true, says: 'of an ACTIVE driver', example: '+91 98765 43210' },
    { name: 'plate', isRequired: true, says: 'of the vehicle', example: 'DL1ZA1234' },
    { name: 'starts_at', isRequired: true, says: 'in India, or with an offset', example: '2026-11-23 06:00' },
    { name: 'ends_at', isRequired: true, says: 'the same', example: '2026-11-23 16:00' },
  ];

  constructor(
    private readonly roster: Roster,
    private readonly names: RosterNames,
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

  override claims({ phone, plate, startsAt, endsAt }: RosterRow): Claim[] {
    const during = { start: startsAt, end: endsAt };
    return [
      { column: 'driver_phone', key: `driver ${phone}`, during, says: 'this driver in a shift at that time' },
      { column: 'plate', key: `vehicle ${plate}`, during, says: 'this vehicle in a shift at that time' },
    ];
  }

  override async plan(rows: readonly RosterRow[], caller: Principal): Promise<Verdict<Shift>[]> {
    const drivers = await this.names.drivers(
      rows.map(({ phone }) => phone),
      caller,
    );
    const vehicles = await this.names.vehicles(
      rows.map(({ plate }) => plate),
      caller,
    );
    const verdicts: Verdict<Shift>[] = [];
    const named: NamedShift[] = [];
    for (const [index, { phone, plate, startsAt, endsAt }] of rows.entries()) {
      const [driverId, vehicleId] = [drivers.get(phone), vehicles.get(plate)];
      if (driverId && vehicleId) named.push({ index, shift: { driverId, vehicleId, startsAt, endsAt } });
      else if (!driverId)
        verdicts[index] = refused('driver_unknown', 'None of your drivers has this phone.', 'driver_phone');
      else verdicts[index] = refused('vehicle_unknown', 'None of your vehicles has this plate.', 'plate');
    }
    if (named.length > 0) await this.judge(named, caller, verdicts);
    return verdicts;
  }

  override async apply(shifts: readonly Shift[], caller: Principal): Promise<void> {
    const now = this.clock.now();
    const organizationId = organizationOf(caller);
    const entries = shifts.map((shift) => RosterEntry.plan(uuidv7(), organizationId, shift, caller.userId, now));
    await this.roster.addAll(entries);
  }

  private async judge(named: readonly NamedShift[], caller: Principal, verdicts: Verdict<Shift>[]): Promise<void> {
    const now = this.clock.now();
    const shifts = named.map(({ shift }) => shift);
    const facts = await this.roster.factsFor(shifts, organizationOf(caller), caller, now);
    const fresh: NamedShift[] = [];
    for (const { index, shift } of named) {
      const there = facts.planned.find((entry) => isSame(entry, shift));
      if (!there) fresh.push({ index, shift });
      else if (there.vehicleId === shift.vehicleId && there.endsAt.getTime() === shift.endsAt.getTime())
        verdicts[index] = { outcome: 'unchanged' };
      else verdicts[index] = differs(there);
    }
    const refusals = rosterRefusals(
      fresh.map(({ shift }) => shift),
      facts,
      now,
    );
    for (const [place, { index, shift }] of fresh.entries()) {
      const problems = refusals
        .filter((refusal) => refusal.index === place)
        .map(({ error: { code, message } }) => ({ column: columnOf(code), code, message, isWarning: false }));
      const locks = [lock('driver', shift.driverId), lock('vehicle', shift.vehicleId)];
      verdicts[index] =
        problems.length > 0 ? { outcome: 'refused', problems } : { outcome: 'apply', plan: shift, locks };
    }
  }
}

/** The natural key: nobody begins two shifts at once. */
function isSame(entry: PlannedShift, { driverId, startsAt }: Shift): boolean {
  return entry.driverId === driverId && entry.startsAt.getTime() === startsAt.getTime();
}

/** He may know of it: it is replaced with a reason, or cancelled, and not overwritten by a file. */
function differs({ id }: PlannedShift): Verdict<Shift> {
  const message = `He has a shift from that time with another vehicle or end, roster entry ${id}. Replace or cancel it.`;
  return refused('roster_entry_differs', message, 'starts_at');
}

function columnOf(code: string): string {
  if (code.includes('vehicle')) return 'plate';
  return code.includes('shift') ? 'starts_at' : 'driver_phone';
}
