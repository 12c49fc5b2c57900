import { Injectable } from '@nestjs/common';

/**
 * Says that outbox rows were committed here. The worker of this process wakes at once; it tells the other processes by a
 * debounced NOTIFY. A lost signal costs latency only: the poll finds the rows.
 */
@Injectable()
export class OutboxSignal {
  private listener: (() => void) | null = null;

  onCommit(listener: (() => void) | null): void {
    this.listener = listener;
  }

  committed(): void {
    this.listener?.();
  }
}
