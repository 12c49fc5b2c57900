import { IsBoolean, IsDate, IsIn, IsUUID } from 'class-validator';
import { MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import { WORKING_SUBJECTS, type WorkingSubject } from '../domain/standing';

export class ListStandingsRequest extends PageRequest {
  /** Only drivers, or only vehicles. */
  @MayBeLeftOut()
  @IsIn(WORKING_SUBJECTS)
  subjectType?: WorkingSubject;

  /** Only those who may work now, or only those who may not. */
  @MayBeLeftOut()
  @IsBoolean()
  isUsable?: boolean;

  /** Only of this fleet. */
  @MayBeLeftOut()
  @IsUUID()
  fleetId?: string;

  /** Only of this hub. */
  @MayBeLeftOut()
  @IsUUID()
  hubId?: string;

  /**
   * Only those who may work now and no more from some instant before this one.
   * @example 2026-12-21T18:30:00.000Z
   */
  @MayBeLeftOut()
  @IsDate()
  lapsesBefore?: Date;
}
