import { IsInt, Max, Min } from 'class-validator';
import { IsReason } from '../../../platform/http/field.decorators';
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
