import { type AuditEntry, drivenViolations, engagementViolations, offerViolations } from '../../demo/dispatch-checks';
import { exitCodeOf } from '../../replay/exit-code';

/** At so many seconds past six. */
function entry(type: string, entityId: string, second: number, payload: object): AuditEntry {
  const occurredAt = new Date(Date.UTC(2026, 10, 21, 6, 0, second)).toISOString();
  return { type, entityId, occurredAt, payload } as unknown as AuditEntry;
}

interface OfferTold {
  readonly ride: string;
  readonly driver: string;
  readonly from: number;
  readonly to: number;
  readonly end?: 'accepted' | 'declined' | 'lapsed' | 'withdrawn';
}

function offer({ ride, driver, from, to, end = 'accepted' }: OfferTold): AuditEntry[] {
  const id = `offer-${ride}-${driver}-${from}`;
  const payload = { rideId: ride, driverId: driver, vehicleId: `cab of ${driver}` };
  return [entry('assignment.offer_made', id, from, payload), entry(`assignment.offer_${end}`, id, to, payload)];
}

interface EngagementTold {
  readonly ride: string;
  readonly driver: string;
  readonly cab?: string;
  readonly from: number;
  readonly to: number;
  readonly outcome?: 'completed' | 'released';
  /** The ride that is finished first. */
  readonly after?: string;
}

function engagement(told: EngagementTold): AuditEntry[] {
  const { ride, driver, cab = `cab of ${driver}`, from, to, outcome = 'completed', after = null } = told;
  const id = `engagement-${ride}-${driver}-${from}`;
  const payload = { rideId: ride, driverId: driver, vehicleId: cab };
  const promise = { promisedPickupAt: '2026-11-21T06:05:00.000Z', afterRideId: after };
  return [
    entry('assignment.driver_assigned', id, from, { ...payload, ...promise }),
    entry('assignment.engagement_ended', id, to, { ...payload, outcome }),
  ];
}

function departure(ride: string, driver: string, second: number): AuditEntry {
  return entry('ride.departed', ride, second, { rideId: ride, driverId: driver });
}

describe('offers', () => {
  const first = offer({ ride: 'a', driver: 'x', from: 0, to: 5 });

  it('that end once, one at a time, are as they must be', () => {
    const next = offer({ ride: 'b', driver: 'x', from: 5, to: 9, end: 'declined' });
    const others = offer({ ride: 'b', driver: 'y', from: 0, to: 9, end: 'lapsed' });
    expect(offerViolations([...first, ...next, ...others])).toEqual([]);
  });

  it('that end twice or never are seen', () => {
    const withdrawn = offer({ ride: 'a', driver: 'x', from: 0, to: 7, end: 'withdrawn' })[1]!;
    expect(offerViolations([...first, withdrawn])).toEqual(['Offer offer-a-x-0 ended 2 times.']);
    expect(offerViolations([first[0]!])).toEqual(['Offer offer-a-x-0 ended 0 times.']);
  });

  it('of which a driver holds two are seen', () => {
    const other = offer({ ride: 'b', driver: 'x', from: 4, to: 9, end: 'lapsed' });
    expect(offerViolations([...first, ...other])).toEqual([
      'Two offers were open for the driver x from 2026-11-21T06:00:04.000Z.',
    ]);
  });
});

