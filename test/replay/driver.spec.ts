import { Agenda } from '../../demo/agenda';
import { type BenchClient, RefusedRequest } from '../../bench/bench-client';
import { answerTo, BEHAVIOUR } from '../../replay/behaviour';
import { type DriverOffer, ReplayDriver } from '../../replay/driver';
import { RoadGraph } from '../../replay/road-graph';
import type { Request, Stage } from '../../replay/stage';

const SEED = 7;
const MINUTE = 60_000;
const START = Date.parse('2026-11-21T06:00:00.000Z');
const offer: DriverOffer = { id: 'offer', madeAt: new Date(START).toISOString() };

/** A driver at the first of two places, and the rider of a trip to whom he says yes, or no. */
function driverOf(kind: 'accepts' | 'declines', answer: (path: string) => string | null) {
  const { graph } = RoadGraph.of(
    [0, 1].map((id) => ({ id, latitude: 40.7, longitude: -74 + id * 0.001 })),
    [
      { from: 0, to: 1, minutes: 3 },
      { from: 1, to: 0, minutes: 3 },
    ],
  );
  const number = Array.from({ length: 1_000 }, (_, trip) => trip).find(
    (trip) => answerTo(SEED, 0, trip).kind === kind,
  )!;
  const trip = { trip: number, vehicle: 1, pickupMinute: 0, tripMinutes: 4, pickup: 1, drop: 0 };
  const request: Request = {
    ...{ trip, askedAt: START, path: [1, 0], metres: 100, rideId: 'ride', cab: null, pickedUpAt: null },
    ...{ wayMinutes: 0, end: null },
  };
  const told: string[] = [];
  const agenda = new Agenda();
  let now = START;
  const post = (path: string): Promise<unknown> => {
    const refusal = answer(path);
    return refusal === null ? Promise.resolve({}) : Promise.reject(new RefusedRequest('POST', path, 409, refusal));
  };
  const stage: Stage = {
    ...{ client: { post } as unknown as BenchClient, agenda, graph, seed: SEED, now: () => now },
    ...{ startCode: () => '1234', found: () => undefined, ended: () => undefined },
    searched: () => told.push('searched'),
    astonished: (sentence) => told.push(sentence),
  };
  const driver = new ReplayDriver(0, { driverId: 'ravi', vehicleId: 'cab', token: '', start: 0 }, 0, stage);
  const run = () => agenda.run((time) => Promise.resolve(void (now = time.getTime())));
  return { driver, request, told, run, wait: (minutes: number) => (now += minutes * MINUTE) };
}

const refused = (code: string): string => `{"code":"${code}"}`;
const answers = (refusal: string) => (path: string) => (/\/(accept|decline)$/.test(path) ? refusal : null);

describe('a driver of a replay who is refused', () => {
  it.each(['offer_not_open', 'offer_lapsed', 'earlier_ride_lost', 'ride_already_assigned'])(
    'was too late where it is %s',
    async (code) => {
      for (const kind of ['accepts', 'declines'] as const) {
        const { driver, request, told, run } = driverOf(kind, answers(refused(code)));
        driver.consider(offer, request);
        await run();
        expect(told).toEqual(['searched']);
        expect(driver.answers.overtaken).toBe(1);
      }
    },
  );

  it.each([
    ['accepts', refused('internal_error')],
    ['accepts', 'no problem document'],
    ['declines', refused('driver_engaged')],
  ] as const)('says what should not be, where he %s: %s', async (kind, text) => {
    const { driver, request, told, run } = driverOf(kind, answers(text));
    driver.consider(offer, request);
    await run();
    const path = `/v1/driver/offers/offer/${kind === 'accepts' ? 'accept' : 'decline'}`;
    expect(told).toEqual([`POST ${path}: 409 ${text}`, 'searched']);
    expect(driver.answers.overtaken).toBe(0);
  });
});

describe('how long a cab waits for a ride', () => {
  it('is the longest of its rests, the first and the last among them', async () => {
    const { driver, request, run, wait } = driverOf('accepts', () => null);
    await driver.goOnline();
    expect(driver.longestIdleMinutes(START + 5 * MINUTE)).toBe(5);
    wait(10);
    driver.consider(offer, request);
    await run();
    expect(request.end).toBe('completed');
    // Ten minutes until he sets out, three to the pickup, four with the rider.
    expect(driver.longestIdleMinutes(START + 20 * MINUTE)).toBe(10);
    expect(driver.longestIdleMinutes(START + 47 * MINUTE)).toBe(30);
  });
});

describe('how drivers answer', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => [index % 100, Math.floor(index / 100)] as const);
  const all = (seed: number) => many.map(([cab, trip]) => answerTo(seed, cab, trip));

  it('is the same for a seed, and another for another', () => {
    expect(all(1)).toEqual(all(1));
    expect(all(1)).not.toEqual(all(2));
  });

  it('is yes but for the shares that are told, after as long as is told', () => {
    const share = (kind: string) => (all(3).filter((answer) => answer.kind === kind).length / many.length) * 100;
    expect(Math.abs(share('declines') - BEHAVIOUR.declinesPercent)).toBeLessThan(0.5);
    expect(Math.abs(share('lets lapse') - BEHAVIOUR.letsLapsePercent)).toBeLessThan(0.3);
    const seconds = all(3).map(({ afterSeconds }) => afterSeconds);
    expect([Math.min(...seconds), Math.max(...seconds)]).toEqual([3, 8]);
  });
});
