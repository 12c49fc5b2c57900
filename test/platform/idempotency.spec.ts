import { Body, Controller, Injectable, Module, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { RequirePermission } from '../../src/platform/auth/access.decorators';
import { randomUUID } from 'node:crypto';
import type { Principal } from '../../src/platform/auth/principal';
import { DomainError, RememberedRefusal } from '../../src/platform/errors/domain-error';
import { ForgetIdempotencyKeys } from '../../src/platform/http/forget-idempotency-keys.job';
import { IdempotencyKeys } from '../../src/platform/http/idempotency-keys';
import { OncePerItem } from '../../src/platform/http/once-per-item';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import { contexts } from '../../src/contexts';
import { TestApplication, type TestCaller } from '../support/application';

class LeaveNoteRequest {
  @IsString()
  note: string;
}

@Injectable()
class LeaveNote {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute({ note }: LeaveNoteRequest): Promise<{ note: string; serial: number }> {
    const left = await this.unitOfWork.run(async () => {
      if (note === 'only one') await this.refuseAnother();
      const [row] = await this.unitOfWork.rows<{ serial: number }>(
        'INSERT INTO public.notes (note) VALUES ($1) RETURNING serial',
        [note],
      );
      if (note === 'slow') await this.unitOfWork.query('SELECT pg_sleep(0.5)');
      if (note === 'refused') throw new DomainError('conflict', 'refused', 'No.');
      return { note, serial: row!.serial };
    });
    if (note === 'remembered') throw new RememberedRefusal(new DomainError('rule', 'remembered', 'No, and it counts.'));
    return left;
  }

  private async refuseAnother(): Promise<void> {
    const [left] = await this.unitOfWork.rows(`SELECT FROM public.notes WHERE note = 'only one'`);
    if (left) throw new DomainError('conflict', 'left_already', 'It lies there.');
  }
}

@Controller('fixture/notes')
class NotesController {
  constructor(private readonly leaveNote: LeaveNote) {}

  @Post()
  @RequirePermission('fixture.leave_note')
  leave(@Body() request: LeaveNoteRequest) {
    return this.leaveNote.execute(request);
  }
}

@Module({ controllers: [NotesController], providers: [LeaveNote] })
class NotesModule {}

describe('idempotency keys', () => {
  let application: TestApplication;
  let caller: TestCaller;

  beforeAll(async () => {
    contexts.push(NotesModule);
    application = await TestApplication.start();
    await application.sql(
      `CREATE TABLE public.notes (serial serial, note text); GRANT ALL ON public.notes TO cabstand_runtime; GRANT ALL ON SEQUENCE public.notes_serial_seq TO cabstand_runtime`,
    );
    caller = await application.actAs({ permissions: ['fixture.leave_note'] });
  });
  afterAll(async () => {
    contexts.splice(contexts.indexOf(NotesModule), 1);
    await application.stop();
  });

  const leave = (note: string, key?: string, who = caller) =>
    who.post('/fixture/notes', { note }, key === undefined ? {} : { 'idempotency-key': key });
  const count = async (note: string) =>
    (await application.sql<{ n: number }>('SELECT count(*)::int AS n FROM public.notes WHERE note = $1', [note]))[0]!.n;

  it('takes effect once and answers a repeat with the first answer', async () => {
    const first = await leave('once', 'key-1');
    const again = await leave('once', 'key-1');
    expect(first).toMatchObject({ status: 201, body: { note: 'once' } });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await count('once')).toBe(1);
  });

  it('takes effect each time without a key', async () => {
    await leave('twice');
    await leave('twice');
    expect(await count('twice')).toBe(2);
  });

  it('never answers another caller with what is not his', async () => {
    const other = await application.actAs({
      permissions: ['fixture.leave_note'],
      organizationId: caller.organizationId,
    });
    const mine = await leave('shared', 'key-2');
    const his = await leave('shared', 'key-2', other);
    expect(his.headers.get('idempotency-replayed')).toBeNull();
    expect(his.body.serial).not.toBe(mine.body.serial);
    expect(await count('shared')).toBe(2);
  });

  it('never answers a super admin in one organization with what he did in another', async () => {
    const admin = await application.actAs({ permissions: ['fixture.leave_note'], organizationId: null });
    const elsewhere = await application.actAs();
    const act = (organizationId: string | null) =>
      admin.post(
        '/fixture/notes',
        { note: 'admin' },
        { 'idempotency-key': 'key-8', 'cabstand-organization': organizationId! },
      );
    const one = await act(caller.organizationId);
    const other = await act(elsewhere.organizationId);
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.headers.get('idempotency-replayed')).toBeNull();
    expect(await count('admin')).toBe(2);
  });

  it('knows no organization that nobody created', async () => {
    const admin = await application.actAs({ permissions: ['fixture.leave_note'], organizationId: null });
    const answer = await admin.post('/fixture/notes', { note: 'nowhere' }, { 'cabstand-organization': randomUUID() });
    expect(answer).toMatchObject({ status: 404, body: { code: 'organization_not_found' } });
    expect(await count('nowhere')).toBe(0);
  });

  it('commits what a refusal has to remember, and tries the same key again', async () => {
    for (let times = 1; times <= 2; times++) {
      expect(await leave('remembered', 'key-9')).toMatchObject({ status: 400, body: { code: 'remembered' } });
      expect(await count('remembered')).toBe(times);
    }
  });

  it('refuses a key that comes back with another body', async () => {
    await leave('body', 'key-3');
    expect(await leave('another body', 'key-3')).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    expect(await count('another body')).toBe(0);
  });

  it('answers 409 while the first is in flight, and applies twenty at once one time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => leave('slow', 'key-4')));
    expect(await count('slow')).toBe(1);
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1);
    for (const { status, body } of answers) {
      if (status !== 201) expect({ status, code: body.code }).toEqual({ status: 409, code: 'request_in_progress' });
    }
  });

  describe('where the first commits between the look of a repeat and its lock', () => {
    /** As the one statement finds it that both looks and locks: its snapshot is from before the commit, its lock from after. */
    const lookTooEarly = () => jest.spyOn(application.app.get(IdempotencyKeys), 'earlier').mockResolvedValueOnce(null);
    afterEach(() => jest.restoreAllMocks());

    it('answers the repeat with the first answer, although its work is refused as done already', async () => {
      const first = await leave('only one', 'key-10');
      expect((await leave('only one', 'key-11')).body.code).toBe('left_already');
      lookTooEarly();
      const again = await leave('only one', 'key-10');
      expect(again).toMatchObject({ status: 201, body: first.body });
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    });

    it('answers the repeat with the first answer where its own finds the key taken', async () => {
      const first = await leave('taken', 'key-12');
      lookTooEarly();
      expect(await leave('taken', 'key-12')).toMatchObject({ status: 201, body: first.body });
      expect(await count('taken')).toBe(1);
    });

    it('commits what a refusal has to remember all the same', async () => {
      await leave('another', 'key-13');
      const before = await count('remembered');
      lookTooEarly();
      expect((await leave('remembered', 'key-13')).body.code).toBe('idempotency_key_reused');
      expect(await count('remembered')).toBe(before + 1);
    });

    it('does to a thing among many nothing else, and refuses it not', async () => {
      const wanted = { principal: caller as unknown as Principal, key: 'key-14', itemId: randomUUID(), wanted: {} };
      const ask = (work: () => Promise<string>) =>
        application.app
          .get(OncePerItem)
          .run({ ...wanted, stands: () => false }, work, () => Promise.resolve('as it is by now'));
      await ask(() => Promise.resolve('done'));
      lookTooEarly();
      const refused = () => Promise.reject(new DomainError('conflict', 'refused', 'No.'));
      expect(await ask(refused)).toBe('as it is by now');
    });
  });

  it('stores no refusal: the same key may be tried again', async () => {
    expect((await leave('refused', 'key-5')).status).toBe(409);
    expect((await leave('refused', 'key-5')).status).toBe(409);
    expect(await count('refused')).toBe(0);
    expect(await application.sql(`SELECT FROM platform.idempotency_keys WHERE key = 'key-5'`)).toEqual([]);
  });

  it('forgets an answer after two days, and not before', async () => {
    await leave('old', 'key-6');
    await leave('young', 'key-7');
    await application.sql(
      `UPDATE platform.idempotency_keys SET created_at = now() - CASE key WHEN 'key-6' THEN interval '49 hours' ELSE interval '47 hours' END
       WHERE key IN ('key-6', 'key-7')`,
    );
    expect(await application.app.get(ForgetIdempotencyKeys).forget()).toBe(true);
    await leave('old', 'key-6');
    await leave('young', 'key-7');
    expect(await count('old')).toBe(2);
    expect(await count('young')).toBe(1);
  });

  it('refuses a key that is none', async () => {
    expect(await leave('bad', 'with space')).toMatchObject({ status: 400, body: { code: 'idempotency_key_invalid' } });
    expect(await leave('bad', 'x'.repeat(256))).toMatchObject({ status: 400 });
    expect(await count('bad')).toBe(0);
  });
});
