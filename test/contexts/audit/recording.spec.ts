import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { EventRegistry } from '../../../src/platform/events/event-registry';
import { InTransaction } from '../../../src/platform/events/listener.decorators';
import { callContext } from '../../../src/platform/telemetry/call-context';
import { AuditedApplication, Noted, noted, PassengerNamed, passengerNamed } from './audit-fixture';

interface Row {
  id: string;
  organization_id: string | null;
  payload: Record<string, unknown>;
  personal: Buffer | null;
  subject: string | null;
  transaction_id: string;
}

class VetoNote {
  static vetoed = '';

  @InTransaction(Noted)
  veto(event: Noted): Promise<void> {
    return event.payload.note === VetoNote.vetoed ? Promise.reject(new Error('vetoed')) : Promise.resolve();
  }
}

describe('recording', () => {
  let audited: AuditedApplication;

  beforeAll(async () => {
    audited = await AuditedApplication.start();
    audited.application.app.get(EventRegistry).register(new VetoNote());
    await audited.sql('CREATE TABLE public.marks (mark text PRIMARY KEY)');
    await audited.sql('GRANT ALL ON public.marks TO cabstand_runtime, cabstand_worker');
  });
  afterAll(() => audited.application.stop());

  const entry = async (id: string): Promise<Row | undefined> =>
    (await audited.sql<Row>('SELECT * FROM audit.entries WHERE id = $1', [id]))[0];

  it('keeps every event, with who, where and what, in the transaction of the change', async () => {
    const event = noted('kept');
    const context = {
      requestId: 'request 1',
      correlationId: 'correlation 1',
      causationId: 'cause 1',
      address: '203.0.113.7',
      actor: { type: 'user', id: uuidv7() } as const,
      organizationId: audited.organizationId,
    };
    let transaction = '';
    await callContext.run(context, () =>
      audited.unitOfWork.run(async () => {
        const [row] = await audited.unitOfWork.rows<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
        transaction = row!.id;
        await audited.unitOfWork.publish(event);
        expect(await entry(event.id)).toBeUndefined();
      }),
    );
    expect(await entry(event.id)).toMatchObject({
      organization_id: audited.organizationId,
      type: 'fixture.noted',
      schema_version: 1,
      occurred_at: event.occurredAt,
      recorded_at: expect.any(Date) as Date,
      actor_type: 'user',
      actor_id: context.actor.id,
      request_id: 'request 1',
      correlation_id: 'correlation 1',
      causation_id: 'cause 1',
      address: '203.0.113.7',
      entity: 'fixture',
      entity_id: event.aggregateId,
      payload: { note: 'kept' },
      personal: null,
      subject: null,
      transaction_id: Number(transaction),
    });
  });

  it('keeps many of one transaction', async () => {
    const events = Array.from({ length: 37 }, (_, index) => noted(`many ${index}`));
    await audited.publish(...events);
    const rows = await audited.sql<Row>('SELECT * FROM audit.entries WHERE id = ANY($1) ORDER BY id', [
      events.map(({ id }) => id),
    ]);
    expect(rows.map(({ payload }) => payload.note)).toEqual(events.map(({ payload }) => payload.note));
    expect(new Set(rows.map((row) => row.transaction_id)).size).toBe(1);
  });

  it('keeps what is published while the transaction ends', async () => {
    const [first, late] = [noted('first'), noted('late')];
    await audited.unitOfWork.run(async () => {
      await audited.unitOfWork.publish(first);
      audited.unitOfWork.beforeCommit(() => audited.unitOfWork.publish(late));
    });
    expect(await entry(first.id)).toBeDefined();
    expect(await entry(late.id)).toBeDefined();
  });

  it('keeps nothing of a transaction that a listener vetoes', async () => {
    const [fine, bad] = [noted('fine'), noted('bad')];
    VetoNote.vetoed = 'bad';
    await expect(audited.publish(fine, bad)).rejects.toThrow('vetoed');
    expect(await entry(fine.id)).toBeUndefined();
    expect(await entry(bad.id)).toBeUndefined();
  });

  it('keeps each event once when the transaction is retried', async () => {
    const events = [noted('attempt 1'), noted('attempt 2')];
    let attempt = 0;
    await audited.unitOfWork.run(async () => {
      await audited.unitOfWork.publish(events[attempt++]!);
      if (attempt === 1) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    });
    expect(await entry(events[0]!.id)).toBeUndefined();
    expect(await entry(events[1]!.id)).toBeDefined();
  });

  it('undoes the change when its record cannot be written', async () => {
    const event = noted('not uuid', 'not a uuid');
    await expect(
      audited.unitOfWork.run(async () => {
        await audited.unitOfWork.query(`INSERT INTO public.marks VALUES ('unrecorded')`);
        await audited.unitOfWork.publish(event);
      }),
    ).rejects.toThrow('invalid input syntax for type uuid');
    expect(await audited.sql(`SELECT * FROM public.marks WHERE mark = 'unrecorded'`)).toEqual([]);
  });

  it('records an organization in a transaction of none, and none of another in that of one', async () => {
    const elsewhere = Object.assign(noted('elsewhere'), { organizationId: randomUUID() });
    await audited.unitOfWork.run(() => audited.unitOfWork.publish(elsewhere), { organizationId: null });
    expect((await entry(elsewhere.id))?.organization_id).toBe(elsewhere.organizationId);

    const forged = Object.assign(noted('forged'), { organizationId: randomUUID() });
    await expect(audited.publish(forged)).rejects.toThrow('row-level security');
  });

  describe('personal fields', () => {
    it('are kept apart and encrypted, and the event itself stays whole', async () => {
      const event = passengerNamed('+919810000001');
      await audited.publish(event);
      const row = (await entry(event.id))!;
      expect(row.payload).toEqual({ rideId: event.aggregateId, passenger: {} });
      expect(row.personal!.toString('latin1')).not.toMatch(/Asha|9810000001/);
      expect(row.subject).not.toContain('9810000001');
      expect(event.payload.passenger.name).toBe('Asha Rao');
    });

    it('are under one key for a person in an organization, another for the same person elsewhere', async () => {
      const [first, second, elsewhere] = [1, 2, 3].map(() => passengerNamed('+919810000002')) as [
        PassengerNamed,
        PassengerNamed,
        PassengerNamed,
      ];
      await audited.publish(first);
      await audited.publish(second);
      await audited.unitOfWork.run(() => audited.unitOfWork.publish(elsewhere), { organizationId: randomUUID() });
      const subjects = await Promise.all([first, second, elsewhere].map(async ({ id }) => (await entry(id))!.subject));
      expect(subjects[0]).toBe(subjects[1]);
      expect(subjects[2]).not.toBe(subjects[0]);
      expect(await audited.sql('SELECT FROM audit.person_keys WHERE subject = ANY($1)', [subjects])).toHaveLength(2);
    });

    it('need no key that a rollback took away', async () => {
      const rolledBack = passengerNamed('+919810000003');
      await expect(
        audited.unitOfWork.run(
          async () => {
            await audited.unitOfWork.publish(rolledBack);
            audited.unitOfWork.beforeCommit(() => Promise.reject(new Error('at the last moment')));
          },
          { organizationId: audited.organizationId },
        ),
      ).rejects.toThrow('at the last moment');
      const event = passengerNamed('+919810000003');
      await audited.publish(event);
      const { subject } = (await entry(event.id))!;
      expect(await audited.sql('SELECT FROM audit.person_keys WHERE subject = $1', [subject])).toHaveLength(1);
    });

    it('get one key when many first hear of a person at once, whatever the order', async () => {
      const phones = ['+919810000011', '+919810000012', '+919810000013'];
      await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          audited.publish(...(index % 2 ? phones : [...phones].reverse()).map((phone) => passengerNamed(phone))),
        ),
      );
      const rows = await audited.sql<{ subject: string; entries: number }>(
        `SELECT e.subject, count(*)::int AS entries FROM audit.entries e JOIN audit.person_keys USING (subject)
         GROUP BY 1 HAVING count(*) = 12`,
      );
      expect(rows).toHaveLength(3);
    });

    it('get a new key where another process has erased the one remembered here', async () => {
      const [before, after] = [passengerNamed('+919810000004'), passengerNamed('+919810000004')];
      await audited.publish(before);
      const { subject } = (await entry(before.id))!;
      await audited.sql('DELETE FROM audit.person_keys WHERE subject = $1', [subject]);
      await audited.publish(after);
      expect((await entry(after.id))!.subject).toBe(subject);
      expect(await audited.sql('SELECT FROM audit.person_keys WHERE subject = $1', [subject])).toHaveLength(1);
      const auditor = await audited.application.actAs({ role: 'auditor', organizationId: audited.organizationId });
      expect((await auditor.get(`/v1/audit/${before.id}`)).body).toMatchObject({ personal: 'erased' });
      expect((await auditor.get(`/v1/audit/${after.id}`)).body).toMatchObject({
        personal: 'shown',
        payload: { passenger: { name: 'Asha Rao', phone: '+919810000004' } },
      });
    });
  });

  describe('the database', () => {
    const tables = ['entries', 'chain'];
    const changes = (table: string): string[] => [
      `UPDATE audit.${table} SET transaction_id = 1`,
      `DELETE FROM audit.${table}`,
      `TRUNCATE audit.${table}`,
    ];

    it.each(tables.flatMap(changes))(
      'refuses %s, even to the superuser and with triggers in replica mode',
      async (statement) => {
        for (const role of ['cabstand_runtime', 'cabstand_worker', 'cabstand_owner']) {
          await expect(audited.sql(`SET ROLE ${role}; ${statement}`)).rejects.toThrow(
            /permission denied|stays as it is/,
          );
        }
        await expect(audited.sql(statement)).rejects.toThrow('stays as it is');
        await expect(audited.sql(`SET session_replication_role = replica; ${statement}`)).rejects.toThrow(
          'stays as it is',
        );
      },
    );

    it('lets nobody but itself say when and by which transaction an entry was recorded', async () => {
      for (const column of ['recorded_at', 'transaction_id']) {
        await expect(
          audited.sql(`SET ROLE cabstand_runtime; INSERT INTO audit.entries (${column}) VALUES (NULL)`),
        ).rejects.toThrow('permission denied');
      }
    });

    it('lets requests destroy no key, and nobody replace one', async () => {
      await expect(audited.sql('SET ROLE cabstand_runtime; DELETE FROM audit.person_keys')).rejects.toThrow(
        'permission denied',
      );
      await expect(audited.sql(`UPDATE audit.person_keys SET wrapped_key = ''`)).rejects.toThrow('stays as it is');
    });

    it('takes no gap in the chain', async () => {
      const hash = `decode(repeat('00', 32), 'hex')`;
      const insert = `INSERT INTO audit.chain (number, entry_id, transaction_id, hash) VALUES`;
      await expect(audited.sql(`${insert} (2, gen_random_uuid(), 1, ${hash})`)).rejects.toThrow('has no gaps');
      await expect(
        audited.sql(`${insert} (1, gen_random_uuid(), 1, ${hash}), (3, gen_random_uuid(), 1, ${hash})`),
      ).rejects.toThrow('has no gaps');
    });

    it("shows a request its organization's entries only, whatever it asks for", async () => {
      await audited.publish(noted('mine'));
      const seen = (organizationId: string | null) =>
        audited.unitOfWork.run(
          () => audited.unitOfWork.rows<Row>('SELECT DISTINCT organization_id FROM audit.entries'),
          { organizationId },
        );
      expect(await seen(audited.organizationId)).toEqual([{ organization_id: audited.organizationId }]);
      expect(await seen(randomUUID())).toEqual([]);
      expect(await seen(null)).toEqual([]);
    });
  });
});
