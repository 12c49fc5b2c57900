import * as fc from 'fast-check';
import { Client } from 'pg';
import { ImportProgress } from '../../../src/platform/imports/import-progress';
import { eventually, TestApplication } from '../../support/application';
import { csv, errorsOf, ImportFixture, nextLicence, nextPhone, over, send } from './import-fixture';

describe('imports at once', () => {
  let application: TestApplication;
  let fixture: ImportFixture;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await ImportFixture.create(application);
  });
  afterAll(() => application.stop());

  it('are one, of the same dry run confirmed twenty times and of the same file sent twenty times', async () => {
    const rows = fixture.drivers(20);
    const dry = await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=dry_run', csv(rows)));
    const times = Array.from({ length: 20 }, (_, index) => index);
    const confirmed = await Promise.all(
      times.map(() => fixture.ops.post(`/v1/imports/${dry.id}/confirm`, { mode: 'row_wise' })),
    );
    const first = confirmed.find(({ status }) => status === 202)!;
    expect(confirmed.filter(({ status }) => status === 202)).toHaveLength(1);
    for (const { status, body } of confirmed)
      if (status !== 202)
        expect([status, body.code]).toEqual([409, expect.stringMatching(/^import_(under_way|repeated)$/)]);
    await over(fixture.ops, first);
    expect(await fixture.known(rows)).toBe(20);

    const keyed = csv(fixture.drivers(3));
    const same = { 'idempotency-key': `import-${Date.now()}` };
    const one = await send(fixture.ops, 'kind=drivers&mode=row_wise', keyed, same);
    const two = await send(fixture.ops, 'kind=drivers&mode=row_wise', keyed, same);
    expect([two.status, two.body.id, two.headers.get('idempotency-replayed')]).toEqual([202, one.body.id, 'true']);
    const other = await send(fixture.ops, 'kind=drivers&mode=row_wise', csv(fixture.drivers(3)), same);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('of the same rows bring each in once, whichever comes first', async () => {
    const rows = fixture.drivers(60);
    const turned = [...rows].reverse();
    const asked = await Promise.all([
      send(fixture.ops, 'kind=drivers&mode=atomic', csv(rows)),
      send(fixture.ops, 'kind=drivers&mode=row_wise', csv(turned)),
    ]);
    const done = await Promise.all(asked.map((answer) => over(fixture.ops, answer)));
    expect(await fixture.known(rows)).toBe(60);
    for (const { id, state, rowsApplied, rowsUnchanged, rowsRefused } of done) {
      expect([state, rowsRefused, await errorsOf(fixture.ops, id)]).toEqual(['COMPLETED', 0, []]);
      expect(rowsApplied + rowsUnchanged).toBe(60);
    }
  });

  it('are cancelled: of an atomic one nothing has happened, and what is over is not cancelled', async () => {
    const rows = fixture.drivers(2_000);
    const asked = await send(fixture.ops, 'kind=drivers&mode=atomic', csv(rows));
    await eventually(async () => {
      const { body } = await fixture.ops.get(`/v1/imports/${asked.body.id}`);
      expect(body.rowsSeen).toBeGreaterThan(0);
    });
    const cancelled = await fixture.ops.post(`/v1/imports/${asked.body.id}/cancel`);
    expect([cancelled.status, cancelled.body.state]).toEqual([200, 'CANCELLED']);
    expect((await fixture.ops.post(`/v1/imports/${asked.body.id}/cancel`)).body.code).toBe('import_over');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await fixture.known(rows)).toBe(0);
  });

  it('wait, row by row and in a dry run, for who holds their rows as long as an atomic one may, and fail for nothing', async () => {
    const rows = fixture.drivers(2);
    await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=atomic', csv(rows)));
    const holder = new Client({ connectionString: application.database.adminUrl });
    await holder.connect();
    holder.on('error', () => undefined);
    await holder.query('BEGIN');
    await holder.query('SELECT FROM fleet.drivers WHERE phone = $1 FOR UPDATE', [rows[0]!.phone]);
    const renamed = csv(rows.map((row) => ({ ...row, name: 'Ravi K.' })));
    const modes = ['dry_run', 'row_wise'];
    const asked = await Promise.all(modes.map((mode) => send(fixture.ops, `kind=drivers&mode=${mode}`, renamed)));
    const ids = asked.map(({ body }) => (body as { id: string }).id);
    // As after seven failures: one more, and it would be given up.
    await application.sql('UPDATE platform.imports SET attempts = 7 WHERE id = ANY($1)', [ids]);
    const waited = new Set<string>();
    await eventually(async () => {
      const waiting = await application.sql<{ id: string }>(
        'SELECT id FROM platform.imports WHERE id = ANY($1) AND turn_at > now() AND attempts = 7 AND finished_at IS NULL',
        [ids],
      );
      for (const { id } of waiting) waited.add(id);
      expect(waited.size).toBe(2);
    }, 40_000);
    await holder.query('ROLLBACK');
    await holder.end();
    for (const answer of asked) {
      const done = await over(fixture.ops, answer);
      expect(done).toMatchObject({ state: 'COMPLETED', rowsApplied: 2 - done.rowsUnchanged, rowsRefused: 0 });
    }
  });

  it('go on where another process has brought in a part of theirs meanwhile', async () => {
    const hold = jest.spyOn(application.app.get(ImportProgress, { strict: false }), 'hold');
    hold.mockResolvedValueOnce(false);
    try {
      const asked = await send(fixture.ops, 'kind=drivers&mode=row_wise', csv(fixture.drivers(3)));
      expect(await over(fixture.ops, asked, 20_000)).toMatchObject({ state: 'COMPLETED', rowsApplied: 3 });
    } finally {
      hold.mockRestore();
    }
  });

  it('stop when whoever asked for them has lost his access', async () => {
    const manager = await fixture.fleet.actAs({ role: 'fleet_manager', fleetIds: [fixture.fleetId] });
    const asked = await send(manager, 'kind=drivers&mode=row_wise', csv(fixture.drivers(1_000)));
    await application.sql('UPDATE platform.principals SET revoked_at = now() WHERE session_id = $1', [
      manager.sessionId,
    ]);
    const done = await over(fixture.ops, asked);
    expect(done.state).toBe('FAILED');
    expect(done.reason).toMatch(/lost his access/);
  });

  it('bring in all rows of any file that a dry run finds nothing wrong with', async () => {
    const cell = (good: () => string, bad: string) =>
      fc.oneof({ weight: 9, arbitrary: fc.constant(null).map(good) }, { weight: 1, arbitrary: fc.constant(bad) });
    const row = fc.record({
      phone: cell(nextPhone, '12'),
      name: fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== '' && !text.includes('\u0000')),
      hub: fc.constant(null).map(() => fixture.hubName),
      licence_number: cell(nextLicence, '?'),
      licence_expires_on: cell(() => '2099-12-31', '2001-01-01'),
      payment_model: cell(() => 'SALARY', ''),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (rows) => {
        const dry = await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=dry_run', csv(rows)));
        const done = await over(fixture.ops, await send(fixture.ops, 'kind=drivers&mode=atomic', csv(rows)));
        expect(dry.rowsRefused === 0).toBe(done.state === 'COMPLETED');
        expect(done.rowsApplied + done.rowsUnchanged).toBe(dry.rowsRefused === 0 ? rows.length : 0);
      }),
      { numRuns: 15 },
    );
  });
});
