import { v7 as uuidv7 } from 'uuid';
import { AssignmentModule } from '../../../src/contexts/assignment/assignment.module';
import { AttendanceModule } from '../../../src/contexts/attendance/attendance.module';
import { AuditModule } from '../../../src/contexts/audit/audit.module';
import {
  BreakEnded,
  BreakStarted,
  CheckedOut,
  CheckInApproved,
  CheckInRequested,
} from '../../../src/contexts/attendance/contracts/attendance-events';
import {
  DriverRegistered,
  DriverStatusChanged,
  VehicleRegistered,
  type VehicleStatus,
  VehicleStatusChanged,
} from '../../../src/contexts/fleet/contracts/fleet-events';
import { RideCompleted, RideNoShow } from '../../../src/contexts/ride/contracts/ride-events';
import { RideModule } from '../../../src/contexts/ride/ride.module';
import { Clock } from '../../../src/platform/clock';
import type { DomainEvent } from '../../../src/platform/events/domain-event';
import { lock } from '../../../src/platform/transaction/locks';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { type Answer, type CallerOptions, TestApplication, type TestCaller } from '../../support/application';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export interface OnShift {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly rosterEntryId: string;
}

/** Fleet and identity are told by their events only; the rest is real. */
export const CONTEXTS = [AssignmentModule, AttendanceModule, AuditModule, RideModule];

/** An operator of one fleet and one hub, told to assignment by the events of other contexts, at a time the test sets. */
export class OperatorAtWork {
  ops: TestCaller;

  private constructor(
    readonly application: TestApplication,
    readonly unitOfWork: UnitOfWork,
    public now: Date,
    readonly organizationId = uuidv7(),
    readonly fleetId = uuidv7(),
    readonly hubId = uuidv7(),
  ) {}

  static async open(): Promise<OperatorAtWork> {
    const application = await TestApplication.start({ contexts: CONTEXTS });
    const unitOfWork = application.app.get(UnitOfWork);
    // Nine in the morning in Delhi.
    const operator = new OperatorAtWork(application, unitOfWork, new Date('2026-11-21T03:30:00.000Z'));
    jest.spyOn(application.app.get(Clock), 'now').mockImplementation(() => operator.now);
    return operator.readyToBook();
  }

  /** Another operator on the same service and at the same time. */
  async neighbour(): Promise<OperatorAtWork> {
    const neighbour = new OperatorAtWork(this.application, this.unitOfWork, this.now);
    return neighbour.readyToBook();
  }

  /** The same operator as another context's test knows it. */
  static async beside(fleet: {
    readonly application: TestApplication;
    readonly now: Date;
    readonly organizationId: string;
    readonly fleetId: string;
    readonly hubId: string;
  }): Promise<OperatorAtWork> {
    const { application, now, organizationId, fleetId, hubId } = fleet;
    const unitOfWork = application.app.get(UnitOfWork);
    const operator = new OperatorAtWork(application, unitOfWork, now, organizationId, fleetId, hubId);
    return operator.readyToBook();
  }

  /** Rides of the same day, and departures as early as a test likes: neither is what assignment is about. */
  private async readyToBook(): Promise<this> {
    this.ops = await this.actAs({ role: 'ops' });
    const cities = await this.ops.get('/v1/cities');
    const { code, name, timeZone, origin, windows } = cities.body.items[0];
    const city = { name, timeZone, origin, leadDays: 0, windows: { ...windows, departureLeadMinutes: 1_440 } };
    expect(await this.ops.call('PUT', `/v1/cities/${code}`, city)).toMatchObject({ status: 200 });
    const terms = { basePaise: 150_00, perKilometrePaise: 18_00, perMinutePaise: 1_50 };
    const tariff = { cityCode: code, vehicleClass: 'SEDAN', tripType: 'LOCAL', effectiveFrom: '2026-01-01T00:00:00Z' };
    expect(await this.ops.post('/v1/tariffs', { ...tariff, terms })).toMatchObject({ status: 201 });
    return this;
  }

  close(): Promise<void> {
    return this.application.stop();
  }

  actAs(options: CallerOptions): Promise<TestCaller> {
    return this.application.actAs({ organizationId: this.organizationId, ...options });
  }

  after(minutes: number): Date {
    return new Date(this.now.getTime() + minutes * MINUTE);
  }

  /** Given the facts of other contexts, and of attendance, which keeps the duties that are told here as if they were its own. */
  async given(...events: DomainEvent[]): Promise<void> {
    await this.unitOfWork.run(() => this.unitOfWork.publish(...events), { organizationId: this.organizationId });
    for (const event of events) {
      if (event instanceof CheckInApproved) await this.keepDuty(event.payload, event.occurredAt);
      if (event instanceof CheckedOut) await this.endDuty('id', event.payload.attendanceId, event.occurredAt);
    }
  }

