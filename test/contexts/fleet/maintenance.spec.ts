import { StopOverdueVehicles } from '../../../src/contexts/fleet/application/stop-overdue-vehicles.job';
import { FLEET_TIME_ZONE, localDate } from '../../../src/kernel/local-day';
import { TestApplication, type TestCaller } from '../../support/application';
import { created, done, FleetFixture, patch, wrongFields } from './fleet-fixture';

const dayFromToday = (days: number) => localDate(new Date(Date.now() + days * 86_400_000), FLEET_TIME_ZONE);

describe('maintenance of vehicles', () => {
  let application: TestApplication;
  let fixture: FleetFixture;
  let fleetId: string;
  let hubId: string;
  let otherHub: string;
  let hubManager: TestCaller;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await FleetFixture.create(application);
    fleetId = await fixture.fleet();
    hubId = await fixture.hub(fleetId);
    otherHub = await fixture.hub(fleetId);
    hubManager = await fixture.actAs({ role: 'hub_manager', fleetIds: [fleetId], hubIds: [hubId] });
  });
  afterAll(() => application.stop());

  const plan = (id: string, body: object = {}, caller: TestCaller = fixture.ops) =>
    caller.post(`/v1/vehicles/${id}/maintenance-plans`, { name: 'Tyre rotation', everyDays: 30, ...body });
  const complete = (id: string, planId: string, body: object = {}, caller: TestCaller = hubManager) =>
    caller.post(`/v1/vehicles/${id}/maintenance-plans/${planId}/done`, {
      odometerMetres: 1_000_000,
      costPaise: 245_000,
      note: 'All four',
      ...body,
    });
  const statusOf = async (id: string) => (await hubManager.get(`/v1/vehicles/${id}`)).body.status;
  const dueOf = async (query: string, caller: TestCaller = hubManager) =>
    (await caller.get(`/v1/vehicles/maintenance?limit=200&${query}`)).body.items as { id: string; due: string }[];

  it('is due by date or odometer, whichever comes first, and listed so', async () => {
    const id = await fixture.activeVehicle(hubId);
    const expected: [string, object][] = [
      ['LATER', { lastDoneOn: dayFromToday(-22), everyMetres: 10_000_000, lastDoneMetres: 0 }],
      ['SOON', { lastDoneOn: dayFromToday(-23) }],
      ['DUE', { lastDoneOn: dayFromToday(-30) }],
      ['DUE', { lastDoneOn: dayFromToday(-33) }],
      ['OVERDUE', { lastDoneOn: dayFromToday(-34) }],
      ['SOON', { everyDays: null, everyMetres: 1_000_000, lastDoneMetres: 500_000 }],
      ['DUE', { everyDays: null, everyMetres: 1_000_000, lastDoneMetres: 0 }],
      ['OVERDUE', { everyMetres: 799_999, lastDoneMetres: 0 }],
    ];
    const made = new Map<string, string>();
    for (const [n, [due, body]] of expected.entries()) {
      const answer = await plan(id, { name: `Plan ${n}`, ...body });
      expect([answer.status, answer.body.due]).toEqual([201, due]);
      made.set(created(answer), due);
    }
    for (const due of ['LATER', 'SOON', 'DUE', 'OVERDUE']) {
      const listed = await dueOf(`due=${due}&hubId=${hubId}`);
      expect(listed.map((item) => item.due)).toEqual(listed.map(() => due));
      expect(listed.map((item) => item.id).sort()).toEqual(
        [...made]
          .filter(([, each]) => each === due)
          .map(([planId]) => planId)
          .sort(),
      );
    }
    expect(await dueOf('due=DUE&due=OVERDUE')).toHaveLength(5);
    const first = await hubManager.get('/v1/vehicles/maintenance?limit=5');
    const rest = await hubManager.get(`/v1/vehicles/maintenance?limit=5&after=${first.body.next}`);
    expect([first.body.items.length, rest.body.items.length, rest.body.next]).toEqual([5, 3, null]);
    const listed = [...first.body.items, ...rest.body.items] as { id: string }[];
    expect(listed.map((item) => item.id)).toEqual([...made.keys()].reverse());
    expect((await hubManager.get(`/v1/vehicles/${id}/maintenance-plans`)).body.items).toHaveLength(8);
    done(await fixture.ops.post(`/v1/vehicles/${id}/status`, { status: 'RETIRED', reason: 'Sold' }));
    expect(await dueOf('')).toEqual([]);
    expect((await plan(id)).body.code).toBe('vehicle_retired');
  });

  it('is done with the odometer, the cost and a note, counts anew, and is remembered', async () => {
    const id = await fixture.activeVehicle(hubId);
    const planId = created(await plan(id, { lastDoneOn: dayFromToday(-60), everyMetres: 10_000_000 }));
    expect((await complete(id, planId, { odometerMetres: 999_999 })).body.code).toBe('odometer_below_last');
    expect((await complete(id, planId, { doneOn: dayFromToday(1) })).body.code).toBe('maintenance_in_the_future');
    expect((await complete(id, planId, { doneOn: dayFromToday(-61) })).body.code).toBe('maintenance_before_last');
    expect(wrongFields(await complete(id, planId, { costPaise: 1.5, note: '', odometerMetres: '5' }))).toEqual({
      costPaise: 'is_int',
      note: 'is_text',
      odometerMetres: 'is_int',
    });
    const answer = await complete(id, planId, { odometerMetres: 1_200_000 });
    expect([answer.status, answer.body]).toEqual([
      201,
      expect.objectContaining({ planId, doneOn: dayFromToday(0), costPaise: 245_000, odometerMetres: 1_200_000 }),
    ]);
    const [again] = (await hubManager.get(`/v1/vehicles/${id}/maintenance-plans`)).body.items;
    expect(again).toMatchObject({ due: 'LATER', dueOn: dayFromToday(30), dueAtMetres: 11_200_000 });
    expect((await hubManager.get(`/v1/vehicles/${id}`)).body.odometerMetres).toBe(1_200_000);
    const history = await hubManager.get(`/v1/vehicles/${id}/maintenance`);
    expect(history.body.items).toEqual([answer.body]);
  });

  it('takes an overdue vehicle to MAINTENANCE where its plan says so, and does not overrule who activates it', async () => {
    const [stopped, other] = [await fixture.activeVehicle(hubId), await fixture.activeVehicle(hubId)];
    const overdue = { lastDoneOn: dayFromToday(-34) };
    const planId = created(await plan(stopped, { ...overdue, stopsVehicle: true }));
    created(await plan(stopped, { name: 'Not yet', lastDoneOn: dayFromToday(-33), stopsVehicle: true }));
    created(await plan(other, overdue));
    const job = application.app.get(StopOverdueVehicles);
    await Promise.all([job.execute(), job.execute()]);
    expect([await statusOf(stopped), await statusOf(other)]).toEqual(['MAINTENANCE', 'ACTIVE']);
    const { body } = await hubManager.get(`/v1/vehicles/${stopped}`);
    expect(body.statusReason).toBe('Maintenance is overdue: Tyre rotation.');
    done(await hubManager.post(`/v1/vehicles/${stopped}/status`, { status: 'ACTIVE', reason: 'Until tonight' }));
    await job.execute();
    expect(await statusOf(stopped)).toBe('ACTIVE');
    created(await complete(stopped, planId, { doneOn: dayFromToday(-34) }));
    await job.execute();
    expect(await statusOf(stopped)).toBe('MAINTENANCE');
  });

  it('stops a vehicle that nobody was allowed to drive when it fell due, once somebody is', async () => {
    const [pending, suspended] = [await fixture.vehicle(hubId), await fixture.activeVehicle(hubId)];
    done(await hubManager.post(`/v1/vehicles/${suspended}/status`, { status: 'SUSPENDED', reason: 'Permit' }));
    const job = application.app.get(StopOverdueVehicles);
    for (const id of [pending, suspended]) {
      created(await plan(id, { lastDoneOn: dayFromToday(-34), stopsVehicle: true }));
    }
    await job.execute();
    expect([await statusOf(pending), await statusOf(suspended)]).toEqual(['PENDING', 'SUSPENDED']);
    for (const id of [pending, suspended]) {
      done(await hubManager.post(`/v1/vehicles/${id}/status`, { status: 'ACTIVE', reason: 'May be driven' }));
    }
    await job.execute();
    expect([await statusOf(pending), await statusOf(suspended)]).toEqual(['MAINTENANCE', 'MAINTENANCE']);
  });

  it('is noted a day late with what the odometer showed then, and leaves that of the vehicle alone', async () => {
    const id = await fixture.activeVehicle(hubId, { odometerMetres: 1_500_000 });
    const terms = { lastDoneOn: dayFromToday(-60), lastDoneMetres: 900_000, everyMetres: 10_000_000 };
    const planId = created(await plan(id, terms));
    const yesterday = { doneOn: dayFromToday(-1) };
    const refused = await complete(id, planId, { ...yesterday, odometerMetres: 899_999 });
    expect([refused.status, refused.body.code]).toEqual([400, 'odometer_not_of_that_day']);
    expect(refused.body).toMatchObject({ fromMetres: 900_000, toMetres: 1_500_000 });
    created(await complete(id, planId, { ...yesterday, odometerMetres: 1_400_000 }));
    const [again] = (await hubManager.get(`/v1/vehicles/${id}/maintenance-plans`)).body.items;
    expect(again).toMatchObject({ dueOn: dayFromToday(29), dueAtMetres: 11_400_000 });
    expect((await hubManager.get(`/v1/vehicles/${id}`)).body.odometerMetres).toBe(1_500_000);
    expect((await complete(id, planId, { odometerMetres: 1_499_999 })).body.code).toBe('odometer_below_last');
  });

  it('is noted a day late with the latest reading there is, of the way to the workshop, and that counts for the vehicle', async () => {
    const id = await fixture.activeVehicle(hubId, { odometerMetres: 1_500_000 });
    const planId = created(await plan(id, { lastDoneOn: dayFromToday(-60) }));
    const yesterday = { doneOn: dayFromToday(-1) };
    const tooFar = await complete(id, planId, { ...yesterday, odometerMetres: 1_500_000 + 2_000_001 });
    expect([tooFar.status, tooFar.body.code]).toEqual([400, 'odometer_implausible']);
    created(await complete(id, planId, { ...yesterday, odometerMetres: 1_503_000 }));
    expect((await hubManager.get(`/v1/vehicles/${id}`)).body.odometerMetres).toBe(1_503_000);
    const facts = await application.sql<{ isReading: boolean }>(
      "SELECT payload->'isReading' AS \"isReading\" FROM audit.entries WHERE type = 'fleet.maintenance_done' AND payload->>'planId' = $1",
      [planId],
    );
    expect(facts).toEqual([{ isReading: true }]);
  });

  it('is planned anew, once under a name, and retired', async () => {
    const id = await fixture.activeVehicle(hubId);
    const planId = created(await plan(id));
    const twice = await Promise.all([plan(id, { name: 'TYRE ROTATION' }), plan(id, { name: 'tyre rotation' })]);
    expect(twice.map(({ status, body }) => [status, body.code])).toEqual(
      twice.map(() => [409, 'maintenance_plan_exists']),
    );
    const path = `/v1/vehicles/${id}/maintenance-plans/${planId}`;
    expect((await patch(fixture.ops, path, { everyDays: 10 })).body.dueOn).toBe(dayFromToday(10));
    expect((await patch(fixture.ops, path, { everyDays: null })).body.code).toBe('maintenance_without_interval');
    expect(wrongFields(await plan(id, { everyDays: 0, everyMetres: 1, graceDays: -1, name: 1 }))).toEqual({
      everyDays: 'min',
      everyMetres: 'min',
      graceDays: 'min',
      name: 'is_text',
    });
    done(await fixture.ops.post(`${path}/retire`));
    for (const answer of [await complete(id, planId), await fixture.ops.post(`${path}/retire`)]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'maintenance_plan_retired']);
    }
    created(await plan(id));
  });

  it('is the business of who has the vehicle in his scope', async () => {
    const id = await fixture.activeVehicle(hubId);
    const another = await fixture.activeVehicle(hubId);
    const planId = created(await plan(id));
    const stranger = (await FleetFixture.create(application)).ops;
    const neighbour = await fixture.actAs({ role: 'hub_manager', fleetIds: [fleetId], hubIds: [otherHub] });
    const otherFleet = await fixture.actAs({ role: 'fleet_manager', fleetIds: [await fixture.fleet()] });
    for (const caller of [stranger, neighbour, otherFleet]) {
      expect((await complete(id, planId, {}, caller)).status).toBe(404);
      expect((await caller.get(`/v1/vehicles/${id}/maintenance-plans`)).status).toBe(404);
      expect((await caller.get(`/v1/vehicles/${id}/maintenance`)).status).toBe(404);
      expect((await caller.get('/v1/vehicles/maintenance')).body.items).toEqual([]);
    }
    for (const caller of [stranger, otherFleet]) {
      expect((await plan(id, { name: 'Mine' }, caller)).status).toBe(404);
      const path = `/v1/vehicles/${id}/maintenance-plans/${planId}`;
      expect((await patch(caller, path, { everyDays: 1 })).status).toBe(404);
      expect((await caller.post(`${path}/retire`)).status).toBe(404);
    }
    expect((await complete(another, planId)).body.code).toBe('maintenance_plan_not_found');
    expect((await plan(id, { name: 'Mine' }, hubManager)).status).toBe(403);
    for (const role of ['auditor', 'driver', 'rider'] as const) {
      const caller = await fixture.actAs({ role });
      expect((await complete(id, planId, {}, caller)).status).toBe(403);
      expect((await plan(id, { name: 'Mine' }, caller)).status).toBe(403);
    }
  });
});