describe('engagements', () => {
  const first = engagement({ ride: 'a', driver: 'x', from: 0, to: 20 });

  it('one after another are as they must be, also of a ride that changes its driver', () => {
    const lost = engagement({ ride: 'b', driver: 'y', from: 0, to: 10, outcome: 'released' });
    const taken = engagement({ ride: 'b', driver: 'x', from: 20, to: 40 });
    expect(engagementViolations([...first, ...lost, ...taken], [])).toEqual([]);
  });

  it('of two drivers with one ride are seen', () => {
    const other = engagement({ ride: 'a', driver: 'y', from: 19, to: 30 });
    expect(engagementViolations([...first, ...other], [])).toEqual([
      'Two drivers had the ride a from 2026-11-21T06:00:19.000Z.',
    ]);
  });

  it('of one driver with two rides are seen, though he never departed for the second', () => {
    const second = engagement({ ride: 'b', driver: 'x', cab: 'another', from: 10, to: 15, outcome: 'released' });
    expect(engagementViolations([...first, ...second], [departure('a', 'x', 0)])).toEqual([
      'Two rides for now had the driver x from 2026-11-21T06:00:10.000Z.',
    ]);
  });

  it('of one cab with two drivers are seen', () => {
    const second = engagement({ ride: 'b', driver: 'y', cab: 'cab of x', from: 10, to: 15, outcome: 'released' });
    expect(engagementViolations([...first, ...second], [])).toEqual([
      'Two rides for now had the cab cab of x from 2026-11-21T06:00:10.000Z.',
    ]);
  });

  it('that never end overlap whatever comes later', () => {
    const second = engagement({ ride: 'b', driver: 'x', from: 500, to: 600 });
    expect(engagementViolations([first[0]!, ...second], [])).toHaveLength(2);
  });

  describe('accepted while somebody is aboard', () => {
    const next = engagement({ ride: 'b', driver: 'x', from: 10, to: 40, after: 'a' });

    it('count from the departure', () => {
      expect(engagementViolations([...first, ...next], [departure('b', 'x', 20)])).toEqual([]);
    });

    it('do not count where they were lost before it', () => {
      const lost = engagement({ ride: 'b', driver: 'x', from: 10, to: 15, outcome: 'released', after: 'a' });
      expect(engagementViolations([...first, ...lost], [departure('b', 'y', 30)])).toEqual([]);
    });

    it('are seen where he departed before the other was over, or nothing tells that he waited', () => {
      const seen = (second: string): string[] => [
        `Two rides for now had the driver x from 2026-11-21T06:00:${second}.000Z.`,
        `Two rides for now had the cab cab of x from 2026-11-21T06:00:${second}.000Z.`,
      ];
      expect(engagementViolations([...first, ...next], [departure('b', 'x', 19)])).toEqual(seen('19'));
      expect(engagementViolations([...first, ...next], [])).toEqual(seen('10'));
    });
  });
});

describe('completed rides', () => {
  const lost = engagement({ ride: 'a', driver: 'x', from: 5, to: 10, outcome: 'released' });
  const drove = engagement({ ride: 'a', driver: 'y', from: 15, to: 40 });
  const offers = [
    ...offer({ ride: 'a', driver: 'x', from: 0, to: 5 }),
    ...offer({ ride: 'a', driver: 'y', from: 10, to: 15 }),
  ];

  it('have one who completed them, the last who was assigned, and he had accepted', () => {
    expect(drivenViolations(['a'], [...lost, ...drove], offers)).toEqual([]);
  });

  it('of which the audit tells nothing are seen', () => {
    const nobody = 'Ride a is completed, and none of its drivers completed it.';
    expect(drivenViolations(['a'], [], [])).toEqual([nobody]);
    expect(drivenViolations(['a'], lost, offers)).toEqual([nobody]);
    expect(drivenViolations(['a'], drove, [])).toEqual([
      'Ride a was completed by a driver who accepted no offer of it.',
    ]);
  });

  it('that two completed are seen', () => {
    const also = engagement({ ride: 'a', driver: 'x', from: 0, to: 12 });
    expect(drivenViolations(['a'], [...also, ...drove], offers)).toEqual([
      'Ride a is completed, and 2 of its drivers completed it.',
    ]);
  });

  it('that were assigned to another afterwards are seen', () => {
    const later = engagement({ ride: 'a', driver: 'x', from: 41, to: 50, outcome: 'released' });
    expect(drivenViolations(['a'], [...drove, ...later], offers)).toEqual([
      'Ride a was assigned to another after the driver who completed it.',
    ]);
  });

  it('completed by who accepted nothing are seen', () => {
    const declined = offer({ ride: 'a', driver: 'y', from: 0, to: 5, end: 'declined' });
    expect(drivenViolations(['a'], drove, declined)).toEqual([
      'Ride a was completed by a driver who accepted no offer of it.',
    ]);
  });
});

describe('the exit code of a replay', () => {
  it('is 1 where something that must hold does not', () => {
    expect(exitCodeOf({ violations: [] })).toBe(0);
    expect(exitCodeOf({ violations: drivenViolations(['a'], [], []) })).toBe(1);
  });

  it('tells what could not be played from what broke off', () => {
    expect([exitCodeOf('usage told'), exitCodeOf('nothing played'), exitCodeOf('broken off')]).toEqual([0, 2, 1]);
  });
});
