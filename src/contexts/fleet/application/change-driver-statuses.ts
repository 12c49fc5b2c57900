import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { eachForItself, type Outcome } from '../../../platform/http/each-for-itself';
import { OncePerItem } from '../../../platform/http/once-per-item';
import type { DriverStatus } from '../contracts/fleet-events';
import type { Driver } from '../domain/driver';
import { ChangeDriverStatus } from './change-driver-status';
import { ReadDriver } from './read-driver';

/** Each for itself, in a unit of work with its own lock: one that is refused keeps no other back. */
@Injectable()
export class ChangeDriverStatuses {
  constructor(
    private readonly changeStatus: ChangeDriverStatus,
    private readonly readDriver: ReadDriver,
    private readonly oncePerItem: OncePerItem,
  ) {}

  /**
   * Outside any unit of work. What was changed under this key is not changed again, and is given as it is by now;
   * what it could not become, it does not by a repeat either.
   * @param key the `Idempotency-Key`
   */
  execute(
    driverIds: readonly string[],
    to: { status: DriverStatus; reason: string },
    principal: Principal,
    key: string | null,
  ): Promise<Outcome<Driver>[]> {
    return eachForItself(driverIds, (id) =>
      this.oncePerItem.run(
        { principal, key, itemId: id, wanted: to, stands: ({ code }) => code === 'illegal_driver_transition' },
        () => this.changeStatus.execute(id, to, principal),
        () => this.readDriver.execute(id, principal),
      ),
    );
  }
}
