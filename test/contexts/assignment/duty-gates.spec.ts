import { CheckedOut, CheckOutCompleted } from '../../../src/contexts/attendance/contracts/attendance-events';
import { lock } from '../../../src/platform/transaction/locks';
import { type OnShift, OperatorAtWork, refusal } from './operator-at-work';
import { StandingTold } from './standing-told';

interface Reason {
  code: string;
}

describe('what bounds how long somebody may work', () => {
  let operator: OperatorAtWork;
  let told: StandingTold;
  let worker: OnShift;
  let rideId: string;

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
    told = new StandingTold(operator);
  });
  afterAll(() => operator.close());
  beforeEach(async () => {
    worker = await operator.onShift();
    // From 120 minutes from now to 180, and held for it until 195.
    rideId = await operator.ride();
  });

  const reasons = async (): Promise<string[]> => {
    const { body } = await operator.ops.get(`/v1/rides/${rideId}/candidates?limit=200`);
    const candidates = body.items as { driverId: string; reasons: Reason[] }[];
    return candidates.find(({ driverId }) => driverId === worker.driverId)!.reasons.map(({ code }) => code);
  };
  const refused = async (code: string): Promise<void> => {
    expect(await reasons()).toEqual([code]);
    expect(refusal(await operator.assign(rideId, worker.driverId))).toEqual([409, code]);
    expect(await operator.engagementsOf(rideId)).toEqual([]);
  };

  it.each(['driver', 'vehicle'] as const)('the documents of a %s, through the end of the ride', async (whose) => {
    const id = whose === 'driver' ? worker.driverId : worker.vehicleId;
    await told.documents(whose, id, operator.after(194));
    await refused(`${whose}_documents_lapse`);
    const answer = await operator.assign(rideId, worker.driverId);
    expect(answer.body.detail).toContain(whose === 'driver' ? 'police verification' : 'insurance');
    await told.documents(whose, id, null, false);
    await refused(`${whose}_documents_lapse`);
    await told.documents(whose, id, operator.after(195));
    await operator.assigned(rideId, worker.driverId);
  });

  it('an outage of the vehicle', async () => {
    await told.outages(worker.vehicleId, { from: operator.after(194), until: null });
    await refused('vehicle_out_of_service');
    await told.outages(
      worker.vehicleId,
      { from: operator.after(0), until: operator.after(90) },
      { from: operator.after(195), until: null },
    );
    await operator.assigned(rideId, worker.driverId);
  });

  it('the hours of the duty he is on, which may move and are spent', async () => {
    await told.limitMoved(worker, operator.after(194));
    await refused('driver_hours_spent');
    await told.limitMoved(worker, operator.after(195));
    expect(await reasons()).toEqual([]);
    await told.hoursSpent(worker);
    await refused('driver_hours_spent');
    await operator.given(operator.checkedOut(worker));
    await told.onDuty(worker, operator.after(-30), operator.after(600));
    await operator.assigned(rideId, worker.driverId);
  });

  it('for a later shift what he has worked and is to work before it', async () => {
    const { driverId, vehicleId } = worker;
    // On duty since an hour ago, planned for nine more, and again fourteen hours from now.
    const hours = (n: number): Date => operator.after(n * 60);
    await operator.given(operator.checkedOut(worker));
    await told.onDuty(worker, hours(-1), hours(11));
    await operator.roster(driverId, vehicleId, hours(14), 10);
    rideId = await operator.ride(hours(14.5));
    expect(await reasons()).toEqual([]);
    // Twelve hours of twenty-four until nine hours from now: ten of rest, and none left before those have passed.
    await operator.given(operator.checkedOut(worker));
    await operator.application.sql(
      `UPDATE assignment.duty_spells SET started_at = started_at - interval '2 hours', ended_at = $2 WHERE driver_id = $1`,
      [driverId, hours(-1)],
    );
    await told.onDuty(worker, hours(-1), hours(9));
    await refused('driver_hours_spent');
  });

  it('those of the duty he is on for the shift that it is of, which opens within the hour', async () => {
    const [driverId, vehicleId] = [await operator.driver(), await operator.vehicle()];
    const rosterEntryId = await operator.roster(driverId, vehicleId, operator.after(50), 14);
    worker = { driverId, vehicleId, rosterEntryId };
    await told.onDuty(worker, operator.now, operator.after(720));
    rideId = await operator.ride(operator.after(650));
    // Held for it until five minutes after his hours are spent.
    await refused('driver_hours_spent');
    await operator.cancelled(rideId);
    rideId = await operator.ride(operator.after(645));
    await operator.assigned(rideId, driverId);
  });

  it('holds for whoever takes a ride over, and leaves the ride where it is', async () => {
    await operator.assigned(rideId, worker.driverId);
    const other = await operator.onShift();
    await told.documents('vehicle', other.vehicleId, operator.after(10));
    const body = { driverId: other.driverId, reason: 'Asha is late' };
    const answer = await operator.ops.post(`/v1/rides/${rideId}/reassign`, body);
    expect(refusal(answer)).toEqual([409, 'vehicle_documents_lapse']);
    expect(await operator.engagementsOf(rideId)).toMatchObject([{ driver_id: worker.driverId, status: 'PLANNED' }]);
  });

  it('is not passed by an assignment that was judged before it changed', async () => {
    const { unitOfWork, organizationId } = operator;
    let assigning: Promise<unknown> | undefined;
    await unitOfWork.run(
      async () => {
        await unitOfWork.query(
          `UPDATE assignment.drivers SET documents_usable = false, documents_until = NULL WHERE driver_id = $1`,
          [worker.driverId],
        );
        // It reads the row as it was before, and waits for this to end where it takes it.
        assigning = operator.assign(rideId, worker.driverId);
        await new Promise((resolve) => setTimeout(resolve, 300));
      },
      { organizationId, locks: [lock('rider', worker.driverId)] },
    );
    expect(await assigning).toMatchObject({ status: 409 });
    expect(await operator.engagementsOf(rideId)).toEqual([]);
  });

  type Change = [code: string, change: () => Promise<void>, putRight: () => Promise<void>];
  const changes: Change[] = [
    [
      'driver_documents_lapse',
      () => told.documents('driver', worker.driverId, null, false),
      () => told.documents('driver', worker.driverId, operator.after(195)),
    ],
    [
      'driver_documents_lapse',
      () => told.documents('driver', worker.driverId, operator.after(194)),
      () => told.documents('driver', worker.driverId, null),
    ],
    [
      'vehicle_documents_lapse',
      () => told.documents('vehicle', worker.vehicleId, null, false),
      () => told.documents('vehicle', worker.vehicleId, operator.after(195)),
    ],
    [
      'vehicle_out_of_service',
      () => told.outages(worker.vehicleId, { from: operator.now, until: null }),
      () => told.outages(worker.vehicleId, { from: operator.after(195), until: null }),
    ],
  ];
  it.each(changes)('keeps from departing for what was assigned before: %s', async (code, change, putRight) => {
    await operator.assigned(rideId, worker.driverId);
    await change();
    expect(refusal(await operator.depart(rideId, worker))).toEqual([409, code]);
    expect(await operator.engagementsOf(rideId)).toMatchObject([{ status: 'PLANNED', version: 1 }]);
    await putRight();
    await operator.departed(rideId, worker);
  });

  it('names all that keeps him from departing, and the driver before his cab', async () => {
    await operator.assigned(rideId, worker.driverId);
    await told.documents('driver', worker.driverId, null, false);
    await told.outages(worker.vehicleId, { from: operator.now, until: null });
    await operator.suspended(worker.driverId);
    const refused = await operator.depart(rideId, worker);
    expect(refusal(refused)).toEqual([409, 'driver_not_active']);
    const all = refused.body.reasons as Reason[];
    expect(all.map(({ code }) => code)).toEqual([
      'driver_not_active',
      'driver_documents_lapse',
      'vehicle_out_of_service',
    ]);
  });

  it('ends no trip that is under way', async () => {
    await operator.assigned(rideId, worker.driverId);
    await operator.departed(rideId, worker);
    await told.documents('driver', worker.driverId, null, false);
    await told.outages(worker.vehicleId, { from: operator.now, until: null });
    await told.hoursSpent(worker);
    await operator.completed(rideId, worker);
    expect(await operator.engagementsOf(rideId)).toMatchObject([{ status: 'ENDED' }]);
  });

  it('a duty that he left before he was checked out of it, by when he left', async () => {
    const left = operator.now;
    operator.now = operator.after(20);
    const duty = operator.dutyOf(worker);
    const nothing = { odometerEndMetres: null, cashPaise: null, personalUpiPaise: null, cashDepositedPaise: null };
    const leaves = { ...duty, ...nothing, automatic: 'shift_over' as const };
    await operator.given(new CheckedOut(duty.attendanceId, leaves, operator.now));
    const declared = { odometerEndMetres: 18_300_000, cashPaise: 0, personalUpiPaise: 0, cashDepositedPaise: 0 };
    const completion = {
      ...{ ...duty, ...declared, cashExpectedPaise: 0, completedBy: worker.driverId, reason: null },
      ...{ checkedOutAt: operator.now.toISOString(), dutyEndedAt: left.toISOString() },
    };
    await operator.given(new CheckOutCompleted(duty.attendanceId, completion, operator.now));
    const spells = await operator.application.sql(
      'SELECT ended_at FROM assignment.duty_spells WHERE driver_id = $1 ORDER BY started_at DESC LIMIT 1',
      [worker.driverId],
    );
    expect(spells).toEqual([{ ended_at: left }]);
  });
});
