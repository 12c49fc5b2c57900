import { IsInt, IsUUID, Max, Min } from 'class-validator';
import { IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { LARGEST_ODOMETER_METRES } from '../domain/vehicle';

export class HandOverRequest {
  /** An ACTIVE driver of the vehicle's hub. Left out: to the hub. */
  @MayBeLeftOut()
  @IsUUID()
  toDriverId?: string;

  /**
   * What the odometer shows: no less than the last known reading, and not 2,000 km above it.
   * @example 18250000
   */
  @IsInt()
  @Min(0)
  @Max(LARGEST_ODOMETER_METRES)
  odometerMetres: number;

  /**
   * How far it is charged. An electric vehicle must say it.
   * @example 64
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(100)
  chargePercent?: number;

  /**
   * Dents, dirt, what lay in it.
   * @example 'Clean; a scratch on the left rear door'
   */
  @IsText({ max: 1000 })
  conditionNote: string;
}
