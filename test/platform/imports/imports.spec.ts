import { PART_ROWS } from '../../../src/platform/imports/import-file';
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
    const anew = await fixture.ops.post(`/v1/imports/${dry.id}/confirm`, { mode: 'atomic' });
    expect([anew.status, anew.body.detail]).toEqual([409, expect.stringContaining('{"mode": …, "again": true}')]);
    const meant = await fixture.ops.post(`/v1/imports/${dry.id}/confirm`, { mode: 'atomic', again: true });
    expect(await over(fixture.ops, meant)).toMatchObject({ state: 'COMPLETED', rowsUnchanged: 300 });

    const [facts] = await application.sql<Record<string, number>>(
      `SELECT count(*) FILTER (WHERE type = 'fleet.driver_registered' AND actor_id = $2)::int AS registered,
              count(*) FILTER (WHERE type = 'identity.membership_granted')::int AS granted,
              count(DISTINCT causation_id) FILTER (WHERE type = 'identity.membership_granted')::int AS causes,
              count(*) FILTER (WHERE type = 'platform.import_finished')::int AS finished
       FROM audit.entries WHERE organization_id = $1`,
      [fixture.fleet.organizationId, fixture.ops.userId],
    );
    expect(facts).toEqual({ registered: 300, granted: 300, causes: 300, finished: 4 });
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
      fixture.driver({ licence_expires_on: '9999-12-31' }),
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
      '12 licence_expires_on date_invalid',
    ];
    for (const mode of ['dry_run', 'atomic']) {
      const tried = await over(fixture.ops, await send(fixture.ops, `kind=drivers&mode=${mode}`, csv(rows)));
      expect((await errorsOf(fixture.ops, tried.id)).sort()).toEqual([...wanted].sort());
      expect(await fixture.known(rows)).toBe(0);
      expect(tried).toMatchObject({ state: mode === 'atomic' ? 'REFUSED' : 'COMPLETED', rowsRefused: 7 });
    }
    const done = await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=row_wise', csv(rows)));
    expect(done).toMatchObject({ state: 'COMPLETED', rowsApplied: 4, rowsRefused: 7 });
    expect(await fixture.known(rows)).toBe(4);
  });

  it('name all that speaks against a row at once, as far as its cells can be read', async () => {
    const [known, second, third] = fixture.drivers(3);
    await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=atomic', csv([known!, second!, third!])));
    const past = { licence_expires_on: '2020-01-01' };
    const first = fixture.driver({ hub: 'Nowhere', licence_number: second!.licence_number!, ...past });
    const rows = [
      first,
      fixture.driver({ hub: 'Nowhere', fleet: 'Nobody', licence_number: 'X', payment_model: 'barter', ...past }),
      fixture.driver({ phone: '12345', licence_number: third!.licence_number!, ...past }),
      fixture.driver({ phone: first.phone!, name: '', ...past }),
      { ...known, name: '', ...past },
    ];
    const wanted = [
      '2 hub hub_unknown error',
      '2 licence_expires_on licence_expired error',
      '2 licence_number licence_taken error',
      '3 hub hub_unknown error',
      '3 licence_expires_on licence_expired error',
      '3 licence_number invalid_licence error',
      '3 payment_model value_unknown error',
      // Of nobody knows whom: he may be the one who has it.
      '4 licence_expires_on licence_expired warning',
      '4 licence_number licence_taken warning',
      '4 phone invalid_phone error',
      // Line 2 is refused, so its phone is free.
      '5 licence_expires_on licence_expired error',
      '5 name cell_empty error',
      '6 licence_expires_on licence_expired error',
      '6 name cell_empty error',
    ];
    for (const mode of ['dry_run', 'atomic', 'row_wise']) {
      const tried = await over(fixture.ops, await send(fixture.ops, `kind=drivers&mode=${mode}`, csv(rows)));
      const { body } = await fixture.ops.get(`/v1/imports/${tried.id}/errors?limit=200`);
      const found = (body.items as Record<string, string | number | boolean>[]).map(
        ({ line, column, code, isWarning }) => `${line} ${column} ${code} ${isWarning ? 'warning' : 'error'}`,
      );
      expect([tried.rowsRefused, found.sort()]).toEqual([5, wanted]);
    }
  });

  it('take nothing from a row for one that is refused, in the same part or an earlier one, whatever refused it', async () => {
    const [known, later, twice] = fixture.drivers(3);
    const rows = [
      { ...known!, hub: 'Nowhere' },
      known!,
      known!,
      // Repeats a phone, so its licence is free.
      { ...twice!, phone: known!.phone! },
      twice!,
      { ...later!, licence_expires_on: '2020-01-01' },
      ...fixture.drivers(PART_ROWS),
      later!,
    ];
    const wanted = [
      '2 hub hub_unknown',
      '4 licence_number row_repeated',
      '4 phone row_repeated',
      '5 phone row_repeated',
      '7 licence_expires_on licence_expired',
    ];
    for (const mode of ['dry_run', 'atomic', 'row_wise']) {
      const tried = await over(fixture.ops, await send(fixture.ops, `kind=drivers&mode=${mode}`, csv(rows)));
      expect([mode, (await errorsOf(fixture.ops, tried.id)).sort()]).toEqual([mode, wanted]);
      expect(tried.rowsRefused).toBe(4);
      const { body } = await fixture.ops.get(`/v1/imports/${tried.id}/errors?limit=200`);
      const repeated = (body.items as { code: string; message: string }[]).filter(
        ({ code }) => code === 'row_repeated',
      );
      expect(new Set(repeated.map(({ message }) => /^Line \d+/.exec(message)![0]))).toEqual(new Set(['Line 3']));
    }
    expect(await fixture.known(rows)).toBe(PART_ROWS + 3);
  });

  it('keep no Aadhaar number: not of the rows, nor in what they say of them', async () => {
    const good = fixture.driver({ phone: `91 ${nextPhone().slice(3)}`, licence_number: 'MH/1234/99-7' });
    const rows = [
      good,
      fixture.driver({ licence_number: '2341 2341 2346' }),
      fixture.driver({ address: 'Flat 2, card 2341-2341-2346' }),
      fixture.driver({ hub: '２３４１ ２３４１ ２３４６' }),
      fixture.driver({ name: 'Ravi 234123412346', payment_model: '234123412346' }),
      fixture.driver({ phone: '2341 2341 2346' }),
      fixture.driver({ emergency_phone: "'+2341-2341-2346" }),
    ];
    const wanted = [
      '2 licence_number licence_older_format',
      '3 licence_number aadhaar_misplaced',
      '4 address aadhaar_misplaced',
      '5 hub aadhaar_misplaced',
      '6 name aadhaar_misplaced',
      '6 payment_model aadhaar_misplaced',
      '7 phone aadhaar_misplaced',
      '8 emergency_phone aadhaar_misplaced',
    ];
    const columns = [...Object.keys(good), 'address', 'emergency_phone'];
    for (const mode of ['dry_run', 'row_wise']) {
      const tried = await over(fixture.ops, await send(fixture.ops, `kind=drivers&mode=${mode}`, csv(rows, columns)));
      expect((await errorsOf(fixture.ops, tried.id)).sort()).toEqual([...wanted].sort());
    }
    const [kept] = await application.sql<{ text: string }>(
      `SELECT concat((SELECT string_agg(rows::text, '') FROM platform.import_parts WHERE organization_id = $1),
                     (SELECT string_agg(message, '') FROM platform.import_errors WHERE organization_id = $1)) AS text`,
      [fixture.fleet.organizationId],
    );
    expect(kept!.text).toContain('XXXXXXXX2346');
    expect(kept!.text.normalize('NFKC')).not.toMatch(/2341\W?2341/);
    expect(kept!.text).not.toMatch(/MH\/1234\/997 /);
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
    rows.push(fixture.vehicle({ battery_watt_hours: '', hub: 'Nowhere', make: '' }));
    const done = await over(fixture.ops, await send(fixture.ops, 'kind=vehicles&mode=row_wise', csv(rows)));
    expect(done).toMatchObject({ rowsApplied: 2, rowsRefused: 2 });
    expect((await errorsOf(fixture.ops, done.id)).sort()).toEqual([
      '4 battery_watt_hours battery_missing',
      '5 battery_watt_hours battery_missing',
      '5 hub hub_unknown',
      '5 make cell_empty',
    ]);
    const { body } = await fixture.ops.get(`/v1/vehicles?plate=${rows[1]!.plate}`);
    expect(body.items).toMatchObject([{ vehicleClass: 'SUV', batteryWattHours: 26_000 }]);
  });

  it('leave the fuel of a known vehicle where the cell is empty, and take a new one for electric', async () => {
    const cng = fixture.vehicle({ fuel_type: 'cng', battery_watt_hours: '', range_metres: '' });
    await over(fixture.ops, await send(fixture.ops, 'kind=vehicles&mode=atomic', csv([cng])));
    const rows = [{ ...cng, fuel_type: '', make: 'Maruti' }, fixture.vehicle({ fuel_type: '' })];
    await over(fixture.ops, await send(fixture.ops, 'kind=vehicles&mode=atomic', csv(rows)));
    const fuels = await Promise.all(
      rows.map(async ({ plate }) => (await fixture.ops.get(`/v1/vehicles?plate=${plate}`)).body.items[0]),
    );
    expect(fuels).toMatchObject([{ make: 'Maruti', fuelType: 'CNG' }, { fuelType: 'ELECTRIC' }]);
  });

  it('give a template that is itself read, for each kind', async () => {
    for (const kind of ['drivers', 'vehicles']) {
      const { status, body, headers } = await fixture.ops.get(`/v1/imports/templates/${kind}`);
      expect([status, headers.get('content-disposition')]).toEqual([200, `attachment; filename="${kind}.csv"`]);
      const text = String(body).replace('Dwarka Sector 21', fixture.hubName).replace('Yamuna Cabs', fixture.fleetName);
      const tried = await over(fixture.ops, await send(fixture.ops, `kind=${kind}&mode=dry_run`, text));
      expect([tried.rowsApplied, await errorsOf(fixture.ops, tried.id)]).toEqual([1, []]);
    }
  });
});
