import { IsUUID } from 'class-validator';
import { IsReason } from '../../../platform/http/field.decorators';

export class AssignRideRequest {
  @IsUUID()
  driverId: string;
}

export class ReassignRideRequest {
  @IsUUID()
  driverId: string;

  /** @example "The driver's cab broke down." */
  @IsReason()
  reason: string;
}
