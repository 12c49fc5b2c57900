import { type Answer, eventually } from '../support/application';
import { type Driver, DriversOnline } from '../contexts/assignment/drivers-online';

/** `npm run race:offers -- --rounds 1000` runs more. */
const ROUNDS = Number(process.env.OFFER_RACE_ROUNDS ?? 50);
const ACTIONS = 50;
const RIDES = 6;
/** An operator's day is not endless: shifts and working hours would run out. By turns each ride is matched by itself, or in windows. */
const ROUNDS_AN_OPERATOR = 25;
const WINDOW_SECONDS = 1;

const times = <T>(n: number, make: (index: number) => T): T[] => Array.from({ length: n }, (_, index) => make(index));

/** The same numbers for the same seed, so that a round that fails can be run again. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('offers that are accepted, declined, let lapse, cancelled and taken over at once', () => {
  let city: DriversOnline;
  let drivers: Driver[];
  const counted = new Map<string, number>();

  afterAll(() => {
    // What the campaign met: a race that nobody ever wins, or nobody loses, shows nothing.
    const won = (action: string): number => (counted.get(`${action} 200`) ?? 0) + (counted.get(`${action} 204`) ?? 0);
    const met = ['accept', 'decline', 'cancel', 'assign', 'reassign'].map((action) => [action, won(action) > 0]);
    expect(met).toEqual(met.map(([action]) => [action, true]));
    expect(counted.get('accept 409') ?? 0).toBeGreaterThan(0);
    expect(counted.get('lapsed') ?? 0).toBeGreaterThan(0);
  });

  for (let first = 0; first < ROUNDS; first += ROUNDS_AN_OPERATOR) {
    const rounds = Math.min(ROUNDS_AN_OPERATOR, ROUNDS - first);
    const mode = (first / ROUNDS_AN_OPERATOR) % 2 === 0 ? 'one by one' : 'in windows';
    describe(`rounds ${first + 1} to ${first + rounds}, matched ${mode}`, () => {
      beforeAll(async () => {
        city = await DriversOnline.open();
        if (mode === 'in windows') await city.matchesInWindows(WINDOW_SECONDS);
        drivers = [];
        for (let index = 0; index < RIDES + 2; index++) drivers.push(await city.driver(300 + index * 350));
      });
      afterAll(() => city.operator.close());

      it(
        'leave no driver two offers, no ride two drivers, no accept too late, and nothing undecided',
        async () => {
          for (let round = first; round < first + rounds; round++) await race(round);
        },
        20_000 + rounds * 20_000,
      );
    });
  }

  async function race(round: number): Promise<void> {
    const any = numbersFrom(round + 1);
    await city.allSeen();
    const rides = await Promise.all(times(RIDES, () => city.request()));
    city.pass(WINDOW_SECONDS);
    // Mid-flight: the first offers are out, the last are being made.
    await eventually(async () => expect((await openOffers()).length).toBeGreaterThan(2), 20_000);
    const offers = await openOffers();
    const unexpected: unknown[] = [];
    await Promise.all(
      times(ACTIONS, async (index) => {
        await new Promise((resolve) => setTimeout(resolve, any(60)));
        let answer = await act(any, rides, offers, index);
        // Too many wait for the connections: nothing was changed, and the caller is told to try again.
        for (let tries = 1; answer?.status === 503 && tries < 10; tries++)
          answer = await act(any, rides, offers, index);
        if (answer && ![200, 204, 404, 409].includes(answer.status)) unexpected.push([answer.status, answer.body]);
      }),
    );
    expect(unexpected).toEqual([]);
    await settled();
    await isConsistent(rides, `after the race of round ${round}`);

    for (const rideId of rides) {
      const answer = await city.operator.ops.post(`/v1/rides/${rideId}/cancel`, { reasonCode: 'DUPLICATE_BOOKING' });
      expect([200, 409]).toContain(answer.status);
    }
    await settled();
    await isConsistent(rides, `at the end of round ${round}`);
    expect(await city.operator.application.sql(UNDECIDED, [rides])).toEqual([]);
    const lapsed = await city.operator.application.sql(LAPSED, [rides]);
    counted.set('lapsed', (counted.get('lapsed') ?? 0) + lapsed.length);
    await everybodyOnline();
  }

  async function act(
    any: (below: number) => number,
    rides: readonly string[],
    offers: readonly { id: string; driverId: string }[],
    index: number,
  ): Promise<Answer | null> {
    const { operator } = city;
    const { id, driverId } = offers[any(offers.length)]!;
    const his = drivers.find((driver) => driver.driverId === driverId)!;
    const anybody = drivers[any(drivers.length)]!;
    const rideId = rides[any(rides.length)]!;
    const what = any(20);
    // Once a round, time jumps over what is open.
    if (index === ACTIONS >> 1 && any(2) === 0) {
      city.pass(20);
      return null;
    }
    // Whom a driver declined gets the next in the next window.
    if (index % 10 === 5) city.pass(WINDOW_SECONDS);
    if (what < 9) return count('accept', await city.accept(his, id));
    if (what < 10) return count('accept of another’s', await city.accept(anybody, id));
    if (what < 13) return count('decline', await city.decline(his, id));
    if (what < 15)
      return count(
        'cancel',
        await operator.ops.post(`/v1/rides/${rideId}/cancel`, { reasonCode: 'DUPLICATE_BOOKING' }),
      );
    if (what < 17) return count('assign', await operator.assign(rideId, anybody.driverId));
    if (what < 19) {
      const command = { driverId: anybody.driverId, reason: 'Race' };
      return count('reassign', await operator.ops.post(`/v1/rides/${rideId}/reassign`, command));
    }
    return count('offline', await anybody.caller.post('/v1/driver/go-offline', {}));
  }

  function count(action: string, answer: Answer): Answer {
    const key = `${action} ${answer.status}`;
    counted.set(key, (counted.get(key) ?? 0) + 1);
    return answer;
  }

  function openOffers(): Promise<{ id: string; driverId: string }[]> {
    return city.operator.application.sql(
      `SELECT id, driver_id AS "driverId" FROM assignment.offers WHERE status = 'OPEN' ORDER BY id`,
    );
  }

  /** Nothing that is due is left. */
  async function settled(): Promise<void> {
    await eventually(async () => {
      const due = await city.operator.application.sql('SELECT listener FROM platform.outbox WHERE due_at <= $1', [
        city.operator.now,
      ]);
      expect(due).toEqual([]);
    }, 30_000);
    expect(await city.operator.application.sql('SELECT listener, error FROM platform.dead_letters')).toEqual([]);
  }

  async function isConsistent(rides: readonly string[], when: string): Promise<void> {
    for (const [wrong, query] of Object.entries(WRONG)) {
      const rows = await city.operator.application.sql(query, [rides]);
      expect([when, wrong, rows]).toEqual([when, wrong, []]);
    }
  }

  async function everybodyOnline(): Promise<void> {
    for (const driver of drivers) {
      if (!(await driver.caller.get('/v1/driver/online')).body.online) await city.goOnline(driver);
    }
  }
});

