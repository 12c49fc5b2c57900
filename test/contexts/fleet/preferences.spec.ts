import { ImportDrivers } from '../../../src/contexts/fleet/application/import-drivers';
import { type DriverRegistration, RegisterDriver } from '../../../src/contexts/fleet/application/register-driver';
import { PrincipalReader } from '../../../src/platform/auth/principal-reader';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { TestApplication, type TestCaller } from '../../support/application';
import { created, done, DRIVER, FleetFixture, newLicence, newPhone, wrongFields } from './fleet-fixture';

const LONGEST = {
  name: 'Longest trip',
  description: 'Rides that are longer are not offered.',
  category: 'TRIP',
  kind: 'NUMBER',
  minimum: 5_000,
  maximum: 2_000_000,
  defaultValue: 2_000_000,
  approvalRequired: true,
  active: true,
};

describe('preferences of drivers', () => {
  let application: TestApplication;
  let fixture: FleetFixture;
  let fleetId: string;
  let hubId: string;
  let hubManager: TestCaller;
  let neighbour: TestCaller;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await FleetFixture.create(application);
    fleetId = await fixture.fleet();
    hubId = await fixture.hub(fleetId);
    const otherHub = await fixture.hub(fleetId);
    hubManager = await fixture.actAs({ role: 'hub_manager', fleetIds: [fleetId], hubIds: [hubId] });
    neighbour = await fixture.actAs({ role: 'hub_manager', fleetIds: [fleetId], hubIds: [otherHub] });
  });
  afterAll(() => application.stop());

  const driver = async (): Promise<{ driverId: string; caller: TestCaller }> => {
    const driverId = await fixture.driver(hubId);
    return { driverId, caller: await fixture.actAs({ role: 'driver', driverId }) };
  };
  const ask = (caller: TestCaller, key: string, value: unknown) =>
    caller.post('/v1/driver/preferences/requests', { key, value });
  const decide = (caller: TestCaller, id: string, verb: 'approve' | 'reject', body: object = {}) =>
    caller.post(`/v1/preferences/requests/${id}/${verb}`, body);
  const define = (key: string, body: object, caller: TestCaller = fixture.ops) =>
    caller.call('PUT', `/v1/preferences/${key}`, body);
  const heldBy = async (caller: TestCaller) => (await caller.get('/v1/driver/preferences')).body.preferences;
  /** What dispatch remembers. */
  const remembered = async (driverId: string) =>
    (
      await application.sql<{ preferences: object }>(
        'SELECT preferences FROM assignment.drivers WHERE driver_id = $1',
        [driverId],
      )
    )[0]!.preferences;

  it('wait for an approver, and hold from then on, for dispatch too', async () => {
    const { driverId, caller } = await driver();
    const asked = await ask(caller, 'airport_rides', false);
    expect([asked.status, asked.body]).toEqual([
      201,
      expect.objectContaining({ driverId, key: 'airport_rides', value: false, previous: true, status: 'PENDING' }),
    ]);
    expect(await heldBy(caller)).toMatchObject({ airport_rides: true, earliest_shift_start: '00:00' });
    const twice = await ask(caller, 'airport_rides', false);
    expect([twice.status, twice.body.code]).toEqual([409, 'preference_request_open']);

    const approved = await decide(hubManager, asked.body.id, 'approve');
    expect(approved.body).toMatchObject({ status: 'APPROVED', decidedBy: hubManager.userId, reason: null });
    expect(await heldBy(caller)).toMatchObject({ airport_rides: false });
    expect((await hubManager.get(`/v1/drivers/${driverId}/preferences`)).body.preferences).toEqual(
      await heldBy(caller),
    );
    expect(await remembered(driverId)).toEqual(await heldBy(caller));
    for (const verb of ['approve', 'reject'] as const) {
      const again = await decide(hubManager, asked.body.id, verb, { reason: 'Again' });
      expect([again.status, again.body.code, again.body.detail]).toEqual([
        409,
        'preference_request_decided',
        'This request is APPROVED already.',
      ]);
    }
    const same = await ask(caller, 'airport_rides', false);
    expect([same.status, same.body.code]).toEqual([409, 'preference_unchanged']);
  });

  it('are rejected with a reason, or withdrawn, and nothing changes; the history stays', async () => {
    const { driverId, caller } = await driver();
    const first = created(await ask(caller, 'night_shift', false));
    expect(wrongFields(await decide(hubManager, first, 'reject'))).toEqual({ reason: 'required' });
    done(await decide(hubManager, first, 'reject', { reason: 'Everybody works nights in December.' }));
    const second = created(await ask(caller, 'night_shift', false));
    done(await caller.post(`/v1/driver/preferences/requests/${second}/withdraw`));
    expect((await caller.post(`/v1/driver/preferences/requests/${second}/withdraw`)).status).toBe(409);
    expect(await heldBy(caller)).toMatchObject({ night_shift: true });
    const history = await caller.get('/v1/driver/preferences/requests');
    expect(history.body.items.map((row: { id: string; status: string }) => [row.id, row.status])).toEqual([
      [second, 'WITHDRAWN'],
      [first, 'REJECTED'],
    ]);
    const listed = await hubManager.get(
      `/v1/preferences/requests?driverId=${driverId}&status=REJECTED&key=night_shift`,
    );
    expect(listed.body.items).toEqual([history.body.items[1]]);
    expect(await remembered(driverId)).toEqual({});
  });

  it('hold at once where nobody is asked', async () => {
    const { caller } = await driver();
    const asked = await ask(caller, 'earliest_shift_start', '06:30');
    expect(asked.body).toMatchObject({ status: 'APPROVED', decidedBy: null });
    expect(await heldBy(caller)).toMatchObject({ earliest_shift_start: '06:30' });
  });

  it('take the values of their kind only', async () => {
    const { caller } = await driver();
    const wrong = await ask(caller, 'longest_trip_metres', 4_999);
    expect([wrong.status, wrong.body.code, wrong.body.detail]).toEqual([
      400,
      'preference_value_invalid',
      'The value of longest_trip_metres is a whole number from 5000 to 2000000.',
    ]);
    // Usual, and nobody's until an operator says that somebody reads it.
    expect((await ask(caller, 'payout_weekday', 'FRIDAY')).body.code).toBe('preference_not_active');
    const choices = ['MONDAY', 'FRIDAY'];
    const weekday = { ...LONGEST, category: 'PAYOUT', kind: 'CHOICE', minimum: undefined, maximum: undefined };
    done(await define('payout_weekday', { ...weekday, choices, defaultValue: 'MONDAY' }));
    expect(await heldBy(caller)).toMatchObject({ payout_weekday: 'MONDAY' });
    expect((await ask(caller, 'payout_weekday', 'SOMEDAY')).body.code).toBe('preference_value_invalid');
    expect(wrongFields(await ask(caller, 'Bad key', { a: 1 }))).toMatchObject({ value: 'is_preference_value' });
    expect((await ask(caller, 'unheard_of', 1)).status).toBe(404);
  });

  it('of ten requests at once one waits, and of ten decisions at once one counts', async () => {
    const { driverId, caller } = await driver();
    const asked = await Promise.all(Array.from({ length: 10 }, () => ask(caller, 'night_shift', false)));
    expect(asked.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(asked.filter(({ body }) => body.code === 'preference_request_open')).toHaveLength(9);
    const { id } = asked.find(({ status }) => status === 201)!.body;
    const decided = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        decide(hubManager, id, n % 2 ? 'approve' : 'reject', { reason: 'So be it' }),
      ),
    );
    expect(decided.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(decided.filter(({ status }) => status === 409)).toHaveLength(9);
    const [won] = decided.filter(({ status }) => status === 200);
    expect(await heldBy(caller)).toMatchObject({ night_shift: won!.body.status === 'REJECTED' });
    await expect(
      application.sql(
        `INSERT INTO fleet.preference_requests (id, organization_id, version, driver_id, key, value, previous, status, asked_by, asked_at)
         SELECT gen_random_uuid(), organization_id, 1, driver_id, 'twice', value, previous, 'PENDING', asked_by, asked_at
         FROM fleet.preference_requests, generate_series(1, 2) WHERE driver_id = $1`,
        [driverId],
      ),
    ).rejects.toMatchObject({ constraint: 'preference_requests_one_open' });
  });

  it('are nobody’s to approve for himself, nor for drivers beyond his scope', async () => {
    const { driverId, caller } = await driver();
    const id = created(await ask(caller, 'night_shift', false));
    const managerWhoDrives = await fixture.actAs({ role: 'ops', driverId });
    const own = await decide(managerWhoDrives, id, 'approve');
    expect([own.status, own.body.code]).toEqual([403, 'own_preference']);
    const stranger = (await FleetFixture.create(application)).ops;
    const colleague = (await driver()).caller;
    for (const outsider of [neighbour, stranger]) {
      expect((await decide(outsider, id, 'approve')).body.code).toBe('preference_request_not_found');
      expect((await decide(outsider, id, 'reject', { reason: 'Mine' })).status).toBe(404);
      expect((await outsider.get(`/v1/drivers/${driverId}/preferences`)).status).toBe(404);
      expect((await outsider.get('/v1/preferences/requests')).body.items).toEqual([]);
    }
    expect((await colleague.post(`/v1/driver/preferences/requests/${id}/withdraw`)).status).toBe(404);
    for (const role of ['auditor', 'driver', 'rider'] as const) {
      expect((await decide(await fixture.actAs({ role }), id, 'approve')).status).toBe(403);
    }
    expect((await define('longest_trip_metres', LONGEST, hubManager)).status).toBe(403);
    expect((await ask(hubManager, 'night_shift', false)).status).toBe(403);
    const fleetOps = await fixture.actAs({ role: 'ops', fleetIds: [fleetId] });
    expect((await define('longest_trip_metres', LONGEST, fleetOps)).body.code).toBe('outside_scope');
  });

  it('follow their definition: what is approved holds only while it is a value of something active', async () => {
    const { driverId, caller } = await driver();
    const key = 'longest_trip_metres';
    done(await decide(hubManager, created(await ask(caller, key, 30_000)), 'approve'));
    const pending = created(await ask(caller, key, 40_000));
    done(await define(key, { ...LONGEST, minimum: 50_000, defaultValue: 60_000 }));
    expect(await heldBy(caller)).toMatchObject({ [key]: 60_000 });
    expect(await remembered(driverId)).toMatchObject({ [key]: 60_000 });
    expect((await decide(hubManager, pending, 'approve')).body.code).toBe('preference_value_invalid');

    done(await define(key, { ...LONGEST, active: false }));
    expect(await heldBy(caller)).not.toHaveProperty(key);
    expect(await remembered(driverId)).not.toHaveProperty(key);
    expect((await ask(caller, key, 70_000)).body.code).toBe('preference_not_active');
    expect((await decide(hubManager, pending, 'approve')).body.code).toBe('preference_not_active');

    done(await define(key, LONGEST));
    expect(await heldBy(caller)).toMatchObject({ [key]: 30_000 });
    done(await decide(hubManager, pending, 'approve', { reason: 'Agreed' }));
    expect(await heldBy(caller)).toMatchObject({ [key]: 40_000 });

    expect((await define(key, { ...LONGEST, kind: 'BOOLEAN' })).body.code).toBe('preference_kind_fixed');
    expect((await define(key, { ...LONGEST, defaultValue: 1 })).body.code).toBe('preference_value_invalid');
    expect((await define('Bad-Key', LONGEST)).body.code).toBe('preference_key_invalid');
    const pets = { ...LONGEST, kind: 'BOOLEAN', minimum: undefined, maximum: undefined, defaultValue: false };
    done(await define('pets', { ...pets, name: 'Pets' }));
    expect((await define('smokers', { ...LONGEST, kind: 'BOOLEAN', defaultValue: false })).body.code).toBe(
      'preference_range_missing',
    );
    const { driverId: newcomer } = await driver();
    expect(await remembered(newcomer)).toMatchObject({ pets: false, airport_rides: true });
  });

  it('hold as they are defined anew of a driver who was being registered meanwhile', async () => {
    const { ops, organizationId } = fixture;
    const unitOfWork = application.app.get(UnitOfWork);
    const caller = (await application.app.get(PrincipalReader).find(ops.sessionId, organizationId))!;
    const registration = { ...DRIVER, hubId, phone: newPhone(), licenceNumber: newLicence(), paymentModel: 'SALARY' };
    const { driverId, defining } = await unitOfWork.run(
      async () => {
        const { id } = await application.app.get(RegisterDriver).execute(registration as DriverRegistration, caller);
        const defining = define('night_walks', { ...LONGEST, defaultValue: 10_000 });
        // Long enough for one who waits for nobody.
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        return { driverId: id, defining };
      },
      { organizationId },
    );
    done(await defining);
    expect(await remembered(driverId)).toMatchObject({ night_walks: 10_000 });
  });

  it('are not defined while an import changes drivers, and whoever asks for it is told so soon', async () => {
    const { ops, organizationId } = fixture;
    const unitOfWork = application.app.get(UnitOfWork);
    const importer = application.app.get(ImportDrivers);
    const caller = (await application.app.get(PrincipalReader).find(ops.sessionId, organizationId))!;
    const id = await fixture.driver(hubId);
    const [refused, registered] = await unitOfWork.run(
      async () => {
        // Nobody is registered yet: that follows.
        await importer.apply([{ does: 'update', id, wanted: { name: 'Ravi K.' } }], caller);
        const defining = define('late_walks', LONGEST);
        await new Promise((resolve) => setTimeout(resolve, 500));
        const waiting = fixture.driver(hubId);
        const late = new Promise<never>((_, reject) =>
          setTimeout(() => reject(new Error('It waits on.')), 10_000).unref(),
        );
        return [await Promise.race([defining, late]), await Promise.race([waiting, late])] as const;
      },
      { organizationId },
    );
    expect(refused).toMatchObject({ status: 409, body: { code: 'preferences_in_use' } });
    expect(registered).toEqual(expect.any(String));
    done(await define('late_walks', LONGEST));
  }, 30_000);
});
