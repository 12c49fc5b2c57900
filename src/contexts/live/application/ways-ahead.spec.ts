import type { GeoPoint } from '../../../kernel/geo-point';
import type { Configuration } from '../../../platform/config/configuration';
import { EstimatedRouting } from '../../../platform/routing/estimated-routing';
import { type RoadLeg, Routing } from '../../../platform/routing/routing';
import { WaysAhead } from './ways-ahead';

const SPEED = 50;
const CONFIGURATION = { routing: { cityKilometresPerHour: SPEED } } as Configuration;
const PICKUP = { latitude: 28.5562, longitude: 77.1 };
const ELSEWHERE = { latitude: 28.7, longitude: 77.1 };
/** So many metres north of the pickup. */
const at = (metres: number): GeoPoint => ({ ...PICKUP, latitude: PICKUP.latitude + metres / 111_195 });

class HeldRouting extends Routing {
  private readonly open: ((leg: RoadLeg) => void)[] = [];
  most = 0;
  asked = 0;
  constructor() {
    super({ active: false });
  }
  protected override findRoute(): Promise<RoadLeg> {
    this.asked++;
    return new Promise((resolve) => (this.most = Math.max(this.most, this.open.push(resolve))));
  }
  protected override findTable(): Promise<RoadLeg[]> {
    throw new Error('Nobody asks for a table.');
  }
  async answer(leg: RoadLeg): Promise<void> {
    for (const resolve of this.open.splice(0)) resolve(leg);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
}

describe('WaysAhead', () => {
  let routing: HeldRouting;
  let ways: WaysAhead;
  const ride = { rideId: 'ride', towards: PICKUP };
  const routed = { metres: 3_000, seconds: 400, estimated: false };
  beforeEach(() => {
    jest.useFakeTimers();
    routing = new HeldRouting();
    ways = new WaysAhead(routing, CONFIGURATION);
  });
  afterEach(() => jest.useRealTimers());

  it('estimates at the city’s speed until the router has answered, and says so', async () => {
    expect(ways.ahead(at(1_000), ride)).toEqual({ metres: 1_300, seconds: 94, estimated: true });
    ways.turn();
    expect(ways.ahead(at(1_000), ride)).toMatchObject({ estimated: true });
    await routing.answer(routed);
    expect(ways.ahead(at(1_000), ride)).toEqual(routed);
  });

  it('shortens the way as the straight line is, and looks it up once in 30 s', async () => {
    ways.ahead(at(1_000), ride);
    ways.turn();
    await routing.answer(routed);
    for (let metres = 1_000; metres > 500; metres -= 20) {
      ways.ahead(at(metres), ride);
      jest.advanceTimersByTime(1_000);
      ways.turn();
    }
    expect(routing.asked).toBe(1);
    expect(ways.ahead(at(500), ride)).toEqual({ metres: 1_500, seconds: 200, estimated: false });
    jest.advanceTimersByTime(6_000);
    // What is known serves while the router thinks.
    expect(ways.ahead(at(500), ride)).toMatchObject({ metres: 1_500, estimated: false });
    ways.turn();
    expect(routing.asked).toBe(2);
    await routing.answer({ metres: 700, seconds: 90, estimated: false });
    expect(ways.ahead(at(500), ride)).toEqual({ metres: 700, seconds: 90, estimated: false });
  });

  it('forgets the way to another place, and one that he has left', async () => {
    ways.ahead(at(1_000), ride);
    ways.turn();
    await routing.answer(routed);
    expect(ways.ahead(at(1_000), { ...ride, towards: ELSEWHERE })).toMatchObject({ estimated: true });
    expect(ways.ahead(at(2_500), ride)).toMatchObject({ metres: 3_250, estimated: true });
    expect(ways.ahead(at(1_000), { ...ride, towards: null })).toBeNull();
  });

  it('asks for a few rides at a time, and for each in its turn', async () => {
    for (let ride = 0; ride < 10; ride++) ways.ahead(at(1_000), { rideId: `${ride}`, towards: PICKUP });
    ways.turn();
    ways.turn();
    expect(routing.asked).toBe(4);
    await routing.answer(routed);
    ways.turn();
    await routing.answer(routed);
    ways.turn();
    await routing.answer(routed);
    expect(routing).toMatchObject({ asked: 10, most: 4 });
  });

  it('says that it is an estimate where nobody knows the roads', async () => {
    ways = new WaysAhead(new EstimatedRouting({ active: false }, SPEED), CONFIGURATION);
    ways.ahead(at(1_000), ride);
    ways.turn();
    await Promise.resolve();
    await Promise.resolve();
    expect(ways.ahead(at(500), ride)).toEqual({ metres: 650, seconds: 47, estimated: true });
  });
});
