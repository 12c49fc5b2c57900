import { migrations } from '../migrations/index';
import { migrate, migrationStatus, revertLastMigration } from '../src/platform/database/migrate';
import { describeCatalogue } from './support/catalogue';
import { emptyDatabase, type TestDatabase } from './support/database';

describe('migrations', () => {
  const names = migrations.map(({ name }) => name);
  let database: TestDatabase;
  beforeEach(async () => (database = await emptyDatabase()));
  afterEach(() => database.drop());

  async function revertAll(): Promise<string[]> {
    const reverted: string[] = [];
    for (let name; (name = await revertLastMigration(database));) reverted.push(name);
    return reverted;
  }

  /** Without TypeORM's own table. */
  async function catalogue(): Promise<string[]> {
    return (await describeCatalogue(database.adminUrl)).filter((line) => !line.includes('schema_migrations'));
  }

  it('run in the order of their timestamps', () => {
    const timestamps = names.map((name) => Number(/\d{13}$/.exec(name)?.[0]));
    expect(timestamps).toEqual([...timestamps].sort((a, b) => a - b));
    expect(new Set(timestamps).size).toBe(names.length);
  });

  it('go up, down and up again, and end with the same schema', async () => {
    expect(await revertAll()).toEqual([]);
    const before = await catalogue();
    expect(await migrate(database)).toEqual(names);
    const up = await catalogue();
    expect(await revertAll()).toEqual([...names].reverse());
    expect(await catalogue()).toEqual(before);
    expect(await migrate(database)).toEqual(names);
    expect(await catalogue()).toEqual(up);
  });

  it('run once when several processes start together', async () => {
    const ran = await Promise.all([migrate(database), migrate(database), migrate(database)]);
    expect(ran.flat()).toEqual(names);
  });

  it('can be seen by the service without the right to run them', async () => {
    await migrate(database);
    await revertLastMigration(database);
    expect(await migrationStatus(database.runtimeUrl)).toEqual({
      executed: names.slice(0, -1),
      pending: names.slice(-1),
    });
  });
});
