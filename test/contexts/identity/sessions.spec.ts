import { v7 as uuidv7 } from 'uuid';
import { TestApplication } from '../../support/application';
import { type Login, Logins } from './logins';

describe('sessions', () => {
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

  const loggedIn = async (): Promise<Login> => logins.logIn((await logins.user(admin, organizationId, 'ops')).phone);
  const refresh = (refreshToken: string) => service.call('POST', '/v1/auth/refresh', { refreshToken });
  const withToken = (accessToken: string) =>
    service.call('GET', '/v1/me', undefined, { authorization: `Bearer ${accessToken}` });
  const endedBecause = async (sessionId: string): Promise<string | null> => {
    const [row] = await service.sql<{ revoked_reason: string | null }>(
      'SELECT revoked_reason FROM identity.sessions WHERE id = $1',
      [sessionId],
    );
    return row!.revoked_reason;
  };

  describe('a refresh token', () => {
    it('is exchanged for new tokens of the same session', async () => {
      const login = await loggedIn();
      const answer = await refresh(login.refreshToken);
      expect(answer).toMatchObject({ status: 200, body: { expiresInSeconds: 900 } });
      const next = answer.body as { accessToken: string; refreshToken: string };
      expect(next.refreshToken).not.toBe(login.refreshToken);
      expect(await withToken(next.accessToken)).toMatchObject({ status: 200, body: { sessionId: login.sessionId } });
      expect((await refresh(next.refreshToken)).status).toBe(200);
    });

    it('that comes again ends the session, also for whoever holds the newest', async () => {
      const login = await loggedIn();
      const next = (await refresh(login.refreshToken)).body as { accessToken: string; refreshToken: string };
      expect(await refresh(login.refreshToken)).toMatchObject({ status: 401, body: { code: 'refresh_token_reused' } });
      expect(await endedBecause(login.sessionId)).toBe('refresh_token_reused');
      expect(await withToken(next.accessToken)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
      expect(await refresh(next.refreshToken)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
      const events = await service.sql<{ type: string }>(
        'SELECT type FROM audit.entries WHERE entity_id = $1 ORDER BY id',
        [login.sessionId],
      );
      expect(events.map(({ type }) => type)).toEqual([
        'identity.logged_in',
        'identity.session_refreshed',
        'identity.refresh_token_reused',
        'identity.session_revoked',
      ]);
    });

    it('leaves the user’s other sessions alone when it comes again', async () => {
      const first = await loggedIn();
      const second = await logins.logIn(first.phone);
      await refresh(first.refreshToken);
      await refresh(first.refreshToken);
      expect((await second.get('/v1/me')).status).toBe(200);
    });

    it('is refused when it was not issued here, is malformed, or its session has ended or expired', async () => {
      const unknown = `cabstand_rt_${'A'.repeat(43)}`;
      expect(await refresh(unknown)).toMatchObject({ status: 401, body: { code: 'refresh_token_unknown' } });
      expect(await refresh('nonsense')).toMatchObject({ status: 400, body: { errors: [{ field: 'refreshToken' }] } });
      const ended = await loggedIn();
      expect((await ended.post('/v1/auth/logout')).status).toBe(204);
      expect(await refresh(ended.refreshToken)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
      const expired = await loggedIn();
      await service.sql('UPDATE identity.sessions SET expires_at = now() WHERE id = $1', [expired.sessionId]);
      expect(await refresh(expired.refreshToken)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    });

    it('brings the session what its role may do by now', async () => {
      const login = await loggedIn();
      await service.sql(
        `UPDATE platform.principals SET permissions = '{identity.use_own_account}' WHERE session_id = $1`,
        [login.sessionId],
      );
      const { accessToken } = (await refresh(login.refreshToken)).body as { accessToken: string };
      const me = await withToken(accessToken);
      expect((me.body as { permissions: string[] }).permissions).toContain('identity.manage_users');
    });
  });

  describe('one’s own', () => {
    it('are listed, newest first, and page', async () => {
      const first = await loggedIn();
      const second = await logins.logIn(first.phone);
      const page = await second.get('/v1/me/sessions?limit=1');
      expect(page).toMatchObject({ status: 200, body: { items: [{ id: second.sessionId, isCurrent: true }] } });
      const { next } = page.body as { next: string };
      expect(await second.get(`/v1/me/sessions?after=${next}`)).toMatchObject({
        body: { items: [{ id: first.sessionId, isCurrent: false, organizationId }], next: null },
      });
    });

    it('end at logout, at once', async () => {
      const login = await loggedIn();
      expect((await login.post('/v1/auth/logout')).status).toBe(204);
      expect(await login.get('/v1/me')).toMatchObject({ status: 401, body: { code: 'session_ended' } });
      expect(await endedBecause(login.sessionId)).toBe('logged_out');
    });

    it('end from another of them, at the next request', async () => {
      const lost = await loggedIn();
      const kept = await logins.logIn(lost.phone);
      expect((await lost.get('/v1/me')).status).toBe(200);
      expect((await kept.call('DELETE', `/v1/me/sessions/${lost.sessionId}`)).status).toBe(204);
      expect(await lost.get('/v1/me')).toMatchObject({ status: 401, body: { code: 'session_ended' } });
      expect((await kept.get('/v1/me')).status).toBe(200);
      expect(await kept.call('DELETE', `/v1/me/sessions/${lost.sessionId}`)).toMatchObject({
        status: 409,
        body: { code: 'session_ended' },
      });
    });

    it('end in another organization too, and its audit says so', async () => {
      const other = await logins.organization(admin, 'Another operator');
      const here = await loggedIn();
      await logins.user(admin, other, 'auditor', { phone: here.phone });
      const there = await logins.logIn(here.phone, other);
      expect((await here.call('DELETE', `/v1/me/sessions/${there.sessionId}`)).status).toBe(204);
      expect((await there.get('/v1/me')).status).toBe(401);
      const [event] = await service.sql<{ organization_id: string }>(
        `SELECT organization_id FROM audit.entries WHERE entity_id = $1 AND type = 'identity.session_revoked'`,
        [there.sessionId],
      );
      expect(event!.organization_id).toBe(other);
    });

    it('are not somebody else’s', async () => {
      const [mine, his] = [await loggedIn(), await loggedIn()];
      for (const id of [his.sessionId, uuidv7()]) {
        expect(await mine.call('DELETE', `/v1/me/sessions/${id}`)).toMatchObject({
          status: 404,
          body: { code: 'session_not_found' },
        });
      }
      expect((await his.get('/v1/me')).status).toBe(200);
    });
  });

  describe('of another user', () => {
    it('are listed and ended by an admin of the organization', async () => {
      const [ops, his] = [await loggedIn(), await loggedIn()];
      expect(await ops.get(`/v1/users/${his.userId}/sessions`)).toMatchObject({
        status: 200,
        body: { items: [{ id: his.sessionId, isCurrent: false }] },
      });
      expect((await ops.call('DELETE', `/v1/users/${his.userId}/sessions/${his.sessionId}`)).status).toBe(204);
      expect((await his.get('/v1/me')).status).toBe(401);
      expect(await endedBecause(his.sessionId)).toBe('revoked_by_admin');
    });

    it('in another organization, or another’s under his name, are not found', async () => {
      const other = await logins.organization(admin, 'Another operator');
      const shared = await loggedIn();
      await logins.user(admin, other, 'auditor', { phone: shared.phone });
      const there = await logins.logIn(shared.phone, other);
      const ops = await loggedIn();
      expect(await ops.get(`/v1/users/${shared.userId}/sessions`)).toMatchObject({
        body: { items: [{ id: shared.sessionId }] },
      });
      for (const path of [
        `/v1/users/${shared.userId}/sessions/${there.sessionId}`,
        `/v1/users/${shared.userId}/sessions/${ops.sessionId}`,
        `/v1/users/${admin.userId}/sessions/${admin.sessionId}`,
      ]) {
        expect((await ops.call('DELETE', path)).status).toBe(404);
      }
      expect((await there.get('/v1/me')).status).toBe(200);
    });

    it('are not seen without the permission', async () => {
      const his = await loggedIn();
      const rider = await logins.logIn((await logins.user(admin, organizationId, 'rider')).phone);
      expect(await rider.get(`/v1/users/${his.userId}/sessions`)).toMatchObject({
        status: 403,
        body: { code: 'permission_missing' },
      });
    });
  });

  it('of a super admin act in the organization that each request names', async () => {
    const named = await admin.get('/v1/me', { 'cabstand-organization': organizationId });
    expect(named).toMatchObject({
      status: 200,
      body: { roles: ['super_admin'], organization: { id: organizationId } },
    });
    expect(await admin.get('/v1/me')).toMatchObject({ status: 200, body: { organization: null } });
  });

  it('of anybody else act in their own organization, and are refused where a request names another', async () => {
    const own = await logins.logIn((await logins.user(admin, organizationId, 'ops')).phone);
    const other = await logins.organization(admin, 'Another');
    const header = 'cabstand-organization';
    expect((await own.get('/v1/me', { [header]: organizationId })).status).toBe(200);
    for (const named of [other, uuidv7()]) {
      expect(await own.get('/v1/me', { [header]: named })).toMatchObject({
        status: 404,
        body: { code: 'organization_not_found' },
      });
    }
  });
});
