import { randomUUID } from 'node:crypto';
import { TestApplication, type TestCaller } from '../../support/application';
import { created, done, FleetFixture, wrongFields } from './fleet-fixture';

const HOUR = 3_600_000;
const inHours = (n: number) => new Date(Date.now() + n * HOUR).toISOString();

describe('outages of vehicles', () => {
  let application: TestApplication;
  let fixture: FleetFixture;
  let hubId: string;
  let hubManager: TestCaller;
  let elsewhere: TestCaller;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await FleetFixture.create(application);
    const fleetId = await fixture.fleet();
    hubId = await fixture.hub(fleetId);
    const otherHub = await fixture.hub(fleetId);
    hubManager = await fixture.actAs({ role: 'hub_manager', fleetIds: [fleetId], hubIds: [hubId] });
    elsewhere = await fixture.actAs({ role: 'hub_manager', fleetIds: [fleetId], hubIds: [otherHub] });
  });
  afterAll(() => application.stop());

  const note = (id: string, body: object, caller = hubManager) =>
    caller.post(`/v1/vehicles/${id}/outages`, { reason: 'Bumper repair', ...body });
  const told = async (id: string) =>
    application.sql<{ payload: { outages: { from: string; until: string | null; reason: string }[] } }>(
      `SELECT payload FROM audit.entries WHERE type = 'fleet.vehicle_availability_changed' AND payload->>'vehicleId' = $1
       ORDER BY id`,
      [id],
    );

  it('are noted for a time to come or from now on, and each change tells all that are not over', async () => {
    const id = await fixture.activeVehicle(hubId);
    const [startsAt, endsAt] = [inHours(5), inHours(9)];
    const later = await note(id, { startsAt, endsAt });
    expect([later.status, later.body]).toEqual([
      201,
      expect.objectContaining({ vehicleId: id, startsAt, endsAt, reason: 'Bumper repair', withdrawnAt: null }),
    ]);
    const overlapping = await note(id, { reason: 'Stands still' });
    expect([overlapping.status, overlapping.body.code]).toEqual([409, 'outages_overlap']);
    const now = await note(id, { endsAt: startsAt, reason: 'Stands still' });
    expect(now.status).toBe(201);

    const last = (await told(id)).at(-1)!.payload.outages;
    expect(last.map(({ until, reason }) => [until, reason])).toEqual([
      [startsAt, 'Stands still'],
      [endsAt, 'Bumper repair'],
    ]);
    const listed = await hubManager.get(`/v1/vehicles/${id}/outages`);
    expect(listed.body.items.map((outage: { id: string }) => outage.id)).toEqual([now.body.id, later.body.id]);
  });

  it('end sooner or later than was said, and one that has not begun is withdrawn', async () => {
    const id = await fixture.activeVehicle(hubId);
    const end = (outageId: string, body: object = {}) =>
      hubManager.post(`/v1/vehicles/${id}/outages/${outageId}/end`, { reason: 'Repaired', ...body });
    const open = created(await note(id, {}));
    const endsAt = inHours(3);
    expect((await end(open, { endsAt })).body).toMatchObject({ endsAt, endedReason: 'Repaired', withdrawnAt: null });
    const next = created(await note(id, { startsAt: endsAt }));
    const collides = await end(open, { endsAt: inHours(4) });
    expect([collides.status, collides.body.code]).toEqual([409, 'outages_overlap']);
    expect((await end(next)).body).toMatchObject({ withdrawnAt: expect.stringMatching(/Z$/) });
    expect((await end(next)).body.code).toBe('outage_over');
    done(await end(open));
    expect((await told(id)).at(-1)!.payload.outages).toEqual([]);
    expect((await end(randomUUID())).body.code).toBe('outage_not_found');
  });

  it('are refused where they cannot be', async () => {
    const id = await fixture.activeVehicle(hubId);
    expect(wrongFields(await note(id, { startsAt: 'soon', endsAt: 7, reason: ' ' }))).toMatchObject({
      startsAt: 'is_date',
      reason: 'is_text',
    });
    const codeOf = async (body: object) => (await note(id, body)).body.code;
    expect(await codeOf({ startsAt: inHours(-1) })).toBe('outage_in_the_past');
    expect(await codeOf({ startsAt: inHours(2), endsAt: inHours(2) })).toBe('outage_without_time');
    done(await fixture.ops.post(`/v1/vehicles/${id}/status`, { status: 'RETIRED', reason: 'Sold' }));
    expect(await codeOf({})).toBe('vehicle_retired');
    expect((await hubManager.get(`/v1/vehicles/${id}/outages`)).body.items).toEqual([]);
  });

  it('of ten at once for the same time, one stands', async () => {
    const id = await fixture.activeVehicle(hubId);
    const answers = await Promise.all(Array.from({ length: 10 }, () => note(id, { startsAt: inHours(1) })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 409 && body.code === 'outages_overlap')).toHaveLength(9);
    await expect(
      application.sql(
        `INSERT INTO fleet.vehicle_outages (id, organization_id, vehicle_id, starts_at, reason, noted_at)
         SELECT $2, organization_id, vehicle_id, starts_at, 'Twice', now() FROM fleet.vehicle_outages WHERE vehicle_id = $1`,
        [id, randomUUID()],
      ),
    ).rejects.toMatchObject({ constraint: 'vehicle_outages_overlap' });
  });

  it('are the business of those who have the vehicle in their scope', async () => {
    const id = await fixture.activeVehicle(hubId);
    const outageId = created(await note(id, {}));
    const stranger = (await FleetFixture.create(application)).ops;
    for (const caller of [elsewhere, stranger]) {
      const answers = [
        await note(id, { startsAt: inHours(30) }, caller),
        await caller.get(`/v1/vehicles/${id}/outages`),
        await caller.post(`/v1/vehicles/${id}/outages/${outageId}/end`, { reason: 'Mine' }),
      ];
      expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
        answers.map(() => [404, 'vehicle_not_found']),
      );
    }
    for (const role of ['auditor', 'driver', 'rider'] as const) {
      const caller = await fixture.actAs({ role });
      expect((await note(id, {}, caller)).status).toBe(403);
      expect((await caller.get(`/v1/vehicles/${id}/outages`)).status).toBe(role === 'auditor' ? 200 : 403);
    }
  });
});
