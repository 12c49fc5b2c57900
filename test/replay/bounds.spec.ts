import { nearestCab, optimumPerWindow } from '../../replay/bounds';
import { cabStarts, tripsWithin } from '../../replay/cab-starts';
import { ridesPerCab, spreadOf } from '../../replay/figures';
import type { RecordedTrip } from '../../replay/read-day';
import { RoadGraph } from '../../replay/road-graph';

/** A street with a node each minute. */
const nodes = Array.from({ length: 11 }, (_, id) => ({ id, latitude: 40.7, longitude: -74 + id * 0.001 }));
const links = nodes.slice(1).flatMap(({ id }) => [
  { from: id - 1, to: id, minutes: 1 },
  { from: id, to: id - 1, minutes: 1 },
]);
const { graph } = RoadGraph.of(nodes, links);

let count = 0;
function trip(pickupMinute: number, pickup: number, drop: number, tripMinutes = 5, vehicle = 1): RecordedTrip {
  return { trip: ++count, vehicle, pickupMinute, tripMinutes, pickup, drop };
}

describe('the bounds', () => {
  it('differ where the nearest cab of the first request is the only one near the second', () => {
    // Cabs at 4 and 9; the first request at 6, the second at 2.
    const trips = [trip(100, 6, 6), trip(100, 2, 2)];
    expect(nearestCab(graph, trips, [4, 9], 10).pickupMinutes).toEqual([2, 7]);
    expect([...optimumPerWindow(graph, trips, [4, 9], 10).pickupMinutes].sort()).toEqual([2, 3]);
  });

  it('carry over who finds no cab, until it has waited too long', () => {
    const trips = [trip(100, 0, 10, 8), trip(100, 1, 1), trip(101, 2, 2)];
    for (const bound of [nearestCab, optimumPerWindow]) {
      const { pickupMinutes, requests, rides } = bound(graph, trips, [0], 10);
      // At 108 the one cab is at 10: the next waits for 8 minutes and 9 more, and the third gives up meanwhile.
      expect([pickupMinutes[0], pickupMinutes.length, requests]).toEqual([0, 2, 3]);
      expect(rides).toEqual([2]);
    }
    expect(nearestCab(graph, trips, [0], 10).pickupMinutes).toEqual([0, 17]);
  });

  it('serve as many as there are cabs before they mind how far it is', () => {
    const trips = [trip(100, 0, 0), trip(100, 10, 10)];
    expect(optimumPerWindow(graph, trips, [0, 1], 10).pickupMinutes).toHaveLength(2);
  });
});

describe('the cabs', () => {
  const trips = [
    trip(90, 0, 3, 5, 1),
    trip(100, 4, 5, 5, 1),
    trip(101, 6, 7, 5, 2),
    trip(102, 7, 8, 5, 2),
    trip(20, 9, 9, 5, 3),
    trip(130, 2, 2, 5, 4),
  ].sort((a, b) => a.pickupMinute - b.pickupMinute);
  const span = { from: 100, to: 130 };

  it('stand where those who work in the span set down their last rider, or have their first', () => {
    expect(tripsWithin(trips, span)).toHaveLength(3);
    expect(cabStarts(trips, span, 2, 1).sort()).toEqual([3, 6]);
  });

  it('are drawn by the seed, and again where more are wanted than were recorded', () => {
    const five = cabStarts(trips, span, 5, 1);
    expect(five).toEqual(cabStarts(trips, span, 5, 1));
    expect(five.filter((node) => node === 3).length).toBeGreaterThanOrEqual(2);
    expect(five.filter((node) => node === 6).length).toBeGreaterThanOrEqual(2);
  });
});

it('figures are by nearest rank', () => {
  expect(spreadOf([4, 1, 2, 3])).toEqual({ mean: 2.5, p50: 2, p95: 4, worst: 4 });
  expect(spreadOf(Array.from({ length: 41 }, (_, index) => index))).toEqual({ mean: 20, p50: 20, p95: 38, worst: 39 });
  expect(spreadOf([])).toEqual({ mean: 0, p50: 0, p95: 0, worst: 0 });
  expect(ridesPerCab([3, 0, 1, 0])).toEqual({ least: 0, p10: 0, median: 0, p90: 3, most: 3, none: 2 });
});