const WRONG: Readonly<Record<string, string>> = {
  'a driver with two open offers': `SELECT driver_id FROM assignment.offers WHERE status = 'OPEN' AND cardinality($1::uuid[]) > 0
    GROUP BY 1 HAVING count(*) > 1`,
  'a ride with two drivers': `SELECT ride_id FROM assignment.engagements
    WHERE ride_id = ANY($1) AND status IN ('PLANNED', 'UNDER_WAY') GROUP BY 1 HAVING count(*) > 1`,
  'an accept that came too late': `SELECT id FROM assignment.offers
    WHERE ride_id = ANY($1) AND status = 'ACCEPTED' AND ended_at >= expires_at`,
  'two accepted offers of a search': `SELECT search_id FROM assignment.offers
    WHERE ride_id = ANY($1) AND status = 'ACCEPTED' GROUP BY 1 HAVING count(*) > 1`,
  'an open offer of a search that is over': `SELECT o.id FROM assignment.offers o JOIN assignment.searches s ON s.id = o.search_id
    WHERE o.ride_id = ANY($1) AND o.status = 'OPEN' AND s.status <> 'OPEN'`,
  'a ride whose status is not its search’s': `SELECT r.id, r.status FROM ride.rides r WHERE r.id = ANY($1)
    AND (r.status = 'ASSIGNING') <> EXISTS (SELECT FROM assignment.searches s WHERE s.ride_id = r.id AND s.status = 'OPEN')`,
  'a ride whose driver is not its engagement’s': `SELECT r.id, r.status, r.driver_id, e.driver_id AS engaged FROM ride.rides r
    FULL JOIN (SELECT * FROM assignment.engagements WHERE status IN ('PLANNED', 'UNDER_WAY')) e ON e.ride_id = r.id
    WHERE r.id = ANY($1) AND (r.status = 'DRIVER_ASSIGNED' OR e.id IS NOT NULL) AND r.driver_id IS DISTINCT FROM e.driver_id`,
  'an accepted offer whose driver was never engaged': `SELECT o.id FROM assignment.offers o
    WHERE o.ride_id = ANY($1) AND o.status = 'ACCEPTED'
      AND NOT EXISTS (SELECT FROM assignment.engagements e WHERE e.ride_id = o.ride_id AND e.driver_id = o.driver_id)`,
  'an open search that nothing will wake': `SELECT s.id FROM assignment.searches s
    WHERE s.ride_id = ANY($1) AND s.status = 'OPEN'
      AND NOT EXISTS (SELECT FROM platform.outbox o WHERE o.listener <> 'SearchProcess.timeSpent'
        AND (o.event -> 'payload' ->> 'searchId' = s.id::text
          OR s.window_seconds IS NOT NULL AND o.listener = 'SearchProcess.windowCloses'))`,
};
const LAPSED = `SELECT id FROM assignment.offers WHERE ride_id = ANY($1) AND status = 'LAPSED'`;
const UNDECIDED = `SELECT id, status FROM assignment.offers WHERE ride_id = ANY($1) AND status = 'OPEN'
  UNION ALL SELECT id, status FROM assignment.searches WHERE ride_id = ANY($1) AND status = 'OPEN'
  UNION ALL SELECT id, status FROM assignment.engagements WHERE ride_id = ANY($1) AND status IN ('PLANNED', 'UNDER_WAY')`;
