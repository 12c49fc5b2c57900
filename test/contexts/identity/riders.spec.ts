import { v7 as uuidv7 } from 'uuid';
import { SmsSimulator } from '../../../src/platform/sms/sms-simulator';
import { type Answer, eventually } from '../../support/application';
import { type Login, newPhone, wrongCode } from './logins';
import { inOrganization, TwoOperators } from './two-operators';

describe('a rider', () => {
  let operators: TwoOperators;
  let code: string;
  let otherCode: string;

  beforeAll(async () => {
    operators = await TwoOperators.start();
    const codeOf = async (id: string): Promise<string> => {
      const [row] = await operators.service.sql<{ code: string }>(
        'SELECT code FROM identity.organizations WHERE id = $1',
        [id],
      );
      return row!.code;
    };
    code = await codeOf(operators.organizationId);
    otherCode = await codeOf(operators.other);
  });
  afterAll(() => operators.service.stop());

  const call = (path: string, body: object): Promise<Answer> => operators.service.call('POST', path, body);
  const ask = (phone: string, organization = code) => call('/v1/auth/rider-otp', { phone, organization });
  const asked = async (phone: string, organization = code): Promise<string> => {
    const answer = await ask(phone, organization);
    expect(answer).toMatchObject({ status: 202 });
    return answer.body.challengeId as string;
  };
  const answerWith = (challengeId: string, otp = operators.logins.codeOf(challengeId), name = 'Meera Iyer') =>
    call('/v1/auth/rider-sign-up', { challengeId, code: otp, name });
  const signUp = async (phone: string, organization = code) => answerWith(await asked(phone, organization));
  const signedUp = async (phone = newPhone(), organization = code): Promise<{ id: string; phone: string }> => {
    const answer = await signUp(phone, organization);
    expect(answer).toMatchObject({ status: 200 });
    return { id: answer.body.me.userId as string, phone };
  };
  const countIn = async (table: string, phone: string): Promise<number> => {
    const [row] = await operators.service.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM ${table} JOIN identity.users u ON u.id = t.user_id WHERE u.phone = $1`,
      [phone],
    );
    return row!.n;
  };
  const riderRows = 'identity.riders r CROSS JOIN LATERAL (SELECT r.rider_id AS user_id) t';
  const audited = (entityId: string): Promise<{ type: string; actor_id: string | null }[]> =>
    operators.service.sql('SELECT type, actor_id FROM audit.entries WHERE entity_id = $1 ORDER BY id', [entityId]);
  const inbox = (phone: string) => operators.service.app.get(SmsSimulator).running!.inbox(phone);
  const outboxIsEmpty = () =>
    eventually(async () => expect(await operators.service.sql('SELECT 1 FROM platform.outbox')).toEqual([]));

  it('signs up by the code texted to an unknown phone, is logged in, and is told of once', async () => {
    const phone = newPhone();
    const challengeId = await asked(phone);
    const [message] = await eventually(() => {
      expect(inbox(phone)).toHaveLength(1);
      return inbox(phone);
    });
    expect(message!.body).toMatch(/is your Cabstand code\. It opens a rider account and is valid for 5 minutes\.$/);
    const answer = await answerWith(challengeId, message!.body.slice(0, 6));
    expect(answer).toMatchObject({
      status: 200,
      body: { me: { phone, name: 'Meera Iyer', roles: ['rider'], organization: { id: operators.organizationId } } },
    });
    const { accessToken, me } = answer.body;
    const shown = await operators.service.call('GET', '/v1/me', undefined, { authorization: `Bearer ${accessToken}` });
    expect(shown).toMatchObject({ status: 200, body: { userId: me.userId } });
    expect(await operators.ops.get(`/v1/riders/${me.userId}`)).toMatchObject({
      status: 200,
      body: { id: me.userId, name: 'Meera Iyer', phone, status: 'ACTIVE', statusReason: null },
    });
    expect((await audited(me.userId)).filter(({ type }) => type === 'identity.rider_registered')).toEqual([
      { type: 'identity.rider_registered', actor_id: me.userId },
    ]);
    expect((await audited(challengeId)).map(({ type }) => type)).toEqual([
      'identity.otp_requested',
      'identity.otp_accepted',
    ]);
  });

  it('logs in as everybody does afterwards, and signing up again logs him in, too', async () => {
    const { id, phone } = await signedUp();
    expect((await operators.logins.logIn(phone)).userId).toBe(id);
    expect(await answerWith(await asked(phone), undefined, 'Somebody Else')).toMatchObject({
      status: 200,
      body: { me: { userId: id, name: 'Meera Iyer' } },
    });
    expect(await countIn('identity.memberships t', phone)).toBe(1);
    expect(await countIn(riderRows, phone)).toBe(1);
  });

  it('is one user with an account at each operator', async () => {
    const { id, phone } = await signedUp();
    expect(await signedUp(phone, otherCode)).toEqual({ id, phone });
    expect(await countIn(riderRows, phone)).toBe(2);
  });

  it('is registered once by codes answered on several devices at once', async () => {
    const phone = newPhone();
    const challenges = await Promise.all(Array.from({ length: 5 }, () => asked(phone)));
    const answers = await Promise.all([...challenges, ...challenges].map((id) => answerWith(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(5).fill(200), ...Array(5).fill(401)]);
    expect(await countIn(riderRows, phone)).toBe(1);
    expect(await countIn('identity.memberships t', phone)).toBe(1);
    expect(await countIn('identity.sessions t', phone)).toBe(5);
  });

  describe('is not told', () => {
    const answerTo = async (phone: string, organization: string) => {
      const { status, body } = await ask(phone, organization);
      const wrong = wrongCode(operators.logins.codeOf(body.challengeId));
      const answers = [];
      for (let tries = 0; tries < 6; tries++) {
        const refused = await answerWith(body.challengeId, wrong);
        answers.push([refused.status, refused.body.code, refused.body.triesLeft]);
      }
      const [row] = await operators.service.sql<{ tries: number }>(
        'SELECT tries FROM identity.otp_challenges WHERE id = $1',
        [body.challengeId],
      );
      const types = (await audited(body.challengeId)).map(({ type }) => type);
      return { status, members: Object.keys(body), resend: body.resendAfterSeconds, answers, tries: row!.tries, types };
    };

    it('which phones and operators there are, and wrong codes are counted for all', async () => {
      const stranger = await answerTo(newPhone(), code);
      expect(stranger).toMatchObject({ status: 202, tries: 5 });
      expect(stranger.answers.at(-1)).toEqual([401, 'otp_exhausted', undefined]);
      expect(await answerTo((await signedUp()).phone, code)).toEqual(stranger);
      expect(await answerTo(newPhone(), 'no-such-operator')).toEqual(stranger);
      expect(await answerTo(operators.ops.phone, code)).toEqual(stranger);
    });

    it('a code of an operator that there is not, or is suspended, nor for a disabled user', async () => {
      const suspended = await operators.logins.organization(operators.admin, 'Closed');
      const [row] = await operators.service.sql<{ code: string }>(
        'SELECT code FROM identity.organizations WHERE id = $1',
        [suspended],
      );
      const closing = await operators.admin.post(`/v1/organizations/${suspended}/suspend`, { reason: 'Closed.' });
      expect(closing.status).toBe(200);
      const disabled = await operators.logins.user(operators.admin, operators.organizationId, 'ops');
      const disabling = `/v1/users/${disabled.id}/disable`;
      const left = { reason: 'Left.' };
      expect((await operators.admin.post(disabling, left, inOrganization(operators.organizationId))).status).toBe(200);
      const decoys: [string, string][] = [
        [newPhone(), 'no-such-operator'],
        [newPhone(), row!.code],
        [disabled.phone, code],
      ];
      for (const [phone, organization] of decoys) {
        expect(await signUp(phone, organization)).toMatchObject({ status: 401, body: { code: 'otp_wrong' } });
      }
      await outboxIsEmpty();
      for (const [phone] of decoys) expect(inbox(phone)).toEqual([]);
      expect(await countIn(riderRows, disabled.phone)).toBe(0);
    });
  });

  it('cannot use a code to log in for signing up, nor the other way round', async () => {
    const { phone } = await signedUp();
    const unknown = { status: 401, body: { code: 'otp_unknown' } };
    expect(await answerWith(await operators.logins.challenge(phone))).toMatchObject(unknown);
    expect(await operators.logins.verify(await asked(phone))).toMatchObject(unknown);
    expect(await answerWith(uuidv7(), '000000')).toMatchObject(unknown);
  });

  it('is refused where he holds a role that does not combine with riding, and nothing has changed', async () => {
    const { phone } = await operators.fleetManager({ fleetIds: [operators.fleet] });
    const challengeId = await asked(phone);
    for (let times = 0; times < 2; times++) {
      expect(await answerWith(challengeId)).toMatchObject({
        status: 409,
        body: { code: 'roles_do_not_combine', role: 'fleet_manager' },
      });
    }
    expect(await countIn(riderRows, phone)).toBe(0);
    expect(await countIn('identity.memberships t', phone)).toBe(1);
  });

  it('is refused as a whole where the operator was suspended since the code was sent', async () => {
    const closing = await operators.logins.organization(operators.admin, 'Closing');
    const [row] = await operators.service.sql<{ code: string }>(
      'SELECT code FROM identity.organizations WHERE id = $1',
      [closing],
    );
    const phone = newPhone();
    const challengeId = await asked(phone, row!.code);
    const reason = { reason: 'Closed.' };
    expect((await operators.admin.post(`/v1/organizations/${closing}/suspend`, reason)).status).toBe(200);
    expect(await answerWith(challengeId)).toMatchObject({ status: 409, body: { code: 'access_changed' } });
    expect(await operators.service.sql('SELECT FROM identity.users WHERE phone = $1', [phone])).toEqual([]);
    expect(await countIn(riderRows, phone)).toBe(0);
    expect((await operators.admin.post(`/v1/organizations/${closing}/activate`, reason)).status).toBe(200);
    expect(await answerWith(challengeId)).toMatchObject({ status: 200 });
  });

  it('does not undo by signing up again that an operator ended his role', async () => {
    const { id, phone } = await signedUp();
    const [membership] = await operators.service.sql<{ id: string }>(
      'SELECT id FROM identity.memberships WHERE user_id = $1',
      [id],
    );
    const ending = `/v1/users/${id}/memberships/${membership!.id}?reason=Fraud`;
    expect((await operators.ops.call('DELETE', ending)).status).toBe(204);
    const challengeId = await asked(phone);
    expect(await answerWith(challengeId)).toMatchObject({ status: 403, body: { code: 'no_access' } });
    expect(await answerWith(challengeId)).toMatchObject({ status: 401, body: { code: 'otp_used' } });
  });

  it('is refused what is no phone, code or operator, with every wrong field named', async () => {
    const fields = (answer: Answer) => (answer.body.errors as { field: string }[]).map(({ field }) => field).sort();
    const asking = await call('/v1/auth/rider-otp', { phone: '12345', organization: 'NOT A CODE', otp: '1' });
    expect([asking.status, fields(asking)]).toEqual([400, ['organization', 'otp', 'phone']]);
    const answering = await call('/v1/auth/rider-sign-up', { challengeId: 'x', code: '1', name: ' ' });
    expect([answering.status, fields(answering)]).toEqual([400, ['challengeId', 'code', 'name']]);
  });

  describe('whose account is looked after', () => {
    let auditor: Login;
    beforeAll(async () => {
      const user = await operators.logins.user(operators.admin, operators.organizationId, 'auditor');
      auditor = await operators.logins.logIn(user.phone);
    });

    it('is suspended with a reason, keeps his session, and is activated', async () => {
      const { id, phone } = await signedUp();
      const login = await operators.logins.logIn(phone);
      const suspended = await operators.ops.post(`/v1/riders/${id}/suspend`, { reason: 'Abused a driver.' });
      expect(suspended).toMatchObject({ status: 200, body: { status: 'SUSPENDED', statusReason: 'Abused a driver.' } });
      expect((await login.get('/v1/me')).status).toBe(200);
      expect(await operators.ops.post(`/v1/riders/${id}/suspend`, { reason: 'Again.' })).toMatchObject({
        status: 409,
        body: { code: 'illegal_rider_transition' },
      });
      expect(await signUp(phone)).toMatchObject({ status: 200 });
      expect(await auditor.get(`/v1/riders/${id}`)).toMatchObject({ body: { status: 'SUSPENDED' } });
      const activated = await operators.ops.post(`/v1/riders/${id}/activate`, { reason: 'He apologised.' });
      expect(activated).toMatchObject({ status: 200, body: { status: 'ACTIVE', statusReason: 'He apologised.' } });
      const changes = (await audited(id)).filter(({ type }) => type === 'identity.rider_status_changed');
      expect(changes).toEqual(Array(2).fill({ type: 'identity.rider_status_changed', actor_id: operators.ops.userId }));
    });

    it('by those who may: not by the auditor, a fleet manager, the rider himself, or another operator', async () => {
      const { id, phone } = await signedUp();
      const rider = await operators.logins.logIn(phone);
      const manager = await operators.fleetManager({ fleetIds: [operators.fleet] });
      const reason = { reason: 'No.' };
      for (const caller of [auditor, manager, rider]) {
        expect((await caller.post(`/v1/riders/${id}/suspend`, reason)).status).toBe(403);
      }
      for (const caller of [manager, rider]) expect((await caller.get('/v1/riders')).status).toBe(403);
      const stranger = await operators.logins.user(operators.admin, operators.other, 'ops');
      const elsewhere = await operators.logins.logIn(stranger.phone);
      const missing = { status: 404, body: { code: 'rider_not_found' } };
      expect(await elsewhere.get(`/v1/riders/${id}`)).toMatchObject(missing);
      expect(await elsewhere.post(`/v1/riders/${id}/suspend`, reason)).toMatchObject(missing);
      expect((await operators.ops.post(`/v1/riders/${id}/suspend`, { reason: ' ' })).status).toBe(400);
    });

    it('is listed newest first, by status, phone and name, page by page', async () => {
      const third = [await signedUp(), await signedUp(), await signedUp()].map(({ id }) => id).reverse();
      const first = await operators.ops.get('/v1/riders?limit=2');
      expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(third.slice(0, 2));
      const second = await operators.ops.get(`/v1/riders?limit=1&after=${first.body.next}`);
      expect(second.body.items).toEqual([expect.objectContaining({ id: third[2] })]);
      const one = await signedUp();
      await operators.ops.post(`/v1/riders/${one.id}/suspend`, { reason: 'Fraud.' });
      const query = `status=SUSPENDED&name=IYER&phone=${encodeURIComponent(one.phone)}`;
      expect((await operators.ops.get(`/v1/riders?${query}`)).body).toEqual({
        items: [expect.objectContaining({ id: one.id, status: 'SUSPENDED' })],
        next: null,
      });
    });
  });

  describe('in the database', () => {
    it('is registered once, and not suspended without a reason', async () => {
      const { id } = await signedUp();
      const { service, organizationId } = operators;
      const again = `INSERT INTO identity.riders VALUES ($1, $2, 1, 'ACTIVE', NULL, now())`;
      await expect(service.sql(again, [organizationId, id])).rejects.toMatchObject({ constraint: 'riders_pkey' });
      const change = (set: string) =>
        expect(service.sql(`UPDATE identity.riders SET ${set} WHERE rider_id = $1`, [id])).rejects;
      await change(`status = 'SUSPENDED'`).toMatchObject({ constraint: 'riders_suspension' });
      await change('suspended_with_access = true').toMatchObject({ constraint: 'riders_suspended_with_access' });
      await change(`status = 'GONE'`).toMatchObject({ constraint: 'riders_status_check' });
    });

    it('keeps what a login is from what a sign-up is, and decoys from being used', async () => {
      const { service } = operators;
      const challengeId = await asked(newPhone());
      const decoy = await asked(newPhone(), 'no-such-operator');
      const change = (set: string, id = challengeId) =>
        expect(service.sql(`UPDATE identity.otp_challenges SET ${set} WHERE id = $1`, [id])).rejects;
      await change(`purpose = 'LOG_IN'`).toMatchObject({ constraint: 'otp_challenges_purpose' });
      await change(`user_id = '${operators.ops.userId}'`).toMatchObject({ constraint: 'otp_challenges_purpose' });
      await change('consumed_at = now()', decoy).toMatchObject({ constraint: 'otp_challenges_decoy' });
    });
  });
});