  /** Without the triggers: there was no selfie, and whoever approved it is nobody. Whoever had the vehicle has it no more. */
  private async keepDuty(
    { attendanceId, driverId, vehicleId, hubId }: CheckInApproved['payload'],
    at: Date,
  ): Promise<void> {
    await this.endDuty('vehicle_id', vehicleId, at);
    await this.application.sql(
      `INSERT INTO attendance.attendances (id, organization_id, version, driver_id, fleet_id, hub_id, vehicle_id,
         roster_entry_id, device_id, selfie_id, attempt, status, odometer_start_metres, checked_in_at, checked_in_by,
         decided_at, decided_by, breaks, excess_breaks, overlong_breaks)
       SELECT $1::uuid, $2::uuid, 1, $3::uuid, $4::uuid, $5::uuid, $6::uuid, $1::uuid, $1::text, gen_random_uuid(), 1,
         'APPROVED', 0, $7::timestamptz, $3::uuid, $7::timestamptz, $2::uuid, '[]', 0, 0
       FROM set_config('session_replication_role', 'replica', true)
       ON CONFLICT (id) DO UPDATE SET status = 'APPROVED', vehicle_id = excluded.vehicle_id, checked_out_at = NULL,
         leaving_because = NULL`,
      [attendanceId, this.organizationId, driverId, this.fleetId, hubId, vehicleId, at],
    );
  }

  private async endDuty(by: 'id' | 'vehicle_id', id: string, at: Date): Promise<void> {
    await this.application.sql(
      `UPDATE attendance.attendances SET status = 'CHECKED_OUT', checked_out_at = $2, leaving_because = 'shift_over'
       FROM set_config('session_replication_role', 'replica', true)
       WHERE ${by} = $1 AND status IN ('PENDING', 'APPROVED', 'ON_BREAK')`,
      [id, at],
    );
  }

  async driver(hubId = this.hubId, licenceExpiresOn = '2030-01-01'): Promise<string> {
    const driverId = uuidv7();
    const known = { driverId, fleetId: this.fleetId, hubId, name: 'Asha', phone: '+919876543210' };
    const contract = { licenceExpiresOn, paymentModel: 'SALARY', status: 'ACTIVE' as const };
    await this.given(new DriverRegistered(driverId, { ...known, ...contract }, this.now));
    return driverId;
  }

  async vehicle(vehicleClass = 'SEDAN', hubId = this.hubId): Promise<string> {
    const vehicleId = uuidv7();
    const plate = `DL1ZA${vehicleId.slice(-4).replace(/[a-f]/g, '7')}`;
    const facts = { vehicleId, fleetId: this.fleetId, hubId, plate, make: 'Tata', model: 'Tigor EV', vehicleClass };
    const more = { batteryWattHours: 26_000, rangeMetres: 200_000, odometerMetres: 18_250_000 };
    await this.given(new VehicleRegistered(vehicleId, { ...facts, ...more, status: 'ACTIVE' }, this.now));
    return vehicleId;
  }

