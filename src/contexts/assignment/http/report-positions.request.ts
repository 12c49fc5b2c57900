import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDate,
  IsNumber,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { PositionReport } from '../application/report-positions';
import type { ReportedPoint } from '../domain/position-report';

const FINITE = { allowNaN: false, allowInfinity: false };

export class ReportedPointRequest {
  /** @example 28.5562 */
  @IsNumber(FINITE)
  @Min(-90)
  @Max(90)
  latitude: number;

  /** @example 77.1 */
  @IsNumber(FINITE)
  @Min(-180)
  @Max(180)
  longitude: number;

  /**
   * The radius within which the device believes to be.
   * @example 8
   */
  @IsNumber(FINITE)
  @Min(0)
  @Max(100_000)
  accuracyMetres: number;

  /** @example 11.5 */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(1000)
  speedMetresPerSecond?: number | null;

  /**
   * Clockwise from north.
   * @example 270
   */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(360)
  headingDegrees?: number | null;

  /**
   * Of the cab's battery.
   * @example 64
   */
  @IsOptional()
  @IsNumber(FINITE)
  @Min(0)
  @Max(100)
  chargePercent?: number | null;

  /** When the device was there, by its own clock. */
  @IsDate()
  deviceAt: Date;

  /**
   * The device says that an application made the position up.
   * @example false
   */
  @IsOptional()
  @IsBoolean()
  mock?: boolean | null;
}

export class ReportPositionsRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ReportedPointRequest)
  points: ReportedPointRequest[];

  /** What the device's clock shows at this sending, also of points that were kept back: it tells how wrong the clock is. */
  @IsDate()
  sentAt: Date;
}

export function positionReport({ points, sentAt }: ReportPositionsRequest): PositionReport {
  return { points: points.map(reportedPoint), sentAt };
}

function reportedPoint(point: ReportedPointRequest): ReportedPoint {
  const { latitude, longitude, accuracyMetres, deviceAt } = point;
  return {
    ...{ latitude, longitude, accuracyMetres, deviceAt },
    speedMetresPerSecond: point.speedMetresPerSecond ?? null,
    headingDegrees: point.headingDegrees ?? null,
    chargePercent: point.chargePercent ?? null,
    mock: point.mock ?? false,
  };
}
