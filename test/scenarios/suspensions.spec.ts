import { randomUUID } from 'node:crypto';
import { created, done, FleetFixture } from '../contexts/fleet/fleet-fixture';
import { type Login, Logins } from '../contexts/identity/logins';
import { DriversOnline, PICKUP } from '../contexts/assignment/drivers-online';
import { type OnShift, OperatorAtWork, refusal } from '../contexts/assignment/operator-at-work';
import { type Answer, eventually, TestApplication, type TestCaller } from '../support/application';

// One white pixel, as an encoder writes it.
const PICTURE = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

interface Worker extends OnShift {
  readonly caller: TestCaller;
}

/** What a suspended fleet or organization may still do, over HTTP: nothing new, and all of what is under way. */
describe('what is suspended', () => {
  let application: TestApplication;
  let admin: Login;
  let fleet: FleetFixture;
  let fleetId: string;
  let hubId: string;
  let operator: OperatorAtWork;
  let city: DriversOnline;

  beforeAll(async () => {
    application = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0' } });
    admin = await new Logins(application).superAdmin();
  });
  afterAll(() => application.stop());
  beforeEach(async () => {
    fleet = await FleetFixture.create(application);
    fleetId = await fleet.fleet();
    hubId = await fleet.hub(fleetId);
    const { organizationId } = fleet;
    operator = await OperatorAtWork.beside({ application, now: new Date(), organizationId, fleetId, hubId });
    city = DriversOnline.of(operator);
  });

  /** Rostered since an hour ago. */
  async function worker(at = hubId): Promise<Worker> {
    const [driverId, vehicleId] = [await fleet.driver(at), await fleet.activeVehicle(at)];
    await driverBecomes(driverId, 'ACTIVE');
    const rosterEntryId = await operator.roster(driverId, vehicleId);
    return { driverId, vehicleId, rosterEntryId, caller: await operator.actAs({ role: 'driver', driverId }) };
  }
  async function onDuty(at = hubId): Promise<Worker> {
    const one = await worker(at);
    await operator.onDuty(one);
    return one;
  }
  async function online(metresAway: number): Promise<Worker> {
    const one = await onDuty();
    await city.goOnline(one);
    await city.stands(one, metresAway);
    return one;
  }
  async function driverBecomes(driverId: string, status: string): Promise<void> {
    done(await fleet.ops.post(`/v1/drivers/${driverId}/status`, { status, reason: 'Decided' }));
  }
  async function fleetBecomes(status: string): Promise<void> {
    done(await fleet.ops.post(`/v1/fleets/${fleetId}/status`, { status, reason: 'Decided' }));
  }
  async function checkIn({ caller, driverId }: Worker): Promise<Answer> {
    const selfie = await caller.call('POST', '/v1/driver/selfies', PICTURE, { 'content-type': 'image/webp' });
    expect(selfie.status).toBe(201);
    const { selfieId } = selfie.body as { selfieId: string };
    const what = { selfieId, odometerStartMetres: 1_001_000, deviceId: `device-${driverId}` };
    return caller.post('/v1/driver/attendance/check-in', what);
  }
  async function requested(): Promise<string> {
    return created(
      await operator.ops.post('/v1/rides', {
        ...{ when: 'now', vehicleClass: 'SEDAN', tripType: 'LOCAL', paymentMode: 'CASH' },
        pickup: { point: PICKUP, address: 'IGI Airport, Terminal 3' },
        drop: { point: { latitude: 28.5708, longitude: 77.3261 }, address: 'Sector 18, Noida' },
        passenger: { name: 'Meera', phone: '+919812345678' },
      }),
    );
  }
  const offersOf = async ({ caller }: Worker): Promise<{ id: string }[]> =>
    ((await caller.get('/v1/driver/offers')).body as { items: { id: string }[] }).items;
  const conflicts = async (): Promise<{ rideId: string; kind: string; detail: string }[]> =>
    (await operator.ops.get('/v1/conflicts?limit=200')).body.items;

  it('as a fleet: no check-in, no offer, no assignment; what is planned is shown; what is under way is finished', async () => {
    const [asked, planned, away, home] = [await online(300), await onDuty(), await onDuty(), await worker()];
    const [plannedRide, ridden, waiting] = [await operator.ride(), await operator.ride(), await operator.ride()];
    await operator.assigned(plannedRide, planned.driverId);
    await operator.assigned(ridden, away.driverId);
    await operator.departed(ridden, away);
    await requested();
    const [offer] = await eventually(async () => {
      const open = await offersOf(asked);
      expect(open).toHaveLength(1);
      return open;
    });

    await fleetBecomes('SUSPENDED');
    expect((await asked.caller.post(`/v1/driver/offers/${offer!.id}/accept`)).status).toBe(409);
    await eventually(async () => expect(await offersOf(asked)).toEqual([]));
    expect((await asked.caller.post('/v1/driver/go-online')).status).toBe(409);
    for (const one of [asked, planned, home]) expect((await operator.assign(waiting, one.driverId)).status).toBe(409);
    expect(refusal(await checkIn(home))).toEqual([expect.any(Number), 'driver_not_active']);
    await eventually(async () => {
      const lines = await conflicts();
      expect(lines.map(({ rideId }) => rideId).sort()).toEqual([plannedRide, ridden].sort());
      for (const line of lines)
        expect(line).toMatchObject({ kind: 'driver_unavailable', detail: expect.stringContaining('fleet') });
    });
    await operator.completed(ridden, away);
    expect(await operator.engagementsOf(ridden)).toMatchObject([{ status: 'ENDED' }]);

    await fleetBecomes('ACTIVE');
    expect((await asked.caller.post('/v1/driver/go-online')).status).toBe(200);
    expect((await checkIn(home)).status).toBe(201);
    await operator.assigned(waiting, asked.driverId);
  });

  it('as a fleet, says nothing of another fleet, nor of what a driver is by himself', async () => {
    const otherHub = await fleet.hub(await fleet.fleet());
    const [other, rogue, newcomer] = [await onDuty(otherHub), await worker(), await worker()];
    await fleetBecomes('SUSPENDED');
    expect((await other.caller.post('/v1/driver/go-online')).status).toBe(200);
    await driverBecomes(rogue.driverId, 'SUSPENDED');
    await driverBecomes(newcomer.driverId, 'SUSPENDED');
    await driverBecomes(newcomer.driverId, 'ACTIVE');
    const [ride] = [await operator.ride()];
    expect((await operator.assign(ride, newcomer.driverId)).status).toBe(409);
    const moved = await fleet.ops.call('PATCH', `/v1/drivers/${newcomer.driverId}`, { hubId: otherHub });
    if (moved.status === 200) expect(refusal(await checkIn(newcomer))[1]).not.toBe('driver_not_active');
    await fleetBecomes('ACTIVE');
    expect((await operator.assign(ride, rogue.driverId)).status).toBe(409);
    const rows = await application.sql<{ status: string }>(
      'SELECT status FROM assignment.drivers WHERE driver_id = $1',
      [rogue.driverId],
    );
    expect(rows).toEqual([{ status: 'SUSPENDED' }]);
  });

  it('as an organization: nobody gets in, its searches end, its offers are taken back, until it is activated', async () => {
    const logins = new Logins(application);
    const { organizationId } = fleet;
    const member = await logins.logIn((await logins.user(admin, organizationId, 'ops')).phone);
    const [asked, home] = [await online(300), await worker()];
    const rideId = await requested();
    await eventually(async () => expect(await offersOf(asked)).toHaveLength(1));
    const at = `/v1/organizations/${organizationId}`;
    expect((await admin.post(`${at}/suspend`, { reason: 'Unpaid.' })).status).toBe(200);
    expect((await member.get('/v1/me')).status).toBe(401);
    // Seen by somebody whose session a test has left open.
    await eventually(async () => {
      expect((await operator.ops.get(`/v1/rides/${rideId}`)).body.status).toBe('NO_DRIVERS_FOUND');
      expect(await offersOf(asked)).toEqual([]);
    });
    const ended = await application.sql<{ status: string }>(
      'SELECT status FROM assignment.searches WHERE ride_id = $1',
      [rideId],
    );
    expect(ended).toEqual([{ status: 'NO_DRIVERS' }]);
    await eventually(async () => expect(refusal(await checkIn(home))[1]).toBe('driver_not_active'));
    expect((await asked.caller.post('/v1/driver/go-online')).status).toBe(409);
    expect((await operator.assign(await operator.ride(), asked.driverId)).status).toBe(409);

    const bystander = await FleetFixture.create(application);
    expect((await bystander.ops.get('/v1/fleets')).status).toBe(200);
    expect((await admin.post(`${at}/activate`, { reason: 'Paid.' })).status).toBe(200);
    await eventually(async () => expect((await asked.caller.post('/v1/driver/go-online')).status).toBe(200));
    await eventually(async () => expect((await checkIn(home)).status).toBe(201));
    expect((await admin.post(`/v1/organizations/${randomUUID()}/suspend`, { reason: 'x' })).status).toBe(404);
  });
});
