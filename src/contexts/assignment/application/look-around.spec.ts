import { AT, facts } from '../../../../test/support/dispatch-round';
import { DEFAULT_CITY_TERMS } from '../../../kernel/city-terms';
import type { GeoPoint } from '../../../kernel/geo-point';
import type { Clock } from '../../../platform/clock';
import type { Configuration } from '../../../platform/config/configuration';
import type { RoadLeg, Routing } from '../../../platform/routing/routing';
import type { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { CandidateFacts, RideToMatch } from '../domain/candidate';
import { judgeAndScore, type Look, passing } from '../domain/look';
import { DEFAULT_POLICY } from '../domain/matching-policy';
import { rank } from '../domain/rank-candidates';
import { reachOf } from '../domain/reach';
import type { CandidateSearch } from '../persistence/candidate-search';
import { LookAround } from './look-around';

const PICKUP = { latitude: 28.55, longitude: 77.1 };
const ride: RideToMatch = {
  ...{ rideId: 'ride', organizationId: 'operator', city: 'DELHI_NCR', cityTerms: DEFAULT_CITY_TERMS },
  ...{ vehicleClass: 'SEDAN', demand: 'now', pickup: PICKUP, pickupAt: AT, closed: false },
  ...{ expectedMetres: 12_000, expectedMinutes: 30 },
};
const scene = { ride, policy: DEFAULT_POLICY };

type WayOf = (latitude: number) => RoadLeg;

/** Whose way by road lies where `wayOf` says; one that is estimated still: the router knows none. */
function lookAround(wayOf: WayOf, found: readonly CandidateFacts[]): LookAround {
  const table = (origins: readonly GeoPoint[]): Promise<RoadLeg[]> =>
    Promise.resolve(origins.map(({ latitude }) => wayOf(latitude)));
  const near = { found, reach: reachOf(DEFAULT_POLICY.radii.mostMetres) };
  return new LookAround(
    { run: <T>(work: () => T): T => work() } as unknown as UnitOfWork,
    { near: () => Promise.resolve(near), outside: () => Promise.resolve([]) } as unknown as CandidateSearch,
    { table } as unknown as Routing,
    { now: () => AT } as unknown as Clock,
    { routing: { cityKilometresPerHour: 25 } } as unknown as Configuration,
  );
}

/** A look that knows these drivers by the estimate. */
async function byRoad(
  drivers: readonly CandidateFacts[],
  wayOf: WayOf,
  farther: readonly CandidateFacts[] = [],
): Promise<Look> {
  const judged = drivers.map((seen) => judgeAndScore(seen, ride, DEFAULT_POLICY, AT));
  expect(passing(judged)).toHaveLength(drivers.length);
  return lookAround(wayOf, farther).byRoad(scene, { reach: reachOf(1_500), isCrowded: false, judged, outside: [] });
}

const ISLAND = 28.5;
const RIVER = 28.6;
const BANK = 28.55;
/** As many as a router is asked for at once seem nearest, across the river; thirty more stand on the pickup's side of the river. */
const all = [
  ...Array.from({ length: 99 }, (_, i) =>
    facts(`river ${String(i).padStart(2, '0')}`, 300 + i, { latitude: i === 5 ? ISLAND : RIVER }),
  ),
  ...Array.from({ length: 30 }, (_, i) => facts(`bank ${String(i).padStart(2, '0')}`, 600 + i, { latitude: BANK })),
];
const overTheBridge: RoadLeg = { metres: 12_000, seconds: 1_500, estimated: false };
const acrossTheStreet: RoadLeg = { metres: 700, seconds: 90, estimated: false };

describe('a look by road', () => {
  it.each([
    ['and the way of everybody is known', overTheBridge],
    ['also where the router knows no way of one of the first', { metres: 305, seconds: 44, estimated: true }],
  ])('asks for the next ninety-nine while these seem better than the best known way, %s', async (_, ofIsland) => {
    const look = await byRoad(all, (latitude) =>
      latitude === BANK ? acrossTheStreet : latitude === ISLAND ? ofIsland : overTheBridge,
    );
    expect(rank(passing(look.judged))[0]).toMatchObject({
      driverId: 'bank 00',
      facts: { pickup: { seconds: 90, estimated: false } },
    });
  });

  it.each([
    ['looks beyond a circle in which only who finishes a ride passes', [], ['farther', 'finishing']],
    ['ends with it where somebody idle passes', [facts('idle', 900, { latitude: BANK })], ['idle', 'finishing']],
  ])('%s', async (_, idle, expected) => {
    const freeAt = new Date(AT.getTime() + 600_000);
    const rest = { rideId: 'another', freeAt, remainingSeconds: 600, remainingMetres: 3_000 };
    const finishing = facts('finishing', 500, { finishing: { ...rest, latitude: BANK, longitude: 77.1 } });
    const farther = facts('farther', 2_500, { latitude: BANK });
    const look = await byRoad([finishing, ...idle], () => acrossTheStreet, [farther]);
    expect(rank(passing(look.judged)).map(({ driverId }) => driverId)).toEqual(expected);
  });
});

describe('a look for a ride of a window', () => {
  const near = Array.from({ length: 99 }, (_, i) => facts(`near ${String(i).padStart(2, '0')}`, 833));
  const behind = facts('behind them', 903, { latitude: BANK + 0.01 });
  const wayIn = (seconds: number): RoadLeg => ({ metres: 900, seconds, estimated: false });

  it.each([
    ['asks for who may be there sooner than the best known', 120, 1, true],
    ['asks for him too where the rider has waited', 120, 3, true],
    ['asks for nobody who could not be, at one and a half times the speed of the city', 86, 1, false],
  ])('%s', async (_, known, weight, isAsked) => {
    const wayOf: WayOf = (latitude) => wayIn(latitude === behind.latitude ? 90 : known);
    const { look } = await lookAround(wayOf, [...near, behind]).together(scene, 2, 2, weight);
    const found = look.judged.find(({ driverId }) => driverId === behind.driverId);
    expect(found!.score === null).toBe(!isAsked);
    expect(found!.facts.pickup.estimated).toBe(!isAsked);
  });
});
