import { Injectable } from '@nestjs/common';
import { InTransaction, InTransactionTogether } from '../../../platform/events/listener.decorators';
import {
  BreakEnded,
  BreakStarted,
  CheckedOut,
  CheckInApproved,
  CheckInExpired,
  CheckInRejected,
  CheckInRequested,
} from '../../attendance/contracts/attendance-events';
import { DriverRegistered, DriverStatusChanged, DriverUpdated } from '../../fleet/contracts/fleet-events';
import { DriverDirectory } from '../projections/driver-directory';

/** In the transaction, under the driver's lock: an assignment that follows sees him as he is. */
@Injectable()
export class RememberDriversForAssignment {
  constructor(private readonly drivers: DriverDirectory) {}

  @InTransactionTogether(DriverRegistered)
  async registered(facts: readonly DriverRegistered[]): Promise<void> {
    await this.drivers.register(facts);
  }

  @InTransaction(DriverUpdated)
  async updated({ payload }: DriverUpdated): Promise<void> {
    await this.drivers.update(payload);
  }

  @InTransaction(DriverStatusChanged)
  async statusChanged({ payload }: DriverStatusChanged): Promise<void> {
    await this.drivers.changeStatus(payload.driverId, payload.to);
  }

  @InTransaction(CheckInRequested)
  async checkInRequested({ payload }: CheckInRequested): Promise<void> {
    await this.drivers.changeDuty(payload.driverId, 'PENDING', payload);
  }

  @InTransaction(CheckInApproved)
  async checkInApproved({ payload }: CheckInApproved): Promise<void> {
    await this.drivers.changeDuty(payload.driverId, 'ON', payload);
  }

  @InTransaction(CheckInRejected)
  async checkInRejected({ payload }: CheckInRejected): Promise<void> {
    await this.drivers.changeDuty(payload.driverId, 'OFF', null);
  }

  @InTransaction(CheckInExpired)
  async checkInExpired({ payload }: CheckInExpired): Promise<void> {
    await this.drivers.changeDuty(payload.driverId, 'OFF', null);
  }

  @InTransaction(BreakStarted)
  async breakStarted({ payload }: BreakStarted): Promise<void> {
    await this.drivers.changeDuty(payload.driverId, 'BREAK', payload);
  }

  @InTransaction(BreakEnded)
  async breakEnded({ payload }: BreakEnded): Promise<void> {
    await this.drivers.changeDuty(payload.driverId, 'ON', payload);
  }

  @InTransaction(CheckedOut)
  async checkedOut({ payload }: CheckedOut): Promise<void> {
    await this.drivers.changeDuty(payload.driverId, 'OFF', null);
  }
}
