import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { AfterCommit, InTransaction } from '../../../platform/events/listener.decorators';
import {
  AttendanceOdometerCorrected,
  CheckedOut,
  CheckInApproved,
  CheckInRequested,
  CheckOutCompleted,
} from '../../attendance/contracts/attendance-events';
import { WHOLE_ORGANIZATION } from '../domain/scope';
import { CheckInReadings, type OdometerReading } from '../persistence/check-in-readings';
import { Vehicles } from '../persistence/vehicles';

const byVehicle = (event: { payload: { vehicleId: string } }): string => event.payload.vehicleId;

/**
 * Keeps a vehicle's odometer at the highest reading that was believed: that of an approved check-in, or of a check-out.
 * A check-in that is rejected may hold a typo, so its reading only waits here, until the approval, which carries none.
 */
@Injectable()
export class FollowOdometer {
  constructor(
    private readonly clock: Clock,
    private readonly readings: CheckInReadings,
    private readonly vehicles: Vehicles,
  ) {}

  // In the transaction, so that the reading is there before any approval can be.
  @InTransaction(CheckInRequested)
  async rememberReading({ payload, occurredAt }: CheckInRequested): Promise<void> {
    const { attendanceId, vehicleId, odometerMetres: metres } = payload;
    await this.readings.remember(attendanceId, { vehicleId, metres, readAt: occurredAt });
  }

  @AfterCommit(CheckInApproved, { effect: 'database', key: byVehicle, spansAggregates: true })
  async believeCheckIn({ payload }: CheckInApproved): Promise<void> {
    const reading = await this.readings.take(payload.attendanceId);
    if (reading) await this.raise(reading);
  }

  @AfterCommit(CheckedOut, { effect: 'database', key: byVehicle, spansAggregates: true })
  async believeCheckOut({ payload, occurredAt }: CheckedOut): Promise<void> {
    const { vehicleId, odometerEndMetres: metres } = payload;
    // Of one that happened by itself nobody has read it yet.
    if (metres !== null) await this.raise({ vehicleId, metres, readAt: occurredAt });
  }

  @AfterCommit(CheckOutCompleted, { effect: 'database', key: byVehicle, spansAggregates: true })
  async believeCompletion({ payload, occurredAt }: CheckOutCompleted): Promise<void> {
    await this.raise({ vehicleId: payload.vehicleId, metres: payload.odometerEndMetres, readAt: occurredAt });
  }

  @AfterCommit(AttendanceOdometerCorrected, { effect: 'database', key: byVehicle, spansAggregates: true })
  async followCorrection({ payload, occurredAt }: AttendanceOdometerCorrected): Promise<void> {
    const { vehicleId, isVehiclesLast, to } = payload;
    if (!isVehiclesLast) return;
    await this.vehicles.updateInScope(vehicleId, WHOLE_ORGANIZATION, (vehicle) =>
      vehicle.followCorrection(to.endMetres ?? to.startMetres, occurredAt, this.clock.now()),
    );
  }

  private async raise({ vehicleId, metres, readAt }: OdometerReading): Promise<void> {
    await this.vehicles.updateInScope(vehicleId, WHOLE_ORGANIZATION, (vehicle) =>
      vehicle.readOdometer(metres, readAt, this.clock.now()),
    );
  }
}
