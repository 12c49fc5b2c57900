import { IsNumber, Max, Min, ValidateNested } from 'class-validator';
import { IsText } from '../../../platform/http/field.decorators';

/** WGS 84, in decimal degrees. */
export class PointRequest {
  /** @example 28.5562 */
  @IsNumber()
  @Min(-90)
  @Max(90)
  latitude: number;

  /** @example 77.1 */
  @IsNumber()
  @Min(-180)
  @Max(180)
  longitude: number;
}

export class PlaceRequest {
  @ValidateNested()
  point: PointRequest;

  /** @example 'Indira Gandhi International Airport, Terminal 3, New Delhi' */
  @IsText({ max: 300 })
  address: string;
}
