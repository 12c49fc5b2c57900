import { DomainEvent } from '../../../platform/events/domain-event';

/** What the audit held of a person can be read no more. It does not say whose it was. */
export class PersonErased extends DomainEvent<{ erasureId: string; reason: string }> {
  static override readonly type = 'audit.person_erased';
  static override readonly aggregateType = 'erasure';
}
