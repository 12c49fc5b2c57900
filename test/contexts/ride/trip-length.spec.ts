import { LONGEST_TRIP_METRES } from '../../../src/contexts/ride/domain/trip-record';
import { RideFixture } from './ride-fixture';

describe('a trip longer than any', () => {
  let fixture: RideFixture;
  beforeAll(async () => {
    fixture = await RideFixture.start();
  });
  afterAll(() => fixture.stop());

  const book = (overrides: object) => fixture.ops.post('/v1/rides', fixture.bookingOf(overrides));
  const estimated = { expectedMetres: null, expectedMinutes: null };
  const nowhere = { point: { latitude: 0, longitude: 0 }, address: 'Null island' };

  it('is refused, also where it was only estimated', async () => {
    const far = await book({ tripType: 'LOCAL', drop: nowhere, ...estimated });
    expect(far).toMatchObject({ status: 400, body: { code: 'trip_too_long', mostMetres: LONGEST_TRIP_METRES } });
    expect(far.body.detail).toMatch(/km long; 1500 km is the most/);
    expect((await fixture.ops.get('/v1/rides')).body.items).toEqual([]);
  });

  it('is refused where it would take more than a day from point to point', async () => {
    for (const tripType of ['LOCAL', 'AIRPORT']) {
      expect((await book({ tripType, expectedMinutes: 24 * 60 })).status).toBe(201);
      const slow = await book({ tripType, expectedMinutes: 24 * 60 + 1 });
      expect(slow).toMatchObject({ status: 400, body: { code: 'trip_too_long', mostMinutes: 1_440 } });
    }
    const mumbai = { point: { latitude: 19.076, longitude: 72.8777 }, address: 'Mumbai' };
    const crawl = await book({ tripType: 'LOCAL', drop: mumbai, ...estimated });
    expect(crawl).toMatchObject({ status: 400, body: { code: 'trip_too_long', mostMinutes: 1_440 } });
  });
});
