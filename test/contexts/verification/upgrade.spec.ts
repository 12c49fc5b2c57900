import { migrate, revertLastMigration } from '../../../src/platform/database/migrate';
import { DescribeStaff } from '../../../src/contexts/identity/application/describe-staff.job';
import { DescribeWhatWasThere } from '../../../src/contexts/fleet/application/describe-what-was-there.job';
import { cloneDatabase, type TestDatabase } from '../../support/database';
import { eventually, TestApplication } from '../../support/application';
import { created, done } from '../fleet/fleet-fixture';
import { Papers } from './papers';

const FIRST = 'Verification1795500000001';
const LATER = 'PapersOfTheirSubject1795600000000';
const OUTAGES_KNOWN = 'CheckInsThatEnd1795600000020';
const LICENCE = { documentType: 'driving_licence', expiresOn: '2031-08-14' };
const WANTED = {
  sets: [{ subjectType: 'driver', city: '*', documents: [{ documentType: 'driving_licence', gatesDuty: true }] }],
};

/** The database of a service from before documents: its fleets and people are there, and nobody has told of them. */
describe('documents after an upgrade', () => {
  let database: TestDatabase;
  let application: TestApplication;
  let papers: Papers;
  let ids: { driver: string; left: string; vehicle: string; user: string };

  beforeAll(async () => {
    database = await cloneDatabase();
    application = await TestApplication.start({ database });
    papers = await Papers.create(application);
    const [driver, left, vehicle] = [await papers.driver(), await papers.driver(), await papers.vehicle()];
    const manager = { fleetId: papers.fleetId, name: 'Asif Ali', phone: '+919812345671' };
    created(await papers.ops.post('/v1/fleet-managers', manager));
    const [member] = await application.sql<{ user_id: string }>(
      `SELECT user_id FROM identity.memberships WHERE organization_id = $1 AND role = 'fleet_manager'`,
      [papers.organizationId],
    );
    ids = { driver, left, vehicle, user: member!.user_id };
    done(await papers.ops.post(`/v1/drivers/${left}/status`, { status: 'LEFT', reason: 'Resigned' }));
    await application.stop();
    await revertThrough(FIRST);
    await migrate(database);
    await startAgain();
  }, 180_000);
  afterAll(async () => {
    await application.stop();
    await database.drop();
  });

  const revertThrough = async (migration: string): Promise<void> => {
    for (let name; name !== migration;) name = await revertLastMigration(database);
  };
  const startAgain = async (): Promise<void> => {
    application = await TestApplication.start({ database });
    const { organizationId } = papers;
    papers = Object.assign(papers, {
      application,
      ops: await application.actAs({ role: 'super_admin', organizationId }),
    });
  };
  const describeAll = async (): Promise<number> => {
    const [things, staff] = [application.app.get(DescribeWhatWasThere), application.app.get(DescribeStaff)];
    return (await things.execute()) + (await staff.execute());
  };
  const events = async (): Promise<number> =>
    (await application.sql(`SELECT FROM audit.entries WHERE type LIKE '%\\_described'`)).length;

  it('are of whoever was there before, once he was described, and nobody stops by it', async () => {
    const { driver, left, vehicle, user } = ids;
    // The jobs may have been at it already, in whichever order they came: each is described once all the same.
    await Promise.all([describeAll(), describeAll()]);
    await eventually(async () => expect(await events()).toBe(5));
    expect(await describeAll()).toBe(0);
    expect(await papers.standing(driver)).toMatchObject({ isUsable: true, problems: [] });
    expect(await papers.standing(vehicle)).toMatchObject({ isUsable: true, problems: [] });
    expect(await papers.standing(left)).toBeUndefined();

    expect((await papers.submit('driver', driver, { ...LICENCE, number: 'DL0420110149646' })).body.code).toBe(
      'number_of_another',
    );
    await papers.verified('vehicle', vehicle, { documentType: 'registration_certificate' });
    await papers.verified('fleet', papers.fleetId, { documentType: 'pan', number: 'ABCPK1234F' });
    await papers.verified('user', user, { documentType: 'pan', number: 'ABCPK1234F' });
    expect((await papers.submit('driver', left, LICENCE)).body.code).toBe('subject_left');

    done(await papers.ops.call('PUT', '/v1/document-sets', WANTED));
    await eventually(async () => expect(await papers.standing(driver)).toMatchObject({ isUsable: false }));
    await papers.verified('driver', driver, LICENCE);
    expect(await papers.standing(driver)).toMatchObject({ isUsable: true, usableUntil: '2031-08-14T18:30:00.000Z' });
  });

  it('stay verified where several had one number, which the first of them keeps; and what gated nothing says so', async () => {
    const pan = { documentType: 'pan', number: 'ABCPK4321F' };
    const first = await papers.verified('driver', ids.driver, pan);
    await application.stop();
    await revertThrough(LATER);
    const copied = await application.sql<{ id: string }>(
      `INSERT INTO verification.documents (id, organization_id, version, subject_type, subject_id, document_type, number,
         submitted_at, submitted_by, status, changed_at, verified_at, verified_how, verified_by)
       SELECT gen_random_uuid(), organization_id, 1, subject_type, $2, document_type, number, now(), submitted_by, status, now(),
         now(), verified_how, verified_by FROM verification.documents WHERE id = $1 RETURNING id`,
      [first, ids.left],
    );
    await application.sql(
      `UPDATE verification.document_sets SET documents = '[{"documentType": "agreement", "gatesDuty": true}]'
       WHERE organization_id = $1 AND subject_type = 'fleet'`,
      [papers.organizationId],
    );
    await migrate(database);
    await startAgain();
    const documents = await application.sql<{ id: string; status: string; freed: boolean }>(
      `SELECT id, status, released_at IS NOT NULL AS freed FROM verification.documents WHERE number = $1 ORDER BY freed`,
      [pan.number],
    );
    expect(documents).toEqual([
      { id: first, status: 'VERIFIED', freed: false },
      { id: copied[0]!.id, status: 'VERIFIED', freed: true },
    ]);
    const sets = (await papers.ops.get('/v1/document-sets')).body.sets as {
      subjectType: string;
      documents: object[];
    }[];
    expect(sets.find(({ subjectType }) => subjectType === 'fleet')!.documents).toEqual([
      { documentType: 'agreement', gatesDuty: false },
    ]);
  });

  it('of cabs that are out leave them out: attendance is told of outages from before it listened', async () => {
    created(await papers.ops.post(`/v1/vehicles/${ids.vehicle}/outages`, { reason: 'Brakes' }));
    await application.stop();
    await revertThrough(OUTAGES_KNOWN);
    await migrate(database);
    await startAgain();
    await eventually(async () => {
      await describeAll();
      const [cab] = await application.sql<{ outages: object[] }>(
        'SELECT outages FROM attendance.vehicles WHERE id = $1',
        [ids.vehicle],
      );
      expect(cab!.outages).toMatchObject([{ until: null, reason: 'Brakes' }]);
    });
  });

  it('are described with no licence number in what is kept of it', async () => {
    const { rows } = { rows: await application.sql<{ entry: string }>('SELECT e::text AS entry FROM audit.entries e') };
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ entry }) => entry.includes(papers.numberOf(ids.driver)))).toEqual([]);
  });
});
