import { TestApplication } from '../support/application';
import { type Login, Logins, newPhone } from '../contexts/identity/logins';

/** From an empty database to a driver with his profile on his phone, all contexts together, over HTTP alone. */
describe('the first logins', () => {
  let service: TestApplication;
  let logins: Logins;

  beforeAll(async () => {
    service = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0' } });
    logins = new Logins(service);
  });

  afterAll(() => service.stop());

  const created = async (caller: Login, path: string, body: object): Promise<string> => {
    const answer = await caller.post(path, body);
    expect(answer).toMatchObject({ status: 201 });
    return (answer.body as { id: string }).id;
  };

  it('lead from the super admin over ops and the hub manager to the driver, and end with his suspension', async () => {
    const admin = await logins.superAdmin();
    const organizationId = await logins.organization(admin);
    const ops = await logins.logIn((await logins.user(admin, organizationId, 'ops')).phone);
    const fleetId = await created(ops, '/v1/fleets', { name: 'Yamuna Cabs', city: 'DELHI_NCR' });
    const place = { address: 'Sector 21, Dwarka', latitude: 28.55, longitude: 77.06 };
    const hubId = await created(ops, '/v1/hubs', { fleetId, name: 'Dwarka', ...place });
    const otherHub = await created(ops, '/v1/hubs', { fleetId, name: 'Noida', ...place });

    const managersPhone = newPhone();
    await created(ops, '/v1/hub-managers', { hubId, name: 'Neha Verma', phone: managersPhone });
    const manager = await logins.logIn(managersPhone);
    expect(await manager.get('/v1/me')).toMatchObject({
      body: { roles: ['hub_manager'], organization: { id: organizationId }, fleetIds: [fleetId], hubIds: [hubId] },
    });
    expect(await manager.get('/v1/hubs')).toMatchObject({ body: { items: [{ id: hubId }] } });

    const licence = { licenceNumber: 'DL0420110149646', licenceExpiresOn: '2031-08-14', paymentModel: 'SALARY' };
    const driver = { hubId, name: 'Ravi Kumar', phone: newPhone(), ...licence };
    const driverId = await created(ops, '/v1/drivers', driver);
    const phone = await logins.logIn(driver.phone);
    expect(await phone.get('/v1/me')).toMatchObject({ body: { roles: ['driver'], driverId, hubIds: [hubId] } });
    expect(await phone.get('/v1/driver/profile')).toMatchObject({ status: 200, body: { driver: { id: driverId } } });
    expect((await phone.get('/v1/drivers')).status).toBe(403);

    const moved = await ops.call('PATCH', `/v1/drivers/${driverId}`, { hubId: otherHub });
    expect(moved.status).toBe(200);
    expect(await phone.get('/v1/me')).toMatchObject({ body: { hubIds: [otherHub] } });
    expect((await manager.get(`/v1/drivers/${driverId}`)).status).toBe(404);

    for (const status of ['ACTIVE', 'SUSPENDED']) {
      const changed = await ops.post(`/v1/drivers/${driverId}/status`, { status, reason: 'Because.' });
      expect(changed).toMatchObject({ status: 200, body: { status } });
    }
    expect(await phone.get('/v1/driver/profile')).toMatchObject({ status: 401, body: { code: 'session_ended' } });
  });

  it('veto a manager whose phone manages another hub, and leave no trace of him', async () => {
    const admin = await logins.superAdmin();
    const organizationId = await logins.organization(admin);
    const ops = await logins.logIn((await logins.user(admin, organizationId, 'ops')).phone);
    const fleetId = await created(ops, '/v1/fleets', { name: 'Yamuna Cabs', city: 'DELHI_NCR' });
    const place = { address: 'Sector 21, Dwarka', latitude: 28.55, longitude: 77.06 };
    const hubs = [
      await created(ops, '/v1/hubs', { fleetId, name: 'Dwarka', ...place }),
      await created(ops, '/v1/hubs', { fleetId, name: 'Noida', ...place }),
    ];
    const phone = newPhone();
    await created(ops, '/v1/hub-managers', { hubId: hubs[0], name: 'Neha', phone });
    const second = await ops.post('/v1/hub-managers', { hubId: hubs[1], name: 'Neha', phone });
    expect(second.status).toBe(409);
    expect(await ops.get(`/v1/hub-managers?hubId=${hubs[1]}`)).toMatchObject({ body: { items: [] } });
  });
});
