import { ago, AT, facts, round as roundOf } from '../../../../test/support/dispatch-round';
import type { OfferTold, SearchTold } from './dispatch-story';
import { type DriverCase, readingOrder, settles, whyDriver } from './why-driver';

const round: typeof roundOf = (...of) => ({ ...roundOf(...of), searchId: 'search' });
const later = (seconds: number): Date => ago(-seconds);
const ASKED = later(7_200);

const search: SearchTold = {
  ...{ id: 'search', reason: 'requested', status: 'ASSIGNED', policyVersion: 1, startedAt: AT, endedAt: later(30) },
  previousDriverId: null,
};
const offer = (over: Partial<OfferTold>): OfferTold => ({
  ...{ id: 'offer', searchId: 'search', driverId: 'asha', driverName: 'Asha', round: 1, status: 'LAPSED' },
  ...{
    pickupMetres: 1_200,
    pickupSeconds: 240,
    madeAt: later(3),
    expiresAt: later(23),
    endedAt: later(23),
    endReason: null,
  },
  ...over,
});
const asked = (over: Partial<DriverCase> = {}): DriverCase => ({
  driver: {
    ...{ driverId: 'asha', name: 'Asha', status: 'ACTIVE', duty: 'ON', online: true },
    ...{ seenAt: later(7_195), metresFromPickup: 9_320 },
  },
  searches: [search],
  rounds: [],
  isCut: false,
  accepted: null,
  offers: [],
  holds: [],
  names: new Map([['ravi', 'Ravi']]),
  askedAt: ASKED,
  timeZone: 'Asia/Kolkata',
  ...over,
});
const told = (over: Partial<DriverCase>): string => whyDriver(asked(over)).sentence;

const beyond = (straightMetres: number) => [{ driverId: 'asha', straightMetres, seenAt: ago(5) }];

