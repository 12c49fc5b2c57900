import { VehicleOdometerCorrected } from '../../../src/contexts/fleet/contracts/fleet-events';
import { AttendanceOdometerCorrected } from '../../../src/contexts/attendance/contracts/attendance-events';
import { EventRegistry } from '../../../src/platform/events/event-registry';
import { InTransaction } from '../../../src/platform/events/listener.decorators';
import type { TestCaller } from '../../support/application';
import { FleetAtWork, ODOMETER, refusal, type Worker } from './fleet-at-work';

class Corrections {
  readonly seen: AttendanceOdometerCorrected[] = [];

  @InTransaction(AttendanceOdometerCorrected)
  remember(event: AttendanceOdometerCorrected): Promise<void> {
    this.seen.push(event);
    return Promise.resolve();
  }
}

describe('one typo', () => {
  let fleet: FleetAtWork;
  let manager: TestCaller;
  let worker: Worker;
  let next: Worker;
  const corrections = new Corrections();

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
    fleet.application.app.get(EventRegistry).register(corrections);
    manager = await fleet.manager();
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    worker = await fleet.worker();
    const driverId = await fleet.driver();
    await fleet.roster(driverId, worker.vehicleId);
    next = { ...worker, driverId, deviceId: `device-${driverId}`, caller: await fleet.loginOf(driverId) };
  });

  const correct = (attendanceId: string, readings: object, by = manager) =>
    by.post(`/v1/attendance/${attendanceId}/odometer-correction`, { reason: 'One digit off', ...readings });

  it('that was rejected leaves no trace', async () => {
    const { body } = await fleet.checkIn(worker, ODOMETER + 1_900_000);
    await manager.post(`/v1/attendance/${body.id}/reject`, { reason: 'Odometer' });
    expect((await fleet.checkIn(next, ODOMETER)).status).toBe(201);
  });

  it('at check-out blocks the next driver only until a manager corrects it', async () => {
    const attendanceId = await fleet.onDuty(worker);
    await fleet.checkOut(worker, ODOMETER + 900_000);
    const refused = await fleet.checkIn(next, ODOMETER + 90_000);
    expect(refusal(refused)).toEqual([400, 'odometer_below_last']);
    expect(refused.body.lastReadingAttendanceId).toBe(attendanceId);

    const corrected = await correct(attendanceId, { odometerEndMetres: ODOMETER + 90_000 });
    expect(corrected.status).toBe(200);
    expect(corrected.body).toMatchObject({
      odometerStartMetres: ODOMETER + 1000,
      odometerEndMetres: ODOMETER + 90_000,
    });
    const event = corrections.seen.at(-1)!;
    expect(event.organizationId).toBe(fleet.organizationId);
    expect(event.payload).toEqual({
      attendanceId,
      driverId: worker.driverId,
      vehicleId: worker.vehicleId,
      hubId: fleet.hubId,
      from: { startMetres: ODOMETER + 1000, endMetres: ODOMETER + 900_000 },
      to: { startMetres: ODOMETER + 1000, endMetres: ODOMETER + 90_000 },
      isVehiclesLast: true,
      correctedBy: manager.userId,
      reason: 'One digit off',
    });
    expect((await fleet.checkIn(next, ODOMETER + 90_000)).status).toBe(201);
  });

  it('at a check-in that was approved does not keep the driver from checking out', async () => {
    const { body } = await fleet.checkIn(worker, ODOMETER + 1_900_000);
    await manager.post(`/v1/attendance/${body.id}/approve`);
    expect(refusal(await fleet.checkOut(worker, ODOMETER + 90_000))).toEqual([400, 'odometer_below_last']);
    expect((await correct(body.id as string, { odometerStartMetres: ODOMETER + 1000 })).status).toBe(200);
    expect((await fleet.checkOut(worker, ODOMETER + 90_000)).status).toBe(200);
  });

  it('found late is corrected without touching what came after', async () => {
    const early = await fleet.onDuty(worker);
    await fleet.checkOut(worker, ODOMETER + 50_000);
    const { body } = await fleet.checkIn(next, ODOMETER + 50_000);
    await manager.post(`/v1/attendance/${body.id}/approve`);
    expect((await correct(early, { odometerEndMetres: ODOMETER + 5000 })).status).toBe(200);
    expect(corrections.seen.at(-1)!.payload.isVehiclesLast).toBe(false);
    expect(refusal(await fleet.checkOut(next, ODOMETER + 49_999))).toEqual([400, 'odometer_below_last']);
  });

  it('of a pending check-in counts only once that is approved', async () => {
    const { body } = await fleet.checkIn(worker, ODOMETER + 1_900_000);
    await correct(body.id as string, { odometerStartMetres: ODOMETER + 2000 });
    expect(corrections.seen.at(-1)!.payload.isVehiclesLast).toBe(false);
    await manager.post(`/v1/attendance/${body.id}/approve`);
    expect(refusal(await fleet.checkOut(worker, ODOMETER + 1999))).toEqual([400, 'odometer_below_last']);
    expect((await fleet.checkOut(worker, ODOMETER + 2000)).status).toBe(200);
  });

  it('in fleet, corrected in fleet, leaves the attendance to be corrected here', async () => {
    const attendanceId = await fleet.onDuty(worker);
    const { vehicleId } = worker;
    const change = { vehicleId, fromMetres: ODOMETER, toMetres: 25_000, reason: 'Registered with a digit too many' };
    await fleet.given(new VehicleOdometerCorrected(vehicleId, change, fleet.now));
    const refused = await fleet.checkOut(worker, 60_000);
    expect(refusal(refused)).toEqual([400, 'odometer_below_start']);
    expect(refused.body.attendanceId).toBe(attendanceId);
    await correct(attendanceId, { odometerStartMetres: 26_000 });
    expect((await fleet.checkOut(worker, 60_000)).status).toBe(200);
  });

  it('is corrected by a manager only, with a reason, and with something to correct', async () => {
    const attendanceId = await fleet.onDuty(worker);
    const start = { odometerStartMetres: ODOMETER + 2000 };
    expect(refusal(await correct(attendanceId, start, worker.caller))).toEqual([403, 'permission_missing']);
    const himself = await fleet.application.actAs({ organizationId: fleet.organizationId, driverId: worker.driverId });
    expect(refusal(await correct(attendanceId, start, himself))).toEqual([403, 'own_check_in']);
    expect(refusal(await correct(attendanceId, {}))).toEqual([400, 'nothing_corrected']);
    expect(refusal(await correct(attendanceId, { ...start, reason: '' }))).toEqual([400, 'validation_failed']);
    expect(refusal(await correct(attendanceId, { odometerStartMetres: null }))).toEqual([400, 'validation_failed']);
    expect(refusal(await correct(attendanceId, { odometerEndMetres: ODOMETER }))).toEqual([409, 'not_checked_out']);
  });
});
