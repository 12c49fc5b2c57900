import {
  CheckInApproved,
  CheckInRequested,
  DutyHoursSpent,
  DutyLimitMoved,
} from '../../../src/contexts/attendance/contracts/attendance-events';
import {
  DriverPreferencesChanged,
  VehicleAvailabilityChanged,
} from '../../../src/contexts/fleet/contracts/fleet-events';
import { DocumentStandingChanged } from '../../../src/contexts/verification/contracts/verification-events';
import { v7 as uuidv7 } from 'uuid';
import type { OperatorAtWork } from './operator-at-work';

type Who = { readonly driverId: string; readonly vehicleId: string };

/** What verification, attendance and fleet tell of drivers and vehicles. */
export class StandingTold {
  constructor(private readonly operator: OperatorAtWork) {}

  documents(subjectType: 'driver' | 'vehicle', subjectId: string, usableUntil: Date | null, isUsable = true) {
    const documentType = subjectType === 'driver' ? 'police_verification' : 'insurance';
    const expiresOn = (usableUntil ?? this.operator.now).toISOString().slice(0, 10);
    const lapses = usableUntil ? [{ documentType, expiresOn }] : [];
    const problems = isUsable ? [] : [{ documentType, problem: 'revoked' as const }];
    const until = usableUntil?.toISOString() ?? null;
    const standing = { subjectType, subjectId, isUsable, usableUntil: until, lapses, problems };
    return this.operator.given(new DocumentStandingChanged(subjectId, standing, this.operator.now));
  }

  outages(vehicleId: string, ...outages: { from: Date; until: Date | null }[]) {
    const told = outages.map(({ from, until }) => ({
      from: from.toISOString(),
      until: until?.toISOString() ?? null,
      reason: 'Brakes',
    }));
    return this.operator.given(
      new VehicleAvailabilityChanged(vehicleId, { vehicleId, outages: told }, this.operator.now),
    );
  }

  async onDuty(who: Who, checkedInAt: Date, dutyEndsBy: Date): Promise<void> {
    const duty = this.operator.dutyOf(who);
    const what = { deviceId: 'd', odometerMetres: 18_250_000, attempt: 1 };
    await this.operator.given(
      new CheckInRequested(duty.attendanceId, { ...duty, ...what }, checkedInAt),
      new CheckInApproved(
        duty.attendanceId,
        {
          ...{ ...duty, approvedBy: uuidv7() },
          ...{ checkedInAt: checkedInAt.toISOString(), dutyEndsBy: dutyEndsBy.toISOString() },
        },
        this.operator.now,
      ),
    );
  }

  limitMoved(who: Who, endsBy: Date) {
    const facts = { ...this.operator.dutyOf(who), dutyEndsBy: endsBy.toISOString() };
    return this.operator.given(new DutyLimitMoved(who.driverId, facts, this.operator.now));
  }

  preferences(driverId: string, preferences: Record<string, string | number | boolean>) {
    const facts = { driverId, preferences, changed: Object.keys(preferences) };
    return this.operator.given(new DriverPreferencesChanged(driverId, facts, this.operator.now));
  }

  hoursSpent(who: Who) {
    const facts = { ...this.operator.dutyOf(who), mayStartAt: this.operator.after(600).toISOString() };
    return this.operator.given(new DutyHoursSpent(who.driverId, facts, this.operator.now));
  }
}
