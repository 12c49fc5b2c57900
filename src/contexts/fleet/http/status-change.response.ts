import type { Outcome } from '../../../platform/http/each-for-itself';
import { ItemProblemResponse } from '../../../platform/http/item-problem.response';
import type { Driver } from '../domain/driver';
import type { Vehicle } from '../domain/vehicle';
import { DriverResponse } from './driver.response';
import { VehicleResponse } from './vehicle.response';

export class DriverStatusChangeResponse {
  driverId: string;
  /** As he is now; null where the change was refused. */
  driver: DriverResponse | null;
  /** Why it was refused; null where he was changed. */
  problem: ItemProblemResponse | null;

  static of(change: Outcome<Driver>): DriverStatusChangeResponse {
    const driver = 'done' in change ? DriverResponse.of(change.done) : null;
    return { driverId: change.id, driver, problem: ItemProblemResponse.of(change) };
  }
}

export class DriverStatusChangesResponse {
  /** In the order asked. */
  items: DriverStatusChangeResponse[];

  static of(changes: readonly Outcome<Driver>[]): DriverStatusChangesResponse {
    return { items: changes.map((change) => DriverStatusChangeResponse.of(change)) };
  }
}

export class VehicleStatusChangeResponse {
  vehicleId: string;
  /** As it is now; null where the change was refused. */
  vehicle: VehicleResponse | null;
  /** Why it was refused; null where it was changed. */
  problem: ItemProblemResponse | null;

  static of(change: Outcome<Vehicle>): VehicleStatusChangeResponse {
    const vehicle = 'done' in change ? VehicleResponse.of(change.done) : null;
    return { vehicleId: change.id, vehicle, problem: ItemProblemResponse.of(change) };
  }
}

export class VehicleStatusChangesResponse {
  /** In the order asked. */
  items: VehicleStatusChangeResponse[];

  static of(changes: readonly Outcome<Vehicle>[]): VehicleStatusChangesResponse {
    return { items: changes.map((change) => VehicleStatusChangeResponse.of(change)) };
  }
}
