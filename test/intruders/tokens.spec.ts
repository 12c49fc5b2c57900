import { createHmac, createSecretKey } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { v7 as uuidv7 } from 'uuid';
import { Configuration } from '../../src/platform/config/configuration';
import { type Answer, TestApplication } from '../support/application';
import { type Login, Logins } from '../contexts/identity/logins';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const codeOf = ({ status, body }: Answer): string => `${status} ${body.code ?? ''}`.trim();

describe('a token that was tampered with', () => {
  let application: TestApplication;
  let victim: Login;
  let intruder: Login;
  let secret: string;
  let claims: { sub: string; sid: string };

  beforeAll(async () => {
    application = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0' } });
    const logins = new Logins(application);
    const admin = await logins.superAdmin();
    const organizationId = await logins.organization(admin);
    [victim, intruder] = [
      await logins.logIn((await logins.user(admin, organizationId, 'ops')).phone),
      await logins.logIn((await logins.user(admin, organizationId, 'auditor')).phone),
    ];
    secret = application.app.get(Configuration).jwtSecret;
    claims = { sub: victim.userId, sid: victim.sessionId };
  });
  afterAll(() => application?.stop());

  const show = (token: string) => application.call('GET', '/v1/me', undefined, { authorization: `Bearer ${token}` });
  const signed = (key: string, said: object, options: object = {}) =>
    new JwtService({ secret: createSecretKey(Buffer.from(key)) }).sign(said, {
      ...{ issuer: 'cabstand', audience: 'cabstand-api', expiresIn: 60 },
      ...options,
    });
  const withHeader = (header: object, key: string) => {
    const now = Math.floor(Date.now() / 1000);
    const said = { ...claims, iat: now, exp: now + 60, iss: 'cabstand', aud: 'cabstand-api' };
    const content = `${encode(header)}.${encode(said)}`;
    return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
  };

  it('lets nobody in, while an honest one does', async () => {
    expect((await show(signed(secret, claims))).body).toMatchObject({ userId: victim.userId });
    expect((await show(withHeader({ alg: 'HS256', typ: 'JWT' }, secret))).body).toMatchObject({
      userId: victim.userId,
    });
  });

  it.each([
    ['unsigned, as alg none', () => `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`],
    ['unsigned, as alg None', () => `${encode({ alg: 'None', typ: 'JWT' })}.${encode(claims)}.`],
    ['signed rightly under a header that says none', () => withHeader({ alg: 'none' }, secret)],
    ['signed rightly under a header that says RS256', () => withHeader({ alg: 'RS256' }, secret)],
    ['of another key', () => signed('k'.repeat(40), claims)],
    ['of an empty key', () => withHeader({ alg: 'HS256' }, '')],
    [
      'of the key that its own header brings',
      () => {
        const jwk = { kty: 'oct', k: Buffer.from('k'.repeat(40)).toString('base64url') };
        return withHeader({ alg: 'HS256', jwk }, 'k'.repeat(40));
      },
    ],
    ['of a key id that names an empty file', () => withHeader({ alg: 'HS256', kid: '../../../../dev/null' }, '')],
    ['of another algorithm', () => signed(secret, claims, { algorithm: 'HS512' })],
    ['for another audience', () => signed(secret, claims, { audience: 'cabstand-files' })],
    ['by another issuer', () => signed(secret, claims, { issuer: 'mallory' })],
    ['without a signature', () => signed(secret, claims).split('.').slice(0, 2).join('.')],
    [
      'with claims that were swapped below the signature',
      () => {
        const [header, , seal] = intruder.accessToken.split('.');
        return `${header}.${victim.accessToken.split('.')[1]}.${seal}`;
      },
    ],
    ['a refresh token instead', () => victim.refreshToken],
  ])('%s', async (_, forge) => {
    expect(codeOf(await show(forge()))).toBe('401 token_invalid');
  });

  it('is not let in after its time, nor before it', async () => {
    expect(codeOf(await show(signed(secret, claims, { expiresIn: -1 })))).toBe('401 token_expired');
    expect(codeOf(await show(signed(secret, claims, { notBefore: 60 })))).toBe('401 token_invalid');
  });

  it('brings nobody another’s session, nor one that there is not', async () => {
    expect(codeOf(await show(signed(secret, { sub: intruder.userId, sid: victim.sessionId })))).toBe(
      '401 session_ended',
    );
    expect(codeOf(await show(signed(secret, { sub: victim.userId, sid: uuidv7() })))).toBe('401 session_ended');
    for (const sid of ["' OR true --", { $ne: null }, [victim.sessionId], null, ''])
      expect(codeOf(await show(signed(secret, { sub: victim.userId, sid })))).toBe('401 session_ended');
  });

  it('is looked for in the header alone', async () => {
    const { accessToken } = victim;
    for (const path of [
      `/v1/me?access_token=${accessToken}`,
      `/v1/me?token=${accessToken}`,
      `/v1/me?ticket=${accessToken}`,
    ])
      expect(codeOf(await application.call('GET', path))).toBe('401 token_missing');
    expect(codeOf(await application.call('GET', '/v1/me', undefined, { cookie: `token=${accessToken}` }))).toBe(
      '401 token_missing',
    );
    const refreshed = await application.call('POST', '/v1/auth/refresh', { refreshToken: accessToken });
    expect(codeOf(refreshed)).toBe('400 validation_failed');
  });

  it('does not make an organization the intruder’s by naming it', async () => {
    const answer = await victim.get('/v1/drivers', { 'cabstand-organization': uuidv7() });
    expect(codeOf(answer)).toBe('404 organization_not_found');
  });
});

describe('a refresh token that was stolen', () => {
  let application: TestApplication;
  let logins: Logins;
  let phone: string;

  beforeAll(async () => {
    application = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0' } });
    logins = new Logins(application);
    const admin = await logins.superAdmin();
    ({ phone } = await logins.user(admin, await logins.organization(admin), 'ops'));
  });
  afterAll(() => application?.stop());

  const refresh = (refreshToken: string) => application.call('POST', '/v1/auth/refresh', { refreshToken });
  const me = (accessToken: string) =>
    application.call('GET', '/v1/me', undefined, { authorization: `Bearer ${accessToken}` });

  it('ends the session for the thief and the owner, whoever of them comes second', async () => {
    const owner = await logins.logIn(phone);
    const first = await refresh(owner.refreshToken);
    expect(first.status).toBe(200);
    expect(codeOf(await refresh(owner.refreshToken))).toBe('401 refresh_token_reused');
    for (const token of [first.body.refreshToken, owner.refreshToken]) expect((await refresh(token)).status).toBe(401);
    for (const token of [first.body.accessToken, owner.accessToken])
      expect(codeOf(await me(token as string))).toBe('401 session_ended');
    const told = await application.sql(
      `SELECT FROM audit.entries WHERE entity_id = $1 AND type = 'identity.refresh_token_reused'`,
      [owner.sessionId],
    );
    expect(told).toHaveLength(1);
  });

  it('is good once, whatever is put around it', async () => {
    const owner = await logins.logIn(phone);
    const { refreshToken } = owner;
    for (const altered of [
      `${refreshToken} `,
      refreshToken.toUpperCase(),
      refreshToken.slice(0, -1),
      `${refreshToken}\u0000`,
    ])
      expect([400, 401]).toContain((await refresh(altered)).status);
    expect((await refresh(refreshToken)).status).toBe(200);
  });
});
