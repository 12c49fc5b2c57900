import type { GeoPoint } from '../../../src/kernel/geo-point';
import { type RoadLeg, Routing } from '../../../src/platform/routing/routing';
import { DispatchFixture, PICKUP } from './dispatch-fixture';

const METRES_PER_DEGREE = 111_195;

/** Ten who stand near stand across the river: the bridge is far. */
function acrossTheRiver(origins: readonly GeoPoint[], pickup: GeoPoint): Promise<RoadLeg[]> {
  return Promise.resolve(
    origins.map(({ latitude }) =>
      (latitude - pickup.latitude) * METRES_PER_DEGREE < 500
        ? { metres: 12_000, seconds: 1_500, estimated: false }
        : { metres: 1_400, seconds: 120, estimated: false },
    ),
  );
}

describe('a way that is known by road', () => {
  let fixture: DispatchFixture;
  let table: jest.SpyInstance;

  beforeAll(async () => {
    fixture = await DispatchFixture.open();
    const { app } = fixture.operator.application;
    table = jest.spyOn(app.get(Routing), 'table').mockImplementation(acrossTheRiver);
  });
  beforeEach(() => fixture.anew());
  afterAll(() => fixture.close());

  it('is looked for to the end of the circle where those who seemed near have a long one', async () => {
    for (let i = 0; i < 10; i++) await fixture.driver(`River ${i}`, 200 + i);
    const bridge = await fixture.driver('Bridge', 1_200);
    const rideId = await fixture.request();
    await fixture.offerTo(bridge);
    // Each was asked for once: the ten, and he.
    expect(table.mock.calls.map(([origins]) => (origins as readonly GeoPoint[]).length)).toEqual([10, 1]);
    expect(table.mock.calls[0]![1]).toMatchObject(PICKUP);
    const { body } = await fixture.operator.ops.get(`/v1/rides/${rideId}/dispatch`);
    expect(body.searches[0].rounds).toMatchObject([{ looked: 11, eligible: 11, radiusMetres: 1_500 }]);
  });
});
