import { randomUUID } from 'node:crypto';
import { TestApplication } from '../../support/application';
import {
  created,
  done,
  FleetFixture,
  HUB,
  newPhone,
  newPlate,
  patch,
  unique,
  VEHICLE,
  wrongFields,
} from './fleet-fixture';

describe('fleets and hubs over HTTP', () => {
  let application: TestApplication;
  let fixture: FleetFixture;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await FleetFixture.create(application);
  });
  afterAll(() => application.stop());

  const changeStatus = (path: string, status: string, reason = 'Decided') =>
    fixture.ops.post(`${path}/status`, { status, reason });

  it('a fleet is created, shown, listed and updated', async () => {
    const name = `Yamuna ${unique()}`;
    const answer = await fixture.ops.post('/v1/fleets', { name: ` ${name} `, city: 'Jaipur' });
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        id: expect.any(String),
        name,
        city: 'Jaipur',
        status: 'ACTIVE',
        statusReason: null,
        createdAt: expect.any(String),
        updatedAt: answer.body.createdAt,
      },
    ]);
    const { id } = answer.body;
    expect((await fixture.ops.get(`/v1/fleets/${id}`)).body).toEqual(answer.body);
    await fixture.fleet();
    expect((await fixture.ops.get('/v1/fleets?city=jaipur&status=ACTIVE')).body).toEqual({
      items: [answer.body],
      next: null,
    });

    const updated = await patch(fixture.ops, `/v1/fleets/${id}`, { name: `Ganga ${unique()}` });
    expect([updated.status, updated.body.city]).toEqual([200, 'Jaipur']);
  });

  it('a fleet is refused naming every wrong field', async () => {
    const answer = await fixture.ops.post('/v1/fleets', { name: 'x'.repeat(101), city: null, status: 'ACTIVE' });
    expect([answer.status, wrongFields(answer)]).toEqual([
      400,
      { name: 'is_text', city: 'is_text', status: 'unknown_field' },
    ]);
  });

  it('names are taken once, in any case of letters, until closed', async () => {
    const name = `Shakti ${unique()}`;
    const id = await fixture.fleet({ name });
    const again = await fixture.ops.post('/v1/fleets', { name: name.toUpperCase(), city: 'Delhi NCR' });
    expect([again.status, again.body.code]).toEqual([409, 'fleet_name_taken']);
    const hub = await fixture.hub(id, { name });
    const second = await fixture.ops.post('/v1/hubs', { fleetId: id, ...HUB, name: name.toLowerCase() });
    expect([second.status, second.body.code]).toEqual([409, 'hub_name_taken']);
    done(await changeStatus(`/v1/hubs/${hub}`, 'CLOSED'));
    await fixture.hub(id, { name });
  });

  it('a hub is created, shown, listed and updated', async () => {
    const fleetId = await fixture.fleet();
    const answer = await fixture.ops.post('/v1/hubs', { fleetId, name: 'Dwarka', ...HUB });
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        id: expect.any(String),
        fleetId,
        name: 'Dwarka',
        ...HUB,
        status: 'ACTIVE',
        statusReason: null,
        createdAt: expect.any(String),
        updatedAt: answer.body.createdAt,
      },
    ]);
    const { id } = answer.body;
    expect((await fixture.ops.get(`/v1/hubs/${id}`)).body).toEqual(answer.body);
    expect((await fixture.ops.get(`/v1/hubs?fleetId=${fleetId}`)).body.items).toEqual([answer.body]);
    expect((await fixture.ops.get(`/v1/hubs?fleetId=${fleetId}&status=CLOSED`)).body.items).toEqual([]);
    const updated = await patch(fixture.ops, `/v1/hubs/${id}`, { latitude: 28.7041, name: 'Rohini' });
    expect(updated.body).toMatchObject({ name: 'Rohini', address: HUB.address, latitude: 28.7041, longitude: 77.1 });
  });

  it('a hub is refused naming every wrong field', async () => {
    const wrong = { fleetId: 7, name: '', address: ' ', latitude: 91, longitude: '77.1' };
    const answer = await fixture.ops.post('/v1/hubs', wrong);
    expect([answer.status, wrongFields(answer)]).toEqual([
      400,
      { fleetId: 'is_uuid', name: 'is_text', address: 'is_text', latitude: 'is_latitude', longitude: 'is_number' },
    ]);
    const unknown = await fixture.ops.post('/v1/hubs', { fleetId: randomUUID(), name: 'Nowhere', ...HUB });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'fleet_not_found']);
  });

  it('a suspended fleet takes nothing new in; it is closed after its hubs, they after what belongs to them', async () => {
    const fleetId = await fixture.fleet();
    const hubId = await fixture.hub(fleetId);
    const vehicleId = await fixture.vehicle(hubId);
    const suspended = await changeStatus(`/v1/fleets/${fleetId}`, 'SUSPENDED', 'Unpaid');
    expect(suspended.body).toMatchObject({ status: 'SUSPENDED', statusReason: 'Unpaid' });
    for (const answer of [
      await fixture.ops.post('/v1/hubs', { fleetId, name: 'Another', ...HUB }),
      await fixture.ops.post('/v1/vehicles', { hubId, plate: newPlate(), ...VEHICLE }),
      await fixture.ops.post('/v1/hub-managers', { hubId, name: 'Neha', phone: newPhone() }),
      await fixture.ops.post('/v1/fleet-managers', { fleetId, name: 'Neha', phone: newPhone() }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'fleet_not_active']);
    }
    const inUse = await changeStatus(`/v1/fleets/${fleetId}`, 'CLOSED');
    expect([inUse.status, inUse.body.code, inUse.body.openHubs]).toEqual([409, 'fleet_in_use', 1]);
    const hubInUse = await changeStatus(`/v1/hubs/${hubId}`, 'CLOSED');
    expect(hubInUse.body).toMatchObject({ status: 409, code: 'hub_in_use', vehicles: 1, drivers: 0 });

    done(await changeStatus(`/v1/vehicles/${vehicleId}`, 'RETIRED'));
    done(await changeStatus(`/v1/hubs/${hubId}`, 'CLOSED'));
    done(await changeStatus(`/v1/fleets/${fleetId}`, 'CLOSED'));
    const reopened = await changeStatus(`/v1/fleets/${fleetId}`, 'ACTIVE');
    expect([reopened.status, reopened.body.code]).toEqual([409, 'illegal_fleet_transition']);
    expect((await patch(fixture.ops, `/v1/hubs/${hubId}`, { name: 'Back' })).body.code).toBe('hub_closed');
    expect(wrongFields(await fixture.ops.post(`/v1/hubs/${hubId}/status`, { status: 'OPEN', reason: ' ' }))).toEqual({
      status: 'is_in',
      reason: 'is_text',
    });
  });

  it('no vehicle slips into a hub that is being closed', async () => {
    const fleetId = await fixture.fleet();
    for (let round = 0; round < 5; round++) {
      const hubId = await fixture.hub(fleetId);
      const registering = Array.from({ length: 4 }, () =>
        fixture.ops.post('/v1/vehicles', { hubId, plate: newPlate(), ...VEHICLE }),
      );
      const [closing, ...registered] = await Promise.all([changeStatus(`/v1/hubs/${hubId}`, 'CLOSED'), ...registering]);
      const inside = registered.filter(({ status }) => status === 201).length;
      expect(closing.status).toBe(inside > 0 ? 409 : 200);
    }
  });

  it('an unknown id is 404', async () => {
    for (const [path, code] of [
      [`/v1/fleets/${randomUUID()}`, 'fleet_not_found'],
      [`/v1/hubs/${randomUUID()}`, 'hub_not_found'],
    ] as const) {
      for (const answer of [
        await fixture.ops.get(path),
        await patch(fixture.ops, path, { name: 'X' }),
        await changeStatus(path, 'CLOSED'),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([404, code]);
      }
    }
  });

  it('a super admin says in which organization he adds one', async () => {
    const superAdmin = await application.actAs({ role: 'super_admin', organizationId: null });
    const answer = await superAdmin.post('/v1/fleets', { name: 'Nowhere', city: 'Delhi NCR' });
    expect([answer.status, answer.body.code]).toEqual([400, 'organization_required']);
    const header = { 'cabstand-organization': fixture.organizationId };
    const id = created(await superAdmin.post('/v1/fleets', { name: `Here ${unique()}`, city: 'Delhi NCR' }, header));
    expect((await fixture.ops.get(`/v1/fleets/${id}`)).status).toBe(200);
  });
});
