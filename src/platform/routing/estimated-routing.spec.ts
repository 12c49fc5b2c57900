import { EstimatedRouting, estimateRoad } from './estimated-routing';

const CONNAUGHT_PLACE = { latitude: 28.6315, longitude: 77.2167 };
const A_DEGREE_NORTH = { latitude: 29.6315, longitude: 77.2167 };

describe('estimateRoad', () => {
  it('is 1.3 times the straight line at 25 km/h, and says that it is an estimate', () => {
    // A degree of a meridian is 111.195 km on the mean sphere.
    expect(estimateRoad([CONNAUGHT_PLACE, A_DEGREE_NORTH])).toEqual({
      metres: 144_554,
      seconds: 20_816,
      estimated: true,
    });
  });

  it('goes over every stop', () => {
    const there = estimateRoad([CONNAUGHT_PLACE, A_DEGREE_NORTH]);
    const thereAndBack = estimateRoad([CONNAUGHT_PLACE, A_DEGREE_NORTH, CONNAUGHT_PLACE]);
    expect(Math.abs(thereAndBack.metres - 2 * there.metres)).toBeLessThanOrEqual(1);
  });

  it('is nothing where one is already', () => {
    expect(estimateRoad([CONNAUGHT_PLACE, CONNAUGHT_PLACE])).toEqual({ metres: 0, seconds: 0, estimated: true });
  });
});

describe('EstimatedRouting', () => {
  const routing = new EstimatedRouting({ active: false }, 50);

  it('uses the configured speed, and the city’s own where one is given', async () => {
    const { seconds } = await routing.route(CONNAUGHT_PLACE, A_DEGREE_NORTH);
    const slower = await routing.route(CONNAUGHT_PLACE, A_DEGREE_NORTH, [], 25);
    expect(seconds).toBe(10_408);
    expect(slower.seconds).toBe(20_816);
  });

  it('answers a table in the order of its origins', async () => {
    const table = await routing.table([A_DEGREE_NORTH, CONNAUGHT_PLACE], CONNAUGHT_PLACE);
    expect(table.map(({ metres }) => metres)).toEqual([144_554, 0]);
    expect(await routing.table([], CONNAUGHT_PLACE)).toEqual([]);
  });

  it('refuses to be asked inside a unit of work', async () => {
    const inside = new EstimatedRouting({ active: true }, 25);
    await expect(inside.route(CONNAUGHT_PLACE, A_DEGREE_NORTH)).rejects.toThrow(/inside a unit of work/);
    await expect(inside.table([], CONNAUGHT_PLACE)).rejects.toThrow(/inside a unit of work/);
  });
});
