import {
  CheckedOut,
  CheckInRejected,
  CheckOutCompleted,
  DutyHoursSpent,
  HoursPolicyChanged,
} from '../../../src/contexts/attendance/contracts/attendance-events';
import { DriverStatusChanged, FleetStatusChanged } from '../../../src/contexts/fleet/contracts/fleet-events';
import { v7 as uuidv7 } from 'uuid';
import { eventually, type TestCaller } from '../../support/application';
import { type OnShift, OperatorAtWork, refusal } from './operator-at-work';
import { StandingTold } from './standing-told';

interface Line {
  id: string;
  kind: string;
  rideId: string | null;
  rosterEntryId: string | null;
  detail: string;
  status: string;
  resolvedBy: string | null;
}

describe('plans that something breaks', () => {
  const start = new Date('2026-11-21T03:30:00.000Z');
  let operator: OperatorAtWork;
  let told: StandingTold;
  let manager: TestCaller;
  let worker: OnShift;
  let rideId: string;

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
    told = new StandingTold(operator);
    manager = await operator.actAs({ role: 'hub_manager', fleetIds: [operator.fleetId], hubIds: [operator.hubId] });
  });
  afterAll(() => operator.close());
  beforeEach(async () => {
    operator.now = start;
    worker = await operator.onShift();
    rideId = await operator.ride();
    await operator.assigned(rideId, worker.driverId);
  });

  /** Of the worker, the ride's first. */
  const listed = async (status = 'OPEN', caller = manager): Promise<Line[]> => {
    const { body } = await caller.get(`/v1/conflicts?limit=200&status=${status}`);
    const all = body.items as (Line & { driverId: string })[];
    const his = all.filter(({ driverId }) => driverId === worker.driverId);
    return his.sort((a, b) => Number(a.rideId === null) - Number(b.rideId === null));
  };
  const settled = (): Promise<void> =>
    eventually(async () => {
      const due = await operator.application.sql('SELECT FROM platform.outbox WHERE due_at <= $1', [operator.now]);
      expect(due).toHaveLength(0);
    });
  const kinds = async (status?: string): Promise<string[]> => (await listed(status)).map(({ kind }) => kind);

  it.each(['driver', 'vehicle'] as const)(
    'by a %s’s document are listed once, and are gone when it is renewed in time',
    async (whose) => {
      const id = whose === 'driver' ? worker.driverId : worker.vehicleId;
      const kind = `${whose}_documents_lapse`;
      await told.documents(whose, id, operator.after(194));
      await told.documents(whose, id, operator.after(193));
      await settled();
      const [ride, shift, ...more] = await listed();
      expect(more).toEqual([]);
      expect(ride).toMatchObject({ kind, rideId, rosterEntryId: null });
      expect(ride!.detail).toContain('is valid through 2026-11-21');
      expect(shift).toMatchObject({ kind, rideId: null, rosterEntryId: worker.rosterEntryId });
      // Long enough for the ride, not for the shift.
      await told.documents(whose, id, operator.after(200));
      await settled();
      expect(await listed()).toMatchObject([{ kind, rosterEntryId: worker.rosterEntryId }]);
      await told.documents(whose, id, null);
      await settled();
      expect(await listed()).toEqual([]);
      expect(await listed('RESOLVED')).toMatchObject([{ resolvedBy: null }, { resolvedBy: null }]);
      expect(await operator.engagementsOf(rideId)).toMatchObject([{ status: 'PLANNED' }]);
    },
  );

  it('by an outage are listed, and what a manager has settled is not raised again', async () => {
    const outage = { from: operator.after(190), until: operator.after(240) };
    await told.outages(worker.vehicleId, outage);
    await settled();
    expect(await kinds()).toEqual(['vehicle_out_of_service', 'vehicle_out_of_service']);
    const [ride] = await listed();
    const stranger = await operator.actAs({ role: 'hub_manager', fleetIds: [operator.fleetId], hubIds: [uuidv7()] });
    expect(await listed('OPEN', stranger)).toEqual([]);
    const resolve = `/v1/conflicts/${ride!.id}/resolve`;
    const reason = { reason: 'The workshop waits for him' };
    expect(refusal(await stranger.post(resolve, reason))).toEqual([404, 'conflict_not_found']);
    expect((await manager.post(resolve, reason)).status).toBe(200);
    await told.outages(worker.vehicleId, outage, { from: operator.after(9_000), until: null });
    await settled();
    expect(await listed()).toMatchObject([{ rosterEntryId: worker.rosterEntryId }]);
    await told.outages(worker.vehicleId, { from: operator.after(9_000), until: null });
    await settled();
    expect(await listed()).toEqual([]);
  });

  it('by a driver who is suspended are listed, his shifts too, and are gone when he is ACTIVE again', async () => {
    const kind = 'driver_unavailable';
    const later = await operator.roster(worker.driverId, worker.vehicleId, operator.after(24 * 60), 8);
    await operator.suspended(worker.driverId);
    await settled();
    const [ride, ...shifts] = await listed();
    expect(ride).toMatchObject({ kind, rideId, rosterEntryId: null });
    expect(shifts.map((line) => [line.kind, line.rosterEntryId]).sort()).toEqual(
      [worker.rosterEntryId, later].map((id) => [kind, id]).sort(),
    );
    expect(shifts[0]!.detail).toBe(
      `The driver became SUSPENDED at ${operator.now.toISOString()} and has this shift to work.`,
    );
    const change = { driverId: worker.driverId, from: 'SUSPENDED' as const, to: 'ACTIVE' as const, reason: 'Cleared' };
    await operator.given(new DriverStatusChanged(worker.driverId, change, operator.now));
    await settled();
    expect(await listed()).toEqual([]);
    expect(await kinds('RESOLVED')).toEqual([kind, kind, kind]);
  });

  it('by a vehicle that goes to the workshop are listed until it is back, also of a ride that is under way', async () => {
    await operator.departed(rideId, worker);
    await operator.vehicleBecomes(worker.vehicleId, 'MAINTENANCE');
    await settled();
    expect(await listed()).toMatchObject([
      { kind: 'vehicle_unavailable', rideId },
      { kind: 'vehicle_unavailable', rosterEntryId: worker.rosterEntryId },
    ]);
    await operator.vehicleBecomes(worker.vehicleId, 'ACTIVE');
    await settled();
    expect(await listed()).toEqual([]);
  });

  const settledByManager = async (): Promise<void> => {
    for (const { id } of await listed()) {
      expect((await manager.post(`/v1/conflicts/${id}/resolve`, { reason: 'Back by then' })).status).toBe(200);
    }
  };

  it('by a vehicle that goes to the workshop a second time are listed again, whatever was settled of the first', async () => {
    const stop = async (): Promise<void> => {
      operator.now = operator.after(1);
      await operator.vehicleBecomes(worker.vehicleId, 'MAINTENANCE');
      await settled();
    };
    await stop();
    await settledByManager();
    expect(await listed()).toEqual([]);
    operator.now = operator.after(1);
    await operator.vehicleBecomes(worker.vehicleId, 'ACTIVE');
    await stop();
    expect(await kinds()).toEqual(['vehicle_unavailable', 'vehicle_unavailable']);
  });

  it('by a fleet that is suspended a second time are listed again, and told once more of one suspension are not', async () => {
    const { fleetId } = operator;
    const becomes = async (to: 'ACTIVE' | 'SUSPENDED'): Promise<void> => {
      const change = { fleetId, from: to === 'ACTIVE' ? 'SUSPENDED' : 'ACTIVE', to, reason: 'Papers' };
      await operator.given(new FleetStatusChanged(fleetId, change, operator.now));
      await settled();
    };
    await becomes('SUSPENDED');
    await settledByManager();
    await becomes('SUSPENDED');
    expect(await listed()).toEqual([]);
    await becomes('ACTIVE');
    operator.now = operator.after(1);
    await becomes('SUSPENDED');
    expect(await listed()).toMatchObject([{ kind: 'driver_unavailable', rideId }]);
    await becomes('ACTIVE');
  });

  it('by hours are listed: of the duty he is on, and of shifts under a new rule', async () => {
    await told.limitMoved(worker, operator.after(120));
    await settled();
    expect(await listed()).toMatchObject([{ kind: 'driver_hours_spent', rideId }]);
    await told.limitMoved(worker, operator.after(600));
    await settled();
    expect(await listed()).toEqual([]);
    const later = await operator.roster(worker.driverId, worker.vehicleId, operator.after(30 * 60), 8);
    const rule = { windowMinutes: 1_440, restMinutes: 600, changedBy: uuidv7(), reason: 'The law' };
    const policy = (limitMinutes: number) =>
      operator.given(new HoursPolicyChanged(operator.organizationId, { limitMinutes, ...rule }, operator.now));
    await policy(420);
    await settled();
    expect(await listed()).toMatchObject([{ kind: 'driver_hours_spent', rosterEntryId: later }]);
    await policy(720);
    await settled();
    expect(await listed()).toEqual([]);
  });

  it('by hours are listed also of a shift that is about to begin, once he is there for it', async () => {
    const [driverId, vehicleId] = [await operator.driver(), await operator.vehicle()];
    const rosterEntryId = await operator.roster(driverId, vehicleId, operator.after(50), 14);
    worker = { driverId, vehicleId, rosterEntryId };
    await told.onDuty(worker, operator.now, operator.after(720));
    rideId = await operator.ride(operator.after(640));
    await operator.assigned(rideId, driverId);
    await told.limitMoved(worker, operator.after(700));
    await settled();
    const ofRide = (await listed()).filter((line) => line.rideId === rideId);
    expect(ofRide).toMatchObject([{ kind: 'driver_hours_spent' }]);
  });

  const byTheClock = (automatic: 'hours_spent' | 'shift_over'): CheckedOut => {
    const figures = { odometerEndMetres: null, cashPaise: null, personalUpiPaise: null, cashDepositedPaise: null };
    return new CheckedOut(worker.driverId, { ...operator.dutyOf(worker), ...figures, automatic }, operator.now);
  };

  it('by a driver who has left his shift are listed until he is back, each time, and none of a shift that is to come', async () => {
    await operator.roster(worker.driverId, worker.vehicleId, operator.after(24 * 60), 8);
    await operator.assigned(await operator.ride(operator.after(25 * 60)), worker.driverId);
    await operator.given(byTheClock('shift_over'));
    await settled();
    const [first, ...more] = await listed();
    expect(first).toMatchObject({ kind: 'driver_off_duty', rideId, rosterEntryId: null });
    expect(first!.detail).toContain(operator.now.toISOString());
    expect(more).toEqual([]);
    operator.now = operator.after(1);
    await told.onDuty(worker, operator.now, operator.after(600));
    await settled();
    expect(await listed()).toEqual([]);
    expect(await listed('RESOLVED')).toMatchObject([{ id: first!.id, resolvedBy: null }]);
    operator.now = operator.after(1);
    await operator.given(operator.checkedOut(worker));
    await settled();
    expect(await kinds()).toEqual(['driver_off_duty']);
  });

  it('by a driver who is sent away from his shift are listed too', async () => {
    await operator.cancelled(rideId);
    await operator.roster(worker.driverId, worker.vehicleId, operator.after(24 * 60), 8);
    await operator.assigned(await operator.ride(operator.after(25 * 60)), worker.driverId);
    await operator.given(operator.checkedOut(worker));
    operator.now = operator.after(24 * 60 - 30);
    await settled();
    expect(await listed()).toEqual([]);
    await operator.checkedIn(worker);
    const rejected = { ...operator.dutyOf(worker), rejectedBy: uuidv7(), reason: 'Not him' };
    await operator.given(new CheckInRejected(worker.driverId, rejected, operator.now));
    await settled();
    expect(await kinds()).toEqual(['driver_off_duty']);
  });

  it('by hours that are spent stay listed when the clock checks him out, and are listed once', async () => {
    await operator.given(operator.checkedOut(worker));
    await told.onDuty(worker, operator.after(-719), operator.after(1));
    await settled();
    expect(await kinds()).toEqual(['driver_hours_spent']);
    operator.now = operator.after(1);
    const spent = { ...operator.dutyOf(worker), mayStartAt: operator.after(600).toISOString() };
    await operator.given(new DutyHoursSpent(worker.driverId, spent, operator.now), byTheClock('hours_spent'));
    await settled();
    expect(await kinds()).toEqual(['driver_hours_spent']);
    expect(await kinds('RESOLVED')).not.toContain('driver_hours_spent');
  });

  it('are not taken for whole where nobody has said how long he may stay', async () => {
    await told.limitMoved(worker, operator.after(120));
    await settled();
    // As of one who came on duty before anybody said.
    const forget = 'UPDATE assignment.drivers SET duty_ends_by = NULL WHERE driver_id = $1';
    await operator.application.sql(forget, [worker.driverId]);
    // An earlier duty of his, which has a look taken at his hours.
    const figures = { odometerEndMetres: 18_300_000, cashPaise: 0, personalUpiPaise: 0, cashDepositedPaise: 0 };
    const completion = {
      ...{ ...operator.dutyOf(worker), ...figures, cashExpectedPaise: 0, completedBy: uuidv7(), reason: null },
      ...{ checkedOutAt: operator.after(-1_000).toISOString(), dutyEndedAt: operator.after(-1_100).toISOString() },
    };
    await operator.given(new CheckOutCompleted(worker.driverId, completion, operator.now));
    await settled();
    expect(await kinds()).toEqual(['driver_hours_spent']);
  });

  it('leave a ride that is under way alone', async () => {
    await operator.departed(rideId, worker);
    await told.documents('driver', worker.driverId, null, false);
    await settled();
    expect(await listed()).toMatchObject([{ rideId: null, rosterEntryId: worker.rosterEntryId }]);
  });

  it('by a driver who does not come are told to his hub, until another stands for him', async () => {
    const driverId = await operator.driver();
    const vehicleId = await operator.vehicle();
    const id = await operator.roster(driverId, vehicleId, operator.after(0), 8);
    worker = { driverId, vehicleId, rosterEntryId: id };
    operator.now = operator.after(15);
    const [line] = await eventually(async () => {
      const lines = await listed();
      expect(lines).toHaveLength(1);
      return lines;
    });
    expect(line).toMatchObject({ kind: 'shift_missed', rosterEntryId: id, rideId: null, status: 'OPEN' });
    const other = await operator.driver();
    const replaced = await manager.post(`/v1/roster/${id}/replace`, { driverId: other, reason: 'Asha did not come' });
    expect(replaced.status).toBe(200);
    expect(await listed()).toEqual([]);
    expect(await kinds('LAPSED')).toEqual(['shift_missed']);
  });

  it('are refused by the database where they contradict themselves', async () => {
    const insert = (over: object) => {
      const row = {
        ...{ id: uuidv7(), organization_id: operator.organizationId, version: 1, kind: 'shift_missed' },
        ...{ roster_entry_id: worker.rosterEntryId, driver_id: worker.driverId, vehicle_id: worker.vehicleId },
        ...{ detail: 'x', status: 'OPEN', raised_at: operator.now },
        ...over,
      };
      const names = Object.keys(row);
      return operator.application.sql(
        `INSERT INTO assignment.conflicts (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
        Object.values(row),
      );
    };
    await insert({});
    await expect(insert({})).rejects.toMatchObject({ constraint: 'conflicts_one_open_of_shift' });
    await expect(insert({ roster_entry_id: null })).rejects.toMatchObject({ constraint: 'conflicts_about' });
    await expect(insert({ ride_id: rideId })).rejects.toMatchObject({ constraint: 'conflicts_about' });
    await expect(insert({ resolved_by: uuidv7() })).rejects.toMatchObject({ constraint: 'conflicts_resolution' });
  });
});
