import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsDate, IsUUID, ValidateNested } from 'class-validator';

export class PlanRosterEntryRequest {
  @IsUUID()
  driverId: string;

  @IsUUID()
  vehicleId: string;

  @IsDate()
  startsAt: Date;

  /** At most 16 hours after the start. */
  @IsDate()
  endsAt: Date;
}

export class PlanRosterRequest {
  /** 1 to 200 of them; all are planned, or none. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => PlanRosterEntryRequest)
  entries: PlanRosterEntryRequest[];
}
