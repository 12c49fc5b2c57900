import { DomainEvent } from '../events/domain-event';

interface Resolution {
  deadLetterId: string;
  eventId: string;
  eventType: string;
  listener: string;
  reason: string;
}

export class DeadLetterReplayed extends DomainEvent<Resolution> {
  static override readonly type = 'platform.dead_letter_replayed';
  static override readonly aggregateType = 'dead_letter';
}

export class DeadLetterSkipped extends DomainEvent<Resolution> {
  static override readonly type = 'platform.dead_letter_skipped';
  static override readonly aggregateType = 'dead_letter';
}