describe('why a driver did not get the ride', () => {
  it('names what another was better in, the weightiest first', () => {
    const asha = facts('asha', 1_667, { idleSince: ago(300) });
    const ravi = facts('ravi', 1_389, { idleSince: ago(1_020) });
    expect(told({ rounds: [round([ravi, asha], { chosen: ['ravi'] })] })).toBe(
      'Asha was 1.7 km away (about 4 min) and passed every rule, but Ravi was 40 s nearer and had waited 12 min longer.',
    );
  });

  it('says of whom another ride held still when he would have been free, and where from', () => {
    const rest = { rideId: 'under way', freeAt: later(240), remainingSeconds: 240, remainingMetres: 1_600 };
    const finishing = { ...rest, latitude: 28.56, longitude: 77.1 };
    const busy = (who: string) =>
      facts(who, 2_800, { finishing, pickup: { metres: 2_800, seconds: 413, estimated: true } });
    const lost = round([facts('ravi', 2_917, { idleSince: AT }), busy('asha')], { chosen: ['ravi'] });
    expect(told({ rounds: [lost] })).toBe(
      'Asha was finishing a ride, free in 4 min, 1.2 km from the pickup (about 3 min), and passed every rule, ' +
        'but Ravi had no other ride to finish first, though Asha would be there 7 s sooner, with the ride that he was finishing.',
    );
    const won = round([busy('ravi'), facts('asha', 4_000, { idleSince: AT })], { chosen: ['ravi'] });
    expect(told({ rounds: [won] })).toMatch(
      /^Asha was 4 km away .* but Ravi would be there 3 min sooner, with the ride that he was finishing, though Asha had no/,
    );
  });

  it('owns up to what he was better in himself', () => {
    const asha = facts('asha', 1_389, { idleSince: ago(60) });
    const ravi = facts('ravi', 1_528, { idleSince: ago(3_660) });
    expect(told({ rounds: [round([ravi, asha], { chosen: ['ravi'] })] })).toMatch(
      /but Ravi had waited 60 min longer, though Asha was 20 s nearer\.$/,
    );
  });

  it('says when nothing but their numbers told them apart', () => {
    const rounds = [round([facts('ravi', 1_000), facts('asha', 1_000)], { chosen: ['ravi'] })];
    expect(told({ rounds })).toContain('Ravi was level with him');
  });

  it('says level only of equal costs', () => {
    const [asha, ravi] = [facts('asha', 1_000, { chargePercent: 80 }), facts('ravi', 1_000, { chargePercent: 83 })];
    expect(told({ rounds: [round([ravi, asha], { chosen: ['ravi'] })] })).toMatch(
      /but Ravi was ahead by 0\.3 s in all, in parts too small to name\.$/,
    );
    // Of before it was written down who was passed over.
    const nearer = facts('asha', 300);
    expect(told({ rounds: [round([nearer, ravi], { chosen: ['ravi'] })] })).toMatch(
      /but Ravi was asked, ranked after him: at that moment Asha could not be\.$/,
    );
  });

  it.each([
    ['asked_by_another_search', 'another search had just offered him its ride; Ravi was asked instead.'],
    ['busy', 'at that very moment something else was being decided about him; Ravi was asked instead.'],
    [
      'not_routed',
      'only an estimate of his way was known, and those were compared whose way was known by road; Ravi was asked instead.',
    ],
  ] as const)('says that he was passed over, and why: %s', (passedOver, ending) => {
    const { candidates, ...rest } = round([facts('asha', 300), facts('ravi', 1_300)], { chosen: ['ravi'] });
    const [asha, ravi] = candidates;
    const rounds = [{ ...rest, candidates: [{ ...asha!, passedOver }, ravi!] }];
    expect(whyDriver(asked({ rounds }))).toMatchObject({
      outcome: 'passed_over',
      sentence: `Asha was 300 m away (about 43 s) and passed every rule, but ${ending}`,
    });
  });

  it('tells the round that decided, not one that was overtaken', () => {
    const first = round([facts('meena', 400), facts('asha', 600)], { chosen: ['meena'] });
    const second = round([facts('ravi', 1_300), facts('asha', 600, { online: false })], { round: 2, chosen: ['ravi'] });
    const accepted = { searchId: second.searchId, round: 2, driverId: 'ravi' };
    expect(whyDriver(asked({ rounds: [first, second], accepted }))).toMatchObject({
      ...{ outcome: 'refused', round: { round: 2 }, chosen: { name: 'Ravi' } },
    });
    const near = round([facts('ravi', 900)], {
      round: 2,
      radiusMetres: 1_500,
      chosen: ['ravi'],
      outside: beyond(4_000),
    });
    const decided = { ...accepted, searchId: near.searchId };
    expect(whyDriver(asked({ rounds: [first, near], accepted: decided }))).toMatchObject({ outcome: 'outside_radius' });
  });

  it('tells what a later search said of him, where who accepted gave the ride back', () => {
    const first = round([facts('ravi', 900), facts('asha', 1_200)], { chosen: ['ravi'] });
    const accepted = { searchId: first.searchId, round: 1, driverId: 'ravi' };
    const searches = [search, { ...search, id: 'again', reason: 'driver_withdrew' as const, startedAt: later(60) }];
    const second = { ...round([facts('asha', 1_200, { online: false })]), searchId: 'again', at: later(60) };
    expect(whyDriver(asked({ searches, rounds: [first, second], accepted }))).toMatchObject({ outcome: 'refused' });
    // So where the first took his own offer back.
    const withdrawn = offer({ status: 'WITHDRAWN', endedAt: later(9), endReason: 'An operator assigned another.' });
    expect(whyDriver(asked({ searches, rounds: [first, second], offers: [withdrawn] })).outcome).toBe('refused');
    expect(whyDriver(asked({ rounds: [first], offers: [withdrawn] })).outcome).toBe('withdrawn');
    // He was nearer to the first search's circle, and the second went farther.
    const near = round([facts('ravi', 900)], { chosen: ['ravi'], outside: beyond(5_100) });
    const far = { ...round([], { outside: beyond(9_000) }), searchId: 'again', at: later(60) };
    expect(told({ searches, rounds: [near, far], accepted })).toBe('Asha was 9 km away; the search went to 5 km.');
  });

  it('tells what a later round of the same search said of him, where the move of the pickup took his offer back', () => {
    const first = round([facts('asha', 130), facts('ravi', 1_700)], { chosen: ['asha'] });
    const moved = offer({ status: 'WITHDRAWN', endedAt: later(9), endReason: 'The pickup was moved.' });
    const again = { round: 2, at: later(9), chosen: ['ravi'] };
    const second = round([facts('ravi', 130), facts('asha', 1_700)], again);
    const accepted = { searchId: 'search', round: 2, driverId: 'ravi' };
    expect(whyDriver(asked({ rounds: [first, second], accepted, offers: [moved] }))).toMatchObject({
      ...{ outcome: 'outranked', round: { round: 2 } },
    });
    expect(whyDriver(asked({ rounds: [first], offers: [moved] })).outcome).toBe('withdrawn');
    // He accepted and could not be held for it: that decided, and the next round only repeats it.
    const refused = facts('asha', 130, { hadThisRide: 'could_not_take' });
    const third = round([facts('ravi', 900), refused], again);
    expect(whyDriver(asked({ rounds: [first, third], accepted, offers: [moved] })).outcome).toBe('withdrawn');
  });

  it('compares him with the one who accepted, of several who were asked at once', () => {
    const both = round([facts('meena', 400), facts('ravi', 500), facts('asha', 600)], { chosen: ['meena', 'ravi'] });
    const accepted = { searchId: both.searchId, round: 1, driverId: 'ravi' };
    expect(whyDriver(asked({ rounds: [both], accepted })).chosen).toMatchObject({ name: 'Ravi' });
  });

  it.each([
    [{ seenAt: ago(140) }, 'the rule seen_recently: last seen 140 s before, at most 90 s.'],
    [{ online: false }, 'the rule willing: he had not gone online.'],
    [{ duty: 'BREAK' as const }, 'the rule not_on_break: he was on a break.'],
    [{ chargePercent: 10 }, 'the rule charge: charge left for 20 km, 28.2 km needed with the reserve of 15 km.'],
    [{ vehicleClass: 'SUV' }, 'the rule vehicle_class: a SEDAN was asked for, and he drove a SUV.'],
    [
      { licenceExpiresOn: '2026-11-20' },
      'the rule documents_valid: his licence ends on 2026-11-20, needed on 2026-11-21.',
    ],
    [{ workedSeconds: 41_400 }, 'the rule hours_left: 11.5 h worked and 48 min for this ride, at most 12 h.'],
    [
      { hours: { endsBy: ago(-600), ahead: null } },
      'the rule hours_left: his hours are spent at 2026-11-21 09:10:00 IST, and this ride would hold him until 2026-11-21 09:49:53 IST.',
    ],
    [
      {
        vehicleDocuments: {
          ...{ isUsable: true, usableUntil: ago(-60), problems: [] },
          lapses: [{ documentType: 'insurance', expiresOn: '2026-11-20' }],
        },
      },
      'the rule documents_valid: his cab’s insurance is valid through 2026-11-20, needed until 2026-11-21 09:49:53 IST.',
    ],
    [
      { outages: [{ from: ago(-60), until: null, reason: 'Brakes' }] },
      'the rule vehicle_active: his cab was out of service from 2026-11-21 09:01:00 IST until further notice (Brakes).',
    ],
    [
      { hadThisRide: 'withdrew' as const },
      'the rule not_offered_before: he had this ride before and it was taken from him.',
    ],
    [{ suspectAt: ago(60) }, 'the rule position_trusted: his positions were not believed since 08:59:00 IST.'],
    [{ status: 'SUSPENDED' }, 'the rule on_duty: he was SUSPENDED, and his duty ON.'],
    [{ otherOfferId: 'offer' }, 'the rule not_offered_elsewhere: he was being asked about another ride.'],
  ])('names the rule that refused him, with its figures: %o', (over, ending) => {
    expect(told({ rounds: [round([facts('asha', 1_200, over)])] })).toBe(`Asha was refused by ${ending}`);
  });

  it('names the other rules that refused him too', () => {
    const rounds = [round([facts('asha', 1_200, { seenAt: ago(140), online: false })])];
    expect(told({ rounds })).toBe(
      'Asha was refused by the rule seen_recently: last seen 140 s before, at most 90 s; and by willing.',
    );
  });

  it('says how far he was, and how far the search went', () => {
    expect(told({ rounds: [round([], { outside: beyond(7_300) })] })).toBe(
      'Asha was 7.3 km away; the search went to 5 km.',
    );
    const rounds = [round([facts('ravi', 900)], { radiusMetres: 1_500, chosen: ['ravi'], outside: beyond(4_000) })];
    expect(told({ rounds })).toBe('Asha was 4 km away; the search went to 1.5 km, where it found Ravi.');
  });

  it('tells the round in which he came farthest', () => {
    const outside = round([], { outside: beyond(5_400) });
    const refused = round([facts('asha', 1_200, { online: false })], { round: 2 });
    const eligible = round([facts('ravi', 900), facts('asha', 1_200)], { round: 3, chosen: ['ravi'] });
    const later = round([], { round: 4, outside: beyond(5_100) });
    expect(whyDriver(asked({ rounds: [outside, refused, eligible, later] }))).toMatchObject({
      outcome: 'outranked',
      round: { round: 3 },
      chosen: { driverId: 'ravi', name: 'Ravi' },
    });
    expect(whyDriver(asked({ rounds: [outside, refused, later] }))).toMatchObject({ outcome: 'refused' });
    expect(whyDriver(asked({ rounds: [outside, later] }))).toMatchObject({
      outcome: 'outside_radius',
      round: { round: 4 },
    });
  });

  it.each([
    [{ status: 'LAPSED' as const }, 'and let it lapse.'],
    [
      { status: 'DECLINED' as const, endedAt: later(9), endReason: 'Too far.' },
      'and declined it at 09:00:09 IST: Too far.',
    ],
    [
      { status: 'WITHDRAWN' as const, endedAt: later(9), endReason: 'The ride was cancelled.' },
      ', and it was taken back at 09:00:09 IST: The ride was cancelled.',
    ],
    [{ status: 'OPEN' as const, endedAt: null }, 'and has until 09:00:23 IST to answer.'],
  ])('tells what became of his offer: %o', (over, ending) => {
    const sentence = told({ offers: [offer(over)] });
    expect(sentence.startsWith('Asha was offered the ride at 09:00:03 IST')).toBe(true);
    expect(sentence.endsWith(ending)).toBe(true);
  });

  it('tells that he had it, and how he lost it', () => {
    const hold = { assignedAt: later(10), endedAt: null, releaseReason: null };
    expect(told({ holds: [hold] })).toBe('Asha got the ride at 09:00:10 IST and has it.');
    expect(told({ holds: [{ ...hold, endedAt: later(130), releaseReason: 'He went dark.' }] })).toBe(
      'Asha got the ride at 09:00:10 IST and lost it at 09:02:10 IST: He went dark.',
    );
  });

  it('tells hours by the clock of the city, and with the day where it is another there by now', () => {
    const timeZone = 'America/New_York';
    const hold = { assignedAt: later(10), endedAt: null, releaseReason: null };
    expect(told({ holds: [hold], timeZone })).toBe('Asha got the ride at 22:30:10 EST on 2026-11-20 and has it.');
    const unseen = { ...asked().driver, seenAt: null };
    expect(told({ driver: unseen, timeZone })).toMatch(/no position on 2026-11-20/);
    const doubted = round([facts('asha', 900, { suspectAt: ago(60) })]);
    expect(told({ rounds: [doubted], timeZone })).toMatch(/not believed since 22:29:00 EST\.$/);
  });

  it('says what is known now of a driver in no round', () => {
    expect(told({ rounds: [round([facts('ravi', 900)], { chosen: ['ravi'] })] })).toBe(
      'Asha was in no round of the search, which went to 5 km; known at 11:00:00 IST: ' +
        'last seen at 10:59:55 IST, 9.3 km from the pickup, ACTIVE, duty ON, online.',
    );
  });

  it('says that he may have been left out of a crowd, where he stands within the round that left some out', () => {
    const { driver } = asked();
    const crowded =
      'The best driver was offered the ride. At least 500 drivers stood near: of those farther only who was on duty, in a fitting cab and free was judged.';
    const rounds = [round([facts('ravi', 900)], { chosen: ['ravi'], note: crowded })];
    const near = { ...driver, metresFromPickup: 1_200 };
    expect(told({ rounds, driver: near })).toMatch(
      /^Asha was in no round of the search, which went to 5 km\. At least 500 drivers stood near: of those farther only who was on duty, in a fitting cab and free was judged\. Known at 11:00:00 IST: .*1\.2 km from the pickup/,
    );
    expect(told({ rounds })).not.toContain('500 drivers');
    expect(told({ rounds: [round([facts('ravi', 900)])], driver: near })).not.toContain('500 drivers');
  });

  it('says that he had no position that day', () => {
    const { driver } = asked();
    const unseen = { ...driver, seenAt: null, metresFromPickup: null };
    expect(told({ driver: unseen })).toBe('Asha had no position on 2026-11-21, when the ride was searched for.');
    expect(told({ driver: { ...driver, seenAt: ago(86_400) } })).toMatch(/last seen at 09:00:00 IST on 2026-11-20\.$/);
  });

  it('reads the round that decided first, then the last back to one that judged him, and no other', () => {
    const listed = { ...round([facts('asha', 900)]), round: 1 };
    const decided = { ...round([facts('ravi', 900)]), round: 2 };
    const last = { ...round([], { outside: beyond(4_000) }), round: 3 };
    const of = asked({ rounds: [listed, decided, last], accepted: { searchId: 'search', round: 2, driverId: 'ravi' } });
    expect(readingOrder(of)).toEqual([1, 2, 0]);
    expect([decided, last, listed].map((each) => settles(of, each))).toEqual([false, false, true]);
    const beyondIt = { ...decided, outside: beyond(4_000) };
    expect(settles({ ...of, rounds: [listed, beyondIt, last] }, beyondIt)).toBe(true);
    expect(readingOrder({ ...of, accepted: null })).toEqual([2, 1, 0]);
  });

  it('says that it is in none of the last rounds, where there are more', () => {
    expect(told({ rounds: [round([facts('ravi', 900)])], isCut: true })).toMatch(
      /^Asha was in none of the last 1 rounds of the search, which went to 5 km;/,
    );
  });

  it('says that nobody was searched', () => {
    expect(whyDriver(asked({ searches: [] })).outcome).toBe('never_searched');
  });
});
