import { randomUUID } from 'node:crypto';
import { TestApplication, type TestCaller } from '../../support/application';
import { csv, DRIVER_COLUMNS, errorsOf, ImportFixture, over, send } from './import-fixture';

const HEADER = `${DRIVER_COLUMNS.join(',')}\n`;

describe('a file that is none', () => {
  let application: TestApplication;
  let fixture: ImportFixture;
  let ops: TestCaller;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await ImportFixture.create(application);
    ops = fixture.ops;
  });
  afterAll(() => application.stop());

  const line = (): string =>
    csv([fixture.driver({ address: '', emergency_phone: '' })], DRIVER_COLUMNS).split('\r\n')[1]!;

  it.each<[string, () => string | Buffer, string]>([
    ['nothing', () => Buffer.from([]), 'csv_empty'],
    ['a byte order mark', () => '\uFEFF', 'csv_empty'],
    ['blank lines', () => '\n \r\n', 'csv_empty'],
    ['a header alone', () => HEADER, 'csv_no_rows'],
    ['UTF-16', () => Buffer.from(`\uFEFF${HEADER}${line()}`, 'utf16le'), 'csv_not_utf8'],
    [
      'Latin-1',
      () => Buffer.from(`${HEADER}${line().replace('Ravi Kumar', 'Ravi Kum\u00e4r')}`, 'latin1'),
      'csv_not_utf8',
    ],
    ['a spreadsheet', () => Buffer.from('PK\u0003\u0004\u0000\u0000 sheet'), 'csv_binary'],
    ['a quote left open', () => `${HEADER}"${line()}`, 'csv_quote_open'],
    ['a quote within', () => `${HEADER}a"b${line()}`, 'csv_quote_stray'],
    ['text behind a quote', () => `${HEADER}"a"b${line()}`, 'csv_quote_stray'],
    ['a row without an end', () => `${HEADER}"${'x'.repeat(150_000)}",${line()}`, 'csv_record_long'],
    ['semicolons', () => `${HEADER}${line()}`.replaceAll(',', ';'), 'csv_header_wrong'],
    ['50,001 rows', () => `${HEADER}${'x\n'.repeat(50_001)}`, 'csv_too_many_rows'],
  ])('is refused by its name: %s', async (_, file, code) => {
    const { status, body } = await send(ops, 'kind=drivers&mode=dry_run', file());
    expect([status, body.code]).toEqual([400, code]);
    expect(body.detail).toMatch(/^[A-Z].*[.?]$/);
  });

  it('says in which line a quote is wrong', async () => {
    const { body } = await send(ops, 'kind=drivers&mode=dry_run', `${HEADER}${line()}\n\n${line()}\na"b,c\n`);
    expect([body.code, body.line]).toEqual(['csv_quote_stray', 5]);
  });

  it('names every column that is missing, unknown or there twice', async () => {
    const { body } = await send(ops, 'kind=drivers&mode=dry_run', 'Phone,name,NAME,shoe size,\n1,2,3,4,5\n');
    expect(body.code).toBe('csv_header_wrong');
    expect(body.errors.map(({ code, column }: Record<string, string>) => `${code} ${column}`)).toEqual([
      'column_missing hub',
      'column_missing licence_number',
      'column_missing licence_expires_on',
      'column_missing payment_model',
      'column_repeated name',
      'column_unknown shoe_size',
      'column_unknown ',
    ]);
  });

  it('is too large, of another type, packed, of another kind or mode', async () => {
    const wide = await send(ops, 'kind=drivers&mode=dry_run', Buffer.alloc(10 * 1024 * 1024 + 1, 'x'));
    expect([wide.status, wide.body.code]).toEqual([413, 'body_too_large']);
    const json = await ops.post('/v1/imports?kind=drivers&mode=dry_run', { rows: [] });
    expect(json.status).toBe(415);
    const packed = await send(ops, 'kind=drivers&mode=dry_run', HEADER, { 'content-encoding': 'gzip' });
    expect(packed.status).toBe(415);
    const shoes = await send(ops, 'kind=shoes&mode=dry_run', HEADER);
    expect([shoes.status, shoes.body.code, shoes.body.kinds]).toEqual([
      ...[400, 'import_kind_unknown'],
      ['drivers', 'roster', 'vehicles'],
    ]);
    expect((await send(ops, 'kind=drivers&mode=maybe', HEADER)).status).toBe(400);
    expect((await send(ops, 'kind=drivers', HEADER)).status).toBe(400);
  });

  it('is not: a mark, quotes, CR, CRLF, blank lines, another order of columns and spaces are all read', async () => {
    const rows = fixture.drivers(3, { address: 'Flat "B",\r\nRing Road', emergency_phone: '98111 22233' });
    const columns = [...DRIVER_COLUMNS].reverse();
    const text = `\uFEFF${csv(rows, columns)}`
      .replace('licence_number', ' Licence Number ')
      .replace(/\r\n(?="?98111)/, '\r\n\r\n ,,\r\n');
    const done = await over(ops, await send(ops, 'kind=drivers&mode=row_wise', text));
    expect([done.rowsApplied, done.rowCount, await errorsOf(ops, done.id)]).toEqual([3, 3, []]);
    const { body } = await ops.get(`/v1/drivers?phone=${encodeURIComponent(rows[0]!.phone!)}`);
    expect(body.items).toMatchObject([{ address: 'Flat "B",\r\nRing Road', emergencyPhone: '+919811122233' }]);
    const cr = await send(ops, 'kind=drivers&mode=dry_run', csv(fixture.drivers(2)).replaceAll('\r\n', '\r'));
    expect((await over(ops, cr)).rowsApplied).toBe(2);
  });

  it('has ragged rows, and text that no database takes: each is an error of its row', async () => {
    const [good] = fixture.drivers(1);
    const whole = csv([good!, fixture.driver({ name: 'Bell \u0007' }), fixture.driver({ name: 'x'.repeat(101) })]);
    const text = `${whole}only,three,cells\r\n${'a,'.repeat(20)}a\r\n`;
    const done = await over(ops, await send(ops, 'kind=drivers&mode=row_wise', text));
    expect([done.rowsApplied, done.rowsRefused]).toEqual([1, 4]);
    const errors = await errorsOf(ops, done.id);
    expect(errors).toEqual(
      expect.arrayContaining(['3 name text_invalid', '4 name text_invalid', '5 null row_ragged', '6 null row_ragged']),
    );
  });

  it('is nobody’s: another organization, another manager and one without the permission see nothing of an import', async () => {
    const manager = await fixture.fleet.actAs({ role: 'fleet_manager', fleetIds: [fixture.fleetId] });
    const done = await over(manager, await send(manager, 'kind=drivers&mode=dry_run', csv(fixture.drivers(1))));
    const colleague = await fixture.fleet.actAs({ role: 'fleet_manager', fleetIds: [fixture.fleetId] });
    const stranger = await application.actAs({ role: 'ops' });
    for (const caller of [colleague, stranger]) {
      for (const path of ['', '/errors']) expect((await caller.get(`/v1/imports/${done.id}${path}`)).status).toBe(404);
      expect((await caller.post(`/v1/imports/${done.id}/confirm`, { mode: 'atomic' })).status).toBe(404);
      expect((await caller.post(`/v1/imports/${done.id}/cancel`)).status).toBe(404);
      expect((await caller.get('/v1/imports')).body.items).toEqual([]);
    }
    expect((await ops.get(`/v1/imports/${done.id}`)).status).toBe(200);
    const driver = await fixture.fleet.actAs({ role: 'driver', driverId: randomUUID() });
    expect((await send(driver, 'kind=drivers&mode=dry_run', HEADER)).status).toBe(403);
    const auditor = await fixture.fleet.actAs({ role: 'auditor' });
    expect((await send(auditor, 'kind=drivers&mode=dry_run', HEADER)).status).toBe(403);
    expect((await auditor.get(`/v1/imports/${done.id}`)).status).toBe(200);
  });

  it('reaches no further than its sender: hubs of others are unknown, drivers of others are not touched', async () => {
    const otherFleet = await fixture.fleet.fleet({ name: `Other ${Date.now()}` });
    const otherName = `Yard ${Date.now()}`;
    const otherHub = await fixture.fleet.hub(otherFleet, { name: otherName });
    const theirs = fixture.driver({ hub: otherName, fleet: '' });
    await over(ops, await send(ops, 'kind=drivers&mode=atomic', csv([theirs])));
    const manager = await fixture.fleet.actAs({ role: 'fleet_manager', fleetIds: [fixture.fleetId] });
    const rows = [
      fixture.driver(),
      fixture.driver({ hub: otherName, fleet: '' }),
      { ...theirs, hub: fixture.hubName, fleet: '', name: 'Stolen' },
    ];
    const done = await over(manager, await send(manager, 'kind=drivers&mode=row_wise', csv(rows)));
    expect([done.rowsApplied, await errorsOf(manager, done.id)]).toEqual([
      ...[1, ['3 hub hub_unknown', '4 phone phone_taken']],
    ]);

    const hubManager = await fixture.fleet.actAs({ role: 'hub_manager', fleetIds: [otherFleet], hubIds: [otherHub] });
    const mine = [{ ...theirs, name: 'Renamed' }, fixture.driver({ hub: otherName, fleet: '' }), fixture.driver()];
    const changed = await over(hubManager, await send(hubManager, 'kind=drivers&mode=row_wise', csv(mine)));
    expect([changed.rowsApplied, await errorsOf(hubManager, changed.id)]).toEqual([
      ...[1, ['3 phone may_not_register', '4 hub hub_unknown', '4 phone may_not_register']],
    ]);
    const vehicles = await send(hubManager, 'kind=vehicles&mode=dry_run', csv([fixture.vehicle()]));
    expect([vehicles.status, vehicles.body.code]).toEqual([403, 'import_not_allowed']);
  });
});
