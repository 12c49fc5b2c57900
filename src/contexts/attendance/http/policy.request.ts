import { IsIn, IsInt, IsOptional, Max, Min, ValidateIf } from 'class-validator';
import { IsReason } from '../../../platform/http/field.decorators';

export class ChangeHoursPolicyRequest {
  /** Ignored, so that what GET answered can be edited and sent back: the next version is counted here. */
  @IsOptional()
  @IsInt()
  version?: number;

  /**
   * At most so many minutes on duty within the window, breaks included.
   * @example 720
   */
  @IsInt()
  @Min(30)
  @Max(2_880)
  limitMinutes: number;

  /** @example 1440 */
  @IsInt()
  @Min(60)
  @Max(2_880)
  windowMinutes: number;

  /**
   * Off duty, once the limit was reached.
   * @example 600
   */
  @IsInt()
  @Min(0)
  @Max(2_880)
  restMinutes: number;

  /** @example 'The guidelines of 2020: 12 hours in 24, then 10 of rest.' */
  @IsReason()
  reason: string;
}

export class ChangeDutyPolicyRequest {
  /** Ignored, so that what GET answered can be edited and sent back: the next version is counted here. */
  @IsOptional()
  @IsInt()
  version?: number;

  /**
   * Later than so many minutes after the shift's start is late.
   * @example 10
   */
  @IsInt()
  @Min(0)
  @Max(240)
  lateGraceMinutes: number;

  /**
   * Earlier than so many minutes before its end is early.
   * @example 10
   */
  @IsInt()
  @Min(0)
  @Max(240)
  earlyGraceMinutes: number;

  /**
   * So many minutes a check-in waits for a decision, at most until the shift's end; null: until then.
   * @example 120
   */
  @ValidateIf((_, value) => value !== null)
  @IsInt()
  @Min(5)
  @Max(1_440)
  checkInWaitsMinutes: number | null;

  /**
   * So many minutes after the shift's end whoever is still on duty is checked out; null: nobody is.
   * @example 120
   */
  @ValidateIf((_, value) => value !== null)
  @IsInt()
  @Min(0)
  @Max(720)
  checkOutAfterShiftMinutes: number | null;

  /**
   * In one duty.
   * @example 4
   */
  @IsInt()
  @Min(0)
  @Max(50)
  breaksAtMost: number;

  /**
   * Of all breaks of a duty together.
   * @example 60
   */
  @IsInt()
  @Min(0)
  @Max(720)
  breakMinutesAtMost: number;

  /** What becomes of a break beyond these: refused, or taken and marked. */
  @IsIn(['REFUSED', 'MARKED'])
  breaksBeyond: 'REFUSED' | 'MARKED';

  /**
   * A start of the odometer farther above the vehicle's last reading is flagged to whoever approves.
   * @example 5000
   */
  @IsInt()
  @Min(0)
  @Max(2_000_000)
  odometerJumpMetres: number;

  /**
   * Odometer and GPS of a duty that differ by more of the larger are flagged.
   * @example 15
   */
  @IsInt()
  @Min(1)
  @Max(100)
  distanceDiffersPercent: number;

  /** @example 'Drivers start from home now.' */
  @IsReason()
  reason: string;
}
