import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { eachForItself, type Outcome } from '../../../platform/http/each-for-itself';
import { OncePerItem } from '../../../platform/http/once-per-item';
import type { VehicleStatus } from '../contracts/fleet-events';
import type { Vehicle } from '../domain/vehicle';
import { ChangeVehicleStatus } from './change-vehicle-status';
import { ReadVehicle } from './read-vehicle';

/** Each for itself, in a unit of work with its own lock: one that is refused keeps no other back. */
@Injectable()
export class ChangeVehicleStatuses {
  constructor(
    private readonly changeStatus: ChangeVehicleStatus,
    private readonly readVehicle: ReadVehicle,
    private readonly oncePerItem: OncePerItem,
  ) {}

  /**
   * Outside any unit of work. What was changed under this key is not changed again, and is given as it is by now;
   * what it could not become, it does not by a repeat either.
   * @param key the `Idempotency-Key`
   */
  execute(
    vehicleIds: readonly string[],
    to: { status: VehicleStatus; reason: string },
    principal: Principal,
    key: string | null,
  ): Promise<Outcome<Vehicle>[]> {
    return eachForItself(vehicleIds, (id) =>
      this.oncePerItem.run(
        { principal, key, itemId: id, wanted: to, stands: ({ code }) => code === 'illegal_vehicle_transition' },
        () => this.changeStatus.execute(id, to, principal),
        () => this.readVehicle.execute(id, principal),
      ),
    );
  }
}
