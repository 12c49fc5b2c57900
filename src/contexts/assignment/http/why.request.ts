import { IsUUID } from 'class-validator';

export class WhyRequest {
  @IsUUID()
  driverId: string;
}
