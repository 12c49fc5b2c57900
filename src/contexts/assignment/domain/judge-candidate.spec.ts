import { DEFAULT_CITY_TERMS } from '../../../kernel/city-terms';
import type { CandidateFacts, RideToMatch, Verdict } from './candidate';
import { NO_DOCUMENTS } from './documents';
import { isEligible, judge, pickedUpAt } from './judge-candidate';
import {
  DEFAULT_POLICY,
  type MatchingPolicy,
  type MatchingRule,
  normalisePolicy,
  radiiOf,
  RULE_NAMES,
  type RuleName,
} from './matching-policy';

const now = new Date('2026-11-21T03:30:00.000Z');
const minutes = (n: number): Date => new Date(now.getTime() + n * 60_000);

const ride: RideToMatch = {
  rideId: 'ride',
  organizationId: 'operator',
  city: 'DELHI_NCR',
  cityTerms: DEFAULT_CITY_TERMS,
  vehicleClass: 'SEDAN',
  demand: 'now',
  pickup: { latitude: 28.5562, longitude: 77.1 },
  pickupAt: minutes(10),
  expectedMetres: 10_000,
  expectedMinutes: 30,
  closed: false,
};

/** Free again 15 minutes after the trip: at 04:20 where he needs 5 minutes to the pickup. */
const driver: CandidateFacts = {
  driverId: 'driver',
  latitude: 28.56,
  longitude: 77.1,
  accuracyMetres: 8,
  seenAt: now,
  suspectAt: null,
  chargePercent: 50,
  straightMetres: 1_500,
  pickup: { metres: 2_000, seconds: 300, estimated: false },
  status: 'ACTIVE',
  duty: 'ON',
  attendedVehicleId: 'cab',
  online: true,
  licenceExpiresOn: '2030-01-01',
  rosterEntryId: 'shift',
  vehicleId: 'cab',
  vehicleStatus: 'ACTIVE',
  vehicleClass: 'SEDAN',
  rangeMetres: 100_000,
  otherRides: [],
  workedSeconds: 0,
  idleSince: now,
  offersMade: 0,
  offersAccepted: 0,
  hadThisRide: null,
  otherOfferId: null,
};

const failed = (changes: Partial<CandidateFacts>, asked = ride, policy: MatchingPolicy = DEFAULT_POLICY): Verdict[] =>
  judge({ ...driver, ...changes }, asked, policy, now).filter(({ passed }) => !passed);
const rulesAgainst = (changes: Partial<CandidateFacts>, asked = ride): RuleName[] =>
  failed(changes, asked).map(({ rule }) => rule);

