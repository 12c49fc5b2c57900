import type { HoursPolicy } from '../../../kernel/duty-hours';
import type { DutyPolicy, Versioned } from '../domain/duty-policy';

export class HoursPolicyResponse {
  version: number;
  /**
   * At most so many minutes on duty within the window, breaks included.
   * @example 720
   */
  limitMinutes: number;
  /** @example 1440 */
  windowMinutes: number;
  /**
   * Off duty, once the limit was reached.
   * @example 600
   */
  restMinutes: number;

  static of({ version, terms }: Versioned<HoursPolicy>): HoursPolicyResponse {
    const { limitMinutes, windowMinutes, restMinutes } = terms;
    return { version, limitMinutes, windowMinutes, restMinutes };
  }
}

export class DutyPolicyResponse {
  version: number;
  /** @example 10 */
  lateGraceMinutes: number;
  /** @example 10 */
  earlyGraceMinutes: number;
  /** @example 120 */
  checkInWaitsMinutes: number | null;
  /** @example 120 */
  checkOutAfterShiftMinutes: number | null;
  /** @example 4 */
  breaksAtMost: number;
  /** @example 60 */
  breakMinutesAtMost: number;
  breaksBeyond: 'REFUSED' | 'MARKED';
  /** @example 5000 */
  odometerJumpMetres: number;
  /** @example 15 */
  distanceDiffersPercent: number;

  static of({ version, terms }: Versioned<DutyPolicy>): DutyPolicyResponse {
    const { lateGraceMinutes, earlyGraceMinutes, checkInWaitsMinutes, checkOutAfterShiftMinutes } = terms;
    const { breaksAtMost, breakMinutesAtMost } = terms;
    const { breaksBeyond, odometerJumpMetres, distanceDiffersPercent } = terms;
    return {
      version,
      lateGraceMinutes,
      earlyGraceMinutes,
      checkInWaitsMinutes,
      checkOutAfterShiftMinutes,
      breaksAtMost,
      breakMinutesAtMost,
      breaksBeyond,
      odometerJumpMetres,
      distanceDiffersPercent,
    };
  }
}
