import { v7 as uuidv7 } from 'uuid';
import { RosterEntryCancelled } from '../../../src/contexts/assignment/contracts/roster-events';
import {
  DriverStatusChanged,
  VehicleOdometerCorrected,
  VehicleStatusChanged,
} from '../../../src/contexts/fleet/contracts/fleet-events';
import { FleetAtWork, HOUR, MINUTE, ODOMETER, PICTURE, refusal, type Worker } from './fleet-at-work';

describe('checking in', () => {
  let fleet: FleetAtWork;
  let worker: Worker;

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    worker = await fleet.worker();
  });

  const attendancesOf = ({ driverId }: Worker): Promise<{ n: number }[]> =>
    fleet.application.sql('SELECT count(*)::int AS n FROM attendance.attendances WHERE driver_id = $1', [driverId]);
  const suspend = (): Promise<void> => {
    const { driverId } = worker;
    return fleet.given(
      new DriverStatusChanged(driverId, { driverId, from: 'ACTIVE', to: 'SUSPENDED', reason: 'Licence' }, fleet.now),
    );
  };

  it('waits for a manager, with the vehicle of the roster', async () => {
    const { status, body } = await fleet.checkIn(worker);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      driverId: worker.driverId,
      vehicleId: worker.vehicleId,
      rosterEntryId: worker.rosterEntryId,
      fleetId: fleet.fleetId,
      hubId: fleet.hubId,
      deviceId: worker.deviceId,
      status: 'PENDING',
      attempt: 1,
      odometerStartMetres: ODOMETER + 1000,
      checkedInAt: fleet.now.toISOString(),
      decidedBy: null,
      breaks: [],
    });
  });

  it('happens once at a time', async () => {
    const { body } = await fleet.checkIn(worker);
    const again = await fleet.checkIn(worker);
    expect(refusal(again)).toEqual([409, 'already_checked_in']);
    expect(again.body.attendanceId).toBe(body.id);
  });

  it('gives the first answer again to a repeat under the same key', async () => {
    const { caller, deviceId } = worker;
    const body = { selfieId: await fleet.selfie(caller), odometerStartMetres: ODOMETER, deviceId };
    const checkIn = () => caller.post('/v1/driver/attendance/check-in', body, { 'idempotency-key': 'morning' });
    const first = await checkIn();
    expect(first.status).toBe(201);
    const repeat = await checkIn();
    expect([repeat.status, repeat.body]).toEqual([201, first.body]);
    expect(await attendancesOf(worker)).toEqual([{ n: 1 }]);
  });

  it('refuses a device that another driver is checked in with, naming it, until he checks out', async () => {
    const other = await fleet.worker();
    await fleet.onDuty(other);
    const sharing = { ...worker, deviceId: other.deviceId };
    const refused = await fleet.checkIn(sharing);
    expect(refusal(refused)).toEqual([409, 'device_in_use']);
    expect(refused.body.deviceId).toBe(other.deviceId);
    expect((await fleet.checkOut(other)).status).toBe(200);
    expect((await fleet.checkIn(sharing)).status).toBe(201);
  });

  it('lets drivers of two operators use the same device', async () => {
    const neighbour = fleet.neighbour();
    const other = { ...(await neighbour.worker()), deviceId: worker.deviceId };
    expect((await fleet.checkIn(worker)).status).toBe(201);
    expect((await neighbour.checkIn(other)).status).toBe(201);
  });

  it('refuses a vehicle that another driver is checked in with, naming it', async () => {
    const driverId = await fleet.driver();
    await fleet.roster(driverId, worker.vehicleId);
    const other = { ...worker, driverId, deviceId: 'another-device', caller: await fleet.loginOf(driverId) };
    await fleet.checkIn(worker);
    const refused = await fleet.checkIn(other);
    expect(refusal(refused)).toEqual([409, 'vehicle_in_use']);
    expect(refused.body).toMatchObject({
      vehicleId: worker.vehicleId,
      plate: expect.stringMatching(/^DL1ZA/) as string,
    });
  });

  it('refuses an odometer below the last known one, with figures, and one more than 2,000 km above it', async () => {
    const below = await fleet.checkIn(worker, ODOMETER - 1);
    expect(refusal(below)).toEqual([400, 'odometer_below_last']);
    expect(below.body).toMatchObject({
      odometerMetres: ODOMETER - 1,
      lastOdometerMetres: ODOMETER,
      lastReadingAttendanceId: null,
    });
    const above = await fleet.checkIn(worker, ODOMETER + 2_000_001);
    expect(refusal(above)).toEqual([400, 'odometer_implausible']);
    expect(above.body.detail).toContain('a manager can correct');
    expect(await attendancesOf(worker)).toEqual([{ n: 0 }]);
    expect((await fleet.checkIn(worker, ODOMETER)).status).toBe(201);
  });

  it('compares with the odometer that fleet corrected', async () => {
    const { vehicleId } = worker;
    const correction = {
      vehicleId,
      fromMetres: ODOMETER,
      toMetres: 25_000,
      reason: 'Registered with a digit too many',
    };
    await fleet.given(new VehicleOdometerCorrected(vehicleId, correction, fleet.now));
    expect((await fleet.checkIn(worker, 26_000)).status).toBe(201);
  });

  it('refuses a driver who is not ACTIVE', async () => {
    await suspend();
    expect(refusal(await fleet.checkIn(worker))).toEqual([409, 'driver_not_active']);
  });

  it('refuses a vehicle that is not ACTIVE', async () => {
    const { vehicleId } = worker;
    const change = { vehicleId, from: 'ACTIVE' as const, to: 'MAINTENANCE' as const, reason: 'Brakes' };
    await fleet.given(new VehicleStatusChanged(vehicleId, change, fleet.now));
    expect(refusal(await fleet.checkIn(worker))).toEqual([409, 'vehicle_not_active']);
  });

  it('opens 60 minutes before the shift and closes at its end', async () => {
    const driverId = await fleet.driver();
    const startsAt = new Date(fleet.now.getTime() + HOUR);
    const vehicleId = await fleet.vehicle();
    const early: Worker = {
      ...worker,
      driverId,
      vehicleId,
      deviceId: 'early-device',
      caller: await fleet.loginOf(driverId),
    };
    expect(refusal(await fleet.checkIn(early))).toEqual([400, 'not_rostered']);

    await fleet.roster(driverId, vehicleId, new Date(startsAt.getTime() + 1));
    const refused = await fleet.checkIn(early);
    expect(refusal(refused)).toEqual([400, 'check_in_too_early']);
    expect(refused.body.opensAt).toBe(new Date(fleet.now.getTime() + 1).toISOString());

    fleet.pass(1);
    expect((await fleet.checkIn(early)).status).toBe(201);
  });

  it('is over when the shift is over, and when the roster entry is cancelled', async () => {
    const last = await fleet.worker();
    const { driverId, vehicleId, rosterEntryId } = worker;
    await fleet.given(
      new RosterEntryCancelled(rosterEntryId, { rosterEntryId, driverId, vehicleId, reason: 'Sick' }, fleet.now),
    );
    expect(refusal(await fleet.checkIn(worker))).toEqual([400, 'not_rostered']);
    fleet.pass(10 * HOUR);
    expect(refusal(await fleet.checkIn(last))).toEqual([400, 'not_rostered']);
  });

  it('takes the next shift once the first is worked, and the first again where there is no other', async () => {
    await fleet.onDuty(worker);
    await fleet.checkOut(worker);
    const again = await fleet.checkIn(worker, ODOMETER + 90_000);
    expect(again.body).toMatchObject({ rosterEntryId: worker.rosterEntryId, attempt: 2 });
    await (await fleet.manager()).post(`/v1/attendance/${again.body.id}/reject`, { reason: 'Wrong shift' });
    const vehicleId = await fleet.vehicle();
    const next = await fleet.roster(worker.driverId, vehicleId, new Date(fleet.now.getTime() + 30 * MINUTE));
    const { body } = await fleet.checkIn(worker);
    expect(body).toMatchObject({ rosterEntryId: next, vehicleId, attempt: 1 });
  });

  describe('the selfie', () => {
    const checkInWith = (selfieId: string) =>
      worker.caller.post('/v1/driver/attendance/check-in', {
        selfieId,
        odometerStartMetres: ODOMETER,
        deviceId: worker.deviceId,
      });

    it('must exist and be his own', async () => {
      const other = await fleet.worker();
      expect(refusal(await checkInWith(uuidv7()))).toEqual([404, 'selfie_not_found']);
      expect(refusal(await checkInWith(await fleet.selfie(other.caller)))).toEqual([404, 'selfie_not_found']);
    });

    it('must be at most 10 minutes old', async () => {
      const selfieId = await fleet.selfie(worker.caller);
      fleet.pass(10 * MINUTE + 1);
      expect(refusal(await checkInWith(selfieId))).toEqual([400, 'selfie_too_old']);
      const fresh = await fleet.selfie(worker.caller);
      fleet.pass(10 * MINUTE);
      expect((await checkInWith(fresh)).status).toBe(201);
    });

    it('is used once', async () => {
      const selfieId = await fleet.selfie(worker.caller);
      const { body } = await checkInWith(selfieId);
      await (await fleet.manager()).post(`/v1/attendance/${body.id}/reject`, { reason: 'Blurred' });
      expect(refusal(await checkInWith(selfieId))).toEqual([409, 'selfie_used']);
    });

    it('is a picture, of the type that it is sent as', async () => {
      const send = (bytes: Buffer, type: string) =>
        worker.caller.call('POST', '/v1/driver/selfies', bytes, { 'content-type': type });
      expect(refusal(await send(PICTURE, 'image/png'))).toEqual([400, 'image_type_mismatch']);
      expect(refusal(await send(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/png'))).toEqual([
        400,
        'unsupported_image',
      ]);
      expect(refusal(await send(PICTURE.subarray(0, 24), 'image/webp'))).toEqual([400, 'damaged_image']);
      expect((await send(Buffer.alloc(2 * 1024 * 1024 + 1, 1), 'image/png')).status).toBe(413);
      expect((await worker.caller.post('/v1/driver/selfies', { picture: 'no' })).status).toBe(415);
    });
  });

  it('names every wrong field and changes nothing', async () => {
    const { status, body } = await worker.caller.post('/v1/driver/attendance/check-in', {
      selfieId: 'mine',
      odometerStartMetres: -1.5,
      deviceId: 'x',
      vehicleId: worker.vehicleId,
    });
    expect(status).toBe(400);
    expect((body.errors as { field: string }[]).map(({ field }) => field).sort()).toEqual([
      'deviceId',
      'odometerStartMetres',
      'selfieId',
      'vehicleId',
    ]);
    expect(await attendancesOf(worker)).toEqual([{ n: 0 }]);
  });

  it('is for drivers with a login of their own', async () => {
    const manager = await fleet.manager();
    expect(refusal(await manager.post('/v1/driver/attendance/check-in', {}))).toEqual([403, 'permission_missing']);
    const admin = await fleet.application.actAs({ role: 'super_admin', organizationId: fleet.organizationId });
    expect(refusal(await admin.get('/v1/driver/attendance'))).toEqual([403, 'not_a_driver']);
  });
});
