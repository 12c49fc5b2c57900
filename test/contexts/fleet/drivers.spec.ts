import { randomUUID } from 'node:crypto';
import { TestApplication } from '../../support/application';
import { created, done, DRIVER, FleetFixture, newLicence, newPhone, patch, wrongFields } from './fleet-fixture';

describe('drivers over HTTP', () => {
  let application: TestApplication;
  let fixture: FleetFixture;
  let fleetId: string;
  let hubId: string;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await FleetFixture.create(application);
    fleetId = await fixture.fleet();
    hubId = await fixture.hub(fleetId);
  });
  afterAll(() => application.stop());

  const register = (overrides: object = {}) =>
    fixture.ops.post('/v1/drivers', { hubId, phone: newPhone(), licenceNumber: newLicence(), ...DRIVER, ...overrides });
  const changeStatus = (id: string, status: string, reason = 'Decided') =>
    fixture.ops.post(`/v1/drivers/${id}/status`, { status, reason });

  it('are registered PENDING, with numbers normalised and the end of the licence only', async () => {
    const phone = newPhone();
    const licence = newLicence();
    const answer = await register({
      phone: ` ${phone.slice(0, 3)} ${phone.slice(3)}`,
      licenceNumber: `${licence.slice(0, 4)}-${licence.slice(4).toLowerCase()}`,
      address: '12, Palam Village',
      emergencyPhone: '098111 22233',
    });
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        id: expect.any(String),
        fleetId,
        hubId,
        name: 'Ravi Kumar',
        phone,
        address: '12, Palam Village',
        emergencyPhone: '+919811122233',
        licenceLast4: licence.slice(-4),
        licenceExpiresOn: '2099-12-31',
        paymentModel: 'SALARY',
        status: 'PENDING',
        statusReason: null,
        createdAt: expect.any(String),
        updatedAt: answer.body.createdAt,
      },
    ]);
  });

  it('show the whole licence to who may see it, one driver at a time, and it is in no event', async () => {
    const licenceNumber = newLicence();
    const id = created(await register({ licenceNumber }));
    expect((await fixture.ops.get(`/v1/drivers/${id}`)).body).toMatchObject({ id, licenceNumber });
    const auditor = await fixture.actAs({ role: 'auditor' });
    const seen = (await auditor.get(`/v1/drivers/${id}`)).body;
    expect(seen).toMatchObject({ id, licenceNumber: null, licenceLast4: licenceNumber.slice(-4) });

    const renewed = newLicence();
    const answers = [
      await fixture.ops.get(`/v1/drivers?hubId=${hubId}`),
      await patch(fixture.ops, `/v1/drivers/${id}`, { licenceNumber: renewed }),
      await changeStatus(id, 'ACTIVE'),
    ];
    const told = JSON.stringify(answers.map(({ body }) => body as unknown));
    const recorded = JSON.stringify(
      await application.sql('SELECT * FROM audit.entries WHERE organization_id = $1', [fixture.organizationId]),
    );
    for (const number of [licenceNumber, renewed]) {
      expect(told).not.toContain(number);
      expect(recorded).not.toContain(number);
    }
    expect(recorded).toContain('fleet.driver_updated');
  });

  it('are refused naming every wrong field', async () => {
    const answer = await fixture.ops.post('/v1/drivers', {
      hubId: 'here',
      name: 'x'.repeat(101),
      phone: '+1 555 0100',
      address: '',
      emergencyPhone: 'none',
      licenceNumber: 'LICENCE',
      licenceExpiresOn: '2026-02-30',
      paymentModel: 'BARTER',
      status: 'ACTIVE',
    });
    expect([answer.status, wrongFields(answer)]).toEqual([
      400,
      {
        hubId: 'is_uuid',
        name: 'is_text',
        phone: 'is_phone',
        address: 'is_text',
        emergencyPhone: 'is_phone',
        licenceNumber: 'is_licence',
        licenceExpiresOn: 'is_local_date',
        paymentModel: 'is_in',
        status: 'unknown_field',
      },
    ]);
    expect(JSON.stringify(answer.body)).not.toContain('555');
    const expired = await register({ licenceExpiresOn: '2020-01-01' });
    expect([expired.status, expired.body.code]).toEqual([400, 'licence_expired']);
    const nowhere = await register({ hubId: randomUUID() });
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'hub_not_found']);
  });

  it('have a phone and a licence of their own until they leave', async () => {
    const numbers = { phone: newPhone(), licenceNumber: newLicence() };
    const id = created(await register(numbers));
    expect((await register({ phone: numbers.phone })).body).toMatchObject({ status: 409, code: 'phone_taken' });
    const licence = await register({ licenceNumber: numbers.licenceNumber });
    expect(licence.body).toMatchObject({ status: 409, code: 'licence_taken', field: 'licenceNumber' });
    done(await changeStatus(id, 'LEFT', 'Resigned'));
    created(await register(numbers));
  });

  it('of twenty at once with one phone, one wins and the rest are told why', async () => {
    const phone = newPhone();
    const answers = await Promise.all(Array.from({ length: 20 }, () => register({ phone })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 409 && body.code === 'phone_taken')).toHaveLength(19);
  });

  it('are updated in part; null removes what may be missing', async () => {
    const id = created(await register({ address: 'Palam', emergencyPhone: newPhone() }));
    const wanted = { name: 'Ravi K', paymentModel: 'DAILY_RENTAL', licenceExpiresOn: '2098-01-31', address: null };
    const answer = await patch(fixture.ops, `/v1/drivers/${id}`, wanted);
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining(wanted)]);
    expect(answer.body.emergencyPhone).toMatch(/^\+91/);
    const bad = await patch(fixture.ops, `/v1/drivers/${id}`, { name: null, phone: newPhone(), paymentModel: 'X' });
    expect(wrongFields(bad)).toEqual({ name: 'is_text', phone: 'unknown_field', paymentModel: 'is_in' });
    const lapsed = await patch(fixture.ops, `/v1/drivers/${id}`, { licenceExpiresOn: '2020-01-01' });
    expect(lapsed.body.code).toBe('licence_expired');
    expect((await fixture.ops.get(`/v1/drivers/${id}`)).body).toMatchObject({ ...wanted, name: 'Ravi K' });
  });

  it('change status with a reason, by the table, and LEFT is the end', async () => {
    const id = created(await register());
    const illegal = await changeStatus(id, 'SUSPENDED');
    expect(illegal.body).toMatchObject({
      status: 409,
      code: 'illegal_driver_transition',
      possible: ['ACTIVE', 'LEFT'],
    });
    expect((await changeStatus(id, 'ACTIVE', 'Papers seen')).body).toMatchObject({
      status: 'ACTIVE',
      statusReason: 'Papers seen',
    });
    expect(wrongFields(await fixture.ops.post(`/v1/drivers/${id}/status`, { reason: 7 }))).toEqual({
      status: 'required',
      reason: 'is_text',
    });
    done(await changeStatus(id, 'LEFT'));
    expect((await patch(fixture.ops, `/v1/drivers/${id}`, { name: 'X' })).body.code).toBe('driver_left');
  });

  it('are listed newest first, by filters, a page at a time', async () => {
    const there = await fixture.hub(fleetId);
    const ids: string[] = [];
    for (const [name, licenceExpiresOn] of [
      ['Asha Rani', '2030-01-01'],
      ['Asha Devi', '2090-01-01'],
      ['Imran Khan', '2090-01-01'],
    ]) {
      ids.unshift(created(await register({ hubId: there, name, licenceExpiresOn, paymentModel: 'REVENUE_SHARE' })));
    }
    const list = async (query: string) => (await fixture.ops.get(`/v1/drivers?hubId=${there}&${query}`)).body;
    const idsOf = async (query: string) => (await list(query)).items.map((driver: { id: string }) => driver.id);
    const first = await list('limit=2');
    expect(first.items.map((driver: { id: string }) => driver.id)).toEqual(ids.slice(0, 2));
    expect(await idsOf(`limit=2&after=${first.next}`)).toEqual(ids.slice(2));
    expect(await idsOf('name=asha')).toEqual(ids.slice(1));
    expect(await idsOf('name=%25')).toEqual([]);
    expect(await idsOf('licenceExpiresBy=2030-01-01')).toEqual([ids[2]]);
    expect(await idsOf('paymentModel=SALARY')).toEqual([]);
    expect(await idsOf('status=PENDING')).toEqual(ids);
    expect(await idsOf('status=ACTIVE&status=LEFT')).toEqual([]);
    expect(await idsOf(`phone=${first.items[1].phone.slice(3)}`)).toEqual([ids[1]]);
    expect(Object.keys(wrongFields(await fixture.ops.get('/v1/drivers?phone=1&status=X&paymentModel=Y')))).toEqual(
      expect.arrayContaining(['phone', 'status', 'paymentModel']),
    );
  });

  it('are 404 by an unknown id', async () => {
    const id = randomUUID();
    for (const answer of [
      await fixture.ops.get(`/v1/drivers/${id}`),
      await patch(fixture.ops, `/v1/drivers/${id}`, { name: 'X' }),
      await changeStatus(id, 'ACTIVE'),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'driver_not_found']);
    }
  });

  it('see themselves, with their hub and fleet', async () => {
    const licenceNumber = newLicence();
    const driverId = created(await register({ licenceNumber }));
    const driver = await fixture.actAs({ role: 'driver', driverId, fleetIds: [fleetId], hubIds: [hubId] });
    const { status, body } = await driver.get('/v1/driver/profile');
    expect([status, body]).toEqual([
      200,
      {
        driver: expect.objectContaining({ id: driverId, licenceLast4: licenceNumber.slice(-4) }),
        hub: expect.objectContaining({ id: hubId }),
        fleet: expect.objectContaining({ id: fleetId }),
      },
    ]);
    expect(JSON.stringify(body)).not.toContain(licenceNumber);
    expect((await driver.get('/v1/drivers')).status).toBe(403);
    expect((await fixture.ops.get('/v1/driver/profile')).status).toBe(403);
    const nobody = await fixture.actAs({ role: 'driver' });
    expect((await nobody.get('/v1/driver/profile')).body).toMatchObject({ status: 403, code: 'not_a_driver' });
  });
});
