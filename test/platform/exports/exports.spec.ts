import { TestApplication } from '../../support/application';
import { csv, errorsOf, ImportFixture, over, send } from '../imports/import-fixture';
import { readCsv } from '../../../src/platform/imports/read-csv';

/** The rows of a file by the names of its columns. */
async function rowsOf(text: string): Promise<Record<string, string>[]> {
  let header: readonly string[] | null = null;
  const rows: Record<string, string>[] = [];
  for await (const { cells } of readCsv(Buffer.from(text))) {
    if (header) rows.push(Object.fromEntries(header.map((name, index) => [name, cells[index]!])));
    else header = cells;
  }
  return rows;
}

describe('exports', () => {
  let application: TestApplication;
  let fixture: ImportFixture;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await ImportFixture.create(application);
  });
  afterAll(() => application.stop());

  it('run through no formula, and come back by an import as what they were', async () => {
    const names = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', "'=already", 'Ravi, "R" Kumar', 'अशोक'];
    const rows = names.map((name) => fixture.driver({ name, address: '-12,\r\nRing Road' }));
    await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=atomic', csv(rows)));
    const { status, body, headers } = await fixture.ops.get('/v1/exports/drivers');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const exported = await rowsOf(body);
    expect(exported).toHaveLength(names.length);
    for (const row of exported) {
      for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      expect(row).toMatchObject({ hub: fixture.hubName, fleet: fixture.fleetName, status: 'PENDING' });
      expect(row.registered_at).toMatch(/T\d\d:\d\d:\d\d\+05:30$/);
    }
    const again = await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=atomic', body));
    expect([again.rowsUnchanged, await errorsOf(fixture.ops, again.id)]).toEqual([names.length, []]);
    const [fact] = await application.sql<{ payload: object; actor_id: string }>(
      `SELECT payload, actor_id FROM audit.entries WHERE type = 'platform.export_ended' AND organization_id = $1`,
      [fixture.fleet.organizationId],
    );
    expect(fact).toMatchObject({
      payload: { kind: 'drivers', rows: names.length, isWhole: true },
      actor_id: fixture.ops.userId,
    });
  });

  it('go page by page through more rows than one holds, each once, in the range that is asked for', async () => {
    const rows = fixture.drivers(1_100);
    await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=atomic', csv(rows)));
    const exported = await rowsOf((await fixture.ops.get('/v1/exports/drivers')).body);
    const phones = exported.map(({ phone }) => phone!.slice(1));
    expect(new Set(phones).size).toBe(phones.length);
    expect(phones).toEqual(expect.arrayContaining(rows.map(({ phone }) => phone)));
    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    expect(await rowsOf((await fixture.ops.get(`/v1/exports/drivers?from=${tomorrow}`)).body)).toEqual([]);
    const reversed = await fixture.ops.get(`/v1/exports/drivers?from=${tomorrow}&to=2026-01-01`);
    expect([reversed.status, reversed.body.code]).toEqual([400, 'date_range_invalid']);
  });

  it('show each his own: the scope, the whole licence, and nothing without the permission', async () => {
    const elsewhere = await fixture.fleet.hub(fixture.fleetId);
    const manager = await fixture.fleet.actAs({
      role: 'hub_manager',
      fleetIds: [fixture.fleetId],
      hubIds: [elsewhere],
    });
    await fixture.fleet.driver(elsewhere, { name: 'Asha Rawat' });
    await fixture.fleet.vehicle(elsewhere);
    const [driver, ...others] = await rowsOf((await manager.get('/v1/exports/drivers')).body);
    expect([driver!.name, driver!.licence_number, driver!.licence_last4!.length, others]).toEqual([
      ...['Asha Rawat', undefined, 4, []],
    ]);
    expect(await rowsOf((await manager.get('/v1/exports/vehicles')).body)).toHaveLength(1);
    for (const kind of ['attendance', 'rides']) {
      const { status, body } = await manager.get(`/v1/exports/${kind}?from=2026-01-01&to=2026-12-31`);
      expect([status, await rowsOf(body)]).toEqual([200, []]);
      expect(body).not.toContain('phone');
    }
    expect((await fixture.ops.get('/v1/exports/rides')).body).toContain('passenger_phone');
    const stranger = await application.actAs({ role: 'ops' });
    expect(await rowsOf((await stranger.get('/v1/exports/drivers')).body)).toEqual([]);
    const driverOnly = await fixture.fleet.actAs({ role: 'driver' });
    expect((await driverOnly.get('/v1/exports/drivers')).status).toBe(403);
    const some = await fixture.fleet.actAs({ permissions: ['exports.run', 'fleet.read_vehicles'] });
    expect([
      (await some.get('/v1/exports/vehicles')).status,
      (await some.get('/v1/exports/drivers')).body.code,
    ]).toEqual([...[200, 'export_not_allowed']]);
    expect((await fixture.ops.get('/v1/exports/shoes')).body.code).toBe('export_kind_unknown');
  });

  it('are not read back as who has left', async () => {
    const row = fixture.driver();
    const done = await over(
      fixture.ops,
      await send(fixture.ops, 'kind=drivers&mode=row_wise', csv([{ ...row, status: 'LEFT' }])),
    );
    expect(await errorsOf(fixture.ops, done.id)).toEqual(['2 status driver_left']);
  });
});
