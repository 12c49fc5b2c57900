import { randomUUID } from 'node:crypto';
import { created, FleetFixture, unique } from '../contexts/fleet/fleet-fixture';
import { type Login, Logins, newPhone } from '../contexts/identity/logins';
import { inOrganization } from '../contexts/identity/two-operators';
import { type Answer, TestApplication } from '../support/application';

const told = ({ status, body }: Answer) => [status, status < 400 ? body.status : body.code];

/** Organizations and fleets from the application to the decision, over HTTP alone. */
describe('who wants to work here', () => {
  let application: TestApplication;
  let logins: Logins;
  let admin: Login;
  let operator: FleetFixture;

  beforeAll(async () => {
    application = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0' } });
    logins = new Logins(application);
    admin = await logins.superAdmin();
    operator = await FleetFixture.create(application);
  });
  afterAll(() => application.stop());

  const code = () => `org-${unique()}`;
  const applied = async (caller: { post: Login['post'] }, path: string, body: object): Promise<string> => {
    const answer = await caller.post(`${path}/applications`, body);
    expect(told(answer)).toEqual([201, 'APPLIED']);
    return answer.body.id as string;
  };
  const reason = { reason: 'Decided.' };

  it('as an organization, is applied for, reviewed and approved, and lets nobody in before', async () => {
    const id = await applied(admin, '/v1/organizations', { name: 'Jaipur Cabs', code: code() });
    const at = `/v1/organizations/${id}`;
    const user = { name: 'Asha', phone: newPhone(), role: 'ops' };
    const createUser = () => admin.post('/v1/users', user, inOrganization(id));
    expect(told(await createUser())).toEqual([409, 'organization_not_active']);
    expect(told(await admin.post(`${at}/approve`, reason))).toEqual([409, 'illegal_organization_transition']);
    expect(told(await admin.post(`${at}/suspend`, reason))).toEqual([409, 'organization_not_active']);
    expect(told(await admin.post(`${at}/activate`, reason))).toEqual([409, 'organization_not_suspended']);
    expect(told(await admin.post(`${at}/review`))).toEqual([200, 'UNDER_REVIEW']);
    expect(told(await admin.post(`${at}/review`))).toEqual([409, 'illegal_organization_transition']);
    expect(told(await createUser())).toEqual([409, 'organization_not_active']);
    expect(told(await admin.post(`${at}/approve`, { reason: '' }))).toEqual([400, 'validation_failed']);
    const both = await Promise.all(['approve', 'reject'].map((verb) => admin.post(`${at}/${verb}`, reason)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const approved = await applied(admin, '/v1/organizations', { name: 'Agra Cabs', code: code() });
    await admin.post(`/v1/organizations/${approved}/review`);
    expect(told(await admin.post(`/v1/organizations/${approved}/approve`, reason))).toEqual([200, 'ACTIVE']);
    const ops = await logins.logIn((await logins.user(admin, approved, 'ops')).phone);
    expect(await ops.get(`/v1/organizations/${approved}`)).toMatchObject({
      status: 200,
      body: { status: 'ACTIVE', statusReason: 'Decided.' },
    });
    const events = await application.sql<{ type: string }>(
      'SELECT type FROM audit.entries WHERE entity_id = $1 ORDER BY id',
      [approved],
    );
    expect(events.map(({ type }) => type)).toEqual([
      'identity.organization_created',
      'identity.organization_review_started',
      'identity.organization_approved',
    ]);
  });

  it('as an organization that was rejected, stays so and leaves its code to the next', async () => {
    const wanted = { name: 'Kota Cabs', code: code() };
    const id = await applied(admin, '/v1/organizations', wanted);
    expect(told(await admin.post('/v1/organizations/applications', wanted))).toEqual([409, 'code_taken']);
    await admin.post(`/v1/organizations/${id}/review`);
    expect(await admin.post(`/v1/organizations/${id}/reject`, { reason: 'No permit.' })).toMatchObject({
      status: 200,
      body: { status: 'REJECTED', statusReason: 'No permit.' },
    });
    for (const verb of ['review', 'approve', 'suspend', 'activate'])
      expect((await admin.post(`/v1/organizations/${id}/${verb}`, reason)).status).toBe(409);
    await applied(admin, '/v1/organizations', wanted);
    expect((await admin.get('/v1/organizations?status=REJECTED')).body.items).toMatchObject([{ id }]);
  });

  it('as an organization, is for super admins alone to decide', async () => {
    const id = await applied(admin, '/v1/organizations', { name: 'Ajmer Cabs', code: code() });
    const body = { name: 'Mine', code: code() };
    expect((await operator.ops.post('/v1/organizations/applications', body)).status).toBe(403);
    for (const verb of ['review', 'approve', 'reject'])
      expect((await operator.ops.post(`/v1/organizations/${id}/${verb}`, reason)).status).toBe(403);
    expect((await application.call('POST', '/v1/organizations/applications', body)).status).toBe(401);
    expect((await operator.ops.get(`/v1/organizations/${id}`)).status).toBe(404);
    expect((await admin.post(`/v1/organizations/${randomUUID()}/review`)).status).toBe(404);
  });

  it('as a fleet, is applied for, reviewed and approved, and takes nothing in before', async () => {
    const manager = await operator.actAs({ role: 'fleet_manager', fleetIds: [await operator.fleet()] });
    const details = { name: `Ganga ${unique()}`, city: 'Delhi NCR' };
    const id = await applied(manager, '/v1/fleets', details);
    const at = `/v1/fleets/${id}`;
    expect((await manager.get(at)).status).toBe(404);
    const hub = { fleetId: id, name: 'A', address: 'Dwarka', latitude: 28.55, longitude: 77.1 };
    expect(told(await operator.ops.post('/v1/hubs', hub))).toEqual([409, 'fleet_not_active']);
    expect(told(await operator.ops.post(`${at}/approve`, reason))).toEqual([409, 'illegal_fleet_transition']);
    for (const status of ['ACTIVE', 'SUSPENDED', 'CLOSED'])
      expect(told(await operator.ops.post(`${at}/status`, { status, ...reason }))).toEqual([
        409,
        'illegal_fleet_transition',
      ]);
    expect(told(await operator.ops.post(`${at}/review`))).toEqual([200, 'UNDER_REVIEW']);
    for (const [path, body] of [
      ['review', undefined],
      ['approve', reason],
      ['reject', reason],
    ] as const)
      expect((await manager.post(`${at}/${path}`, body)).status).toBe(403);
    const once = await Promise.all([1, 2].map(() => operator.ops.post(`${at}/approve`, reason)));
    expect(once.map(({ status }) => status).sort()).toEqual([200, 409]);
    created(await operator.ops.post('/v1/hubs', hub));
    expect(told(await operator.ops.post(`${at}/reject`, reason))).toEqual([409, 'illegal_fleet_transition']);
    expect(told(await operator.ops.post(`${at}/status`, { status: 'SUSPENDED', ...reason }))).toEqual([
      200,
      'SUSPENDED',
    ]);
    expect(told(await operator.ops.post(`${at}/approve`, reason))).toEqual([409, 'illegal_fleet_transition']);
    expect(told(await operator.ops.post(`${at}/status`, { status: 'ACTIVE', ...reason }))).toEqual([200, 'ACTIVE']);
  });

  it('as a fleet that was rejected, stays so and leaves its name to the next; another operator sees nothing of it', async () => {
    const details = { name: `Chambal ${unique()}`, city: 'Delhi NCR' };
    const id = await applied(operator.ops, '/v1/fleets', details);
    expect(told(await operator.ops.post('/v1/fleets', details))).toEqual([409, 'fleet_name_taken']);
    await operator.ops.post(`/v1/fleets/${id}/review`);
    const stranger = await FleetFixture.create(application);
    for (const verb of ['review', 'approve', 'reject'])
      expect((await stranger.ops.post(`/v1/fleets/${id}/${verb}`, reason)).status).toBe(404);
    const hubManager = await operator.actAs({ role: 'hub_manager', hubIds: [] });
    expect((await hubManager.post('/v1/fleets/applications', details)).status).toBe(403);
    expect(told(await operator.ops.post(`/v1/fleets/${id}/reject`, reason))).toEqual([200, 'REJECTED']);
    expect(told(await operator.ops.call('PATCH', `/v1/fleets/${id}`, { city: 'Agra' }))).toEqual([409, 'fleet_closed']);
    expect((await operator.ops.get('/v1/fleets?status=REJECTED')).body.items).toMatchObject([{ id }]);
    created(await operator.ops.post('/v1/fleets', details));
  });

  it('cannot leap over the review in the database either', async () => {
    const id = await applied(operator.ops, '/v1/fleets', { name: `Leap ${unique()}`, city: 'Agra' });
    await expect(application.sql(`UPDATE fleet.fleets SET status = 'ACTIVE' WHERE id = $1`, [id])).rejects.toThrow(
      'cannot follow',
    );
    const organization = await applied(admin, '/v1/organizations', { name: 'Leap', code: code() });
    const leap = `UPDATE identity.organizations SET status = 'ACTIVE' WHERE id = $1`;
    await expect(application.sql(leap, [organization])).rejects.toThrow('cannot follow');
  });
});
