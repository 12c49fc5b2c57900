import { v7 as uuidv7 } from 'uuid';
import { FleetAtWork, type Worker } from './fleet-at-work';

describe('a departure', () => {
  let fleet: FleetAtWork;
  let worker: Worker;
  let rideId: string;

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    worker = await fleet.worker();
    rideId = uuidv7();
    await fleet.given(fleet.assigned(worker, rideId));
  });

  const depart = (by = worker) =>
    fleet.given(fleet.departed(by, rideId)).then(
      () => 'departed',
      (error: { code?: string }) => error.code,
    );

  it('is for who is on duty and approved, until he has checked out', async () => {
    expect(await depart()).toBe('driver_off_duty');
    const { body } = await fleet.checkIn(worker);
    expect(await depart()).toBe('check_in_pending');
    expect((await (await fleet.manager()).post(`/v1/attendance/${body.id}/approve`)).status).toBe(200);
    expect(await depart()).toBe('departed');
    await fleet.given(fleet.ended(worker, rideId));
    expect((await fleet.checkOut(worker)).status).toBe(200);
    expect(await depart()).toBe('driver_off_duty');
  });

  it('is not for who was rejected', async () => {
    const { body } = await fleet.checkIn(worker);
    await (await fleet.manager()).post(`/v1/attendance/${body.id}/reject`, { reason: 'Blurred' });
    expect(await depart()).toBe('driver_off_duty');
  });

  it('is with the vehicle of the duty', async () => {
    await fleet.onDuty(worker);
    expect(await depart({ ...worker, vehicleId: await fleet.vehicle() })).toBe('vehicle_differs');
    expect(await depart()).toBe('departed');
  });

  it('that is refused leaves nothing under way', async () => {
    await depart();
    await fleet.onDuty(worker);
    expect((await worker.caller.post('/v1/driver/attendance/breaks')).status).toBe(201);
  });
});
