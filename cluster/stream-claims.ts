import type { Connection } from '../load/stream-watcher';
import type { Claim } from './claims';

export interface WatchedStream {
  /** As a sentence names it. */
  readonly name: string;
  readonly connections: readonly Connection[];
  /** The positions in the log that it is to be told of, in order. */
  readonly expected: readonly number[];
}

/**
 * Each stream was told of each change once and in order, however often it had to come again; and whoever came again went on
 * where he was, at another process, without a snapshot.
 */
export function streamsResume(streams: readonly WatchedStream[]): Claim {
  const violations = streams.flatMap(faultsOf);
  const resumed = streams.flatMap(({ connections }) => connections.filter(({ after }) => after !== null));
  const elsewhere = streams.flatMap(({ connections }) =>
    connections.filter(({ after, servedBy }, index) => after !== null && servedBy !== connections[index - 1]?.servedBy),
  );
  if (elsewhere.length === 0) violations.push('No stream went on at another process, so nothing was shown.');
  const changes = streams.reduce((sum, { connections }) => sum + positionsOf(connections).length, 0);
  return {
    claim: 'streams resume',
    seen: `${streams.length} streams were told ${changes} changes; ${resumed.length} came again, ${elsewhere.length} to another process`,
    violations,
  };
}

function faultsOf({ name, connections, expected }: WatchedStream): string[] {
  const faults: string[] = [];
  if (connections.length === 0) return [`${name} was never answered.`];
  let upTo = 0;
  const told = new Set<number>();
  const covered: { readonly from: number; readonly to: number }[] = [];
  for (const { after, received, servedBy } of connections) {
    if (after !== null && received[0]?.isSnapshot)
      faults.push(`${name} came again to ${servedBy ?? 'the service'} with ${after}, and was begun anew.`);
    for (const { position, isSnapshot } of received) {
      if (isSnapshot) covered.push({ from: upTo, to: position });
      else if (position <= upTo) faults.push(`${name} was told of ${position} after ${upTo}.`);
      told.add(position);
      upTo = Math.max(upTo, position);
    }
  }
  const missed = expected.filter(
    (position) => !told.has(position) && !covered.some(({ from, to }) => position > from && position <= to),
  );
  if (missed.length > 0) faults.push(`${name} missed ${missed.length} changes, the first at ${missed[0]}.`);
  return faults;
}

function positionsOf(connections: readonly Connection[]): number[] {
  return connections.flatMap(({ received }) =>
    received.filter(({ isSnapshot }) => !isSnapshot).map((one) => one.position),
  );
}
