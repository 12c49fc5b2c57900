import { Injectable } from '@nestjs/common';
import type { AfterCommitListener } from '../events/event-registry';

/** Each delivers on its own: unkeyed database handlers, unkeyed outside ones, the urgent of these, and keyed ones. */
export const LANES = ['database', 'urgent', 'patient', 'keyed'] as const;
export type Lane = (typeof LANES)[number];

export function laneOf({ key, effect, urgent }: AfterCommitListener): Lane {
  if (key !== null) return 'keyed';
  if (effect === 'database') return 'database';
  return urgent ? 'urgent' : 'patient';
}

/**
 * Says that outbox rows were committed here. The worker of this process wakes at once; it tells the other processes by a
 * debounced NOTIFY. A lost signal costs latency only: the poll finds the rows.
 */
@Injectable()
export class OutboxSignal {
  private listener: ((lanes: readonly Lane[]) => void) | null = null;

  onCommit(listener: ((lanes: readonly Lane[]) => void) | null): void {
    this.listener = listener;
  }

  committed(lanes: readonly Lane[]): void {
    this.listener?.(lanes);
  }
}
