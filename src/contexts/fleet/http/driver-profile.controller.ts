import { Controller, Get } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ReadOwnProfile } from '../application/read-own-profile';
import { fleetPermissions } from '../fleet.permissions';
import { DriverProfileResponse } from './driver-profile.response';

@ApiGroup('Drivers', 'The drivers: who they are, where they belong, and whether they may work.')
@Controller('v1/driver/profile')
export class DriverProfileController {
  constructor(private readonly readOwnProfile: ReadOwnProfile) {}

  /** Shows the calling driver himself, with his hub and fleet. */
  @Get()
  @RequirePermission(fleetPermissions.readOwnProfile)
  async readDriverProfile(@Caller() caller: Principal): Promise<DriverProfileResponse> {
    return DriverProfileResponse.of(await this.readOwnProfile.execute(caller));
  }
}
