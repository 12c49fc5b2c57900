import { DomainEvent } from '../../src/platform/events/domain-event';
import { AfterCommit } from '../../src/platform/events/listener.decorators';
import type { UnitOfWork } from '../../src/platform/transaction/unit-of-work';

export class Counted extends DomainEvent<{ number: number }> {
  static override readonly type = 'fixture.counted';
  static override readonly aggregateType = 'fixture';
}

export class Ordered extends DomainEvent<{ key: string }> {
  static override readonly type = 'fixture.ordered';
  static override readonly aggregateType = 'fixture';
}

export const TABLES = `
  CREATE TABLE public.effects (event_id uuid NOT NULL, by integer NOT NULL);
  CREATE TABLE public.sequence (position bigserial, key text NOT NULL, version bigint NOT NULL, by integer NOT NULL);
  CREATE TABLE public.published (number integer PRIMARY KEY);
  GRANT ALL ON public.effects, public.sequence, public.published TO cabstand_runtime, cabstand_worker;
  GRANT ALL ON SEQUENCE public.sequence_position_seq TO cabstand_runtime, cabstand_worker;`;

/** One effect of each kind, each with nothing of its own to hide a repetition. */
export class FixtureEffects {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    /** Counts outside calls by the key that they carry. */
    private readonly receiptsUrl: string,
  ) {}

  @AfterCommit(Counted, { effect: 'database' })
  async count(event: Counted): Promise<void> {
    await this.unitOfWork.query('INSERT INTO public.effects VALUES ($1, $2)', [event.id, process.pid]);
    await this.unitOfWork.query('SELECT pg_sleep(0.002)');
  }

  @AfterCommit(Counted, { effect: 'outside' })
  async call(event: Counted): Promise<void> {
    await fetch(this.receiptsUrl, { method: 'POST', headers: { 'idempotency-key': event.id } });
  }

  @AfterCommit(Ordered, { effect: 'database', key: (event) => event.payload.key })
  async follow(event: Ordered): Promise<void> {
    await this.unitOfWork.query('INSERT INTO public.sequence (key, version, by) VALUES ($1, $2, $3)', [
      event.payload.key,
      event.aggregateVersion,
      process.pid,
    ]);
  }
}
