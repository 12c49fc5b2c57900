import { Random } from '../demo/random';
import type { RecordedTrip } from './read-day';

/** The recorded minutes that are played: `from` included, `to` not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export function tripsWithin(trips: readonly RecordedTrip[], { from, to }: Span): RecordedTrip[] {
  return trips.filter(({ pickupMinute }) => pickupMinute >= from && pickupMinute < to);
}

/**
 * Where so many cabs stand when the span begins: where recorded cabs were, drawn by the seed among those that carry somebody in
 * the span. A recorded cab stands where its last rider before it got off, or without one where its first gets on. Where more are
 * wanted than were recorded, all are taken, and some of them again.
 * @returns the nodes, one a cab
 */
export function cabStarts(trips: readonly RecordedTrip[], span: Span, cabs: number, seed: number): number[] {
  const places = new Map<number, { readonly node: number; readonly at: number }>();
  const working = new Set<number>();
  for (const { vehicle, pickupMinute, tripMinutes, pickup, drop } of trips) {
    if (pickupMinute >= span.to) continue;
    if (pickupMinute >= span.from) {
      working.add(vehicle);
      if (!places.has(vehicle)) places.set(vehicle, { node: pickup, at: pickupMinute });
      continue;
    }
    const at = pickupMinute + tripMinutes;
    if (at >= (places.get(vehicle)?.at ?? -1)) places.set(vehicle, { node: drop, at });
  }
  const random = new Random(seed);
  const nodes = [...working].sort((a, b) => a - b).map((vehicle) => places.get(vehicle)!.node);
  const starts: number[] = [];
  while (starts.length < cabs) starts.push(...shuffled(nodes, random).slice(0, cabs - starts.length));
  return starts;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = random.whole(0, last);
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}
