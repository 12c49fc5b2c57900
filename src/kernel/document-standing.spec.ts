import * as fc from 'fast-check';
import { NO_DOCUMENTS_WANTED, outlasts } from './document-standing';

const lapse = new Date('2026-11-22T18:30:00.000Z');
const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });

describe('what documents outlast', () => {
  it('is any work where nothing lapses', () => {
    fc.assert(fc.property(instant, (until) => outlasts(NO_DOCUMENTS_WANTED, until)));
  });

  it('is no work while one that gates duty is missing, whatever the others say', () => {
    fc.assert(
      fc.property(
        instant,
        fc.option(instant),
        (until, usableUntil) => !outlasts({ isUsable: false, usableUntil }, until),
      ),
    );
  });

  it('is work that ends by the lapse, and none that ends a millisecond later', () => {
    const standing = { isUsable: true, usableUntil: lapse };
    expect(outlasts(standing, lapse)).toBe(true);
    expect(outlasts(standing, new Date(lapse.getTime() + 1))).toBe(false);
  });

  it('is judged by the end of the work, wherever it starts', () => {
    fc.assert(
      fc.property(instant, instant, (usableUntil, until) => {
        expect(outlasts({ isUsable: true, usableUntil }, until)).toBe(until <= usableUntil);
      }),
    );
  });
});
