import { IsDate, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { VEHICLE_CLASSES, type VehicleClass } from '../../../kernel/vehicle-class';
import { IsReason } from '../../../platform/http/field.decorators';

export class SetSurgeRequest {
  /** Left out, every class that has no surge of its own. */
  @IsOptional()
  @IsIn(VEHICLE_CLASSES)
  vehicleClass?: VehicleClass;

  /**
   * 1300 raises fares by 30 %; 1000 ends a surge. With the tariff’s own multipliers it makes 500 to 2000 at most.
   * @example 1300
   */
  @IsInt()
  @Min(500)
  @Max(2_000)
  multiplierPermille: number;

  /**
   * Left out, or past, it begins now.
   * @example '2026-12-24T12:00:00Z'
   */
  @IsOptional()
  @IsDate()
  from?: Date;

  /**
   * Not included.
   * @example '2026-12-24T16:00:00Z'
   */
  @IsDate()
  until: Date;

  @IsReason()
  reason: string;
}
