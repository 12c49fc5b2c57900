import { v7 as uuidv7 } from 'uuid';
import {
  AttendanceOdometerCorrected,
  CheckedOut,
  CheckInApproved,
  CheckInRejected,
  CheckInRequested,
} from '../../../src/contexts/attendance/contracts/attendance-events';
import type { DomainEvent } from '../../../src/platform/events/domain-event';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { type Answer, eventually, TestApplication } from '../../support/application';
import { created, FleetFixture, patch } from './fleet-fixture';

const DUTY_MINUTES = 60_000;

describe('the odometer of a vehicle follows attendance', () => {
  let application: TestApplication;
  let fixture: FleetFixture;
  let hubId: string;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await FleetFixture.create(application);
    hubId = await fixture.hub(await fixture.fleet());
  });
  afterAll(() => application.stop());

  const publish = (...events: DomainEvent[]) => {
    const unitOfWork = application.app.get(UnitOfWork);
    return unitOfWork.run(() => unitOfWork.publish(...events), { organizationId: fixture.organizationId });
  };
  const odometerOf = async (id: string): Promise<number> =>
    (await fixture.ops.get(`/v1/vehicles/${id}`)).body.odometerMetres;
  const expectOdometer = (id: string, metres: number) =>
    eventually(async () => expect(await odometerOf(id)).toBe(metres));
  /** Until nothing is on its way to the vehicle. */
  const settled = () =>
    eventually(async () => {
      const waiting = await application.sql(`SELECT FROM platform.outbox WHERE listener LIKE 'FollowOdometer.%'`);
      expect(waiting).toHaveLength(0);
    });

  function attendance(vehicleId: string, startedAt = new Date()) {
    const duty = { attendanceId: uuidv7(), driverId: uuidv7(), vehicleId, hubId };
    const at = (minutes: number) => new Date(startedAt.getTime() + minutes * DUTY_MINUTES);
    const { attendanceId } = duty;
    return {
      requested: (odometerMetres: number, minute = 0, attempt = 1) =>
        new CheckInRequested(attendanceId, { ...duty, deviceId: uuidv7(), odometerMetres, attempt }, at(minute)),
      approved: (minute = 5) => new CheckInApproved(attendanceId, { ...duty, approvedBy: uuidv7() }, at(minute)),
      rejected: (minute = 5) =>
        new CheckInRejected(attendanceId, { ...duty, rejectedBy: uuidv7(), reason: 'Blurred' }, at(minute)),
      checkedOut: (odometerEndMetres: number, minute = 480) =>
        new CheckedOut(
          attendanceId,
          { ...duty, odometerEndMetres, cashPaise: 0, personalUpiPaise: 0, cashDepositedPaise: 0 },
          at(minute),
        ),
      corrected: (startMetres: number, endMetres: number | null, isVehiclesLast: boolean, minute: number) =>
        new AttendanceOdometerCorrected(
          attendanceId,
          {
            ...duty,
            from: { startMetres: 1, endMetres: null },
            to: { startMetres, endMetres },
            isVehiclesLast,
            correctedBy: uuidv7(),
            reason: 'Typo',
          },
          at(minute),
        ),
    };
  }

  it('by an approved check-in and a check-out, never down', async () => {
    const id = await fixture.vehicle(hubId);
    const day = attendance(id);
    await publish(day.requested(1_005_000));
    await settled();
    expect(await odometerOf(id)).toBe(1_000_000);
    await publish(day.approved());
    await expectOdometer(id, 1_005_000);
    await publish(day.checkedOut(1_180_000));
    await expectOdometer(id, 1_180_000);
    await publish(attendance(id).checkedOut(1_100_000));
    await settled();
    expect(await odometerOf(id)).toBe(1_180_000);
  });

  it('not by a check-in that was rejected, only by the attempt that was approved', async () => {
    const id = await fixture.vehicle(hubId);
    const day = attendance(id);
    await publish(day.requested(99_000_000), day.rejected());
    await publish(day.requested(1_002_000, 8, 2), day.approved(9));
    await expectOdometer(id, 1_002_000);
    expect(await application.sql('SELECT FROM fleet.check_in_readings WHERE vehicle_id = $1', [id])).toHaveLength(0);
  });

  it('and a manager’s correction stands against readings from before it that arrive late', async () => {
    const id = await fixture.vehicle(hubId);
    const yesterday = attendance(id, new Date(Date.now() - 86_400_000));
    await publish(yesterday.requested(99_000_000));
    const correction = { odometerMetres: 1_010_000, reason: 'Typo' };
    created(await fixture.ops.post(`/v1/vehicles/${id}/odometer-corrections`, correction));
    await publish(yesterday.approved(), yesterday.checkedOut(99_100_000));
    await settled();
    expect(await odometerOf(id)).toBe(1_010_000);
    await publish(attendance(id, new Date(Date.now() + 1000)).checkedOut(1_020_000));
    await expectOdometer(id, 1_020_000);
  });

  it('and the correction of an attendance that it stands by, but not of an older one', async () => {
    const id = await fixture.vehicle(hubId);
    const day = attendance(id);
    await publish(day.requested(1_001_000), day.approved(), day.checkedOut(11_500_000));
    await expectOdometer(id, 11_500_000);
    await publish(day.corrected(1_001_000, 1_150_000, true, 500));
    await expectOdometer(id, 1_150_000);
    await publish(attendance(id).corrected(900_000, null, false, 600));
    await settled();
    expect(await odometerOf(id)).toBe(1_150_000);
  });

  it('while others change the vehicle, and neither is refused for it or lost', async () => {
    const id = await fixture.vehicle(hubId);
    const unitOfWork = application.app.get(UnitOfWork);
    const read = 'UPDATE fleet.vehicles SET odometer_metres = 1005000, version = version + 1 WHERE id = $1';
    let change: Promise<Answer> | undefined;
    await unitOfWork.run(
      async () => {
        await unitOfWork.query(read, [id]);
        change = patch(fixture.ops, `/v1/vehicles/${id}`, { model: 'Tigor EV' });
        await eventually(async () => {
          const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
          expect(await application.sql(waiting)).toHaveLength(1);
        });
      },
      { organizationId: fixture.organizationId },
    );
    expect((await change!).body).toMatchObject({ model: 'Tigor EV', odometerMetres: 1_005_000 });
  });
});
