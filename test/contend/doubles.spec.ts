import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type Double, DOUBLES_IN_TABLE, doublesAmong } from '../../contend/doubles';
import type { Win } from '../../contend/messages';
import { cloneDatabase, type TestDatabase } from '../support/database';

const win = (engagementId: string, over: Partial<Win>): Win => ({
  way: 'statement',
  engagementId,
  rideId: `ride of ${engagementId}`,
  driverId: `driver of ${engagementId}`,
  vehicleId: `vehicle of ${engagementId}`,
  plannedFrom: 0,
  plannedUntil: 60,
  heldFrom: 0,
  heldUntil: null,
  ...over,
});
const told = (wins: Win[]): string[] => doublesAmong(wins).map(({ what, id }) => `${what} ${id}`);

describe('doubles among what was won', () => {
  it('are two holders of a ride at once, and not one after the other', () => {
    expect(told([win('a', { rideId: 'r', heldUntil: 10 }), win('b', { rideId: 'r', heldFrom: 10 })])).toEqual([]);
    expect(told([win('a', { rideId: 'r', heldUntil: 10 }), win('b', { rideId: 'r', heldFrom: 9 })])).toEqual([
      'ride r',
    ]);
  });

  it.each(['driver', 'vehicle'] as const)(
    'are two rides of a %s whose plans overlap, and not two that follow each other',
    (what) => {
      const same = { [`${what}Id`]: 'x' };
      expect(told([win('a', same), win('b', { ...same, plannedFrom: 60, plannedUntil: 90 })])).toEqual([]);
      expect(told([win('a', same), win('b', { ...same, plannedFrom: 59, plannedUntil: 90 })])).toEqual([`${what} x`]);
    },
  );

  it('are found in whatever order they were told, and each pair of three', () => {
    const three = [5, 1, 3].map((heldFrom) => win(`since ${heldFrom}`, { rideId: 'r', heldFrom, heldUntil: 20 }));
    expect(doublesAmong(three).map(({ engagementIds }) => engagementIds)).toEqual([
      ['since 1', 'since 3'],
      ['since 1', 'since 5'],
      ['since 3', 'since 5'],
    ]);
  });
});

describe('doubles in the table', () => {
  let database: TestDatabase;
  let client: Client;
  const [organizationId, rideId, driverId, vehicleId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];

  beforeAll(async () => {
    database = await cloneDatabase();
    client = new Client({ connectionString: database.adminUrl });
    await client.connect();
    await client.query(`DROP INDEX assignment.engagements_one_per_ride;
      ALTER TABLE assignment.engagements DROP CONSTRAINT engagements_driver_overlap, DROP CONSTRAINT engagements_vehicle_overlap`);
  });
  beforeEach(() => client.query('DELETE FROM assignment.engagements'));
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const engaged = (over: { ride?: string; driver?: string; vehicle?: string; hour?: number; status?: string }) => {
    const { ride = uuidv7(), driver = uuidv7(), vehicle = uuidv7(), hour = 10, status = 'PLANNED' } = over;
    const [from, until] = [hour, hour + 1].map((of) => `2026-11-21T${of}:00:00Z`);
    const end = status === 'ENDED' ? from : null;
    return client.query(
      `INSERT INTO assignment.engagements (id, organization_id, ride_id, driver_id, vehicle_id, roster_entry_id,
         planned_from, planned_until, assigned_by, assigned_at, status, ended_at)
       VALUES ($1, $2, $3, $4, $5, $1, $6, $7, $1, $6, $8, $9)`,
      [uuidv7(), organizationId, ride, driver, vehicle, from, until, status, end],
    );
  };
  const found = async (): Promise<string[]> =>
    (await client.query<Double>(DOUBLES_IN_TABLE)).rows.map(({ what, id }) => `${what} ${id}`);

  it.each([
    ['ride', { ride: rideId }, { ride: rideId, hour: 20 }, rideId],
    ['driver', { driver: driverId }, { driver: driverId }, driverId],
    ['vehicle', { vehicle: vehicleId }, { vehicle: vehicleId }, vehicleId],
  ])('are seen where nothing keeps them out: of a %s', async (what, one, other, id) => {
    await engaged(one);
    await engaged(other);
    expect(await found()).toEqual([`${what} ${id}`]);
  });

  it('are neither what is over nor what follows', async () => {
    await engaged({ ride: rideId, driver: driverId, vehicle: vehicleId, status: 'ENDED' });
    await engaged({ ride: rideId, driver: driverId, vehicle: vehicleId });
    await engaged({ driver: driverId, vehicle: vehicleId, hour: 11 });
    expect(await found()).toEqual([]);
  });
});
