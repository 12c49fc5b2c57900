import { TestApplication } from '../../support/application';
import { type Login, Logins, newPhone, wrongCode } from './logins';

const TWENTY = Array.from({ length: 20 }, (_, i) => i);

describe('twenty at once', () => {
  let service: TestApplication;
  let second: TestApplication;
  let logins: Logins;
  let admin: Login;
  let organizationId: string;

  beforeAll(async () => {
    service = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0', DATABASE_POOL_SIZE: '8' } });
    second = await TestApplication.start({ database: service.database, environment: { DATABASE_POOL_SIZE: '8' } });
    logins = new Logins(service);
    admin = await logins.superAdmin();
    organizationId = await logins.organization(admin);
  });

  afterAll(async () => {
    await second.stop();
    await service.stop();
  });

  const verify = (challengeId: string, code: string, i: number) =>
    (i % 2 ? service : second).call('POST', '/v1/auth/otp/verify', { challengeId, code });

  it('with the right code open one session', async () => {
    const user = await logins.user(admin, organizationId, 'ops');
    const challengeId = await logins.challenge(user.phone);
    const answers = await Promise.all(TWENTY.map((i) => verify(challengeId, logins.codeOf(challengeId), i)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const codes = answers.filter(({ status }) => status !== 200).map(({ body }) => (body as { code: string }).code);
    expect(new Set(codes)).toEqual(new Set(['otp_used']));
    expect(await service.sql('SELECT 1 FROM identity.sessions WHERE user_id = $1', [user.id])).toHaveLength(1);
  });

  it('with wrong codes have five of them looked at', async () => {
    const user = await logins.user(admin, organizationId, 'ops');
    const challengeId = await logins.challenge(user.phone);
    const wrong = wrongCode(logins.codeOf(challengeId));
    const answers = await Promise.all(TWENTY.map((i) => verify(challengeId, wrong, i)));
    const codes = answers.map(({ body }) => (body as { code: string }).code);
    expect(codes.filter((code) => code === 'otp_wrong')).toHaveLength(5);
    expect(codes.filter((code) => code === 'otp_exhausted')).toHaveLength(15);
    const refused = await service.sql(
      `SELECT 1 FROM audit.entries WHERE entity_id = $1 AND type = 'identity.otp_refused'`,
      [challengeId],
    );
    expect(refused).toHaveLength(5);
    expect(await logins.verify(challengeId)).toMatchObject({ status: 401, body: { code: 'otp_exhausted' } });
  });

  it('with one refresh token get one exchange, and the session ends for all', async () => {
    const user = await logins.user(admin, organizationId, 'ops');
    const { refreshToken, ...login } = await logins.logIn(user.phone);
    const refresh = (i: number) => (i % 2 ? service : second).call('POST', '/v1/auth/refresh', { refreshToken });
    const answers = await Promise.all(TWENTY.map(refresh));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await login.get('/v1/me')).status).toBe(401);
    const reused = await service.sql(
      `SELECT 1 FROM audit.entries WHERE entity_id = $1 AND type = 'identity.refresh_token_reused'`,
      [login.sessionId],
    );
    expect(reused).toHaveLength(1);
  });

  it('making a user of one phone make one', async () => {
    const phone = newPhone();
    const header = { 'cabstand-organization': organizationId };
    const answers = await Promise.all(
      TWENTY.map(() => admin.post('/v1/users', { phone, name: 'Asha', role: 'auditor' }, header)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 201);
    expect(
      others.every(({ status, body }) => status === 409 && (body as { code: string }).code === 'already_member'),
    ).toBe(true);
    expect(await service.sql('SELECT 1 FROM identity.users WHERE phone = $1', [phone])).toHaveLength(1);
  });

  it('logging in while the organization is suspended are all out afterwards', async () => {
    const doomed = await logins.organization(admin, 'Doomed');
    const users = await Promise.all(TWENTY.slice(0, 8).map(() => logins.user(admin, doomed, 'ops')));
    const challenges = await Promise.all(users.map(({ phone }) => logins.challenge(phone)));
    const [suspended, ...answers] = await Promise.all([
      admin.post(`/v1/organizations/${doomed}/suspend`, { reason: 'Unpaid.' }),
      ...challenges.map((id, i) => verify(id, logins.codeOf(id), i)),
    ]);
    expect(suspended.status).toBe(200);
    for (const { status, body } of answers) {
      if (status !== 200) continue;
      const { accessToken } = body as { accessToken: string };
      const me = await service.call('GET', '/v1/me', undefined, { authorization: `Bearer ${accessToken}` });
      expect(me.status).toBe(401);
    }
    const open = await service.sql(
      'SELECT 1 FROM platform.principals WHERE organization_id = $1 AND revoked_at IS NULL',
      [doomed],
    );
    expect(open).toEqual([]);
  });
});
