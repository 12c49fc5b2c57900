import { DEFAULT_HOURS_POLICY } from '../../../kernel/duty-hours';
import { NO_DOCUMENTS } from './documents';
import { HOURS_UNKNOWN } from './driver-hours';
import { type DutyGates, isKeptOut } from './kept-out';

const NOW = new Date('2026-11-21T03:30:00.000Z');
const after = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
const ACTIVE = { driverStatus: 'ACTIVE', vehicleStatus: 'ACTIVE' };
const OPEN: DutyGates = {
  documents: NO_DOCUMENTS,
  vehicleDocuments: NO_DOCUMENTS,
  outages: [],
  hours: HOURS_UNKNOWN,
};

describe('whether a driver could come for his shift', () => {
  const isOut = (gates: Partial<DutyGates>, standings: Partial<typeof ACTIVE> = {}): boolean =>
    isKeptOut({ ...OPEN, ...gates }, { ...ACTIVE, ...standings }, NOW);
  const worked = (from: number, until: number): DutyGates['hours'] => ({
    endsBy: null,
    ahead: {
      policy: DEFAULT_HOURS_POLICY,
      spells: [{ start: after(from), end: after(until) }],
      shifts: [],
      startsAt: NOW,
    },
  });

  it('is told by whether he and the vehicle work', () => {
    expect(isOut({})).toBe(false);
    expect(isOut({}, { driverStatus: 'SUSPENDED' })).toBe(true);
    expect(isOut({}, { vehicleStatus: 'MAINTENANCE' })).toBe(true);
    expect(isOut({}, { driverStatus: 'LEFT', vehicleStatus: 'MAINTENANCE' })).toBe(false);
  });

  it('is told by papers as at a check-in: what lapses now has lapsed', () => {
    expect(isOut({ documents: { ...NO_DOCUMENTS, usableUntil: NOW } })).toBe(true);
    expect(isOut({ vehicleDocuments: { ...NO_DOCUMENTS, usableUntil: after(1) } })).toBe(false);
    expect(isOut({ vehicleDocuments: { ...NO_DOCUMENTS, isUsable: false } })).toBe(true);
  });

  it('is told by the outage of now, not by one that was or is to come', () => {
    const reason = 'Brakes';
    expect(isOut({ outages: [{ from: NOW, until: null, reason }] })).toBe(true);
    expect(isOut({ outages: [{ from: after(-9), until: NOW, reason }] })).toBe(false);
    expect(isOut({ outages: [{ from: after(1), until: null, reason }] })).toBe(false);
  });

  it('is told by the rest that he must take', () => {
    expect(isOut({ hours: worked(-730, -10) })).toBe(true);
    expect(isOut({ hours: worked(-1500, -780) })).toBe(false);
    expect(isOut({ hours: worked(-300, -10) })).toBe(false);
  });
});
