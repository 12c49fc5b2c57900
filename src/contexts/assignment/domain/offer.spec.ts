import { DEFAULT_POLICY } from './matching-policy';
import { Offer } from './offer';
import { Search } from './search';

const now = new Date('2026-11-21T03:30:00.000Z');
const after = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);

function searchUnderWay(): Search {
  const who = { id: 'search', organizationId: 'operator', rideId: 'ride', reason: 'requested' as const };
  const pickup = { latitude: 28.5, longitude: 77.1 };
  return Search.start(
    {
      ...who,
      previousDriverId: null,
      excludedDriverId: null,
      pickup,
      isAtBreakdown: false,
      city: '',
      windowSeconds: null,
    },
    DEFAULT_POLICY,
    now,
  );
}

function offered(): Offer {
  const driver = { driverId: 'driver', vehicleId: 'cab', pickup: { metres: 900, seconds: 130, estimated: true } };
  const offer = Offer.make('offer', searchUnderWay(), driver, 20, now);
  offer.releaseEvents();
  return offer;
}

const told = (thing: Offer | Search): string[] => thing.releaseEvents().map(({ type }) => type);

describe('an offer', () => {
  it('is accepted until the moment it expires, and not in it', () => {
    const inTime = offered();
    inTime.accept(after(19.999));
    expect([inTime.status, told(inTime)]).toEqual(['ACCEPTED', ['assignment.offer_accepted']]);
    const late = offered();
    expect(() => late.accept(after(20))).toThrow(expect.objectContaining({ code: 'offer_lapsed' }));
    expect(() => late.decline('Too far.', after(20))).toThrow(expect.objectContaining({ code: 'offer_lapsed' }));
    expect([late.status, told(late)]).toEqual(['OPEN', []]);
  });

  it('lapses at its time, not before, and once', () => {
    const offer = offered();
    offer.lapse(after(19.999));
    expect(offer.status).toBe('OPEN');
    offer.lapse(after(20));
    offer.lapse(after(21));
    expect([offer.status, told(offer)]).toEqual(['LAPSED', ['assignment.offer_lapsed']]);
    expect(() => offer.accept(after(1))).toThrow(expect.objectContaining({ code: 'offer_lapsed' }));
  });

  it.each<[string, (offer: Offer) => void]>([
    ['ACCEPTED', (offer) => offer.accept(now)],
    ['DECLINED', (offer) => offer.decline('Too far.', now)],
    ['WITHDRAWN', (offer) => offer.withdraw('The ride was cancelled.', now)],
  ])('that is %s stays so', (status, end) => {
    const offer = offered();
    end(offer);
    told(offer);
    const refused = expect.objectContaining({
      code: 'offer_not_open',
      details: { offerId: 'offer', offerStatus: status },
    });
    expect(() => offer.accept(now)).toThrow(refused as Error);
    expect(() => offer.decline('No.', now)).toThrow(refused as Error);
    offer.lapse(after(20));
    offer.withdraw('Again.', now);
    expect([offer.status, told(offer)]).toEqual([status, []]);
  });
});

describe('a search', () => {
  it('plans its last round at the end of its time', () => {
    const search = searchUnderWay();
    expect(search.nextRoundAt(DEFAULT_POLICY, now)).toEqual(after(10));
    expect(search.nextRoundAt(DEFAULT_POLICY, after(295))).toEqual(after(300));
    expect([search.isTimeSpent(after(299.999)), search.isTimeSpent(after(300))]).toEqual([false, true]);
  });

  it('ends once, and says how', () => {
    const search = searchUnderWay();
    told(search);
    search.countRound(1);
    search.giveUp('radius_spent', now);
    expect(search.status).toBe('NO_DRIVERS');
    expect(told(search)).toEqual(['assignment.no_drivers_found', 'assignment.search_ended']);
    expect(() => search.cancel(now)).toThrow('only an OPEN one ends');
  });
});
