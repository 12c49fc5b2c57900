import { v7 as uuidv7 } from 'uuid';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { TestApplication } from '../../support/application';
import { created, FleetFixture, newPhone } from './fleet-fixture';

const TABLES = ['fleets', 'hubs', 'managers', 'vehicles', 'drivers', 'check_in_readings'] as const;

/** The repositories' own filter by organization is out of play here: plain SQL, in the runtime role of requests. */
describe('row-level security of the fleet tables', () => {
  let application: TestApplication;
  let unitOfWork: UnitOfWork;
  let ours: FleetFixture;
  let theirs: FleetFixture;

  beforeAll(async () => {
    application = await TestApplication.start();
    unitOfWork = application.app.get(UnitOfWork);
    ours = await FleetFixture.create(application);
    theirs = await FleetFixture.create(application);
    for (const fixture of [ours, theirs]) await fill(fixture);
  });
  afterAll(() => application.stop());

  /** One row in every table. */
  async function fill(fixture: FleetFixture): Promise<void> {
    const hubId = await fixture.hub(await fixture.fleet());
    created(await fixture.ops.post('/v1/hub-managers', { hubId, name: 'Neha Verma', phone: newPhone() }));
    const vehicleId = await fixture.vehicle(hubId);
    await fixture.driver(hubId);
    await application.sql('INSERT INTO fleet.check_in_readings VALUES ($1, $2, $3, 5, now())', [
      uuidv7(),
      fixture.organizationId,
      vehicleId,
    ]);
  }

  const as = <T>(organizationId: string | null, work: () => Promise<T>) => unitOfWork.run(work, { organizationId });
  const organizationsIn = async (table: string): Promise<string[]> =>
    (await unitOfWork.rows<{ organization_id: string }>(`SELECT organization_id FROM fleet.${table}`)).map(
      (row) => row.organization_id,
    );

  it('holds the role that requests run in', async () => {
    const roles = await as(ours.organizationId, () =>
      unitOfWork.rows<{ current_user: string; exempt: boolean }>(
        'SELECT current_user::text, rolbypassrls OR rolsuper AS exempt FROM pg_roles WHERE rolname = current_user',
      ),
    );
    expect(roles).toEqual([{ current_user: 'cabstand_runtime', exempt: false }]);
  });

  it.each(TABLES)('shows of %s the rows of the organization of the transaction only', async (table) => {
    const everything = await application.sql(`SELECT FROM fleet.${table}`);
    expect(everything).toHaveLength(2);
    expect(await as(ours.organizationId, () => organizationsIn(table))).toEqual([ours.organizationId]);
    expect(await as(theirs.organizationId, () => organizationsIn(table))).toEqual([theirs.organizationId]);
    expect(await as(null, () => organizationsIn(table))).toEqual([]);
    expect(await as(uuidv7(), () => organizationsIn(table))).toEqual([]);
  });

  it.each(TABLES)('lets nobody update rows of %s that are not his', async (table) => {
    const changed = table === 'check_in_readings' ? 'read_at = now()' : 'updated_at = now()';
    const update = async (): Promise<number | null> =>
      (await unitOfWork.query(`UPDATE fleet.${table} SET ${changed}`)).rowCount;
    expect(await as(ours.organizationId, update)).toBe(1);
    expect(await as(null, update)).toBe(0);
    const theirRows = () =>
      unitOfWork.query(`UPDATE fleet.${table} SET ${changed} WHERE organization_id = $1`, [theirs.organizationId]);
    expect((await as(ours.organizationId, theirRows)).rowCount).toBe(0);
  });

  it.each(TABLES)('refuses a row of %s for another organization, new or handed over', async (table) => {
    const id = table === 'check_in_readings' ? 'attendance_id' : 'id';
    const copy = (organizationId: string) =>
      unitOfWork.query(
        `INSERT INTO fleet.${table}
         SELECT (jsonb_populate_record(row, jsonb_build_object('${id}', $1::uuid, 'organization_id', $2::uuid))).*
         FROM fleet.${table} AS row`,
        [uuidv7(), organizationId],
      );
    const handOver = () => unitOfWork.query(`UPDATE fleet.${table} SET organization_id = $1`, [theirs.organizationId]);
    const refusal = expect.objectContaining({ code: '42501' });
    await expect(as(ours.organizationId, () => copy(theirs.organizationId))).rejects.toEqual(refusal);
    await expect(as(ours.organizationId, handOver)).rejects.toEqual(refusal);
    expect(await application.sql(`SELECT FROM fleet.${table}`)).toHaveLength(2);
  });

  it.each(TABLES.filter((table) => table !== 'check_in_readings'))('lets nobody delete from %s', async (table) => {
    const remove = () => unitOfWork.query(`DELETE FROM fleet.${table}`);
    await expect(as(ours.organizationId, remove)).rejects.toMatchObject({ code: '42501' });
  });
});
