import { lastTenth } from '../../contend/contention';
import type { Win } from '../../contend/messages';

const won = (...times: number[]): Win[] =>
  times.map((heldFrom, n) => ({
    ...{ way: 'statement', engagementId: `e${n}`, rideId: 'r', driverId: 'd', vehicleId: 'v' },
    ...{ plannedFrom: 0, plannedUntil: 60, heldFrom, heldUntil: null },
  }));

describe('the last tenth of a run', () => {
  it('is of the run, not of the time in which anybody won', () => {
    expect(lastTenth(won(1_000, 1_400, 1_500), 1_000, 2_000)).toEqual([]);
    expect(lastTenth(won(1_000, 1_899, 1_900, 2_000), 1_000, 2_000).map(({ heldFrom }) => heldFrom)).toEqual([
      1_900, 2_000,
    ]);
  });
});
