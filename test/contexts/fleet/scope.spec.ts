import { TestApplication, type TestCaller } from '../../support/application';
import {
  created,
  done,
  DRIVER,
  FleetFixture,
  HUB,
  newLicence,
  newPhone,
  newPlate,
  patch,
  unique,
  VEHICLE,
} from './fleet-fixture';

/** A fleet with two hubs, each with a manager, a vehicle and a driver, and what is there of each. */
interface Place {
  readonly hubId: string;
  readonly managerId: string;
  readonly vehicleId: string;
  readonly driverId: string;
}

describe('who sees and touches what', () => {
  let application: TestApplication;
  let fixture: FleetFixture;
  let fleetId: string;
  let fleetManagerId: string;
  let near: Place;
  let far: Place;
  let otherFleetId: string;
  let other: Place;
  let hubManager: TestCaller;
  let fleetManager: TestCaller;
  let auditor: TestCaller;

  const place = async (fleet: string): Promise<Place> => {
    const hubId = await fixture.hub(fleet);
    const manager = { hubId, name: 'Neha Verma', phone: newPhone() };
    return {
      hubId,
      managerId: created(await fixture.ops.post('/v1/hub-managers', manager)),
      vehicleId: await fixture.activeVehicle(hubId),
      driverId: await fixture.driver(hubId),
    };
  };

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await FleetFixture.create(application);
    fleetId = await fixture.fleet();
    const manager = { fleetId, name: 'Asif Ali', phone: newPhone() };
    fleetManagerId = created(await fixture.ops.post('/v1/fleet-managers', manager));
    near = await place(fleetId);
    far = await place(fleetId);
    otherFleetId = await fixture.fleet();
    other = await place(otherFleetId);
    hubManager = await fixture.actAs({ role: 'hub_manager', fleetIds: [fleetId], hubIds: [near.hubId] });
    fleetManager = await fixture.actAs({ role: 'fleet_manager', fleetIds: [fleetId] });
    auditor = await fixture.actAs({ role: 'auditor' });
  });
  afterAll(() => application.stop());

  const idsOf = async (caller: TestCaller, path: string): Promise<string[]> =>
    (await caller.get(path)).body.items.map((item: { id: string }) => item.id);
  const pathsOf = ({ hubId, managerId, vehicleId, driverId }: Place) => [
    `/v1/hubs/${hubId}`,
    `/v1/hub-managers/${managerId}`,
    `/v1/vehicles/${vehicleId}`,
    `/v1/drivers/${driverId}`,
  ];
  const statusesOf = async (caller: TestCaller, paths: string[]) =>
    Promise.all(paths.map(async (path) => (await caller.get(path)).status));

  it('a hub manager sees his hub, what is in it, and its fleet', async () => {
    expect(await idsOf(hubManager, '/v1/fleets')).toEqual([fleetId]);
    expect(await idsOf(hubManager, '/v1/hubs')).toEqual([near.hubId]);
    expect(await idsOf(hubManager, '/v1/hub-managers')).toEqual([near.managerId]);
    expect(await idsOf(hubManager, '/v1/vehicles')).toEqual([near.vehicleId]);
    expect(await idsOf(hubManager, '/v1/drivers')).toEqual([near.driverId]);
    expect(await idsOf(hubManager, `/v1/vehicles?hubId=${far.hubId}`)).toEqual([]);
    expect(await statusesOf(hubManager, pathsOf(near))).toEqual([200, 200, 200, 200]);
    expect(await statusesOf(hubManager, [...pathsOf(far), ...pathsOf(other), `/v1/fleets/${otherFleetId}`])).toEqual(
      Array.from({ length: 9 }, () => 404),
    );
  });

  it('a fleet manager sees his fleet with all its hubs', async () => {
    expect(await idsOf(fleetManager, '/v1/fleets')).toEqual([fleetId]);
    expect(await idsOf(fleetManager, '/v1/hubs')).toEqual([far.hubId, near.hubId]);
    expect(await idsOf(fleetManager, '/v1/fleet-managers')).toEqual([fleetManagerId]);
    expect(await idsOf(fleetManager, '/v1/hub-managers')).toEqual([far.managerId, near.managerId]);
    expect(await idsOf(fleetManager, '/v1/vehicles')).toEqual([far.vehicleId, near.vehicleId]);
    expect(await idsOf(fleetManager, '/v1/drivers')).toEqual([far.driverId, near.driverId]);
    expect(await statusesOf(fleetManager, pathsOf(other))).toEqual([404, 404, 404, 404]);
  });

  it('operators and auditors see the whole organization; auditors change nothing', async () => {
    for (const caller of [fixture.ops, auditor]) {
      expect(await idsOf(caller, '/v1/hubs')).toEqual([other.hubId, far.hubId, near.hubId]);
      expect(await statusesOf(caller, pathsOf(other))).toEqual([200, 200, 200, 200]);
    }
    const attempts = [
      await auditor.post('/v1/fleets', { name: 'X', city: 'Delhi NCR' }),
      await patch(auditor, `/v1/vehicles/${near.vehicleId}`, { make: 'MG' }),
      await auditor.post(`/v1/drivers/${near.driverId}/status`, { status: 'ACTIVE', reason: 'No' }),
    ];
    expect(attempts.map(({ status, body }) => [status, body.code])).toEqual(
      attempts.map(() => [403, 'permission_missing']),
    );
  });

  it('nobody changes what he does not see', async () => {
    const attempts = [
      await patch(fleetManager, `/v1/hubs/${other.hubId}`, { name: 'Mine' }),
      await patch(fleetManager, `/v1/vehicles/${other.vehicleId}`, { make: 'MG' }),
      await fleetManager.post(`/v1/drivers/${other.driverId}/status`, { status: 'LEFT', reason: 'Mine' }),
      await fleetManager.post(`/v1/hub-managers/${other.managerId}/dismiss`, { reason: 'Mine' }),
      await fleetManager.post('/v1/vehicles', { hubId: other.hubId, plate: newPlate(), ...VEHICLE }),
      await fleetManager.post('/v1/hubs', { fleetId: otherFleetId, name: 'Mine', ...HUB }),
      await hubManager.post(`/v1/vehicles/${far.vehicleId}/status`, { status: 'MAINTENANCE', reason: 'Mine' }),
      await hubManager.post(`/v1/vehicles/${far.vehicleId}/odometer-corrections`, { odometerMetres: 1, reason: 'X' }),
      await patch(hubManager, `/v1/drivers/${far.driverId}`, { name: 'Mine' }),
    ];
    expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 404));
  });

  it('a hub manager updates in his hub what his permissions let him', async () => {
    done(await patch(hubManager, `/v1/drivers/${near.driverId}`, { name: 'Ravi K' }));
    const vehicle = `/v1/vehicles/${near.vehicleId}`;
    done(await hubManager.post(`${vehicle}/status`, { status: 'MAINTENANCE', reason: 'Puncture' }));
    done(await hubManager.post(`${vehicle}/status`, { status: 'ACTIVE', reason: 'Mended' }));
    created(await hubManager.post(`${vehicle}/odometer-corrections`, { odometerMetres: 5, reason: 'Typo' }));
    const refused = [
      await hubManager.post(`${vehicle}/status`, { status: 'RETIRED', reason: 'Old' }),
      await patch(hubManager, vehicle, { make: 'MG' }),
      await hubManager.post('/v1/vehicles', { hubId: near.hubId, plate: newPlate(), ...VEHICLE }),
      await hubManager.post(`/v1/drivers/${near.driverId}/status`, { status: 'LEFT', reason: 'X' }),
      await hubManager.get('/v1/fleet-managers'),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect((await hubManager.get(vehicle)).body).toMatchObject({ status: 'ACTIVE', make: 'Tata' });
  });

  it('moving takes a caller with both hubs in his scope', async () => {
    const vehicleId = await fixture.vehicle(near.hubId);
    const driverId = await fixture.driver(near.hubId);
    for (const path of [`/v1/vehicles/${vehicleId}`, `/v1/drivers/${driverId}`]) {
      const moved = await patch(fleetManager, path, { hubId: far.hubId });
      expect([moved.status, moved.body.hubId]).toEqual([200, far.hubId]);
      const astray = await patch(fleetManager, path, { hubId: other.hubId });
      expect([astray.status, astray.body.code]).toEqual([404, 'hub_not_found']);
      const across = await patch(fixture.ops, path, { hubId: other.hubId });
      expect(across.body).toMatchObject({ hubId: other.hubId, fleetId: otherFleetId });
      expect((await fleetManager.get(path)).status).toBe(404);
    }
    const away = await patch(hubManager, `/v1/drivers/${near.driverId}`, { hubId: far.hubId });
    expect([away.status, away.body.code]).toEqual([404, 'hub_not_found']);
    done(await patch(hubManager, `/v1/drivers/${near.driverId}`, { hubId: near.hubId }));
  });

  it('whoever acts for some fleets or hubs adds none beside them', async () => {
    const narrowed = await fixture.actAs({ role: 'ops', fleetIds: [fleetId] });
    const fleet = await narrowed.post('/v1/fleets', { name: `Mine ${unique()}`, city: 'Delhi NCR' });
    const manager = await narrowed.post('/v1/fleet-managers', { fleetId, name: 'Me', phone: newPhone() });
    const atHub = await fixture.actAs({ role: 'ops', fleetIds: [fleetId], hubIds: [near.hubId] });
    const hub = await atHub.post('/v1/hubs', { fleetId, name: `Mine ${unique()}`, ...HUB });
    for (const { status, body } of [fleet, manager, hub]) expect([status, body.code]).toEqual([403, 'outside_scope']);
    created(await fleetManager.post('/v1/hubs', { fleetId, name: `Ours ${unique()}`, ...HUB }));
    const driver = { hubId: near.hubId, phone: newPhone(), licenceNumber: newLicence(), ...DRIVER };
    created(await fleetManager.post('/v1/drivers', driver));
  });

  it('another organization’s ids are 404, whoever asks, and its numbers are free', async () => {
    const stranger = await FleetFixture.create(application);
    const paths = [...pathsOf(near), `/v1/fleets/${fleetId}`, `/v1/fleet-managers/${fleetManagerId}`];
    expect(await statusesOf(stranger.ops, paths)).toEqual(paths.map(() => 404));
    const attempts = [
      await patch(stranger.ops, `/v1/fleets/${fleetId}`, { name: 'Mine' }),
      await stranger.ops.post(`/v1/hubs/${near.hubId}/status`, { status: 'CLOSED', reason: 'Mine' }),
      await stranger.ops.post('/v1/vehicles', { hubId: near.hubId, plate: newPlate(), ...VEHICLE }),
      await stranger.ops.post(`/v1/vehicles/${near.vehicleId}/odometer-corrections`, {
        odometerMetres: 1,
        reason: 'X',
      }),
      await stranger.ops.post(`/v1/fleet-managers/${fleetManagerId}/dismiss`, { reason: 'Mine' }),
    ];
    expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 404));
    for (const path of ['fleets', 'hubs', 'fleet-managers', 'hub-managers', 'vehicles', 'drivers']) {
      expect(await idsOf(stranger.ops, `/v1/${path}`)).toEqual([]);
    }
    const { plate } = (await fixture.ops.get(`/v1/vehicles/${near.vehicleId}`)).body;
    const theirs = await stranger.hub(await stranger.fleet());
    await stranger.vehicle(theirs, { plate });
    const across = await patch(stranger.ops, `/v1/vehicles/${await stranger.vehicle(theirs)}`, { hubId: near.hubId });
    expect([across.status, across.body.code]).toEqual([404, 'hub_not_found']);
  });
});
