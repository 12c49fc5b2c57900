import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean, IsUUID } from 'class-validator';
import { MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';

export class ListApprovalsRequest extends PageRequest {
  /** Only of this hub. */
  @MayBeLeftOut()
  @IsUUID()
  hubId?: string;

  /** Only of this fleet. */
  @MayBeLeftOut()
  @IsUUID()
  fleetId?: string;

  /** Only of drivers who came late, or of those who did not. */
  @MayBeLeftOut()
  @IsBoolean()
  late?: boolean;

  /** Only with a device that the driver has never worked with, or only with others. */
  @MayBeLeftOut()
  @IsBoolean()
  firstTimeDevice?: boolean;

  /** Only where the odometer is farther above the vehicle's last reading than the duty policy lets pass, or only where not. */
  @MayBeLeftOut()
  @IsBoolean()
  odometerJump?: boolean;
}

export class ApproveCheckInsRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  attendanceIds: string[];
}
