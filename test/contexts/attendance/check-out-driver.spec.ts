import { v7 as uuidv7 } from 'uuid';
import { AttendanceModule } from '../../../src/contexts/attendance/attendance.module';
import { AuditModule } from '../../../src/contexts/audit/audit.module';
import { DriverStatusChanged } from '../../../src/contexts/fleet/contracts/fleet-events';
import type { TestCaller } from '../../support/application';
import { FleetAtWork, ODOMETER, refusal, type Worker } from './fleet-at-work';

describe('a manager checks out a driver who cannot do it himself', () => {
  let fleet: FleetAtWork;
  let manager: TestCaller;
  let worker: Worker;
  let attendanceId: string;

  const facts = { odometerEndMetres: ODOMETER + 90_000, cashPaise: 120_050, personalUpiPaise: 30_000 };
  const body = { ...facts, reason: 'His phone is lost' };
  const checkOut = (by: TestCaller, sent: object = body, id = attendanceId) =>
    by.post(`/v1/attendance/${id}/check-out`, sent);

  beforeAll(async () => {
    fleet = await FleetAtWork.open([AttendanceModule, AuditModule]);
    manager = await fleet.manager();
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    worker = await fleet.worker();
    attendanceId = await fleet.onDuty(worker);
  });

  it('and the cab is free for the next, as the audit tells', async () => {
    const change = { driverId: worker.driverId, from: 'ACTIVE', to: 'SUSPENDED', reason: 'Complaint' } as const;
    await fleet.given(new DriverStatusChanged(worker.driverId, change, fleet.now));
    const answer = await checkOut(manager);
    expect(answer).toMatchObject({
      status: 200,
      body: { ...facts, status: 'CHECKED_OUT', cashDepositedPaise: 150_050 },
    });

    const driverId = await fleet.driver();
    await fleet.roster(driverId, worker.vehicleId);
    const next = { ...worker, driverId, caller: await fleet.loginOf(driverId) };
    expect(refusal(await fleet.checkIn(next, ODOMETER + 89_999))).toEqual([400, 'odometer_below_last']);
    expect((await fleet.checkIn(next, ODOMETER + 90_000)).status).toBe(201);

    const ops = await fleet.manager({ role: 'ops', fleetIds: undefined, hubIds: undefined });
    const audit = await ops.get(`/v1/audit?entityId=${attendanceId}&entity=attendance&type=attendance.checked_out`);
    expect(audit.body.items).toMatchObject([
      { payload: { ...facts, checkedOutBy: manager.userId, reason: 'His phone is lost' } },
    ]);
  });

  it('also from a break, and only once', async () => {
    await worker.caller.post('/v1/driver/attendance/breaks');
    expect(await checkOut(manager)).toMatchObject({ status: 200, body: { onBreakSince: null } });
    expect(refusal(await checkOut(manager))).toEqual([409, 'attendance_status']);
  });

  it('under the rules that hold for himself', async () => {
    const rideId = uuidv7();
    await fleet.given(fleet.assigned(worker, rideId));
    const engaged = await checkOut(manager);
    expect(refusal(engaged)).toEqual([409, 'driver_engaged']);
    expect(engaged.body.rideIds).toEqual([rideId]);
    await fleet.given(fleet.ended(worker, rideId));
    expect(refusal(await checkOut(manager, { ...body, odometerEndMetres: ODOMETER }))).toEqual([
      400,
      'odometer_below_last',
    ]);
    expect((await checkOut(manager, facts)).status).toBe(400);
    expect((await worker.caller.get('/v1/driver/attendance')).body.current.status).toBe('APPROVED');
  });

  it('in his scope and with the permission for it, and never himself', async () => {
    const elsewhere = await fleet.manager({ hubIds: [uuidv7()] });
    expect((await checkOut(elsewhere)).status).toBe(404);
    expect(refusal(await checkOut(worker.caller))).toEqual([403, 'permission_missing']);
    const permissions = ['attendance.check_out_driver'];
    const himself = await fleet.manager({ permissions, driverId: worker.driverId });
    expect(refusal(await checkOut(himself))).toEqual([403, 'own_check_out']);
    expect((await checkOut(manager)).status).toBe(200);
  });
});
