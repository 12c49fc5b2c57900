import { DomainEvent } from '../../../src/platform/events/domain-event';

export interface FoundItemFact {
  itemId: string;
  rideId: string;
  /** Whose it may be; null where the ride was booked for somebody without an account. */
  riderId: string | null;
}

/** A driver has found what somebody left in the cab. */
export class ItemFound extends DomainEvent<FoundItemFact & { driverId: string; description: string }> {
  static override readonly type = 'belongings.item_found';
  static override readonly aggregateType = 'found_item';
}

export class ItemHandedBack extends DomainEvent<FoundItemFact & { handedBackBy: string }> {
  static override readonly type = 'belongings.item_handed_back';
  static override readonly aggregateType = 'found_item';
}
