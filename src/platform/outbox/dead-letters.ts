import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, type Principal } from '../auth/principal';
import { Clock } from '../clock';
import { DomainError, notFound } from '../errors/domain-error';
import type { EventRecord } from '../events/domain-event';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../http/page';
import type { Statement } from '../transaction/transaction-scope';
import { UnitOfWork } from '../transaction/unit-of-work';
import { DeadLetterReplayed, DeadLetterSkipped } from './dead-letter-events';

export interface DeadLetter {
  readonly id: string;
  readonly event_id: string;
  readonly listener: string;
  readonly organization_id: string | null;
  readonly ordering_key: string | null;
  readonly event: EventRecord;
  readonly attempts: number;
  readonly error: string;
  readonly died_at: Date;
  readonly status: 'dead' | 'replayed' | 'skipped';
  readonly resolved_at: Date | null;
  readonly resolved_by: string | null;
  readonly reason: string | null;
}

export interface DeadLetterFilter {
  readonly status?: DeadLetter['status'];
  readonly limit: number;
  readonly after?: string;
}

const LIST: Statement = {
  name: 'platform.dead_letters.list',
  text: `SELECT * FROM platform.dead_letters
         WHERE ($1::uuid IS NULL OR organization_id = $1) AND ($2::text IS NULL OR status = $2) AND ($3::uuid IS NULL OR id < $3)
         ORDER BY id DESC LIMIT $4`,
};
const RESOLVE: Statement = {
  name: 'platform.dead_letters.resolve',
  text: `UPDATE platform.dead_letters SET status = $3, resolved_at = $4, resolved_by = $5, reason = $6
         WHERE id = $1 AND ($2::uuid IS NULL OR organization_id = $2) AND status = 'dead' RETURNING *`,
};
const FIND: Statement = {
  name: 'platform.dead_letters.find',
  text: 'SELECT * FROM platform.dead_letters WHERE id = $1 AND ($2::uuid IS NULL OR organization_id = $2)',
};
/** Under its old number, so that it stands before what came after it. */
const SEND_AGAIN: Statement = {
  name: 'platform.dead_letters.send_again',
  text: `INSERT INTO platform.outbox
           (id, event_id, listener, effect, organization_id, ordering_key, aggregate_version, due_at, event)
         OVERRIDING SYSTEM VALUE
         SELECT outbox_id, event_id, listener, effect, organization_id, ordering_key, aggregate_version, $2, event
         FROM platform.dead_letters WHERE id = $1`,
};

/**
 * Events that a handler could not take. An operator replays one (its key flows again behind it) or skips it with a reason.
 * An organization's operators see its own; a super admin without an organization sees all. Who is narrowed to some fleets or
 * hubs is refused with `outside_scope`.
 */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async list(filter: DeadLetterFilter, principal: Principal): Promise<Page<DeadLetter>> {
    const after = decodeCursor(filter.after)?.id ?? null;
    const values = [principal.organizationId, filter.status ?? null, after, filter.limit + 1];
    const rows = await this.asWorker(principal, () => this.unitOfWork.rows<DeadLetter>(LIST, values));
    return pageOf(
      rows,
      filter.limit,
      (row) => encodeCursor(row.id),
      (row) => row,
    );
  }

  replay(id: string, reason: string, principal: Principal): Promise<DeadLetter> {
    return this.asWorker(principal, async () => {
      const letter = await this.resolve(id, 'replayed', reason, principal);
      await this.unitOfWork.query(SEND_AGAIN, [id, this.clock.now()]);
      await this.unitOfWork.publish(new DeadLetterReplayed(id, resolution(letter), this.clock.now()));
      this.unitOfWork.outboxChanged();
      return letter;
    });
  }

  skip(id: string, reason: string, principal: Principal): Promise<DeadLetter> {
    return this.asWorker(principal, async () => {
      const letter = await this.resolve(id, 'skipped', reason, principal);
      await this.unitOfWork.publish(new DeadLetterSkipped(id, resolution(letter), this.clock.now()));
      this.unitOfWork.outboxChanged();
      return letter;
    });
  }

  private async resolve(
    id: string,
    status: 'replayed' | 'skipped',
    reason: string,
    principal: Principal,
  ): Promise<DeadLetter> {
    const values = [id, principal.organizationId, status, new Date(), principal.userId, reason];
    const [resolved] = await this.unitOfWork.rows<DeadLetter>(RESOLVE, values);
    if (resolved) return resolved;
    const [existing] = await this.unitOfWork.rows<DeadLetter>(FIND, [id, principal.organizationId]);
    if (!existing) throw notFound('dead letter', id);
    throw new DomainError('conflict', 'dead_letter_resolved', `This dead letter was ${existing.status} already.`, {
      status: existing.status,
    });
  }

  private async asWorker<T>(principal: Principal, work: () => Promise<T>): Promise<T> {
    assertWholeOrganization(principal);
    return this.unitOfWork.run(work, { as: 'worker', organizationId: principal.organizationId });
  }
}

function resolution(letter: DeadLetter) {
  return {
    deadLetterId: letter.id,
    eventId: letter.event_id,
    eventType: letter.event.type,
    listener: letter.listener,
    reason: letter.reason ?? '',
  };
}
