import { v7 as uuidv7 } from 'uuid';
import type { TestCaller } from '../../support/application';
import { type OnShift, OperatorAtWork, refusal } from './operator-at-work';

describe('the roster', () => {
  let operator: OperatorAtWork;
  let driverId: string;
  let vehicleId: string;

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
  });
  afterAll(() => operator.close());
  beforeEach(async () => {
    driverId = await operator.driver();
    vehicleId = await operator.vehicle();
  });

  const plan = (shift: object, caller: TestCaller = operator.ops) => caller.post('/v1/roster', shift);
  const planAll = (entries: object[], caller = operator.ops) => caller.post('/v1/roster/bulk', { entries });
  const entriesOf = async (id: string): Promise<number> => {
    const text = 'SELECT count(*)::int AS n FROM assignment.roster_entries WHERE driver_id = $1';
    return (await operator.application.sql<{ n: number }>(text, [id]))[0]!.n;
  };

  describe('one shift', () => {
    it('is planned for a driver and a vehicle', async () => {
      const shift = operator.shift(driverId, vehicleId);
      const { status, body } = await plan(shift);
      expect(status).toBe(201);
      expect(body).toMatchObject({ ...shift, driverName: 'Asha', hubId: operator.hubId, status: 'PUBLISHED' });
    });

    it('may follow another at once, and not overlap it: the other is named', async () => {
      const first = await operator.roster(driverId, vehicleId, operator.after(0), 8);
      expect((await plan(operator.shift(driverId, vehicleId, operator.after(8 * 60), 8))).status).toBe(201);
      const byDriver = await plan(operator.shift(driverId, await operator.vehicle(), operator.after(-60), 2));
      expect(refusal(byDriver)).toEqual([409, 'roster_driver_overlap']);
      expect(byDriver.body).toMatchObject({ rosterEntryId: first, startsAt: operator.after(0).toISOString() });
      const byVehicle = await plan(operator.shift(await operator.driver(), vehicleId, operator.after(-60), 2));
      expect(refusal(byVehicle)).toEqual([409, 'roster_vehicle_overlap']);
      expect(byVehicle.body.rosterEntryId).toBe(first);
    });

    it.each([
      ['shift_too_long', 0, 16.01],
      ['invalid_shift', 0, 0],
      ['invalid_shift', 0, -1],
      ['shift_in_the_past', -600, 10],
      ['shift_too_far_ahead', 91 * 24 * 60, 10],
    ])('is refused: %s', async (code, inMinutes, hours) => {
      const answer = await plan(operator.shift(driverId, vehicleId, operator.after(inMinutes), hours));
      expect(refusal(answer)).toEqual([400, code]);
      expect(await entriesOf(driverId)).toBe(0);
    });

    it('may last sixteen hours', async () => {
      expect((await plan(operator.shift(driverId, vehicleId, operator.after(0), 16))).status).toBe(201);
    });

    it('is refused for a driver who is not ACTIVE and a vehicle that is out of service', async () => {
      await operator.vehicleBecomes(vehicleId, 'RETIRED');
      expect(refusal(await plan(operator.shift(driverId, vehicleId)))).toEqual([409, 'vehicle_out_of_service']);
      await operator.suspended(driverId);
      const suspended = await plan(operator.shift(driverId, await operator.vehicle()));
      expect(refusal(suspended)).toEqual([409, 'driver_not_active']);
    });

    it('names every wrong field', async () => {
      const { status, body } = await plan({
        driverId: 'x',
        startsAt: 'today',
        endsAt: '2026-11-31T00:00:00Z',
        more: 1,
      });
      expect(status).toBe(400);
      expect((body.errors as { field: string }[]).map(({ field }) => field).sort()).toEqual([
        'driverId',
        'endsAt',
        'more',
        'startsAt',
        'vehicleId',
      ]);
    });
  });

  it('is a matter of each manager for his own drivers and vehicles', async () => {
    const hubId = uuidv7();
    const manager = await operator.actAs({ role: 'hub_manager', fleetIds: [operator.fleetId], hubIds: [hubId] });
    const ownDriver = await operator.driver(hubId);
    const ownVehicle = await operator.vehicle('SEDAN', hubId);
    const foreignDriver = await plan(operator.shift(driverId, ownVehicle), manager);
    expect(refusal(foreignDriver)).toEqual([404, 'driver_not_found']);
    const foreignVehicle = await plan(operator.shift(ownDriver, vehicleId), manager);
    expect(refusal(foreignVehicle)).toEqual([404, 'vehicle_not_found']);
    const own = await plan(operator.shift(ownDriver, ownVehicle), manager);
    expect(own.status).toBe(201);
    const others = await operator.roster(driverId, vehicleId);

    const seen = (await manager.get('/v1/roster')).body.items as { id: string }[];
    expect(seen.map(({ id }) => id)).toEqual([own.body.id]);
    const cancelled = await manager.post(`/v1/roster/${others}/cancel`, { reason: 'Not mine' });
    expect(refusal(cancelled)).toEqual([404, 'roster_entry_not_found']);
    const neighbour = await operator.neighbour();
    expect((await neighbour.ops.get('/v1/roster')).body.items).toEqual([]);
    expect(refusal(await plan(operator.shift(driverId, vehicleId), neighbour.ops))).toEqual([404, 'driver_not_found']);
    const auditor = await operator.actAs({ role: 'auditor' });
    expect(refusal(await plan(operator.shift(driverId, vehicleId), auditor))).toEqual([403, 'permission_missing']);
  });

  describe('many shifts', () => {
    it('are planned together, in the order asked for', async () => {
      const other = { driverId: await operator.driver(), vehicleId: await operator.vehicle() };
      const shifts = [operator.shift(other.driverId, other.vehicleId), operator.shift(driverId, vehicleId)];
      const { status, body } = await planAll([
        ...shifts,
        operator.shift(driverId, vehicleId, operator.after(9 * 60), 6),
      ]);
      expect(status).toBe(201);
      expect((body.items as { driverId: string }[]).map((item) => item.driverId)).toEqual([
        other.driverId,
        driverId,
        driverId,
      ]);
      const events = await operator.application.sql<{ n: number }>(
        'SELECT count(*)::int AS n FROM attendance.roster_entries WHERE driver_id = $1',
        [driverId],
      );
      expect(events[0]!.n).toBe(2);
    });

    it('are planned all or not at all, every wrong one named by its index', async () => {
      const planned = await operator.roster(driverId, vehicleId);
      const free = await operator.driver();
      const cab = await operator.vehicle();
      const { status, body } = await planAll([
        operator.shift(free, cab),
        operator.shift(uuidv7(), cab),
        operator.shift(driverId, cab),
        operator.shift(free, await operator.vehicle()),
        operator.shift(await operator.driver(), await operator.vehicle(), operator.after(0), 17),
      ]);
      expect([status, body.code]).toEqual([400, 'roster_refused']);
      expect(body.errors).toMatchObject([
        { index: 1, field: 'entries[1]', code: 'driver_not_found' },
        { index: 2, code: 'roster_driver_overlap', rosterEntryId: planned },
        { index: 3, code: 'roster_driver_overlap', otherIndex: 0 },
        { index: 4, code: 'shift_too_long' },
      ]);
      expect(await entriesOf(free)).toBe(0);
    });

    it('are at least one and at most two hundred', async () => {
      expect((await planAll([])).status).toBe(400);
      expect((await planAll(Array.from({ length: 201 }, () => operator.shift(driverId, vehicleId)))).status).toBe(400);
    });
  });

  it('is listed by local day, driver, vehicle and hub, page by page', async () => {
    // From 22:00 of the 21st to 06:00 of the 22nd in Delhi, and from midnight to eight on the 23rd.
    const night = await operator.roster(driverId, vehicleId, new Date('2026-11-21T16:30:00Z'), 8);
    const third = await operator.roster(driverId, vehicleId, new Date('2026-11-22T18:30:00Z'), 8);
    const list = async (query: string): Promise<string[]> => {
      const { status, body } = await operator.ops.get(`/v1/roster?${query}`);
      expect(status).toBe(200);
      return (body.items as { id: string }[]).map(({ id }) => id);
    };
    expect(await list(`driverId=${driverId}`)).toEqual([third, night]);
    expect(await list(`driverId=${driverId}&day=2026-11-21`)).toEqual([night]);
    expect(await list(`driverId=${driverId}&day=2026-11-22`)).toEqual([night]);
    expect(await list(`vehicleId=${vehicleId}&day=2026-11-23`)).toEqual([third]);
    expect(await list(`vehicleId=${vehicleId}&hubId=${uuidv7()}`)).toEqual([]);
    const first = await operator.ops.get(`/v1/roster?driverId=${driverId}&limit=1`);
    expect(first.body.items).toMatchObject([{ id: third }]);
    expect(await list(`driverId=${driverId}&limit=1&after=${first.body.next}`)).toEqual([night]);
    expect((await operator.ops.get('/v1/roster?day=2026-02-30')).status).toBe(400);
  });

  describe('a shift cancelled', () => {
    const cancel = (id: string) => operator.ops.post(`/v1/roster/${id}/cancel`, { reason: 'The driver is ill.' });

    it('frees its driver and vehicle, once', async () => {
      const id = await operator.roster(driverId, vehicleId);
      const { status, body } = await cancel(id);
      expect(status).toBe(200);
      expect(body).toMatchObject({ id, status: 'CANCELLED', cancelReason: 'The driver is ill.' });
      expect(refusal(await cancel(id))).toEqual([409, 'roster_entry_cancelled']);
      expect((await operator.ops.post(`/v1/roster/${id}/cancel`, { reason: ' ' })).status).toBe(400);
      await operator.roster(driverId, vehicleId);
      expect((await operator.ops.get(`/v1/roster?driverId=${driverId}&status=CANCELLED`)).body.items).toMatchObject([
        { id },
      ]);
    });

    it('is refused while rides remain to be carried in it, naming them, and while its driver is on duty', async () => {
      const worker: OnShift = await operator.onShift();
      const rideId = await operator.ride();
      await operator.assigned(rideId, worker.driverId);
      const answer = await cancel(worker.rosterEntryId);
      expect(refusal(answer)).toEqual([409, 'roster_entry_in_use']);
      expect(answer.body.rideIds).toEqual([rideId]);
      await operator.cancelled(rideId);
      expect(refusal(await cancel(worker.rosterEntryId))).toEqual([409, 'driver_on_duty']);
      await operator.given(operator.checkedOut(worker));
      expect((await cancel(worker.rosterEntryId)).status).toBe(200);
    });
  });
});
