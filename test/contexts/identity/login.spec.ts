import { v7 as uuidv7 } from 'uuid';
import { SmsSimulator } from '../../../src/platform/sms/sms-simulator';
import { eventually, TestApplication } from '../../support/application';
import { type Login, Logins, newPhone, wrongCode } from './logins';

describe('login', () => {
  let service: TestApplication;
  let logins: Logins;
  let admin: Login;
  let organizationId: string;

  beforeAll(async () => {
    service = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0' } });
    logins = new Logins(service);
    admin = await logins.superAdmin();
    organizationId = await logins.organization(admin);
  });

  afterAll(() => service.stop());

  const ops = () => logins.user(admin, organizationId, 'ops');
  const inbox = (phone: string) => service.app.get(SmsSimulator).running!.inbox(phone);
  const sessionsOf = async (userId: string): Promise<number> => {
    const [row] = await service.sql<{ n: number }>(
      'SELECT count(*)::int AS n FROM identity.sessions s JOIN platform.principals p ON p.session_id = s.id WHERE s.user_id = $1',
      [userId],
    );
    return row!.n;
  };
  const triesOf = async (challengeId: string): Promise<number> => {
    const [row] = await service.sql<{ tries: number }>('SELECT tries FROM identity.otp_challenges WHERE id = $1', [
      challengeId,
    ]);
    return row!.tries;
  };
  const audited = async (entityId: string): Promise<{ type: string; actor_id: string | null }[]> =>
    service.sql('SELECT type, actor_id FROM audit.entries WHERE entity_id = $1 ORDER BY id', [entityId]);

  it('texts the code, lets in whoever shows it, and says who he is', async () => {
    const user = await ops();
    const challengeId = await logins.challenge(user.phone);
    const [message] = await eventually(() => {
      expect(inbox(user.phone)).toHaveLength(1);
      return inbox(user.phone);
    });
    expect(message!.body).toMatch(/^[0-9]{6} is your Cabstand code\. It is valid for 5 minutes\.$/);
    const answer = await logins.verify(challengeId, message!.body.slice(0, 6));
    expect(answer).toMatchObject({
      status: 200,
      body: { me: { userId: user.id, roles: ['ops'], organization: { id: organizationId }, fleetIds: null } },
    });
    const { accessToken, me } = answer.body as { accessToken: string; me: { sessionId: string } };
    const shown = await service.call('GET', '/v1/me', undefined, { authorization: `Bearer ${accessToken}` });
    expect(shown).toMatchObject({ status: 200, body: me });
    expect(await audited(me.sessionId)).toEqual([{ type: 'identity.logged_in', actor_id: user.id }]);
    expect((await audited(challengeId)).map(({ type }) => type)).toEqual([
      'identity.otp_requested',
      'identity.otp_accepted',
    ]);
  });

  it('finds the user by his number however written', async () => {
    const user = await ops();
    const login = await logins.logIn(`0${user.phone.slice(3, 8)} ${user.phone.slice(8)}`);
    expect(login.userId).toBe(user.id);
  });

  it('keeps the code out of tables, events and the outbox, and the refresh token too', async () => {
    const user = await ops();
    const challengeId = await logins.challenge(user.phone);
    const { refreshToken } = (await logins.verify(challengeId)).body as { refreshToken: string };
    const [dump] = await service.sql<{ text: string }>(
      `SELECT string_agg(t, ' ') AS text FROM (
         SELECT c::text AS t FROM identity.otp_challenges c WHERE id = $1
         UNION ALL SELECT payload::text FROM audit.entries
         UNION ALL SELECT event::text FROM platform.outbox
         UNION ALL SELECT r::text FROM identity.refresh_tokens r) AS everything`,
      [challengeId],
    );
    expect(dump!.text).toContain(challengeId);
    // Six digits occur in ids and times; as a word of their own they would be the code.
    expect(dump!.text).not.toMatch(new RegExp(`(?<![0-9a-f])${logins.codeOf(challengeId)}(?![0-9a-f])`));
    expect(dump!.text).not.toContain(refreshToken.slice(12));
  });

  describe('is refused', () => {
    it('for a wrong code, which is counted', async () => {
      const user = await ops();
      const challengeId = await logins.challenge(user.phone);
      const answer = await logins.verify(challengeId, wrongCode(logins.codeOf(challengeId)));
      expect(answer).toMatchObject({ status: 401, body: { code: 'otp_wrong', triesLeft: 4 } });
      expect(await triesOf(challengeId)).toBe(1);
      expect((await audited(challengeId)).map(({ type }) => type)).toContain('identity.otp_refused');
    });

    it('for the right code after five wrong ones', async () => {
      const user = await ops();
      const challengeId = await logins.challenge(user.phone);
      const wrong = wrongCode(logins.codeOf(challengeId));
      for (let tries = 0; tries < 5; tries++) expect((await logins.verify(challengeId, wrong)).status).toBe(401);
      expect(await logins.verify(challengeId)).toMatchObject({ status: 401, body: { code: 'otp_exhausted' } });
      expect(await sessionsOf(user.id)).toBe(0);
      expect(await triesOf(challengeId)).toBe(5);
    });

    it('for a code that is five minutes old', async () => {
      const user = await ops();
      const challengeId = await logins.challenge(user.phone);
      await service.sql(
        `UPDATE identity.otp_challenges SET created_at = created_at - interval '5 minutes', expires_at = now() WHERE id = $1`,
        [challengeId],
      );
      expect(await logins.verify(challengeId)).toMatchObject({ status: 401, body: { code: 'otp_expired' } });
      expect(await sessionsOf(user.id)).toBe(0);
    });

    it('for a code that was used', async () => {
      const user = await ops();
      const challengeId = await logins.challenge(user.phone);
      expect((await logins.verify(challengeId)).status).toBe(200);
      expect(await logins.verify(challengeId)).toMatchObject({ status: 401, body: { code: 'otp_used' } });
      expect(await sessionsOf(user.id)).toBe(1);
    });

    it('for a challenge that there is not', async () => {
      expect(await logins.verify(uuidv7(), '000000')).toMatchObject({ status: 401, body: { code: 'otp_unknown' } });
    });

    it('for somebody who was disabled since he asked', async () => {
      const user = await ops();
      const challengeId = await logins.challenge(user.phone);
      const header = { 'cabstand-organization': organizationId };
      expect((await admin.post(`/v1/users/${user.id}/disable`, { reason: 'Left.' }, header)).status).toBe(200);
      expect(await logins.verify(challengeId)).toMatchObject({ status: 403, body: { code: 'no_access' } });
      expect(await logins.verify(challengeId)).toMatchObject({ status: 401, body: { code: 'otp_used' } });
      expect(await sessionsOf(user.id)).toBe(0);
    });

    it('with every wrong field named', async () => {
      const answer = await service.call('POST', '/v1/auth/otp/verify', { challengeId: 'x', code: '12345a', otp: '1' });
      const { errors } = answer.body as { errors: { field: string; code: string }[] };
      expect(answer.status).toBe(400);
      expect(errors.map(({ field }) => field).sort()).toEqual(['challengeId', 'code', 'otp']);
      const phone = await service.call('POST', '/v1/auth/otp', { phone: '12345' });
      expect(phone).toMatchObject({ status: 400, body: { errors: [{ field: 'phone', code: 'is_phone' }] } });
    });
  });

  describe('does not tell which phones are known', () => {
    const answerTo = async (phone: string) => {
      const asked = await service.call('POST', '/v1/auth/otp', { phone });
      const { challengeId, ...rest } = asked.body as {
        challengeId: string;
        expiresAt: string;
        resendAfterSeconds: number;
      };
      const wrong = wrongCode(logins.codeOf(challengeId));
      const answers = [];
      for (let tries = 0; tries < 6; tries++) {
        const { status, body } = await logins.verify(challengeId, wrong);
        const { code, detail, triesLeft } = body as Record<string, unknown>;
        answers.push({ status, code, detail, triesLeft });
      }
      return {
        status: asked.status,
        members: Object.keys(rest),
        resend: rest.resendAfterSeconds,
        answers,
        challengeId,
      };
    };

    it('by what it answers', async () => {
      const known = await answerTo((await ops()).phone);
      const unknown = await answerTo(newPhone());
      expect({ ...unknown, challengeId: null }).toEqual({ ...known, challengeId: null });
      expect(known.answers.at(-1)).toMatchObject({ status: 401, code: 'otp_exhausted' });
    });

    it('nor by what it writes down: as many events and outbox rows', async () => {
      const rows = async (challengeId: string) =>
        (await audited(challengeId)).map(({ type, actor_id }) => ({ type, actor_id }));
      const known = await answerTo((await ops()).phone);
      const unknown = await answerTo(newPhone());
      expect(await rows(unknown.challengeId)).toEqual(await rows(known.challengeId));
    });

    it('and sends nothing to the others, whom no code lets in', async () => {
      const stranger = newPhone();
      const disabled = await ops();
      const header = { 'cabstand-organization': organizationId };
      await admin.post(`/v1/users/${disabled.id}/disable`, { reason: 'Left.' }, header);
      const former = await ops();
      const ended = `/v1/users/${former.id}/memberships/${former.membershipId}?reason=Left`;
      expect((await admin.call('DELETE', ended, undefined, header)).status).toBe(204);
      for (const phone of [stranger, disabled.phone, former.phone]) {
        const challengeId = await logins.challenge(phone);
        expect(await logins.verify(challengeId)).toMatchObject({ status: 401, body: { code: 'otp_wrong' } });
      }
      await eventually(async () => expect(await service.sql('SELECT 1 FROM platform.outbox')).toEqual([]));
      for (const phone of [stranger, disabled.phone, former.phone]) expect(inbox(phone)).toEqual([]);
    });
  });

  describe('of somebody with roles in several organizations', () => {
    it('asks which, keeps the code good, and gives each session that organization’s roles only', async () => {
      const other = await logins.organization(admin, 'Another operator');
      const user = await ops();
      await logins.user(admin, other, 'auditor', { phone: user.phone });
      const challengeId = await logins.challenge(user.phone);
      const asked = await logins.verify(challengeId);
      expect(asked).toMatchObject({
        status: 409,
        body: {
          code: 'choose_organization',
          choices: [
            { organizationId: other, name: 'Another operator', roles: ['auditor'] },
            { organizationId, roles: ['ops'] },
          ],
        },
      });
      expect(await sessionsOf(user.id)).toBe(0);
      expect(await triesOf(challengeId)).toBe(0);
      const stranger = await logins.organization(admin, 'A third');
      expect(await logins.verify(challengeId, undefined, stranger)).toMatchObject({
        status: 403,
        body: { code: 'not_a_member' },
      });
      expect(await logins.verify(challengeId, undefined, other)).toMatchObject({
        status: 200,
        body: { me: { roles: ['auditor'], organization: { id: other } } },
      });
      expect((await logins.logIn(user.phone, organizationId)).userId).toBe(user.id);
    });
  });

  it('merges the roles of one organization', async () => {
    const user = await ops();
    await admin.post(
      `/v1/users/${user.id}/memberships`,
      { role: 'auditor' },
      { 'cabstand-organization': organizationId },
    );
    const login = await logins.logIn(user.phone);
    const me = await login.get('/v1/me');
    expect(me).toMatchObject({ status: 200, body: { roles: ['auditor', 'ops'] } });
  });
});
