import { Injectable } from '@nestjs/common';
import type { DomainEvent } from '../../../platform/events/domain-event';
import { EVERY_EVENT, InTransaction } from '../../../platform/events/listener.decorators';
import { callContext } from '../../../platform/telemetry/call-context';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type Recorded, RecordedEntries } from '../persistence/recorded-entries';

/** Behind every other listener, so that what they veto is not even buffered. */
const LAST = 1_000_000;

/** No change without its record: buffers the facts of a transaction and writes them at its end, in one statement. */
@Injectable()
export class RecordEveryEvent {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly entries: RecordedEntries,
  ) {}

  @InTransaction(EVERY_EVENT, { order: LAST })
  record(event: DomainEvent): Promise<void> {
    const facts = this.unitOfWork.once(this, (): Recorded[] => []);
    // Also behind what is published while the transaction ends: the buffer is empty again then.
    if (facts.push({ event, call: callContext.get() }) === 1) {
      this.unitOfWork.beforeCommit(() => this.entries.add(facts.splice(0)));
    }
    return Promise.resolve();
  }
}
