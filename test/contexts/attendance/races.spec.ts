import { v7 as uuidv7 } from 'uuid';
import type { Answer } from '../../support/application';
import { FleetAtWork, ODOMETER, type Worker } from './fleet-at-work';

const ROUNDS = 20;

describe('at the same moment', () => {
  let fleet: FleetAtWork;

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
  });
  afterAll(() => fleet.close());

  const checkInAtOnce = async (workers: Worker[]): Promise<Answer[]> => {
    const selfies = await Promise.all(workers.map(({ caller }) => fleet.selfie(caller)));
    return Promise.all(
      workers.map(({ caller, deviceId }, i) =>
        caller.post('/v1/driver/attendance/check-in', {
          selfieId: selfies[i],
          odometerStartMetres: ODOMETER,
          deviceId,
        }),
      ),
    );
  };
  const codes = (answers: Answer[]): string[] =>
    answers.map(({ status, body }) => (status === 201 ? 'checked in' : (body.code as string))).sort();

  it(`${ROUNDS} check-ins of one driver: one wins`, async () => {
    const worker = await fleet.worker();
    const answers = await checkInAtOnce(Array.from({ length: ROUNDS }, () => worker));
    const losers = Array.from({ length: ROUNDS - 1 }, () => 'already_checked_in');
    expect(codes(answers)).toEqual([...losers, 'checked in']);
  });

  it(`${ROUNDS} drivers with one device: one wins`, async () => {
    const deviceId = `device-${uuidv7()}`;
    const workers = await Promise.all(Array.from({ length: ROUNDS }, () => fleet.worker()));
    const answers = await checkInAtOnce(workers.map((worker) => ({ ...worker, deviceId })));
    const losers = Array.from({ length: ROUNDS - 1 }, () => 'device_in_use');
    expect(codes(answers)).toEqual(['checked in', ...losers]);
  });

  it(`${ROUNDS} drivers with one vehicle: one wins`, async () => {
    const vehicleId = await fleet.vehicle();
    const workers = await Promise.all(Array.from({ length: ROUNDS }, () => fleet.worker()));
    const shared = await Promise.all(
      workers.map(async (worker) => {
        const driverId = await fleet.driver();
        await fleet.roster(driverId, vehicleId);
        return { ...worker, driverId, caller: await fleet.loginOf(driverId) };
      }),
    );
    const losers = Array.from({ length: ROUNDS - 1 }, () => 'vehicle_in_use');
    expect(codes(await checkInAtOnce(shared))).toEqual(['checked in', ...losers]);
  });

  it('ten approvals and ten rejections of one check-in: one decision', async () => {
    const worker = await fleet.worker();
    const { body } = await fleet.checkIn(worker);
    const manager = await fleet.manager();
    const answers = await Promise.all(
      Array.from({ length: ROUNDS }, (_, i) =>
        i % 2
          ? manager.post(`/v1/attendance/${body.id}/approve`)
          : manager.post(`/v1/attendance/${body.id}/reject`, { reason: 'Blurred' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(ROUNDS - 1);
  });

  it(`a check-out and an assignment, ${ROUNDS} times: never a driver gone home with a ride`, async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const worker = await fleet.worker();
      await fleet.onDuty(worker);
      const rideId = uuidv7();
      const [assigned, out] = await Promise.all([fleet.assignUnderLock(worker, rideId), fleet.checkOut(worker)]);
      expect([assigned, out.status]).toEqual(assigned ? [true, 409] : [false, 200]);
      outcomes.add(assigned ? 'assigned' : 'gone home');
    }
    // Either may win; both at once never.
    expect(outcomes.size).toBeGreaterThan(0);
  });

  it(`a break and a departure, ${ROUNDS} times: never a break during a ride, though no lock is shared`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const worker = await fleet.worker();
      await fleet.onDuty(worker);
      const rideId = uuidv7();
      await fleet.given(fleet.assigned(worker, rideId));
      const [departed, started] = await Promise.all([
        fleet.given(fleet.departed(worker, rideId)).then(
          () => true,
          () => false,
        ),
        worker.caller.post('/v1/driver/attendance/breaks'),
      ]);
      expect([departed, started.status]).toEqual(departed ? [true, 409] : [false, 201]);
    }
  });
});
