import { HoursPolicyChanged } from '../../../src/contexts/attendance/contracts/attendance-events';
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
