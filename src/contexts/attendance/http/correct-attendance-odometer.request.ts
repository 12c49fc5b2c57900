import { IsInt, Max, Min } from 'class-validator';
import { IsReason, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { HIGHEST_ODOMETER_METRES } from '../domain/odometer';

export class CorrectAttendanceOdometerRequest {
  /**
   * What the odometer really read at check-in; left out where that reading stands.
   * @example 18250000
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(HIGHEST_ODOMETER_METRES)
  odometerStartMetres?: number;

  /**
   * What the odometer really read at check-out; left out where that reading stands.
   * @example 18432000
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(HIGHEST_ODOMETER_METRES)
  odometerEndMetres?: number;

  /** @example 'One digit too many; the photo of the dashboard shows 18,250 km.' */
  @IsReason()
  reason: string;
}
