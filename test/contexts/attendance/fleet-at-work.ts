import type { Type } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  DriverAssigned,
  DriverUnassigned,
  EngagementEnded,
} from '../../../src/contexts/assignment/contracts/assignment-events';
import { RosterEntryPlanned } from '../../../src/contexts/assignment/contracts/roster-events';
import { AttendanceModule } from '../../../src/contexts/attendance/attendance.module';
import { DriverRegistered, VehicleRegistered } from '../../../src/contexts/fleet/contracts/fleet-events';
import { RideBrokenDown, RideCompleted, RideDeparted } from '../../../src/contexts/ride/contracts/ride-events';
import { Clock } from '../../../src/platform/clock';
import type { DomainEvent } from '../../../src/platform/events/domain-event';
import { lock } from '../../../src/platform/transaction/locks';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { type Answer, type CallerOptions, TestApplication, type TestCaller } from '../../support/application';

/** One white pixel, as an encoder writes it. */
export const PICTURE = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const ODOMETER = 18_250_000;

export interface Worker {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly rosterEntryId: string;
  readonly deviceId: string;
  readonly caller: TestCaller;
}

/** An operator with one fleet and one hub, told to attendance by the events of other contexts, at a time that the test sets. */
export class FleetAtWork {
  readonly organizationId = uuidv7();
  readonly fleetId = uuidv7();
  readonly hubId = uuidv7();

  private constructor(
    readonly application: TestApplication,
    private readonly unitOfWork: UnitOfWork,
    public now: Date,
  ) {}

  /** @param contexts with those that a test wants real instead of told. */
  static async open(contexts: readonly Type[] = [AttendanceModule]): Promise<FleetAtWork> {
    const application = await TestApplication.start({ contexts });
    const fleet = new FleetAtWork(application, application.app.get(UnitOfWork), new Date('2026-11-21T03:30:00.000Z'));
    jest.spyOn(application.app.get(Clock), 'now').mockImplementation(() => fleet.now);
    return fleet;
  }

  /** Another operator on the same service and at the same time. */
  neighbour(): FleetAtWork {
    return new FleetAtWork(this.application, this.unitOfWork, this.now);
  }

  close(): Promise<void> {
    return this.application.stop();
  }

  pass(milliseconds: number): void {
    this.now = new Date(this.now.getTime() + milliseconds);
  }

  /** Given the facts of other contexts. */
  async given(...events: DomainEvent[]): Promise<void> {
    await this.unitOfWork.run(() => this.unitOfWork.publish(...events), { organizationId: this.organizationId });
  }

  manager(options: CallerOptions = {}): Promise<TestCaller> {
    return this.application.actAs({
      role: 'hub_manager',
      organizationId: this.organizationId,
      fleetIds: [this.fleetId],
      hubIds: [this.hubId],
      ...options,
    });
  }

  async driver(status: 'ACTIVE' | 'SUSPENDED' = 'ACTIVE', hubId = this.hubId): Promise<string> {
    const driverId = uuidv7();
    const known = { driverId, fleetId: this.fleetId, hubId, name: 'Asha', phone: '+919876543210', status };
    const contract = { licenceExpiresOn: '2030-01-01', paymentModel: 'SALARY' };
    await this.given(new DriverRegistered(driverId, { ...known, ...contract }, this.now));
    return driverId;
  }

  async vehicle(status: 'ACTIVE' | 'MAINTENANCE' = 'ACTIVE', odometerMetres = ODOMETER): Promise<string> {
    const vehicleId = uuidv7();
    const plate = `DL1ZA${vehicleId.slice(-4).replace(/[a-f]/g, '7')}`;
    const { fleetId, hubId } = this;
    const model = { make: 'Tata', model: 'Tigor EV', vehicleClass: 'SEDAN' };
    await this.given(
      new VehicleRegistered(
        vehicleId,
        { vehicleId, fleetId, hubId, plate, ...model, odometerMetres, status },
        this.now,
      ),
    );
    return vehicleId;
  }

  /** From now on, for ten hours, unless said otherwise. */
  async roster(driverId: string, vehicleId: string, startsAt = this.now, hours = 10): Promise<string> {
    const rosterEntryId = uuidv7();
    const endsAt = new Date(startsAt.getTime() + hours * HOUR);
    const window = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
    await this.given(
      new RosterEntryPlanned(rosterEntryId, { rosterEntryId, driverId, vehicleId, ...window }, this.now),
    );
    return rosterEntryId;
  }

  /** An active driver, rostered now on an active vehicle, with a phone. */
  async worker(hubId = this.hubId): Promise<Worker> {
    const driverId = await this.driver('ACTIVE', hubId);
    const vehicleId = await this.vehicle();
    const rosterEntryId = await this.roster(driverId, vehicleId);
    return { driverId, vehicleId, rosterEntryId, deviceId: `device-${driverId}`, caller: await this.loginOf(driverId) };
  }

