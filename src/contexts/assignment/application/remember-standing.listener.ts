import { Injectable } from '@nestjs/common';
import { InTransaction, InTransactionTogether } from '../../../platform/events/listener.decorators';
import { DutyHoursSpent, DutyLimitMoved, HoursPolicyChanged } from '../../attendance/contracts/attendance-events';
import { DriverPreferencesChanged, VehicleAvailabilityChanged } from '../../fleet/contracts/fleet-events';
import { DocumentStandingChanged } from '../../verification/contracts/verification-events';
import { DriverDirectory, type Standing } from '../projections/driver-directory';
import { HoursPolicies } from '../projections/hours-policies';
import { VehicleDirectory } from '../projections/vehicle-directory';

/** A driver is registered, and a vehicle, before it is told how their documents stand, also within one transaction. */
const LAST = { order: 10 };

/** In the transaction: whoever assigns or plans after it sees what a driver and a vehicle may be used for. */
@Injectable()
export class RememberStanding {
  constructor(
    private readonly drivers: DriverDirectory,
    private readonly vehicles: VehicleDirectory,
    private readonly policies: HoursPolicies,
  ) {}

  /** Of one whose standing was told twice in a transaction, the last counts. */
  @InTransactionTogether(DocumentStandingChanged, LAST)
  async documents(facts: readonly DocumentStandingChanged[]): Promise<void> {
    const told = [...new Map(facts.map(({ payload }) => [payload.subjectId, payload])).values()];
    const [drivers, vehicles] = [told.filter(isDrivers), told.filter((standing) => !isDrivers(standing))];
    if (drivers.length > 0) await this.drivers.changeDocuments(drivers);
    if (vehicles.length > 0) await this.vehicles.changeDocuments(vehicles);
  }

  @InTransaction(DutyLimitMoved)
  async limitMoved({ payload }: DutyLimitMoved): Promise<void> {
    await this.drivers.limitDuty(payload.driverId, payload.attendanceId, new Date(payload.dutyEndsBy));
  }

  /** He takes no more rides, whatever was said before of how long he may stay. */
  @InTransaction(DutyHoursSpent)
  async hoursSpent({ payload, occurredAt }: DutyHoursSpent): Promise<void> {
    await this.drivers.spendHours(payload.driverId, payload.attendanceId, occurredAt);
  }

  @InTransaction(HoursPolicyChanged)
  async policyChanged({ payload, organizationId }: HoursPolicyChanged): Promise<void> {
    await this.policies.remember(payload, organizationId!);
  }

  @InTransaction(VehicleAvailabilityChanged, LAST)
  async availability({ payload }: VehicleAvailabilityChanged): Promise<void> {
    await this.vehicles.changeOutages(payload.vehicleId, payload.outages);
  }

  @InTransaction(DriverPreferencesChanged, LAST)
  async preferences({ payload }: DriverPreferencesChanged): Promise<void> {
    await this.drivers.changePreferences(payload.driverId, payload.preferences);
  }
}

const isDrivers = ({ subjectType }: Standing): boolean => subjectType === 'driver';
