import { v7 as uuidv7 } from 'uuid';
import { AuditModule } from '../../../src/contexts/audit/audit.module';
import {
  DriverRegistered,
  type DriverStatus,
  DriverStatusChanged,
  DriverUpdated,
  ManagerAppointed,
  ManagerDismissed,
  ManagerUpdated,
} from '../../../src/contexts/fleet/contracts/fleet-events';
import { IdentityModule } from '../../../src/contexts/identity/identity.module';
import type { DomainEvent } from '../../../src/platform/events/domain-event';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { TestApplication } from '../../support/application';
import { type Login, Logins, newPhone } from './logins';

const AT = new Date('2026-11-21T04:00:00.000Z');

describe('the accounts of those whom fleet appoints', () => {
  let service: TestApplication;
  let logins: Logins;
  let admin: Login;
  let organizationId: string;
  const [fleetId, hubId, secondHub] = [uuidv7(), uuidv7(), uuidv7()] as const;

  beforeAll(async () => {
    service = await TestApplication.start({
      environment: { OTP_COOLDOWN_SECONDS: '0' },
      contexts: [IdentityModule, AuditModule],
    });
    logins = new Logins(service);
    admin = await logins.superAdmin();
    organizationId = await logins.organization(admin);
  });

  afterAll(() => service.stop());

  const given = (events: DomainEvent[], organization = organizationId): Promise<void> => {
    const unitOfWork = service.app.get(UnitOfWork);
    return unitOfWork.run(() => unitOfWork.publish(...events), { organizationId: organization });
  };
  const registered = (driverId: string, phone: string, name = 'Asha'): DomainEvent =>
    new DriverRegistered(
      driverId,
      {
        ...{ driverId, fleetId, hubId, name, phone },
        ...{ licenceExpiresOn: '2030-01-01', paymentModel: 'SALARY', status: 'PENDING' },
      },
      AT,
    );
  const updated = (driverId: string, changes: { hubId?: string; name?: string }): DomainEvent =>
    new DriverUpdated(
      driverId,
      {
        ...{ driverId, fleetId, hubId, name: 'Asha', ...changes },
        ...{ licenceExpiresOn: '2030-01-01', paymentModel: 'SALARY', changed: Object.keys(changes) },
      },
      AT,
    );
  const nowIs = (driverId: string, from: DriverStatus, to: DriverStatus): DomainEvent =>
    new DriverStatusChanged(driverId, { driverId, from, to, reason: 'Because.' }, AT);
  const appointed = (managerId: string, phone: string, kind: 'fleet_manager' | 'hub_manager'): DomainEvent =>
    new ManagerAppointed(
      managerId,
      { managerId, kind, name: 'Ravi', phone, fleetId, hubId: kind === 'hub_manager' ? hubId : null },
      AT,
    );
  const driver = async (): Promise<{ driverId: string; phone: string }> => {
    const [driverId, phone] = [uuidv7(), newPhone()];
    await given([registered(driverId, phone)]);
    return { driverId, phone };
  };
  const alreadyMember = expect.objectContaining({ kind: 'conflict', code: 'already_member' }) as Error;

  it('let a driver log in from his registration on, as that driver, at his hub', async () => {
    const { driverId, phone } = await driver();
    const login = await logins.logIn(phone);
    expect(await login.get('/v1/me')).toMatchObject({
      body: { name: 'Asha', roles: ['driver'], driverId, fleetIds: [fleetId], hubIds: [hubId] },
    });
  });

  it('are one a phone: a second driver of the organization with it is vetoed whole', async () => {
    const { phone } = await driver();
    const second = uuidv7();
    await expect(given([registered(second, phone)])).rejects.toThrow(alreadyMember);
    const traces = await service.sql('SELECT 1 FROM audit.entries WHERE entity_id = $1', [second]);
    expect(traces).toEqual([]);
    const other = await logins.organization(admin, 'Another operator');
    await given([registered(uuidv7(), phone)], other);
  });

  it('are one a phone also when two register it at once', async () => {
    const phone = newPhone();
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => given([registered(uuidv7(), phone)])));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('move with the driver to another hub, at his next request', async () => {
    const { driverId, phone } = await driver();
    const login = await logins.logIn(phone);
    await given([updated(driverId, { hubId: secondHub, name: 'Asha Rao' })]);
    expect(await login.get('/v1/me')).toMatchObject({ body: { name: 'Asha Rao', hubIds: [secondHub], driverId } });
  });

  it.each(['SUSPENDED', 'LEFT'] as const)('end when the driver is %s, at his next request', async (status) => {
    const { driverId, phone } = await driver();
    const login = await logins.logIn(phone);
    await given([nowIs(driverId, 'PENDING', 'ACTIVE')]);
    expect((await login.get('/v1/me')).status).toBe(200);
    await given([nowIs(driverId, 'ACTIVE', status)]);
    expect(await login.get('/v1/me')).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    expect((await logins.verify(await logins.challenge(phone))).status).toBe(401);
  });

  it('come back when the suspension is lifted', async () => {
    const { driverId, phone } = await driver();
    await given([nowIs(driverId, 'ACTIVE', 'SUSPENDED')]);
    await given([nowIs(driverId, 'SUSPENDED', 'ACTIVE')]);
    const login = await logins.logIn(phone);
    expect(await login.get('/v1/me')).toMatchObject({ body: { roles: ['driver'], driverId } });
  });

  it('do not come back when the phone is another driver’s by now', async () => {
    const { driverId, phone } = await driver();
    await given([nowIs(driverId, 'ACTIVE', 'SUSPENDED')]);
    await given([registered(uuidv7(), phone)]);
    await expect(given([nowIs(driverId, 'SUSPENDED', 'ACTIVE')])).rejects.toThrow(alreadyMember);
  });

  it('leave what else the user may do', async () => {
    const { driverId, phone } = await driver();
    await given([appointed(uuidv7(), phone, 'hub_manager')]);
    const login = await logins.logIn(phone);
    expect(await login.get('/v1/me')).toMatchObject({ body: { roles: ['driver', 'hub_manager'], driverId } });
    await given([nowIs(driverId, 'ACTIVE', 'LEFT')]);
    expect(await login.get('/v1/me')).toMatchObject({ status: 200, body: { roles: ['hub_manager'], driverId: null } });
  });

  it('of managers begin with the appointment and end with the dismissal', async () => {
    for (const kind of ['fleet_manager', 'hub_manager'] as const) {
      const [managerId, phone] = [uuidv7(), newPhone()];
      await given([appointed(managerId, phone, kind)]);
      const login = await logins.logIn(phone);
      const hubIds = kind === 'hub_manager' ? [hubId] : null;
      expect(await login.get('/v1/me')).toMatchObject({ body: { roles: [kind], fleetIds: [fleetId], hubIds } });
      await given([new ManagerUpdated(managerId, { managerId, name: 'Ravi Kumar' }, AT)]);
      expect(await login.get('/v1/me')).toMatchObject({ body: { name: 'Ravi Kumar' } });
      await given([new ManagerDismissed(managerId, { managerId, kind, reason: 'Over.' }, AT)]);
      expect((await login.get('/v1/me')).status).toBe(401);
    }
  });

  it('of somebody whom another organization knows keep the name he has there', async () => {
    const user = await logins.user(admin, await logins.organization(admin), 'ops');
    const driverId = uuidv7();
    await given([registered(driverId, user.phone, 'Somebody else')]);
    await given([updated(driverId, { name: 'Nobody' })]);
    const [row] = await service.sql<{ name: string }>('SELECT name FROM identity.users WHERE phone = $1', [user.phone]);
    expect(row!.name).toBe('Asha Verma');
  });

  it('are not given to a user who is disabled', async () => {
    const user = await logins.user(admin, organizationId, 'ops');
    const header = { 'cabstand-organization': organizationId };
    await admin.post(`/v1/users/${user.id}/disable`, { reason: 'Fraud.' }, header);
    await expect(given([registered(uuidv7(), user.phone)])).rejects.toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'user_disabled' }) as Error,
    );
  });

  it('end with the appointment only, not by hand', async () => {
    const { phone } = await driver();
    const { userId } = await logins.logIn(phone);
    const header = { 'cabstand-organization': organizationId };
    const { memberships } = (await admin.get(`/v1/users/${userId}`, header)).body as { memberships: { id: string }[] };
    const path = `/v1/users/${userId}/memberships/${memberships[0]!.id}?reason=Over`;
    expect(await admin.call('DELETE', path, undefined, header)).toMatchObject({
      status: 409,
      body: { code: 'membership_follows_fleet' },
    });
  });
});
