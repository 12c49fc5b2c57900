import { IsString, IsUUID, Length } from 'class-validator';

export class ReportFoundItemRequest {
  @IsUUID()
  rideId: string;

  /** @example 'A black umbrella, on the back seat' */
  @IsString()
  @Length(3, 200)
  description: string;
}