  loginOf(driverId: string): Promise<TestCaller> {
    return this.application.actAs({ role: 'driver', organizationId: this.organizationId, driverId });
  }

  async selfie(caller: TestCaller): Promise<string> {
    const answer = await caller.call('POST', '/v1/driver/selfies', PICTURE, { 'content-type': 'image/webp' });
    expect(answer.status).toBe(201);
    return answer.body.selfieId as string;
  }

  /** Checks in with a fresh selfie. */
  async checkIn({ caller, deviceId }: Worker, odometerStartMetres = ODOMETER + 1000): Promise<Answer> {
    const selfieId = await this.selfie(caller);
    return caller.post('/v1/driver/attendance/check-in', { selfieId, odometerStartMetres, deviceId });
  }

  /** On duty: checked in and approved. The id of the attendance. */
  async onDuty(worker: Worker): Promise<string> {
    const { status, body } = await this.checkIn(worker);
    expect(status).toBe(201);
    const attendanceId = body.id as string;
    const approved = await (await this.manager()).post(`/v1/attendance/${attendanceId}/approve`);
    expect(approved.status).toBe(200);
    return attendanceId;
  }

  checkOut({ caller }: Worker, odometerEndMetres = ODOMETER + 90_000): Promise<Answer> {
    const takings = { cashPaise: 120_050, personalUpiPaise: 30_000 };
    return caller.post('/v1/driver/attendance/check-out', { odometerEndMetres, ...takings });
  }

  /** @param rosterEntryId left out, as in facts of before */
  assigned(
    { driverId, vehicleId }: Pick<Worker, 'driverId' | 'vehicleId'>,
    rideId: string,
    previousDriverId: string | null = null,
    rosterEntryId?: string,
  ): DriverAssigned {
    const engagementId = uuidv7();
    const who = { driverName: 'Asha', driverPhone: '+919876543210', plate: 'DL1ZA1234', vehicleClass: 'SEDAN' };
    const what = { engagementId, rideId, driverId, vehicleId, previousDriverId, reason: null, promisedPickupAt: null };
    return new DriverAssigned(engagementId, { ...what, ...who, ...(rosterEntryId && { rosterEntryId }) }, this.now);
  }

  /** As assignment does it: under the driver's lock, and only for a driver who is on duty. Whether it did. */
  assignUnderLock(worker: Worker, rideId: string): Promise<boolean> {
    return this.unitOfWork.run(
      async () => {
        const [open] = await this.unitOfWork.rows<{ status: string }>(
          `SELECT status FROM attendance.attendances WHERE driver_id = $1 AND status <> 'CHECKED_OUT'`,
          [worker.driverId],
        );
        if (!open) return false;
        await this.unitOfWork.publish(this.assigned(worker, rideId));
        return true;
      },
      { organizationId: this.organizationId, locks: [lock('driver', worker.driverId)] },
    );
  }

  unassigned({ driverId, vehicleId }: Worker, rideId: string): DriverUnassigned {
    const engagementId = uuidv7();
    return new DriverUnassigned(engagementId, { engagementId, rideId, driverId, vehicleId, reason: 'Sick' }, this.now);
  }

  ended({ driverId, vehicleId }: Worker, rideId: string): EngagementEnded {
    const engagementId = uuidv7();
    const what = { engagementId, rideId, driverId, vehicleId, outcome: 'completed' as const };
    return new EngagementEnded(engagementId, what, this.now);
  }

  completed(
    worker: Worker,
    rideId: string,
    odometerEndMetres: number,
    more: Partial<RideCompleted['payload']> = {},
  ): RideCompleted {
    const { driverId, vehicleId } = worker;
    const at = this.now.toISOString();
    const trip = { distanceMetres: 1, distanceSource: 'odometer', startedAt: at, endedAt: at, awaitingReview: false };
    const expenses = { tollsPaise: 0, parkingPaise: 0 };
    const fare = {
      riderId: null,
      farePaise: 1,
      fareLines: [],
      quotedFarePaise: 1,
      paymentMode: 'CASH',
      cutShort: false,
      override: null,
    };
    const payload = {
      rideId,
      driverId,
      vehicleId,
      odometerEndMetres,
      odometerAgrees: true,
      ...trip,
      ...expenses,
      ...fare,
      ...more,
    };
    return new RideCompleted(rideId, payload, this.now);
  }

  brokenDown({ driverId, vehicleId }: Worker, rideId: string, odometerMetres: number): RideBrokenDown {
    const passenger = { phone: '+919812345678' };
    const what = { aboard: true, passenger, odometerMetres, place: null, reason: 'Flat tyre', override: null };
    return new RideBrokenDown(rideId, { rideId, driverId, vehicleId, ...what }, this.now);
  }

  departed({ driverId, vehicleId }: Worker, rideId: string): RideDeparted {
    return new RideDeparted(rideId, { rideId, driverId, vehicleId, override: null }, this.now);
  }
}

/** What a refusal says that a client decides on. */
export function refusal({ status, body }: Answer): [number, string] {
  return [status, body.code as string];
}
