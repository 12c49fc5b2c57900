import type { DomainEvent } from './domain-event';

/** Guards its own state and records what happened to it. Its repository flushes it, stamps its version and publishes. */
export abstract class Aggregate<Organization extends string | null = string> {
  // Abstract, so that each entity declares them as columns of its own.
  abstract id: string;
  /** Null where the thing belongs to no tenant. */
  abstract organizationId: Organization;
  /** 1 when first stored; each flush raises it by one and refuses to overwrite another's. */
  abstract version: number;

  private recorded: DomainEvent[] | undefined;

  protected record(event: DomainEvent): void {
    (this.recorded ??= []).push(event);
  }

  get hasRecorded(): boolean {
    return this.recorded !== undefined;
  }

  /** The events since the last call, stamped with the version they led to. */
  releaseEvents(): DomainEvent[] {
    const events = this.recorded ?? [];
    this.recorded = undefined;
    for (const event of events) event.aggregateVersion = this.version;
    return events;
  }
}
