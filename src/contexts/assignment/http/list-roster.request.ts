import { IsIn, IsUUID } from 'class-validator';
import { IsLocalDate, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import { ROSTER_ENTRY_STATUSES, type RosterEntryStatus } from '../domain/roster-entry';

export class ListRosterRequest extends PageRequest {
  /**
   * Shifts of which any part lies in this day of Asia/Kolkata.
   * @example 2026-03-14
   */
  @MayBeLeftOut()
  @IsLocalDate()
  day?: string;

  @MayBeLeftOut()
  @IsUUID()
  driverId?: string;

  @MayBeLeftOut()
  @IsUUID()
  vehicleId?: string;

  /** The driver's hub. */
  @MayBeLeftOut()
  @IsUUID()
  hubId?: string;

  @MayBeLeftOut()
  @IsIn(ROSTER_ENTRY_STATUSES)
  status?: RosterEntryStatus;
}
