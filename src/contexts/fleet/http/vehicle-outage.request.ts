import { IsDate } from 'class-validator';
import { IsReason, MayBeLeftOut } from '../../../platform/http/field.decorators';

export class NoteOutageRequest {
  /** Left out: from now on. It does not lie in the past. */
  @MayBeLeftOut()
  @IsDate()
  startsAt?: Date;

  /** Left out: until somebody ends it. */
  @MayBeLeftOut()
  @IsDate()
  endsAt?: Date;

  /**
   * Why the vehicle does no work then.
   * @example 'Bumper repair'
   */
  @IsReason()
  reason: string;
}

export class EndOutageRequest {
  /** Left out: now. Where the outage has not begun by then, it is withdrawn. */
  @MayBeLeftOut()
  @IsDate()
  endsAt?: Date;

  /**
   * Why it ends then, for the audit.
   * @example 'Repaired sooner than expected'
   */
  @IsReason()
  reason: string;
}
