import { v7 as uuidv7 } from 'uuid';
import { TestApplication } from '../../support/application';
import { type Login, Logins } from './logins';

describe('organizations', () => {
  let service: TestApplication;
  let logins: Logins;
  let admin: Login;

  beforeAll(async () => {
    service = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0' } });
    logins = new Logins(service);
    admin = await logins.superAdmin();
  });

  afterAll(() => service.stop());

  const opsOf = async (organizationId: string): Promise<Login> =>
    logins.logIn((await logins.user(admin, organizationId, 'ops')).phone);
  const suspend = (id: string, reason = 'Unpaid.') => admin.post(`/v1/organizations/${id}/suspend`, { reason });
  const activate = (id: string) => admin.post(`/v1/organizations/${id}/activate`, { reason: 'Paid.' });

  it('are created, each under a code of its own', async () => {
    const body = { name: ' Delhi Electric Cabs ', code: 'delhi-cabs' };
    const answer = await admin.post('/v1/organizations', body);
    expect(answer).toMatchObject({
      status: 201,
      body: { name: 'Delhi Electric Cabs', code: 'delhi-cabs', status: 'ACTIVE' },
    });
    expect(await admin.post('/v1/organizations', body)).toMatchObject({ status: 409, body: { code: 'code_taken' } });
    const { id } = answer.body as { id: string };
    const [event] = await service.sql<{ type: string }>('SELECT type FROM audit.entries WHERE entity_id = $1', [id]);
    expect(event!.type).toBe('identity.organization_created');
  });

  it('with wrong fields are refused, each named', async () => {
    for (const code of ['Delhi', '-x', 'x-', 'a b', '', 'x'.repeat(41)]) {
      const answer = await admin.post('/v1/organizations', { name: '', code });
      const { errors } = answer.body as { errors: { field: string }[] };
      expect(errors.map(({ field }) => field).sort()).toEqual(['code', 'name']);
    }
  });

  it('are all listed for a super admin, and for others their own', async () => {
    const [mine, his] = [await logins.organization(admin), await logins.organization(admin)];
    const page = (await admin.get('/v1/organizations?limit=2&status=ACTIVE')).body as {
      items: { id: string }[];
      next: string;
    };
    expect(page.items.map(({ id }) => id)).toEqual([his, mine]);
    const [older] = ((await admin.get(`/v1/organizations?after=${page.next}`)).body as { items: { id: string }[] })
      .items;
    expect(older!.id < mine).toBe(true);
    const ops = await opsOf(mine);
    expect(await ops.get('/v1/organizations')).toMatchObject({
      status: 200,
      body: { items: [{ id: mine }], next: null },
    });
    expect(await ops.get(`/v1/organizations/${mine}`)).toMatchObject({ status: 200, body: { id: mine } });
    expect((await ops.get(`/v1/organizations/${his}`)).status).toBe(404);
    expect((await admin.get(`/v1/organizations/${his}`)).status).toBe(200);
    expect((await admin.get(`/v1/organizations/${uuidv7()}`)).status).toBe(404);
    const { items } = (await ops.get('/v1/organizations')).body as { items: unknown[] };
    expect(items).toHaveLength(1);
  });

  it('suspended keep their members out from the next request on, until they are activated', async () => {
    const [id, bystander] = [await logins.organization(admin), await logins.organization(admin)];
    const [ops, other] = [await opsOf(id), await opsOf(bystander)];
    expect(await suspend(id)).toMatchObject({ status: 200, body: { status: 'SUSPENDED' } });
    expect(await ops.get('/v1/me')).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    expect((await other.get('/v1/me')).status).toBe(200);
    expect(await logins.verify(await logins.challenge(ops.phone))).toMatchObject({
      status: 401,
      body: { code: 'otp_wrong' },
    });
    expect(await suspend(id)).toMatchObject({ status: 409, body: { code: 'organization_suspended' } });
    expect(await activate(id)).toMatchObject({ status: 200, body: { status: 'ACTIVE' } });
    expect((await ops.get('/v1/me')).status).toBe(401);
    expect((await logins.logIn(ops.phone)).userId).toBe(ops.userId);
    expect(await activate(id)).toMatchObject({ status: 409, body: { code: 'organization_not_suspended' } });
    const [event] = await service.sql<{ payload: object }>(
      `SELECT payload FROM audit.entries WHERE entity_id = $1 AND type = 'identity.organization_suspended'`,
      [id],
    );
    expect(event!.payload).toEqual({ organizationId: id, reason: 'Unpaid.', sessionsEnded: 1 });
  });

  it('that suspend one of two let a user log in to the other', async () => {
    const [one, two] = [await logins.organization(admin), await logins.organization(admin)];
    const user = await logins.user(admin, one, 'ops');
    await logins.user(admin, two, 'auditor', { phone: user.phone });
    await suspend(one);
    const answer = await logins.verify(await logins.challenge(user.phone));
    expect(answer).toMatchObject({ status: 200, body: { me: { organization: { id: two }, roles: ['auditor'] } } });
  });

  it('are managed by super admins only', async () => {
    const id = await logins.organization(admin);
    const ops = await opsOf(id);
    for (const [path, body] of [
      ['/v1/organizations', { name: 'Mine', code: 'mine' }],
      [`/v1/organizations/${id}/suspend`, { reason: 'x' }],
      [`/v1/organizations/${id}/activate`, { reason: 'x' }],
    ] as const) {
      expect(await ops.post(path, body)).toMatchObject({ status: 403, body: { code: 'permission_missing' } });
    }
    expect((await suspend(uuidv7())).status).toBe(404);
    expect((await suspend(id, '')).status).toBe(400);
  });
});
