import { TestApplication } from '../../support/application';
import { csv, errorsOf, ImportFixture, nextLicence, nextPhone, over, send } from './import-fixture';

describe('imports', () => {
  let application: TestApplication;
  let fixture: ImportFixture;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await ImportFixture.create(application);
  });
  afterAll(() => application.stop());

  it('try every row and change nothing, then bring all of it in, and find it unchanged the second time', async () => {
    const rows = fixture.drivers(300);
    const dry = await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=dry_run', csv(rows)));
    expect(dry).toMatchObject({ state: 'COMPLETED', rowCount: 300, rowsSeen: 300, rowsApplied: 300, rowsRefused: 0 });
    expect(await fixture.known(rows)).toBe(0);

    const confirmed = await fixture.ops.post(`/v1/imports/${dry.id}/confirm`, { mode: 'atomic' });
    const done = await over(fixture.ops, confirmed);
    expect(done).toMatchObject({ state: 'COMPLETED', rowsApplied: 300, confirms: dry.id });
    expect(await fixture.known(rows)).toBe(300);

    const repeated = await send(fixture.ops, 'kind=drivers&mode=row_wise', csv(rows));
    expect([repeated.status, repeated.body.code, repeated.body.importId]).toEqual([409, 'import_repeated', done.id]);
    const again = await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=row_wise&again=true', csv(rows)));
    expect(again).toMatchObject({ state: 'COMPLETED', rowsApplied: 0, rowsUnchanged: 300 });

    const [facts] = await application.sql<Record<string, number>>(
      `SELECT count(*) FILTER (WHERE type = 'fleet.driver_registered' AND actor_id = $2)::int AS registered,
              count(*) FILTER (WHERE type = 'identity.membership_granted')::int AS granted,
              count(DISTINCT causation_id) FILTER (WHERE type = 'identity.membership_granted')::int AS causes,
              count(*) FILTER (WHERE type = 'platform.import_finished')::int AS finished
       FROM audit.entries WHERE organization_id = $1`,
      [fixture.fleet.organizationId, fixture.ops.userId],
    );
    expect(facts).toEqual({ registered: 300, granted: 300, causes: 300, finished: 3 });
    const [left] = await application.sql<{ parts: number; claims: number }>(
      `SELECT (SELECT count(*)::int FROM platform.import_parts WHERE import_id <> $1) AS parts,
              (SELECT count(*)::int FROM platform.import_claims) AS claims`,
      [dry.id],
    );
    expect(left).toEqual({ parts: 0, claims: 0 });
  });

  it('name every wrong cell, bring in the rest row by row, and nothing at all of an atomic one', async () => {
    const good = fixture.drivers(3);
    const [known] = good;
    const rows = [
      ...good,
      fixture.driver({ phone: '12345', licence_expires_on: '2026-02-30' }),
      fixture.driver({ phone: known!.phone!.slice(3) }),
      fixture.driver({ licence_number: known!.licence_number!.toLowerCase() }),
      fixture.driver({ hub: 'Nowhere' }),
      fixture.driver({ licence_expires_on: '2020-01-01' }),
      fixture.driver({ name: '', payment_model: 'barter' }),
      fixture.driver({ licence_number: 'MH/1234/99' }),
    ];
    const wanted = [
      '5 phone invalid_phone',
      '5 licence_expires_on date_invalid',
      '6 phone row_repeated',
      '7 licence_number row_repeated',
      '8 hub hub_unknown',
      '9 licence_expires_on licence_expired',
      '10 name cell_empty',
      '10 payment_model value_unknown',
      '11 licence_number licence_older_format',
    ];
    for (const mode of ['dry_run', 'atomic']) {
      const tried = await over(fixture.ops, await send(fixture.ops, `kind=drivers&mode=${mode}`, csv(rows)));
      expect((await errorsOf(fixture.ops, tried.id)).sort()).toEqual([...wanted].sort());
      expect(await fixture.known(rows)).toBe(0);
      expect(tried).toMatchObject({ state: mode === 'atomic' ? 'REFUSED' : 'COMPLETED', rowsRefused: 6 });
    }
    const done = await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=row_wise', csv(rows)));
    expect(done).toMatchObject({ state: 'COMPLETED', rowsApplied: 4, rowsRefused: 6 });
    expect(await fixture.known(rows)).toBe(4);
  });

  it('hear the veto of a listener: of the row alone, in each mode', async () => {
    // A fleet manager of another fleet cannot be a driver here beside it: identity refuses, and fleet cannot know.
    const phone = nextPhone();
    const elsewhere = await fixture.fleet.fleet();
    const appointed = await fixture.ops.post('/v1/fleet-managers', { fleetId: elsewhere, name: 'Meena Rao', phone });
    expect(appointed.status).toBe(201);
    const rows = [...fixture.drivers(40), fixture.driver({ phone }), ...fixture.drivers(40)];
    for (const mode of ['dry_run', 'atomic', 'row_wise']) {
      const tried = await over(fixture.ops, await send(fixture.ops, `kind=drivers&mode=${mode}`, csv(rows)));
      expect(await errorsOf(fixture.ops, tried.id)).toEqual(['42 null roles_do_not_combine']);
      expect(tried.state).toBe(mode === 'atomic' ? 'REFUSED' : 'COMPLETED');
      expect(await fixture.known(rows)).toBe(mode === 'row_wise' ? 80 : 0);
    }
  });

  it('change what may be changed of a known driver, and leave what the file has no column for', async () => {
    const row = fixture.driver({ address: '12, Palam Village' });
    await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=atomic', csv([row])));
    const renamed = { ...row, name: 'Ravi K. Kumar', licence_number: nextLicence() };
    const columns = Object.keys(row).filter((column) => column !== 'address' && column !== 'fleet');
    const changed = await over(
      fixture.ops,
      await send(fixture.ops, 'kind=drivers&mode=atomic', csv([renamed], columns)),
    );
    expect(changed).toMatchObject({ rowsApplied: 1, rowsUnchanged: 0 });
    const { body } = await fixture.ops.get(`/v1/drivers?phone=${encodeURIComponent(row.phone!)}`);
    expect(body.items).toMatchObject([{ name: 'Ravi K. Kumar', address: '12, Palam Village' }]);
    const emptied = await send(fixture.ops, 'kind=drivers&mode=atomic', csv([{ ...renamed, address: '' }]));
    expect(await over(fixture.ops, emptied)).toMatchObject({ rowsApplied: 1 });
    const after = await fixture.ops.get(`/v1/drivers?phone=${encodeURIComponent(row.phone!)}`);
    expect(after.body.items).toMatchObject([{ address: null }]);
  });

  it('bring in vehicles', async () => {
    const rows = [
      fixture.vehicle(),
      fixture.vehicle({ vehicle_class: 'suv' }),
      fixture.vehicle({ battery_watt_hours: '' }),
    ];
    const done = await over(fixture.ops, await send(fixture.ops, 'kind=vehicles&mode=row_wise', csv(rows)));
    expect(done).toMatchObject({ rowsApplied: 2, rowsRefused: 1 });
    expect(await errorsOf(fixture.ops, done.id)).toEqual(['4 battery_watt_hours battery_missing']);
    const { body } = await fixture.ops.get(`/v1/vehicles?plate=${rows[1]!.plate}`);
    expect(body.items).toMatchObject([{ vehicleClass: 'SUV', batteryWattHours: 26_000 }]);
  });

  it('give a template that is itself read, for each kind', async () => {
    for (const kind of ['drivers', 'vehicles']) {
      const { status, body, headers } = await fixture.ops.get(`/v1/imports/templates/${kind}`);
      expect([status, headers.get('content-disposition')]).toEqual([200, `attachment; filename="${kind}.csv"`]);
      const text = String(body).replace('Dwarka Sector 21', fixture.hubName).replace('Sharma Cabs', fixture.fleetName);
      const tried = await over(fixture.ops, await send(fixture.ops, `kind=${kind}&mode=dry_run`, text));
      expect([tried.rowsApplied, await errorsOf(fixture.ops, tried.id)]).toEqual([1, []]);
    }
  });
});
