import { eventually } from '../support/application';
import { CONTEXTS, type OnShift, OperatorAtWork, refusal } from '../contexts/assignment/operator-at-work';
import { FleetAtWork, refusal as refusalOf, type Worker } from '../contexts/attendance/fleet-at-work';

const times = <T>(n: number, make: (index: number) => T): T[] => Array.from({ length: n }, (_, index) => make(index));

describe('assignments that race', () => {
  let operator: OperatorAtWork;

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
  });
  afterAll(() => operator.close());

  it('twenty times the same: one wins, nineteen are told why', async () => {
    const worker = await operator.onShift();
    const rideId = await operator.ride();
    const answers = await Promise.all(times(20, () => operator.assign(rideId, worker.driverId)));
    const lost = answers.filter(({ status }) => status !== 200);
    expect(lost).toHaveLength(19);
    for (const answer of lost) {
      expect(refusal(answer)).toEqual([409, 'ride_already_assigned']);
      expect(answer.body).not.toHaveProperty('driverId');
    }
    expect(await operator.engagementsOf(rideId)).toHaveLength(1);
  });

  it('many drivers for one ride: one gets it', async () => {
    const workers = await Promise.all(times(8, () => operator.onShift()));
    const rideId = await operator.ride();
    const answers = await Promise.all(workers.map(({ driverId }) => operator.assign(rideId, driverId)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(refusal(answer)).toEqual([409, 'ride_already_assigned']);
    }
  });

  it('overlapping rides for one driver: he gets one, the others name it', async () => {
    const worker = await operator.onShift();
    const rides = await Promise.all(times(6, (index) => operator.ride(operator.after(120 + index))));
    const answers = await Promise.all(rides.map((rideId) => operator.assign(rideId, worker.driverId)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(refusal(answer)).toEqual([409, 'driver_engaged']);
      expect(answer.body.rideId).toBe(won[0]!.body.rideId);
    }
  });

  it('shifts for one driver: one is planned', async () => {
    const driverId = await operator.driver();
    const vehicles = await Promise.all(times(6, () => operator.vehicle()));
    const answers = await Promise.all(
      vehicles.map((vehicleId) => operator.ops.post('/v1/roster', operator.shift(driverId, vehicleId))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(refusal(answer)).toEqual([409, 'roster_driver_overlap']);
      expect(answer.body.rosterEntryId).toEqual(expect.any(String));
    }
  });

  it('an assignment and the cancellation of its shift: never both', async () => {
    for (let round = 0; round < 8; round++) {
      const worker = await operator.onShift();
      const rideId = await operator.ride();
      const [assigned, cancelled] = await Promise.all([
        operator.assign(rideId, worker.driverId),
        operator.ops.post(`/v1/roster/${worker.rosterEntryId}/cancel`, { reason: 'Race' }),
      ]);
      const outcome = [assigned.status === 200, cancelled.status === 200];
      expect(outcome).toContain(true);
      expect(outcome).toContain(false);
      if (assigned.status === 200) expect(refusal(cancelled)).toEqual([409, 'roster_entry_in_use']);
      else expect(refusal(assigned)).toEqual([409, 'not_rostered']);
    }
  });

  it('an assignment and a vehicle going out of service: refused, or a conflict for the operator', async () => {
    for (let round = 0; round < 8; round++) {
      const worker = await operator.onShift();
      const rideId = await operator.ride();
      const [answer] = await Promise.all([
        operator.assign(rideId, worker.driverId),
        operator.vehicleBecomes(worker.vehicleId, 'MAINTENANCE'),
      ]);
      const conflicts = (): Promise<object[]> =>
        operator.application.sql('SELECT FROM assignment.conflicts WHERE ride_id = $1', [rideId]);
      if (answer.status === 200) await eventually(async () => expect(await conflicts()).toHaveLength(1));
      else expect(refusal(answer)).toEqual([409, 'vehicle_not_active']);
    }
  });

  it('reassignments that cross, with unassignments and assignments between: each answered, no invariant broken', async () => {
    const workers: OnShift[] = await Promise.all(times(3, () => operator.onShift()));
    const rides = await Promise.all(times(3, (index) => operator.ride(operator.after(120 + index * 180))));
    const any = <T>(of: readonly T[], index: number): T => of[index % of.length]!;
    const answers = await Promise.all(
      times(90, (index) => {
        const rideId = any(rides, index);
        const { driverId } = any(workers, Math.floor(index / 3));
        if (index % 5 === 0) return operator.ops.post(`/v1/rides/${rideId}/unassign`, { reason: 'Race' });
        if (index % 2 === 0) return operator.assign(rideId, driverId);
        return operator.ops.post(`/v1/rides/${rideId}/reassign`, { driverId, reason: 'Race' });
      }),
    );
    expect(answers.filter(({ status }) => ![200, 204, 409].includes(status))).toEqual([]);
    for (const rideId of rides) {
      const open = (await operator.engagementsOf(rideId)).filter(({ status }) => status === 'PLANNED');
      expect(open.length).toBeLessThanOrEqual(1);
      const remembered = await operator.application.sql<{ driver_id: string }>(
        'SELECT driver_id FROM attendance.engagements WHERE ride_id = $1',
        [rideId],
      );
      // Attendance was told one consistent story.
      expect(remembered.map((row) => row.driver_id)).toEqual(open.map((row) => row.driver_id));
    }
  });
});

describe('checking out and being assigned, at once', () => {
  let fleet: FleetAtWork;
  let operator: OperatorAtWork;

  beforeAll(async () => {
    fleet = await FleetAtWork.open(CONTEXTS);
    operator = await OperatorAtWork.beside(fleet);
  });
  afterAll(() => fleet.close());

  it('never both', async () => {
    for (let round = 0; round < 10; round++) {
      const driverId = await fleet.driver();
      const vehicleId = await fleet.vehicle();
      const rosterEntryId = await operator.roster(driverId, vehicleId);
      const caller = await fleet.loginOf(driverId);
      const worker: Worker = { driverId, vehicleId, rosterEntryId, deviceId: `device-${driverId}`, caller };
      await fleet.onDuty(worker);
      const rideId = await operator.ride();
      // A head start that differs from round to round, so that each gets to win.
      const later = new Promise((resolve) => setTimeout(resolve, (round % 5) * 2));
      const [assigned, checkedOut] = await Promise.all([
        later.then(() => operator.assign(rideId, driverId)),
        fleet.checkOut(worker),
      ]);
      if (assigned.status === 200) {
        expect(refusalOf(checkedOut)).toEqual([409, 'driver_engaged']);
      } else {
        expect(refusalOf(assigned)).toEqual([409, 'driver_off_duty']);
        expect(checkedOut.status).toBe(200);
      }
    }
  });
});
