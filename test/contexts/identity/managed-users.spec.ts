import { v7 as uuidv7 } from 'uuid';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import type { TestApplication } from '../../support/application';
import type { Login, Logins } from './logins';
import { inOrganization, TwoOperators } from './two-operators';

describe('users in the hands of an admin', () => {
  let operators: TwoOperators;
  let service: TestApplication;
  let logins: Logins;
  let admin: Login;
  let ops: Login;
  let organizationId: string;
  let other: string;
  let fleet: string;
  let hub: string;
  let otherFleetsHub: string;

  beforeAll(async () => {
    operators = await TwoOperators.start();
    ({ service, logins, admin, ops, organizationId, other, fleet, hub, otherFleetsHub } = operators);
  });

  afterAll(() => service.stop());

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
});
