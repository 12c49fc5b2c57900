import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { belongingsFixtures } from '../../examples/intruders/belongings';
import { BelongingsModule } from '../../examples/belongings/belongings.module';
import { FoundItem } from '../../examples/belongings/domain/found-item';
import { Belongings1900000000001 } from '../../examples/migrations/1900000000001-belongings';
import { dataSourceOptions } from '../../ormconfig';
import { AuditModule } from '../../src/contexts/audit/audit.module';
import { RideCompleted } from '../../src/contexts/ride/contracts/ride-events';
import { entities } from '../../src/entities';
import { provisionRoles } from '../../src/platform/database/roles';
import { lock } from '../../src/platform/transaction/locks';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import type { Described } from '../intruders/api';
import { expectationOf } from '../intruders/expectation';
import type { Person } from '../intruders/people';
import type { World } from '../intruders/world';
import { type Answer, TestApplication, type TestCaller } from '../support/application';
import { cloneDatabase, type TestDatabase } from '../support/database';

/** The context of CONTRIBUTING.md, added to the service as that page says. */
describe('the worked example', () => {
  const organizationId = uuidv7();
  const driverId = uuidv7();
  let database: TestDatabase;
  let owner: DataSource;
  let application: TestApplication;
  let driver: TestCaller;
  let ops: TestCaller;

  beforeAll(async () => {
    entities.push(FoundItem);
    database = await cloneDatabase();
    // A copy has its template's tables, and not the rights to the database itself.
    await provisionRoles(database);
    const connection = { url: database.ownerUrl, role: 'cabstand_owner', poolSize: 1 } as const;
    const options = dataSourceOptions({ ...connection, applicationName: 'example' });
    owner = await new DataSource({ ...options, migrations: [Belongings1900000000001] }).initialize();
    await owner.runMigrations();
    application = await TestApplication.start({ database, contexts: [BelongingsModule, AuditModule] });
    driver = await application.actAs({ role: 'driver', driverId, organizationId });
    ops = await application.actAs({ role: 'ops', organizationId });
  });
  afterAll(async () => {
    await application?.stop();
    await owner?.destroy();
    await database?.drop();
  });

  async function completedRide(riderId: string | null = uuidv7()): Promise<string> {
    const rideId = uuidv7();
    const payload = { rideId, riderId, driverId } as RideCompleted['payload'];
    const unitOfWork = application.app.get(UnitOfWork);
    await unitOfWork.run(() => unitOfWork.publish(new RideCompleted(rideId, payload, new Date())), {
      locks: [lock('ride', rideId)],
      organizationId,
    });
    return rideId;
  }

  const report = (rideId: string, caller = driver) =>
    caller.post('/v1/found-items', { rideId, description: 'A black umbrella' });

  it('lets a driver report what he found after his own ride, and an operator hand it back once', async () => {
    const rideId = await completedRide();
    const found = await report(rideId);
    expect(found).toMatchObject({ status: 201, body: { rideId, description: 'A black umbrella', handedBackAt: null } });
    const path = `/v1/found-items/${found.body.id}/hand-back`;
    expect((await driver.post(path)).status).toBe(403);
    expect(await ops.post(path)).toMatchObject({ status: 200, body: { handedBackAt: expect.any(String) } });
    expect(await ops.post(path)).toMatchObject({ status: 409, body: { code: 'handed_back' } });
    const told = await application.sql<{ type: string }>(
      `SELECT type FROM audit.entries WHERE type LIKE 'belongings.%' AND payload ->> 'itemId' = $1 ORDER BY id`,
      [found.body.id],
    );
    expect(told.map(({ type }) => type)).toEqual(['belongings.item_found', 'belongings.item_handed_back']);
  });

  it('knows no ride of another driver, none that is not over, and no item of another organization', async () => {
    const rideId = await completedRide(null);
    const another = await application.actAs({ role: 'driver', driverId: uuidv7(), organizationId });
    for (const answer of [await report(rideId, another), await report(uuidv7())])
      expect(answer).toMatchObject({ status: 404, body: { code: 'ride_not_found' } });
    const { body } = await report(rideId);
    const stranger = await application.actAs({ role: 'ops' });
    expect(await stranger.post(`/v1/found-items/${body.id}/hand-back`)).toMatchObject({
      status: 404,
      body: { code: 'found_item_not_found' },
    });
  });

  it('lets who acts for one hub only hand nothing back, as the fixtures of the authorization matrix say', async () => {
    const drivenRideId = await completedRide();
    const { body } = await report(drivenRideId);
    const world = { driverId, drivenRideId, foundItemId: body.id as string } as World & { foundItemId: string };
    const { reportFoundItem, handBackItem } = belongingsFixtures(world);
    const narrowed = await application.actAs({
      ...{ role: 'ops', organizationId },
      ...{ fleetIds: [uuidv7()], hubIds: [uuidv7()] },
    });
    const [anotherId, strangersId] = [uuidv7(), uuidv7()];
    const another = await application.actAs({ role: 'driver', driverId: anotherId, organizationId });
    const strangeDriver = await application.actAs({ role: 'driver', driverId: strangersId });
    const stranger = await application.actAs({ role: 'ops' });
    const reports = { fixture: reportFoundItem!, permission: 'belongings.report', status: 201 };
    const handsBack = { fixture: handBackItem!, permission: 'belongings.hand_back', status: 200 };
    const path = `/v1/found-items/${body.id}/hand-back`;
    const cells: [typeof reports, Partial<Person>, Answer][] = [
      [reports, { role: 'driver', place: 'own', driverId }, await report(drivenRideId)],
      [reports, { role: 'driver', place: 'other hub', driverId: anotherId }, await report(drivenRideId, another)],
      [
        reports,
        { role: 'driver', place: 'other organization', driverId: strangersId },
        await report(drivenRideId, strangeDriver),
      ],
      [handsBack, { role: 'ops', place: 'other hub' }, await narrowed.post(path)],
      [handsBack, { role: 'ops', place: 'other organization' }, await stranger.post(path)],
      [handsBack, { role: 'driver', place: 'own', driverId }, await driver.post(path)],
      [handsBack, { role: 'ops', place: 'own' }, await ops.post(path)],
    ];
    const answers = cells.map(([, , { status }]) => status);
    expect(answers).toEqual([201, 404, 404, 403, 404, 403, 200]);
    for (const [{ fixture, permission, status }, person, answer] of cells)
      expect(expectationOf({ permission, status } as Described, fixture, person as Person)).toMatchObject({
        status: answer.status,
        ...(answer.status === 403 && { code: answer.body.code as string }),
      });
  });

  it('leaves nothing behind when its migration is undone', async () => {
    await owner.undoLastMigration();
    expect(await owner.query(`SELECT to_regnamespace('belongings') AS schema`)).toEqual([{ schema: null }]);
  });
});
