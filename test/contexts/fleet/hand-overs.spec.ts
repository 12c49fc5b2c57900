import { v7 as uuidv7 } from 'uuid';
import { CheckInApproved } from '../../../src/contexts/attendance/contracts/attendance-events';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { TestApplication, type TestCaller } from '../../support/application';
import { created, done, FleetFixture, wrongFields } from './fleet-fixture';

describe('hand-overs of vehicles', () => {
  let application: TestApplication;
  let fixture: FleetFixture;
  let fleetId: string;
  let hubId: string;
  let otherHub: string;
  let hubManager: TestCaller;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await FleetFixture.create(application);
    fleetId = await fixture.fleet();
    hubId = await fixture.hub(fleetId);
    otherHub = await fixture.hub(fleetId);
    hubManager = await fixture.actAs({ role: 'hub_manager', fleetIds: [fleetId], hubIds: [hubId] });
  });
  afterAll(() => application.stop());

  const activeDriver = async (hub = hubId): Promise<string> => {
    const id = await fixture.driver(hub);
    done(await fixture.ops.post(`/v1/drivers/${id}/status`, { status: 'ACTIVE', reason: 'Papers seen' }));
    return id;
  };
  const READ = { odometerMetres: 1_000_000, chargePercent: 80, conditionNote: 'Clean' };
  const handOver = (id: string, body: object, caller: TestCaller = hubManager) =>
    caller.post(`/v1/vehicles/${id}/hand-overs`, { ...READ, ...body });
  const handOverHeld = (caller: TestCaller, id: string, body: object = {}) =>
    caller.post(`/v1/driver/vehicles/${id}/hand-overs`, { ...READ, ...body });
  const asDriver = (driverId: string) => fixture.actAs({ role: 'driver', driverId });

  it('go from the hub to a driver, from him to the next, and back, and the readings stay with the vehicle', async () => {
    const id = await fixture.activeVehicle(hubId);
    const [first, second] = [await activeDriver(), await activeDriver()];
    const out = await handOver(id, { toDriverId: first });
    expect([out.status, out.body]).toEqual([
      201,
      {
        id: expect.any(String),
        fromDriverId: null,
        toDriverId: first,
        ...READ,
        handedOverAt: expect.stringMatching(/Z$/),
        recordedBy: hubManager.userId,
      },
    ]);
    const next = await handOverHeld(await asDriver(first), id, {
      toDriverId: second,
      odometerMetres: 1_090_000,
      chargePercent: 41,
    });
    expect(next.body).toMatchObject({ fromDriverId: first, toDriverId: second });
    const back = await handOverHeld(await asDriver(second), id, { odometerMetres: 1_090_000, chargePercent: 40 });
    expect(back.body).toMatchObject({ fromDriverId: second, toDriverId: null });
    expect((await hubManager.get(`/v1/vehicles/${id}`)).body).toMatchObject({
      odometerMetres: 1_090_000,
      chargePercent: 40,
      chargeReadAt: back.body.handedOverAt,
    });
    const listed = await hubManager.get(`/v1/vehicles/${id}/hand-overs?limit=2`);
    expect(listed.body.items.map((row: { id: string }) => row.id)).toEqual([back.body.id, next.body.id]);
    expect(listed.body.next).not.toBeNull();
    const known = await application.sql<{ metres: number }>(
      'SELECT last_odometer_metres::int AS metres FROM attendance.vehicles WHERE id = $1',
      [id],
    );
    expect(known).toEqual([{ metres: 1_090_000 }]);
  });

  it('take a reading that can be true, and of an electric vehicle its charge', async () => {
    const id = await fixture.activeVehicle(hubId);
    const toDriverId = await activeDriver();
    const codeOf = async (body: object) => {
      const { status, body: answer } = await handOver(id, { toDriverId, ...body });
      return [status, answer.code];
    };
    expect(await codeOf({ odometerMetres: 999_999 })).toEqual([400, 'odometer_below_last']);
    expect(await codeOf({ odometerMetres: 3_000_001 })).toEqual([400, 'odometer_implausible']);
    expect(await codeOf({ chargePercent: undefined })).toEqual([400, 'charge_missing']);
    const wrong = await handOver(id, { toDriverId: 'me', odometerMetres: -1, chargePercent: 101, conditionNote: ' ' });
    expect(wrongFields(wrong)).toEqual({
      toDriverId: 'is_uuid',
      odometerMetres: 'min',
      chargePercent: 'max',
      conditionNote: 'is_text',
    });
    expect((await hubManager.get(`/v1/vehicles/${id}/hand-overs`)).body.items).toEqual([]);
    const petrol = await fixture.activeVehicle(hubId, { fuelType: 'PETROL', batteryWattHours: undefined });
    created(await handOver(petrol, { toDriverId, chargePercent: undefined }));
  });

  it('go to an ACTIVE driver of the hub who does not hold it yet', async () => {
    const id = await fixture.activeVehicle(hubId);
    const codeOf = async (body: object, caller = fixture.ops) => {
      const { status, body: answer } = await handOver(id, body, caller);
      return [status, answer.code];
    };
    const far = await activeDriver(otherHub);
    expect(await codeOf({ toDriverId: far })).toEqual([409, 'driver_of_another_hub']);
    expect(await codeOf({ toDriverId: far }, hubManager)).toEqual([404, 'driver_not_found']);
    expect(await codeOf({ toDriverId: await fixture.driver(hubId) })).toEqual([409, 'driver_not_active']);
    expect(await codeOf({})).toEqual([409, 'already_held']);
    const toDriverId = await activeDriver();
    created(await handOver(id, { toDriverId }));
    expect(await codeOf({ toDriverId })).toEqual([409, 'already_held']);
  });

  it('of ten at once by the driver who holds it, one is recorded', async () => {
    const id = await fixture.activeVehicle(hubId);
    const [holder, ...takers] = await Promise.all(Array.from({ length: 4 }, () => activeDriver()));
    created(await handOver(id, { toDriverId: holder }));
    const driver = await asDriver(holder!);
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, n) => handOverHeld(driver, id, { toDriverId: takers[n % 3] })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(8);
    expect((await hubManager.get(`/v1/vehicles/${id}/hand-overs`)).body.items).toHaveLength(2);
  });

  it('are also by whoever is on duty with it, without a hand-over before', async () => {
    const id = await fixture.activeVehicle(hubId);
    const driverId = await activeDriver();
    const driver = await asDriver(driverId);
    expect((await handOverHeld(driver, id)).status).toBe(404);
    const duty = { attendanceId: uuidv7(), driverId, vehicleId: id, hubId, approvedBy: uuidv7() };
    const unitOfWork = application.app.get(UnitOfWork);
    const approved = new CheckInApproved(duty.attendanceId, duty, new Date());
    await unitOfWork.run(() => unitOfWork.publish(approved), { organizationId: fixture.organizationId });
    expect((await handOverHeld(driver, id)).body).toMatchObject({ fromDriverId: driverId, toDriverId: null });
  });

  it('are by whoever was approved last, also where another was given the vehicle while his check-in waited', async () => {
    const id = await fixture.activeVehicle(hubId);
    const [waiting, given] = [await activeDriver(), await activeDriver()];
    const checkedInAt = new Date().toISOString();
    created(await handOver(id, { toDriverId: given }));
    const duty = { attendanceId: uuidv7(), driverId: waiting, vehicleId: id, hubId, approvedBy: uuidv7(), checkedInAt };
    const unitOfWork = application.app.get(UnitOfWork);
    const approved = new CheckInApproved(duty.attendanceId, duty, new Date());
    await unitOfWork.run(() => unitOfWork.publish(approved), { organizationId: fixture.organizationId });
    expect((await handOverHeld(await asDriver(given), id)).status).toBe(404);
    expect((await handOverHeld(await asDriver(waiting), id)).body).toMatchObject({ fromDriverId: waiting });
  });

  it('are the business of who has the vehicle in his scope, or in his hands', async () => {
    const id = await fixture.activeVehicle(hubId);
    const [holder, another] = [await activeDriver(), await activeDriver()];
    created(await handOver(id, { toDriverId: holder }));
    const stranger = await FleetFixture.create(application);
    const neighbour = await fixture.actAs({ role: 'hub_manager', fleetIds: [fleetId], hubIds: [otherHub] });
    const theirDriver = await stranger.actAs({ role: 'driver', driverId: holder });
    const answers = [
      await handOver(id, {}, neighbour),
      await handOver(id, {}, stranger.ops),
      await neighbour.get(`/v1/vehicles/${id}/hand-overs`),
      await stranger.ops.get(`/v1/vehicles/${id}/hand-overs`),
      await handOverHeld(await asDriver(another), id),
      await handOverHeld(theirDriver, id),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [404, 'vehicle_not_found']),
    );
    expect((await handOverHeld(hubManager, id)).status).toBe(403);
    for (const role of ['auditor', 'driver', 'rider'] as const) {
      expect((await handOver(id, {}, await fixture.actAs({ role }))).status).toBe(403);
    }
    await expect(application.sql('UPDATE fleet.hand_overs SET to_driver_id = from_driver_id')).rejects.toMatchObject({
      constraint: 'hand_overs_holders',
    });
  });
});
