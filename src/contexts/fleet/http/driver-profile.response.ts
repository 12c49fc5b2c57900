import type { DriverProfile } from '../application/read-own-profile';
import { DriverResponse } from './driver.response';
import { FleetResponse } from './fleet.response';
import { HubResponse } from './hub.response';

export class DriverProfileResponse {
  driver: DriverResponse;
  hub: HubResponse;
  fleet: FleetResponse;

  static of({ driver, hub, fleet }: DriverProfile): DriverProfileResponse {
    return { driver: DriverResponse.of(driver), hub: HubResponse.of(hub), fleet: FleetResponse.of(fleet) };
  }
}
