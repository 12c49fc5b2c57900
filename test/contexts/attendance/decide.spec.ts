import { v7 as uuidv7 } from 'uuid';
import {
  DriverStatusChanged,
  DriverUpdated,
  VehicleOdometerCorrected,
} from '../../../src/contexts/fleet/contracts/fleet-events';
import type { TestCaller } from '../../support/application';
import { FleetAtWork, ODOMETER, PICTURE, refusal, type Worker } from './fleet-at-work';

describe('deciding on a check-in', () => {
  let fleet: FleetAtWork;
  let worker: Worker;
  let manager: TestCaller;
  let attendanceId: string;

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
    manager = await fleet.manager();
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    worker = await fleet.worker();
    attendanceId = (await fleet.checkIn(worker)).body.id as string;
  });

  const approve = (by: TestCaller) => by.post(`/v1/attendance/${attendanceId}/approve`);
  const reject = (by: TestCaller, reason = 'The selfie shows somebody else.') =>
    by.post(`/v1/attendance/${attendanceId}/reject`, { reason });

  it('approves: the driver is on duty', async () => {
    const { status, body } = await approve(manager);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'APPROVED', decidedBy: manager.userId, decidedAt: fleet.now.toISOString() });
    expect((await worker.caller.get('/v1/driver/attendance')).body.current).toEqual(body);
  });

  it('rejects with a reason, and the driver tries again on the same shift', async () => {
    const { status, body } = await reject(manager);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'REJECTED', rejectionReason: 'The selfie shows somebody else.' });
    expect((await worker.caller.get('/v1/driver/attendance')).body.current).toBeNull();
    const second = await fleet.checkIn(worker);
    expect(second.body).toMatchObject({ status: 'PENDING', attempt: 2, rosterEntryId: worker.rosterEntryId });
  });

  it('happens once', async () => {
    await approve(manager);
    expect(refusal(await approve(manager))).toEqual([409, 'attendance_status']);
    expect(refusal(await reject(manager))).toEqual([409, 'attendance_status']);
  });

  it('takes a reason of 1 to 500 characters to reject', async () => {
    for (const reason of ['', '   ', 'x'.repeat(501)]) {
      expect(refusal(await reject(manager, reason))).toEqual([400, 'validation_failed']);
    }
    expect(refusal(await manager.post(`/v1/attendance/${attendanceId}/reject`, {}))).toEqual([
      400,
      'validation_failed',
    ]);
  });

  it('is not for the driver himself, whatever he is permitted', async () => {
    const powerful = await fleet.application.actAs({
      organizationId: fleet.organizationId,
      driverId: worker.driverId,
    });
    expect(refusal(await approve(powerful))).toEqual([403, 'own_check_in']);
    expect(refusal(await reject(powerful))).toEqual([403, 'own_check_in']);
    expect(refusal(await approve(worker.caller))).toEqual([403, 'permission_missing']);
  });

  it('is out of reach of other hubs, other fleets and other operators', async () => {
    const strangers = [
      await fleet.manager({ hubIds: [uuidv7()] }),
      await fleet.manager({ role: 'fleet_manager', fleetIds: [uuidv7()], hubIds: undefined }),
      await fleet.neighbour().manager({ fleetIds: [fleet.fleetId], hubIds: [fleet.hubId] }),
    ];
    for (const stranger of strangers) {
      expect(refusal(await approve(stranger))).toEqual([404, 'attendance_not_found']);
      expect(refusal(await reject(stranger))).toEqual([404, 'attendance_not_found']);
      expect(refusal(await stranger.get(`/v1/attendance/${attendanceId}`))).toEqual([404, 'attendance_not_found']);
      expect(refusal(await stranger.get(`/v1/attendance/${attendanceId}/selfie`))).toEqual([
        404,
        'attendance_not_found',
      ]);
      const correction = { odometerStartMetres: ODOMETER, reason: 'Typo' };
      const corrected = await stranger.post(`/v1/attendance/${attendanceId}/odometer-correction`, correction);
      expect(refusal(corrected)).toEqual([404, 'attendance_not_found']);
      expect((await stranger.get('/v1/attendance')).body).toEqual({ items: [], next: null });
    }
    expect((await manager.get(`/v1/attendance/${attendanceId}`)).body.status).toBe('PENDING');
  });

  it('falls to the hub in which the driver checked in, and to managers of its fleet', async () => {
    const { driverId } = worker;
    const elsewhere = uuidv7();
    const terms = { name: 'Asha', licenceExpiresOn: '2030-01-01', paymentModel: 'SALARY', changed: ['hubId'] };
    await fleet.given(
      new DriverUpdated(driverId, { driverId, fleetId: fleet.fleetId, hubId: elsewhere, ...terms }, fleet.now),
    );
    expect((await approve(await fleet.manager({ hubIds: [elsewhere] }))).status).toBe(404);
    expect((await approve(await fleet.manager({ role: 'fleet_manager', hubIds: undefined }))).status).toBe(200);
  });

  it('refuses to approve a driver who was suspended meanwhile, and lets him be rejected', async () => {
    const { driverId } = worker;
    const change = { driverId, from: 'ACTIVE' as const, to: 'SUSPENDED' as const, reason: 'Complaint' };
    await fleet.given(new DriverStatusChanged(driverId, change, fleet.now));
    expect(refusal(await approve(manager))).toEqual([409, 'driver_not_active']);
    expect((await reject(manager)).status).toBe(200);
  });

  it('refuses to approve a reading that fleet has passed meanwhile, until it is corrected', async () => {
    const { vehicleId } = worker;
    const change = { vehicleId, fromMetres: ODOMETER, toMetres: ODOMETER + 5000, reason: 'Read in the workshop' };
    await fleet.given(new VehicleOdometerCorrected(vehicleId, change, fleet.now));
    expect(refusal(await approve(manager))).toEqual([400, 'odometer_below_last']);
    await manager.post(`/v1/attendance/${attendanceId}/odometer-correction`, {
      odometerStartMetres: ODOMETER + 5000,
      reason: 'As the workshop read it',
    });
    expect((await approve(manager)).status).toBe(200);
  });

  it('shows the selfie to those who may see it, and keeps it out of caches', async () => {
    const headers = { authorization: `Bearer ${manager.token}` };
    const picture = await fetch(`${fleet.application.url}/v1/attendance/${attendanceId}/selfie`, { headers });
    expect(picture.status).toBe(200);
    expect(picture.headers.get('content-type')).toBe('image/webp');
    expect(picture.headers.get('cache-control')).toBe('private, no-store');
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(PICTURE);
    const auditor = await fleet.manager({ role: 'auditor', hubIds: undefined, fleetIds: undefined });
    expect(refusal(await auditor.get(`/v1/attendance/${attendanceId}/selfie`))).toEqual([403, 'permission_missing']);
    expect((await auditor.get(`/v1/attendance/${attendanceId}`)).status).toBe(200);
  });
});