  shift(driverId: string, vehicleId: string, startsAt = this.after(-60), hours = 10) {
    const endsAt = new Date(startsAt.getTime() + hours * HOUR);
    return { driverId, vehicleId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  }

  async roster(driverId: string, vehicleId: string, startsAt?: Date, hours?: number): Promise<string> {
    const answer = await this.ops.post('/v1/roster', this.shift(driverId, vehicleId, startsAt, hours));
    expect(answer.status).toBe(201);
    return answer.body.id as string;
  }

  /** An active driver, rostered since an hour ago on an active vehicle, and on duty. */
  async onShift(options: { vehicleClass?: string; duty?: boolean; licenceExpiresOn?: string } = {}): Promise<OnShift> {
    const driverId = await this.driver(this.hubId, options.licenceExpiresOn);
    const vehicleId = await this.vehicle(options.vehicleClass);
    const rosterEntryId = await this.roster(driverId, vehicleId);
    if (options.duty !== false) await this.onDuty({ driverId, vehicleId });
    return { driverId, vehicleId, rosterEntryId };
  }

  dutyOf({ driverId, vehicleId }: { driverId: string; vehicleId: string }) {
    return { attendanceId: driverId, driverId, vehicleId, hubId: this.hubId };
  }

  async checkedIn(who: { driverId: string; vehicleId: string }): Promise<void> {
    const duty = this.dutyOf(who);
    const what = { deviceId: 'd', odometerMetres: 18_250_000, attempt: 1 };
    await this.given(new CheckInRequested(duty.attendanceId, { ...duty, ...what }, this.now));
  }

  async onDuty(who: { driverId: string; vehicleId: string }): Promise<void> {
    await this.checkedIn(who);
    const duty = this.dutyOf(who);
    await this.given(new CheckInApproved(duty.attendanceId, { ...duty, approvedBy: uuidv7() }, this.now));
  }

  async onBreak(who: { driverId: string; vehicleId: string }): Promise<void> {
    await this.given(new BreakStarted(who.driverId, this.dutyOf(who), this.now));
  }

  async backFromBreak(who: { driverId: string; vehicleId: string }): Promise<void> {
    await this.given(new BreakEnded(who.driverId, this.dutyOf(who), this.now));
  }

  checkedOut(who: { driverId: string; vehicleId: string }): CheckedOut {
    const takings = { odometerEndMetres: 18_300_000, cashPaise: 0, personalUpiPaise: 0, cashDepositedPaise: 0 };
    return new CheckedOut(who.driverId, { ...this.dutyOf(who), ...takings }, this.now);
  }

  async suspended(driverId: string): Promise<void> {
    const change = { driverId, from: 'ACTIVE' as const, to: 'SUSPENDED' as const, reason: 'Complaint' };
    await this.given(new DriverStatusChanged(driverId, change, this.now));
  }

  /** Under the lock that fleet takes. */
  async vehicleBecomes(vehicleId: string, to: VehicleStatus): Promise<void> {
    const change = { vehicleId, from: 'ACTIVE' as const, to, reason: 'Flat tyre' };
    const event = new VehicleStatusChanged(vehicleId, change, this.now);
    await this.unitOfWork.run(() => this.unitOfWork.publish(event), {
      organizationId: this.organizationId,
      locks: [lock('vehicle', vehicleId)],
    });
  }

  /** Sixty minutes in a sedan, two hours from now unless said otherwise. */
  async ride(pickupAt = this.after(120), expectedMinutes = 60): Promise<string> {
    const { status, body } = await this.ops.post('/v1/rides', {
      vehicleClass: 'SEDAN',
      tripType: 'LOCAL',
      pickupAt: pickupAt.toISOString(),
      pickup: { point: { latitude: 28.5562, longitude: 77.1 }, address: 'IGI Airport, Terminal 3' },
      drop: { point: { latitude: 28.5708, longitude: 77.3261 }, address: 'Sector 18, Noida' },
      passenger: { name: 'Meera', phone: '+919812345678' },
      paymentMode: 'CASH',
      expectedMetres: 30_000,
      expectedMinutes,
    });
    expect(status).toBe(201);
    return body.id as string;
  }

  assign(rideId: string, driverId: string, caller = this.ops): Promise<Answer> {
    return caller.post(`/v1/rides/${rideId}/assign`, { driverId });
  }

  async assigned(rideId: string, driverId: string): Promise<void> {
    expect(await this.assign(rideId, driverId)).toMatchObject({ status: 200 });
  }

  async depart(rideId: string, { driverId }: OnShift): Promise<Answer> {
    const driver = await this.actAs({ role: 'driver', driverId });
    return driver.post(`/v1/rides/${rideId}/depart`, {});
  }

  async departed(rideId: string, worker: OnShift): Promise<void> {
    expect(await this.depart(rideId, worker)).toMatchObject({ status: 200 });
  }

  async completed(rideId: string, { driverId, vehicleId }: OnShift): Promise<void> {
    const at = this.now.toISOString();
    const trip = { distanceMetres: 1, distanceSource: 'ODOMETER', startedAt: at, endedAt: at, awaitingReview: false };
    const figures = { odometerEndMetres: 1, odometerAgrees: true, tollsPaise: 0, parkingPaise: 0 };
    const fare = {
      riderId: null,
      farePaise: 1,
      fareLines: [],
      quotedFarePaise: 1,
      paymentMode: 'CASH',
      cutShort: false,
      override: null,
    };
    await this.given(
      new RideCompleted(rideId, { rideId, driverId, vehicleId, ...trip, ...figures, ...fare }, this.now),
    );
  }

  async noShow(rideId: string, { driverId, vehicleId }: OnShift): Promise<void> {
    await this.given(
      new RideNoShow(
        rideId,
        { rideId, driverId, vehicleId, riderId: null, reason: 'Waited', feePaise: 0, override: null },
        this.now,
      ),
    );
  }

  async cancelled(rideId: string): Promise<void> {
    const answer = await this.ops.post(`/v1/rides/${rideId}/cancel`, { reasonCode: 'DUPLICATE_BOOKING' });
    expect(answer).toMatchObject({ status: 200 });
  }

  engagementsOf(rideId: string): Promise<{ driver_id: string; status: string; version: number }[]> {
    return this.application.sql(
      'SELECT driver_id, status, version FROM assignment.engagements WHERE ride_id = $1 ORDER BY id',
      [rideId],
    );
  }
}

/** What a refusal says that a client decides on. */
export function refusal({ status, body }: Answer): [number, string] {
  return [status, body.code as string];
}
