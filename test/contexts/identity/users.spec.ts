import { v7 as uuidv7 } from 'uuid';
import { FleetCreated, HubCreated } from '../../../src/contexts/fleet/contracts/fleet-events';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { AuditModule } from '../../../src/contexts/audit/audit.module';
import { IdentityModule } from '../../../src/contexts/identity/identity.module';
import { TestApplication } from '../../support/application';
import { type Login, Logins, newPhone } from './logins';

const NOWHERE = { latitude: 28.6, longitude: 77.2 };

describe('users', () => {
  let service: TestApplication;
  let logins: Logins;
  let admin: Login;
  let organizationId: string;
  let other: string;
  let ops: Login;

  const [fleet, otherFleet, foreignFleet] = [uuidv7(), uuidv7(), uuidv7()] as const;
  const [hub, secondHub, otherFleetsHub] = [uuidv7(), uuidv7(), uuidv7()] as const;

  beforeAll(async () => {
    service = await TestApplication.start({
      environment: { OTP_COOLDOWN_SECONDS: '0' },
      contexts: [IdentityModule, AuditModule],
    });
    logins = new Logins(service);
    admin = await logins.superAdmin();
    organizationId = await logins.organization(admin);
    other = await logins.organization(admin, 'Another operator');
    ops = await logins.logIn((await logins.user(admin, organizationId, 'ops')).phone);
    const unitOfWork = service.app.get(UnitOfWork);
    const place = { name: 'A', address: 'B', point: NOWHERE };
    await unitOfWork.run(
      () =>
        unitOfWork.publish(
          ...[fleet, otherFleet].map(
            (fleetId) => new FleetCreated(fleetId, { fleetId, name: 'A', city: 'DELHI_NCR' }, new Date()),
          ),
          new HubCreated(hub, { ...place, hubId: hub, fleetId: fleet }, new Date()),
          new HubCreated(secondHub, { ...place, hubId: secondHub, fleetId: fleet }, new Date()),
          new HubCreated(otherFleetsHub, { ...place, hubId: otherFleetsHub, fleetId: otherFleet }, new Date()),
        ),
      { organizationId },
    );
    await unitOfWork.run(
      () =>
        unitOfWork.publish(
          new FleetCreated(foreignFleet, { fleetId: foreignFleet, name: 'C', city: 'DELHI_NCR' }, new Date()),
        ),
      { organizationId: other },
    );
  });

  afterAll(() => service.stop());

  const create = (caller: Login, body: Record<string, unknown>) =>
    caller.post('/v1/users', { phone: newPhone(), name: 'Asha Verma', ...body });
  const managerOf = async (places: { fleetIds?: string[]; hubIds?: string[] }): Promise<Login> =>
    logins.logIn((await logins.user(admin, organizationId, 'fleet_manager', places)).phone);
  const inOrganization = (id: string) => ({ 'cabstand-organization': id });
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
      ['unknown fleets', { role: 'fleet_manager', fleetIds: [uuidv7()] }, 'fleet_unknown'],
      ['another organization’s fleets', { role: 'fleet_manager', fleetIds: [foreignFleet] }, 'fleet_unknown'],
      ['a hub as a fleet', { role: 'fleet_manager', fleetIds: [hub] }, 'fleet_unknown'],
      [
        'hubs outside the fleets',
        { role: 'hub_manager', fleetIds: [fleet], hubIds: [otherFleetsHub] },
        'hub_outside_fleets',
      ],
      ['no fleets for their manager', { role: 'fleet_manager' }, 'role_needs_places'],
      ['no hubs for their manager', { role: 'hub_manager', fleetIds: [fleet] }, 'role_needs_places'],
      ['fleets for a rider', { role: 'rider', fleetIds: [fleet] }, 'role_has_no_places'],
      ['a driver whom no fleet has registered', { role: 'driver' }, 'driver_not_registered'],
    ])('with %s are refused, and nobody is created', async (_, body, code) => {
      const phone = newPhone();
      const header = inOrganization(organizationId);
      const answer = await admin.post('/v1/users', { phone, name: 'Asha', ...body }, header);
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
      ['another fleet', { fleetIds: [otherFleet] }],
      ['a fleet too many', { fleetIds: [fleet, otherFleet] }],
      ['another fleet’s hub', { hubIds: [otherFleetsHub] }],
    ])('cannot grant %s', async (_, places) => {
      const manager = await managerOf({ fleetIds: [fleet] });
      expect(await create(manager, { role: 'fleet_manager', ...places })).toMatchObject({
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
      const { id } = (await create(ops, { phone, name, role: 'hub_manager', hubIds: [secondHub] })).body as {
        id: string;
      };
      for (const filter of [
        `hubId=${secondHub}&role=hub_manager`,
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

  describe('disabled', () => {
    it('are out at the next request, cannot log in, and can again once enabled', async () => {
      const user = await logins.user(admin, organizationId, 'ops');
      const login = await logins.logIn(user.phone);
      expect(await ops.post(`/v1/users/${user.id}/disable`, { reason: 'Left.' })).toMatchObject({
        status: 200,
        body: { status: 'DISABLED' },
      });
      expect(await login.get('/v1/me')).toMatchObject({ status: 401, body: { code: 'session_ended' } });
      expect((await service.call('POST', '/v1/auth/refresh', { refreshToken: login.refreshToken })).status).toBe(401);
      const again = await ops.post(`/v1/users/${user.id}/disable`, { reason: 'Left.' });
      expect(again).toMatchObject({ status: 409, body: { code: 'user_disabled' } });
      expect((await ops.post(`/v1/users/${user.id}/memberships`, { role: 'ops' })).status).toBe(409);
      expect(await ops.post(`/v1/users/${user.id}/enable`, { reason: 'Back.' })).toMatchObject({
        body: { status: 'ACTIVE' },
      });
      expect((await login.get('/v1/me')).status).toBe(401);
      expect((await logins.logIn(user.phone)).userId).toBe(user.id);
      expect(await ops.post(`/v1/users/${user.id}/enable`, { reason: 'Back.' })).toMatchObject({
        status: 409,
        body: { code: 'user_not_disabled' },
      });
    });

    it('with a reason only', async () => {
      const user = await logins.user(admin, organizationId, 'ops');
      for (const body of [{}, { reason: '  ' }, { reason: 'x'.repeat(501) }]) {
        expect((await ops.post(`/v1/users/${user.id}/disable`, body)).status).toBe(400);
      }
    });

    it('not by themselves, nor by somebody who may do less', async () => {
      expect(await ops.post(`/v1/users/${ops.userId}/disable`, { reason: 'Tired.' })).toMatchObject({
        status: 409,
        body: { code: 'not_yourself' },
      });
      const narrowed = await logins.logIn(
        (await logins.user(admin, organizationId, 'ops', { fleetIds: [fleet] })).phone,
      );
      const manager = await logins.user(admin, organizationId, 'fleet_manager', { fleetIds: [fleet] });
      expect((await narrowed.post(`/v1/users/${manager.id}/disable`, { reason: 'Left.' })).status).toBe(200);
      expect((await narrowed.post(`/v1/users/${ops.userId}/disable`, { reason: 'Rival.' })).status).toBe(404);
      // An auditor may read what nobody else may: ops must not be able to shut him out.
      const auditor = await logins.user(admin, organizationId, 'auditor');
      for (const path of ['disable', 'memberships']) {
        const answer = await ops.post(
          `/v1/users/${auditor.id}/${path}`,
          path === 'disable' ? { reason: 'x' } : { role: 'ops' },
        );
        expect(answer).toMatchObject({ status: 403, body: { code: 'outranked' } });
      }
    });

    it('not where they belong to another organization as well, except by the platform', async () => {
      const shared = await logins.user(admin, organizationId, 'ops');
      await logins.user(admin, other, 'ops', { phone: shared.phone });
      const there = await logins.logIn(shared.phone, other);
      for (const [method, path, body] of [
        ['POST', `/v1/users/${shared.id}/disable`, { reason: 'Left.' }],
        ['PATCH', `/v1/users/${shared.id}`, { name: 'Nobody' }],
      ] as const) {
        expect(await ops.call(method, path, body)).toMatchObject({
          status: 409,
          body: { code: 'user_belongs_elsewhere' },
        });
      }
      expect((await there.get('/v1/me')).status).toBe(200);
      const disabled = await admin.post(
        `/v1/users/${shared.id}/disable`,
        { reason: 'Fraud.' },
        inOrganization(organizationId),
      );
      expect(disabled.status).toBe(200);
      expect((await there.get('/v1/me')).status).toBe(401);
    });
  });

  describe('memberships', () => {
    it('granted and ended bite at the next request of a running session', async () => {
      const user = await logins.user(admin, organizationId, 'hub_manager', { hubIds: [hub] });
      const login = await logins.logIn(user.phone);
      expect((await login.get('/v1/users')).status).toBe(200);
      expect((await login.post('/v1/users', {})).status).toBe(403);
      const granted = await ops.post(`/v1/users/${user.id}/memberships`, { role: 'ops' });
      expect(granted).toMatchObject({ status: 201, body: { memberships: [{ role: 'hub_manager' }, { role: 'ops' }] } });
      expect((await login.post('/v1/users', {})).status).toBe(400);
      const [first, second] = (granted.body as { memberships: { id: string }[] }).memberships;
      expect((await ops.call('DELETE', `/v1/users/${user.id}/memberships/${second!.id}?reason=Over`)).status).toBe(204);
      expect((await login.post('/v1/users', {})).status).toBe(403);
      expect((await login.get('/v1/me')).status).toBe(200);
      expect((await ops.call('DELETE', `/v1/users/${user.id}/memberships/${first!.id}?reason=Over`)).status).toBe(204);
      expect((await login.get('/v1/me')).status).toBe(401);
      const again = await ops.call('DELETE', `/v1/users/${user.id}/memberships/${first!.id}?reason=Over`);
      expect(again).toMatchObject({ status: 409, body: { code: 'membership_ended' } });
    });

    it('of other users and organizations are not found, and the reason is asked for', async () => {
      const [one, two] = [
        await logins.user(admin, organizationId, 'ops'),
        await logins.user(admin, organizationId, 'ops'),
      ];
      const elsewhere = await logins.user(admin, other, 'ops', { phone: one.phone });
      for (const id of [two.membershipId, elsewhere.membershipId, uuidv7()]) {
        expect(await ops.call('DELETE', `/v1/users/${one.id}/memberships/${id}?reason=Over`)).toMatchObject({
          status: 404,
          body: { code: 'membership_not_found' },
        });
      }
      expect((await ops.call('DELETE', `/v1/users/${one.id}/memberships/${one.membershipId}`)).status).toBe(400);
    });

    it('that together would reach further than each are refused', async () => {
      const user = await logins.user(admin, organizationId, 'fleet_manager', { fleetIds: [fleet] });
      expect(
        await ops.post(`/v1/users/${user.id}/memberships`, { role: 'hub_manager', hubIds: [otherFleetsHub] }),
      ).toMatchObject({ status: 409, body: { code: 'roles_do_not_combine' } });
    });
  });

  it('are kept apart by the database itself, when a query asks for all', async () => {
    await logins.user(admin, other, 'ops');
    const unitOfWork = service.app.get(UnitOfWork);
    const organizationsOf = (table: string) =>
      unitOfWork.run(
        () => unitOfWork.rows<{ id: string }>(`SELECT DISTINCT organization_id AS id FROM identity.${table}`),
        {
          organizationId: other,
        },
      );
    expect(await organizationsOf('memberships')).toEqual([{ id: other }]);
    expect(await organizationsOf('places')).toEqual([{ id: other }]);
    const theirs = await unitOfWork.run(() => unitOfWork.rows('SELECT id FROM identity.organizations'), {
      organizationId: other,
    });
    expect(theirs).toEqual([{ id: other }]);
    for (const table of ['memberships', 'organizations', 'sessions']) {
      const rows = await unitOfWork.run(() => unitOfWork.rows(`SELECT 1 FROM identity.${table}`), {
        organizationId: null,
      });
      expect(rows).toEqual([]);
    }
    const stolen = unitOfWork.run(
      () => unitOfWork.query('UPDATE identity.memberships SET organization_id = $1', [organizationId]),
      { organizationId: other },
    );
    await expect(stolen).rejects.toThrow('row-level security');
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
