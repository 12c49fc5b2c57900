import { v7 as uuidv7 } from 'uuid';
import { cellOf } from '../../../src/contexts/assignment/domain/grid-cell';
import { CandidateSearch } from '../../../src/contexts/assignment/persistence/candidate-search';
import { eventually } from '../../support/application';
import { type Driver, DriversOnline, PICKUP } from './drivers-online';

describe('a crowd around the pickup', () => {
  let city: DriversOnline;

  beforeEach(async () => {
    city = await DriversOnline.open();
  });
  afterEach(() => city.operator.close());

  it('finds each of six rides a driver, where one stands near and five beyond the first circle', async () => {
    await city.driver(500);
    for (let i = 0; i < 5; i++) await city.driver(2_000 + i * 100);
    const rides = await Promise.all(Array.from({ length: 6 }, () => city.request()));
    await eventually(async () => expect((await openOffers()).map(({ rideId }) => rideId).sort()).toEqual(rides.sort()));
    // Each had one round, and none says that there was nobody.
    const { application } = city.operator;
    const searches = await application.sql('SELECT rounds, offers FROM assignment.searches WHERE ride_id = ANY($1)', [
      rides,
    ]);
    expect(searches).toEqual(rides.map(() => ({ rounds: 1, offers: 1 })));
  });

  it('looks past two hundred at one spot who are all refused, and asks for no page twice', async () => {
    const one = await city.driver(1_000.3);
    await city.goOffline(one);
    await crowdAt(one, 1_000.3, 210);
    const good = await city.driver(1_400);
    const near = jest.spyOn(city.operator.application.app.get(CandidateSearch), 'near');
    await city.offerTo(good, await city.request());
    const asked = near.mock.calls.map(([, radius, , { metres, driverId }]) => `${radius} ${metres} ${driverId}`);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeLessThan(6);
  });

  it('finds who stands behind a full depot of more than a round judges', async () => {
    const one = await city.driver(700);
    await city.goOffline(one);
    await crowdAt(one, 700, 1_100);
    const good = await city.driver(1_400);
    const rideId = await city.request();
    await city.offerTo(good, rideId);
    const [round] = (await city.operator.ops.get(`/v1/rides/${rideId}/dispatch`)).body.searches[0].rounds as {
      looked: number;
      note: string;
    }[];
    expect(round!.looked).toBe(601);
    expect(round!.note).toContain('of those farther only who was on duty, in a fitting cab and free was judged');
  });

  it.each([
    ['are of another class', ['vehicles', `vehicle_class = 'SUV'`]],
    ['have no cab on their shift', ['vehicles', `status = 'MAINTENANCE'`]],
    ['have no shift', ['roster_entries', `ends_at = starts_at + interval '1 minute'`]],
  ])('finds who stands behind a full depot of drivers at work who %s', async (_, [table, unfit]) => {
    const one = await city.driver(700);
    await crowdAt(one, 700, 1_100);
    const good = await city.driver(1_400);
    await city.operator.application.sql(
      `UPDATE assignment.${table} SET ${unfit} WHERE ${table === 'vehicles' ? 'vehicle_id' : 'driver_id'} <> $1`,
      [table === 'vehicles' ? good.vehicleId : good.driverId],
    );
    const rideId = await city.request();
    await city.offerTo(good, rideId);
    const { body } = await city.operator.ops.get(`/v1/rides/${rideId}/dispatch`);
    expect(body.searches[0].rounds).toMatchObject([{ looked: 601, eligible: 1 }]);
  });

  it('finds him also where the city looks ahead', async () => {
    const { items } = (await city.operator.ops.get('/v1/cities')).body as { items: { code: string }[] };
    const { code, ...terms } = items[0]!;
    const matching = { mode: 'greedy', windowSeconds: 2, waitingPercentPerMinute: 10, lookAheadMinutes: 8 };
    expect(await city.operator.ops.call('PUT', `/v1/cities/${code}`, { ...terms, matching })).toMatchObject({
      status: 200,
    });
    await crowdAt(await city.driver(700, { vehicleClass: 'SUV' }), 700, 1_100);
    const good = await city.driver(1_400);
    await city.offerTo(good, await city.request());
  });

  it('leaves out of a crowd who is held by a ride, and says so of who was left out', async () => {
    const one = await city.driver(700);
    const left = await city.driver(1_000);
    const rideOfHis = await city.request(1_000);
    await city.operator.assigned(rideOfHis, left.driverId);
    await city.goOffline(one);
    await crowdAt(one, 700, 700);
    const good = await city.driver(1_400);
    const rideId = await city.request();
    await city.offerTo(good, rideId);
    const why = await city.operator.ops.get(`/v1/rides/${rideId}/dispatch/why?driverId=${left.driverId}`);
    expect(why.body).toMatchObject({
      outcome: 'not_considered',
      sentence: expect.stringMatching(
        /which went to 1\.5 km\. At least 500 drivers stood near: of those farther only who was on duty, in a fitting cab and free was judged\. Known at .*, 1 km from the pickup/,
      ) as string,
    });
  });

  it('has fifty searches at once share fifty drivers, and exhausts none of them', async () => {
    const one = await city.driver(300);
    await crowdAt(one, 300, 24);
    await crowdAt(one, 1_900, 25);
    const rides = await Promise.all(Array.from({ length: 50 }, () => city.request()));
    await eventually(async () => expect((await openOffers()).length).toBe(50), 60_000);
    expect(new Set((await openOffers()).map(({ rideId }) => rideId))).toEqual(new Set(rides));
    expect(await city.operator.application.sql('SELECT error FROM platform.dead_letters')).toEqual([]);
    expect(await city.operator.application.sql('SELECT listener FROM platform.outbox WHERE attempts > 1')).toEqual([]);
  }, 90_000);

  function openOffers(): Promise<{ rideId: string }[]> {
    return city.operator.application.sql(`SELECT ride_id AS "rideId" FROM assignment.offers WHERE status = 'OPEN'`);
  }

  /** So many like him, each on his own shift and cab, as the search sees them; they have no token to answer with. */
  async function crowdAt(like: Driver, metresAway: number, count: number): Promise<void> {
    const latitude = PICKUP.latitude + metresAway / 111_195;
    const cell = cellOf({ latitude, longitude: PICKUP.longitude });
    const all = Array.from({ length: count }, () => ({ driver_id: uuidv7(), vehicle_id: uuidv7() }));
    const plated = all.map((ids) => ({ ...ids, plate: `DL01XX${uuidv7().slice(-8)}` }));
    await copy('vehicles', 'vehicle_id', like.vehicleId, plated);
    const attending = all.map((ids) => ({ ...ids, attended_vehicle_id: ids.vehicle_id }));
    await copy('drivers', 'driver_id', like.driverId, attending);
    const entries = all.map((ids) => ({ id: uuidv7(), ...ids }));
    await copy('roster_entries', 'driver_id', like.driverId, entries);
    const places = all.map((ids) => ({ ...ids, latitude, cell }));
    await copy('last_positions', 'driver_id', like.driverId, places);
  }

  async function copy(table: string, key: string, of: string, changes: Record<string, unknown>[]): Promise<void> {
    await city.operator.application.sql(
      `INSERT INTO assignment.${table} SELECT (jsonb_populate_record(t, c)).*
       FROM assignment.${table} t, jsonb_array_elements($2::jsonb) c WHERE ${key} = $1`,
      [of, JSON.stringify(changes)],
    );
  }
});
