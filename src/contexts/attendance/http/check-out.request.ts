import { IsInt, IsISO8601, Max, Min } from 'class-validator';
import { IsReason, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { HIGHEST_ODOMETER_METRES } from '../domain/odometer';

/** Ten lakh rupees: no shift takes as much. */
const MOST_CASH_PAISE = 100_000_000;

export class CheckOutRequest {
  /**
   * What the odometer reads, in metres.
   * @example 18432000
   */
  @IsInt()
  @Min(0)
  @Max(HIGHEST_ODOMETER_METRES)
  odometerEndMetres: number;

  /** Cash taken from riders, in paise. */
  @IsInt()
  @Min(0)
  @Max(MOST_CASH_PAISE)
  cashPaise: number;

  /** What riders paid to the driver's own UPI account, in paise. */
  @IsInt()
  @Min(0)
  @Max(MOST_CASH_PAISE)
  personalUpiPaise: number;
}

export class CheckOutDriverRequest extends CheckOutRequest {
  /** @example 'His phone is lost; the hub read the odometer.' */
  @IsReason()
  reason: string;
}

export class CompleteCheckOutRequest extends CheckOutRequest {
  /**
   * When he really left, where that was before he was checked out: it counts for his hours.
   * @example '2026-11-21T16:05:00.000Z'
   */
  @MayBeLeftOut()
  @IsISO8601({ strict: true })
  leftAt?: string;

  /** @example 'He forgot to check out; the hub read the odometer in the morning.' */
  @IsReason()
  reason: string;
}
