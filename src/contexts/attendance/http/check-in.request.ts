import { IsInt, IsString, IsUUID, Matches, Max, Min } from 'class-validator';
import { HIGHEST_ODOMETER_METRES } from '../domain/odometer';

export class CheckInRequest {
  /** Of POST /v1/driver/selfies, at most 10 minutes ago and not used before. */
  @IsUUID()
  selfieId: string;

  /**
   * What the odometer reads, in metres.
   * @example 18250000
   */
  @IsInt()
  @Min(0)
  @Max(HIGHEST_ODOMETER_METRES)
  odometerStartMetres: number;

  /**
   * The phone, by an identifier that stays the same: one driver at a time checks in with it.
   * @example android-9f1c2b7d5e3a4f60
   */
  @IsString()
  @Matches(/^[A-Za-z0-9._:-]{8,128}$/, {
    message: 'deviceId must be 8 to 128 letters, digits, dots, underscores, colons or hyphens',
  })
  deviceId: string;
}
