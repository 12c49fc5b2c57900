import type { WindowRecord } from '../domain/window-record';
import { WindowResponse } from './window.response';

const AT = new Date('2026-03-14T03:30:02.000Z');
const ride = (rideId: string, driverId: string | null): WindowRecord['rides'][number] => {
  const cost = driverId === null ? null : 100;
  return { rideId, waitedSeconds: 2, weight: 1, candidates: 1, driverId, cost, offeredTo: [] };
};
const told = (greedyMatched: number): WindowResponse =>
  WindowResponse.of({
    ...{ windowId: 'window', city: 'DELHI_NCR', closesAt: AT, matchedAt: AT, drivers: 2, cost: 200 },
    ...{ greedyCost: 90, greedyMatched },
    rides: [ride('first', 'ravi'), ride('second', 'meena'), ride('third', null)],
  });

describe('what a window tells of taking the best driver left', () => {
  it('is what it would have cost, for as many rides', () => {
    expect(told(2)).toMatchObject({ cost: 200, greedyCost: 90, greedyMatched: 2 });
  });

  it('is only for how many, where these are fewer', () => {
    expect(told(1)).toMatchObject({ cost: 200, greedyCost: null, greedyMatched: 1 });
  });
});