describe('judging a candidate', () => {
  it('says of every rule, in order, and lets him pass whom none refuses', () => {
    const verdicts = judge(driver, ride, DEFAULT_POLICY, now);
    expect(verdicts.map(({ rule }) => rule)).toEqual(RULE_NAMES);
    expect(isEligible(verdicts)).toBe(true);
  });

  it.each<[RuleName, Partial<CandidateFacts>]>([
    ['on_duty', { duty: 'PENDING' }],
    ['on_duty', { duty: 'OFF', attendedVehicleId: null }],
    ['on_duty', { status: 'SUSPENDED' }],
    ['rostered', { attendedVehicleId: 'another cab' }],
    ['vehicle_active', { vehicleStatus: 'MAINTENANCE' }],
    ['vehicle_class', { vehicleClass: 'SUV' }],
    ['not_on_break', { duty: 'BREAK' }],
    [
      'not_engaged',
      { otherRides: [{ rideId: 'under way', from: minutes(-90), pickupAt: minutes(-60), until: minutes(-5) }] },
    ],
    [
      'not_engaged',
      { otherRides: [{ rideId: 'next', from: minutes(64), pickupAt: minutes(94), until: minutes(150) }] },
    ],
    ['seen_recently', { seenAt: new Date(now.getTime() - 91_000) }],
    ['position_trusted', { suspectAt: now }],
    ['position_trusted', { accuracyMetres: 501 }],
    ['willing', { online: false }],
    ['charge', { chargePercent: 26.9 }],
    ['charge', { chargePercent: null }],
    ['documents_valid', { licenceExpiresOn: '2026-11-20' }],
    ['hours_left', { workedSeconds: 12 * 3_600 - 50 * 60 + 1 }],
    ['hours_left', { hours: { endsBy: minutes(51), ahead: null } }],
    ['documents_valid', { documents: { ...NO_DOCUMENTS, usableUntil: minutes(51) } }],
    ['documents_valid', { vehicleDocuments: { ...NO_DOCUMENTS, isUsable: false } }],
    ['vehicle_active', { outages: [{ from: minutes(51), until: null, reason: 'Brakes' }] }],
    ['preferences', { preferences: { noAirport: false, longestMetres: 9_999 } }],
    ['not_offered_before', { hadThisRide: 'lapsed' }],
    ['not_offered_elsewhere', { otherOfferId: 'offer' }],
  ])('%s refuses %j', (rule, changes) => {
    expect(rulesAgainst(changes)).toEqual([rule]);
  });

  it('asks the charge of what a battery drives only', () => {
    expect(rulesAgainst({ fuelType: 'CNG', chargePercent: null, rangeMetres: null })).toEqual([]);
  });

  it('draws each line where it says', () => {
    expect(failed({ seenAt: new Date(now.getTime() - 90_000) })).toEqual([]);
    // 2 km there, 10 km of trip and 15 km of reserve.
    expect(failed({ chargePercent: 27 })).toEqual([]);
    expect(failed({ workedSeconds: 12 * 3_600 - 50 * 60 })).toEqual([]);
    expect(failed({ licenceExpiresOn: '2026-11-21' })).toEqual([]);
    // Still the evening before, by the clocks of the ride's city.
    const cityTerms = { ...DEFAULT_CITY_TERMS, timeZone: 'America/New_York' };
    expect(rulesAgainst({ licenceExpiresOn: '2026-11-20' }, { ...ride, cityTerms })).toEqual([]);
    expect(rulesAgainst({ licenceExpiresOn: '2026-11-19' }, { ...ride, cityTerms })).toEqual(['documents_valid']);
    // Free at 50 minutes, and 45 before the next pickup.
    const next = { rideId: 'next', from: minutes(65), pickupAt: minutes(95), until: minutes(150) };
    expect(failed({ otherRides: [next] })).toEqual([]);
  });

  it('passes nobody whom another ride holds while accepting would, whatever the buffer', () => {
    // A scheduled ride takes half an hour of way too.
    const tonight = { ...ride, demand: 'scheduled' as const, pickupAt: minutes(110) };
    const before = { rideId: 'before', from: minutes(30), pickupAt: minutes(60), until: minutes(105) };
    expect(rulesAgainst({ otherRides: [before] }, tonight)).toEqual(['not_engaged']);
    expect(rulesAgainst({ otherRides: [{ ...before, until: minutes(80) }] }, tonight)).toEqual([]);
    // So does the next one: 5 minutes to the rider, 2 of margin, 30 of trip and 15 after it.
    const policy = normalisePolicy(
      { ...DEFAULT_POLICY, rules: [{ name: 'not_engaged', enabled: true, parameters: { bufferMinutes: 0 } }] },
      2,
    );
    const next = { rideId: 'next', from: minutes(51), pickupAt: minutes(81), until: minutes(150) };
    expect(failed({ otherRides: [next] }, ride, policy).map(({ rule }) => rule)).toEqual(['not_engaged']);
    expect(failed({ otherRides: [{ ...next, from: minutes(52) }] }, ride, policy)).toEqual([]);
  });

  it('gives the figures that it decided by', () => {
    expect(failed({ chargePercent: 20 })[0]!.detail).toEqual({
      chargePercent: 20,
      rangeMetres: 100_000,
      leftMetres: 20_000,
      neededMetres: 27_000,
      reserveMetres: 15_000,
    });
    expect(failed({ seenAt: new Date(now.getTime() - 120_000) })[0]!.detail).toEqual({
      secondsAgo: 120,
      secondsAtMost: 90,
    });
  });

  it('of a scheduled ride believes a plan that ends before it', () => {
    const tonight = { ...ride, demand: 'scheduled' as const, pickupAt: minutes(300) };
    const between = { rideId: 'between', from: minutes(60), pickupAt: minutes(90), until: minutes(200) };
    expect(rulesAgainst({ otherRides: [between] }, tonight)).toEqual([]);
    expect(rulesAgainst({ otherRides: [{ ...between, until: minutes(301) }] }, tonight)).toEqual(['not_engaged']);
    expect(pickedUpAt(300, tonight, now)).toEqual(minutes(300));
    expect(pickedUpAt(300, ride, now)).toEqual(minutes(5));
  });

  describe('who is finishing a ride', () => {
    // Free in 4 minutes, then 5 to the rider.
    const ahead = { rideId: 'under way', freeAt: minutes(4), remainingSeconds: 240, remainingMetres: 1_500 };
    const finishing = { ...ahead, latitude: 28.57, longitude: 77.1 };
    const about: Partial<CandidateFacts> = { finishing, pickup: { metres: 3_500, seconds: 540, estimated: false } };

    it('is not refused for it, and its rest is told', () => {
      expect(rulesAgainst(about)).toEqual([]);
      const verdicts = judge({ ...driver, ...about }, ride, DEFAULT_POLICY, now);
      const engaged = verdicts.find(({ rule }) => rule === 'not_engaged')!;
      expect(engaged.detail).toMatchObject({ finishing: true, remainingSeconds: 240 });
    });

    it('is counted the rest of it by charge, hours and licence', () => {
      // 1.5 km to the drop, 2 km there, 10 km of trip and 15 km of reserve.
      expect(rulesAgainst({ ...about, chargePercent: 28.5 })).toEqual([]);
      expect(rulesAgainst({ ...about, chargePercent: 28.4 })).toEqual(['charge']);
      expect(rulesAgainst({ ...about, workedSeconds: 12 * 3_600 - 54 * 60 })).toEqual([]);
      expect(rulesAgainst({ ...about, workedSeconds: 12 * 3_600 - 53 * 60 })).toEqual(['hours_left']);
    });

    it('is held from when he is free, and refused for whatever else begins before', () => {
      const other = { rideId: 'other', pickupAt: minutes(30), until: minutes(3) };
      // Open still though its plan is over: as one under way.
      expect(rulesAgainst({ ...about, otherRides: [{ ...other, from: minutes(2) }] })).toEqual(['not_engaged']);
      const next = { rideId: 'next', from: minutes(69), pickupAt: minutes(99), until: minutes(150) };
      expect(rulesAgainst({ ...about, otherRides: [next] })).toEqual([]);
      // Free again at 54 minutes, and 45 before the next pickup.
      expect(rulesAgainst({ ...about, otherRides: [{ ...next, pickupAt: minutes(98) }] })).toEqual(['not_engaged']);
    });
  });

  it('asks no rule that is disabled, and others by their parameters', () => {
    const rules: MatchingRule[] = [
      { name: 'willing', enabled: false, parameters: {} },
      { name: 'seen_recently', enabled: true, parameters: { seconds: 30 } },
    ];
    const policy = normalisePolicy({ ...DEFAULT_POLICY, rules }, 2);
    expect(policy.rules.map(({ name }) => name)).toEqual(RULE_NAMES);
    const against = failed({ online: false, seenAt: new Date(now.getTime() - 31_000) }, ride, policy);
    expect(against.map(({ rule }) => rule)).toEqual(['seen_recently']);
  });

  it('looks in circles that grow to the largest', () => {
    expect(radiiOf(DEFAULT_POLICY)).toEqual([1_500, 3_000, 4_500, 5_000]);
    const one = { startMetres: 2_000, stepMetres: 500, mostMetres: 2_000 };
    expect(radiiOf({ ...DEFAULT_POLICY, radii: one })).toEqual([2_000]);
  });
});
