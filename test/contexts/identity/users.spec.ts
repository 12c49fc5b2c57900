import { v7 as uuidv7 } from 'uuid';
import type { TestApplication } from '../../support/application';
import { type Login, type Logins, newPhone } from './logins';
import { inOrganization, TwoOperators } from './two-operators';

describe('users', () => {
  let operators: TwoOperators;
  let service: TestApplication;
  let logins: Logins;
  let admin: Login;
  let ops: Login;
  let organizationId: string;
  let other: string;
  let fleet: string;
  let otherFleet: string;
  let hub: string;
  let otherFleetsHub: string;

  beforeAll(async () => {
    operators = await TwoOperators.start();
    ({ service, logins, admin, ops, organizationId, other, fleet, otherFleet, hub, otherFleetsHub } = operators);
  });

  afterAll(() => service.stop());

  const create = (caller: Login, body: Record<string, unknown>) => operators.create(caller, body);
  const managerOf = (places: { fleetIds?: string[]; hubIds?: string[] }) => operators.fleetManager(places);
  const countOf = async (phone: string): Promise<number> =>
    (await service.sql('SELECT 1 FROM identity.users WHERE phone = $1', [phone])).length;

  describe('created', () => {
    it('have the role, narrowed to fleets and hubs, and log in with it', async () => {
      const phone = newPhone();
      const answer = await create(ops, { phone, role: 'hub_manager', hubIds: [hub] });
      expect(answer).toMatchObject({
        status: 201,
        body: { phone, status: 'ACTIVE', memberships: [{ role: 'hub_manager', fleetIds: [fleet], hubIds: [hub] }] },
      });
      const login = await logins.logIn(phone);
      expect(await login.get('/v1/me')).toMatchObject({
        body: { roles: ['hub_manager'], fleetIds: [fleet], hubIds: [hub], driverId: null },
      });
    });

    it('leave a record that names its creator, the phone apart', async () => {
      const { id } = (await create(ops, { role: 'ops' })).body as { id: string };
      const events = await service.sql<{ type: string; actor_id: string; payload: object; organization_id: string }>(
        'SELECT type, actor_id, payload, organization_id FROM audit.entries WHERE entity_id = $1',
        [id],
      );
      expect(events).toEqual([
        {
          type: 'identity.user_created',
          actor_id: ops.userId,
          payload: { userId: id },
          organization_id: organizationId,
        },
      ]);
    });

    it('again with the same key are the same user', async () => {
      const body = { phone: newPhone(), name: 'Asha', role: 'ops' };
      const key = { 'idempotency-key': uuidv7() };
      const [first, again] = [await ops.post('/v1/users', body, key), await ops.post('/v1/users', body, key)];
      expect(first.status).toBe(201);
      expect(again).toMatchObject({ status: 201, body: first.body as object });
    });

    it('again without one are refused, as is a second time the same role', async () => {
      const phone = newPhone();
      expect((await create(ops, { phone, role: 'ops' })).status).toBe(201);
      expect(await create(ops, { phone, role: 'ops' })).toMatchObject({
        status: 409,
        body: { code: 'already_member' },
      });
    });

    it('keep their account of another organization', async () => {
      const elsewhere = await logins.user(admin, other, 'ops');
      const answer = await create(ops, { phone: elsewhere.phone, role: 'ops', name: 'Another name' });
      expect(answer).toMatchObject({ status: 201, body: { id: elsewhere.id, name: 'Asha Verma' } });
      expect((answer.body as { memberships: unknown[] }).memberships).toHaveLength(1);
    });

    it.each([
      ['unknown fleets', () => ({ role: 'fleet_manager', fleetIds: [uuidv7()] }), 'fleet_unknown'],
      [
        'another organization’s fleets',
        () => ({ role: 'fleet_manager', fleetIds: [operators.foreignFleet] }),
        'fleet_unknown',
      ],
      ['a hub as a fleet', () => ({ role: 'fleet_manager', fleetIds: [hub] }), 'fleet_unknown'],
      [
        'hubs outside the fleets',
        () => ({ role: 'hub_manager', fleetIds: [fleet], hubIds: [otherFleetsHub] }),
        'hub_outside_fleets',
      ],
      ['no fleets for their manager', () => ({ role: 'fleet_manager' }), 'role_needs_places'],
      ['no hubs for their manager', () => ({ role: 'hub_manager', fleetIds: [fleet] }), 'role_needs_places'],
      ['fleets for a rider', () => ({ role: 'rider', fleetIds: [fleet] }), 'role_has_no_places'],
      ['a driver whom no fleet has registered', () => ({ role: 'driver' }), 'driver_not_registered'],
    ])('with %s are refused, and nobody is created', async (_, body, code) => {
      const phone = newPhone();
      const header = inOrganization(organizationId);
      const answer = await admin.post('/v1/users', { phone, name: 'Asha', ...body() }, header);
      expect(answer).toMatchObject({ status: 400, body: { code } });
      expect(await countOf(phone)).toBe(0);
    });

    it('with wrong fields are refused, each named', async () => {
      const answer = await create(ops, {
        phone: '+1 555 0100',
        name: ' ',
        role: 'king',
        fleetIds: ['x'],
        hubIds: [],
        age: 3,
      });
      const { errors } = answer.body as { errors: { field: string }[] };
      expect(answer.status).toBe(400);
      expect(errors.map(({ field }) => field).sort()).toEqual(['age', 'fleetIds', 'hubIds', 'name', 'phone', 'role']);
    });

    it('in a suspended or unknown organization are refused', async () => {
      const suspended = await logins.organization(admin, 'Suspended');
      await admin.post(`/v1/organizations/${suspended}/suspend`, { reason: 'Unpaid.' });
      const body = { phone: newPhone(), name: 'Asha', role: 'ops' };
      expect(await admin.post('/v1/users', body, inOrganization(suspended))).toMatchObject({
        status: 409,
        body: { code: 'organization_suspended' },
      });
      expect((await admin.post('/v1/users', body, inOrganization(uuidv7()))).status).toBe(404);
      expect(await admin.post('/v1/users', body)).toMatchObject({
        status: 400,
        body: { code: 'organization_required' },
      });
      expect(await countOf(body.phone)).toBe(0);
    });
  });

  describe('a creator', () => {
    it('cannot grant what he may not do himself', async () => {
      const manager = await managerOf({ fleetIds: [fleet] });
      const phone = newPhone();
      const answer = await create(manager, { phone, role: 'ops', fleetIds: [fleet] });
      expect(answer).toMatchObject({ status: 403, body: { code: 'grant_exceeds_own' } });
      expect((answer.body as { missing: string[] }).missing).toContain('identity.disable_users');
      expect(await countOf(phone)).toBe(0);
      expect(await create(ops, { role: 'auditor' })).toMatchObject({
        status: 403,
        body: { code: 'grant_exceeds_own' },
      });
      expect((await create(ops, { role: 'super_admin' })).status).toBe(400);
    });

    it.each([
      ['another fleet', () => ({ fleetIds: [otherFleet] })],
      ['a fleet too many', () => ({ fleetIds: [fleet, otherFleet] })],
      ['another fleet’s hub', () => ({ hubIds: [otherFleetsHub] })],
    ])('cannot grant %s', async (_, places) => {
      const manager = await managerOf({ fleetIds: [fleet] });
      expect(await create(manager, { role: 'fleet_manager', ...places() })).toMatchObject({
        status: 403,
        body: { code: 'scope_exceeds_own' },
      });
    });

    it('can grant what he has, where he has it', async () => {
      const manager = await managerOf({ fleetIds: [fleet] });
      expect((await create(manager, { role: 'fleet_manager', hubIds: [hub] })).status).toBe(201);
    });

    it('makes super admins on the platform only, and there nobody else', async () => {
      const { id } = await logins.user(admin, organizationId, 'ops');
      const header = inOrganization(organizationId);
      for (const path of ['/v1/users', `/v1/users/${id}/memberships`]) {
        const person = path === '/v1/users' ? { phone: newPhone(), name: 'Root' } : {};
        expect(await admin.post(path, { ...person, role: 'super_admin' }, header)).toMatchObject({
          status: 400,
          body: { code: 'super_admin_in_organization' },
        });
      }
      const own = `/v1/users/${admin.userId}/memberships`;
      expect(await admin.post(own, { role: 'ops' })).toMatchObject({
        status: 400,
        body: { code: 'organization_required' },
      });
      const second = await create(admin, { role: 'super_admin' });
      expect(second).toMatchObject({ status: 201, body: { memberships: [{ role: 'super_admin', fleetIds: null }] } });
    });

    it('needs the permission', async () => {
      const auditor = await logins.logIn((await logins.user(admin, organizationId, 'auditor')).phone);
      expect(await create(auditor, { role: 'auditor' })).toMatchObject({
        status: 403,
        body: { code: 'permission_missing' },
      });
    });
  });

  describe('found', () => {
    it('by role, place, phone, name and status, in pages', async () => {
      const phone = newPhone();
      const name = `Zubin ${phone}`;
      const { id } = (await create(ops, { phone, name, role: 'hub_manager', hubIds: [operators.secondHub] })).body as {
        id: string;
      };
      for (const filter of [
        `hubId=${operators.secondHub}&role=hub_manager`,
        `phone=${encodeURIComponent(phone.slice(3))}`,
        `name=${encodeURIComponent(name.toLowerCase())}`,
        `name=${encodeURIComponent(name)}&fleetId=${fleet}&status=ACTIVE&membershipStatus=ACTIVE`,
      ]) {
        expect(await ops.get(`/v1/users?${filter}`)).toMatchObject({
          status: 200,
          body: { items: [{ id }], next: null },
        });
      }
      for (const filter of ['status=DISABLED', `hubId=${hub}`, 'membershipStatus=ENDED', 'role=driver']) {
        expect(await ops.get(`/v1/users?phone=${phone.slice(3)}&${filter}`)).toMatchObject({ body: { items: [] } });
      }
      const seen: string[] = [];
      for (let after = ''; ;) {
        const page = (await ops.get(`/v1/users?limit=2${after}`)).body as {
          items: { id: string }[];
          next: string | null;
        };
        seen.push(...page.items.map((user) => user.id));
        if (page.next === null) break;
        after = `&after=${page.next}`;
      }
      expect(seen).toEqual([...new Set(seen)].sort().reverse());
      expect(seen).toContain(id);
      const [{ n }] = (await service.sql(
        'SELECT count(DISTINCT user_id)::int AS n FROM identity.memberships WHERE organization_id = $1',
        [organizationId],
      )) as [{ n: number }];
      expect(seen).toHaveLength(n);
    });

    it('only in one’s own organization and places, whatever is asked', async () => {
      const foreign = await logins.user(admin, other, 'ops');
      const elsewhere = await logins.user(admin, organizationId, 'fleet_manager', { fleetIds: [otherFleet] });
      const here = await logins.user(admin, organizationId, 'hub_manager', { hubIds: [hub] });
      const manager = await managerOf({ fleetIds: [fleet] });
      expect((await manager.get(`/v1/users/${here.id}`)).status).toBe(200);
      for (const { id, phone } of [foreign, elsewhere, { id: ops.userId, phone: ops.phone }]) {
        expect(await manager.get(`/v1/users/${id}`)).toMatchObject({ status: 404, body: { code: 'user_not_found' } });
        expect(await manager.get(`/v1/users?phone=${phone.slice(3)}`)).toMatchObject({ body: { items: [] } });
      }
      expect((await ops.get(`/v1/users/${elsewhere.id}`)).status).toBe(200);
      expect((await ops.get(`/v1/users/${foreign.id}`)).status).toBe(404);
      expect((await ops.get(`/v1/users/${admin.userId}`)).status).toBe(404);
    });

    it('with only the memberships that one may see', async () => {
      const shared = await logins.user(admin, organizationId, 'auditor');
      await logins.user(admin, other, 'ops', { phone: shared.phone });
      const shown = (await ops.get(`/v1/users/${shared.id}`)).body as { memberships: { role: string }[] };
      expect(shown.memberships.map(({ role }) => role)).toEqual(['auditor']);
    });
  });

  it('have roles, each with what it may do', async () => {
    const { items } = (await ops.get('/v1/roles')).body as {
      items: { role: string; permissions: { name: string; description: string }[] }[];
    };
    expect(items).toHaveLength(7);
    const names = (role: string) => items.find((item) => item.role === role)!.permissions.map(({ name }) => name);
    expect(names('super_admin')).toContain('identity.manage_organizations');
    expect(names('ops')).not.toContain('identity.manage_organizations');
    expect(names('rider')).toContain('identity.use_own_account');
  });
});
