import fc from 'fast-check';
import { assertMove, canMove, isFinal, isUnderWay, RIDE_STATUSES, type RideStatus } from './ride-status';

/** DESIGN §7, typed in a second time on purpose: changing the rule takes two hands. */
const LEGAL = new Set([
  'BLOCKED>CREATED',
  'BLOCKED>EXPIRED',
  'BLOCKED>CANCELLED',
  'EXPIRED>CREATED',
  'CREATED>ASSIGNING',
  'CREATED>DRIVER_ASSIGNED',
  'CREATED>CANCELLED',
  'ASSIGNING>DRIVER_ASSIGNED',
  'ASSIGNING>NO_DRIVERS_FOUND',
  'ASSIGNING>CANCELLED',
  'NO_DRIVERS_FOUND>ASSIGNING',
  'NO_DRIVERS_FOUND>DRIVER_ASSIGNED',
  'NO_DRIVERS_FOUND>CANCELLED',
  'DRIVER_ASSIGNED>EN_ROUTE',
  'DRIVER_ASSIGNED>DRIVER_ASSIGNED',
  'DRIVER_ASSIGNED>CREATED',
  'DRIVER_ASSIGNED>ASSIGNING',
  'DRIVER_ASSIGNED>CANCELLED',
  'EN_ROUTE>ARRIVED',
  'EN_ROUTE>DRIVER_ASSIGNED',
  'EN_ROUTE>CREATED',
  'EN_ROUTE>ASSIGNING',
  'EN_ROUTE>CANCELLED',
  'ARRIVED>STARTED',
  'ARRIVED>NO_SHOW',
  'ARRIVED>DRIVER_ASSIGNED',
  'ARRIVED>CREATED',
  'ARRIVED>ASSIGNING',
  'ARRIVED>CANCELLED',
  'STARTED>COMPLETED',
  'STARTED>DRIVER_ASSIGNED',
  'STARTED>CANCELLED',
]);

const pairs = RIDE_STATUSES.flatMap((from) => RIDE_STATUSES.map((to) => [from, to] as const));

describe('the states of a ride', () => {
  it.each(pairs)('%s → %s as the table says', (from, to) => {
    const legal = LEGAL.has(`${from}>${to}`);
    expect(canMove(from, to)).toBe(legal);
    if (legal) {
      expect(() => assertMove(from, to)).not.toThrow();
      return;
    }
    expect(() => assertMove(from, to)).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        code: 'illegal_ride_transition',
        message: expect.stringMatching(new RegExp(`${from}.*${to}`)),
        details: expect.objectContaining({ from, to }),
      }),
    );
  });

  it('ends in completed, no-show or cancelled, and nowhere else', () => {
    expect(RIDE_STATUSES.filter(isFinal)).toEqual(['COMPLETED', 'NO_SHOW', 'CANCELLED']);
    expect(RIDE_STATUSES.filter(isUnderWay)).toEqual(['EN_ROUTE', 'ARRIVED', 'STARTED']);
  });

  it('completes no ride on any legal path without arriving and starting first', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<RideStatus>('BLOCKED', 'CREATED'),
        fc.array(fc.nat(), { maxLength: 40 }),
        (start, choices) => {
          const path: RideStatus[] = [start];
          for (const choice of choices) {
            const next = RIDE_STATUSES.filter((to) => canMove(path.at(-1)!, to));
            if (next.length === 0) break;
            path.push(next[choice % next.length]!);
          }
          const completed = path.indexOf('COMPLETED');
          if (completed === -1) return;
          expect(path.slice(completed - 3, completed)).toEqual(['EN_ROUTE', 'ARRIVED', 'STARTED']);
          expect(path).toContain('DRIVER_ASSIGNED');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
