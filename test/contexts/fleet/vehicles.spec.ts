import { randomUUID } from 'node:crypto';
import { TestApplication } from '../../support/application';
import { created, FleetFixture, newPlate, patch, VEHICLE, wrongFields } from './fleet-fixture';

describe('vehicles over HTTP', () => {
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
    fixture.ops.post('/v1/vehicles', { hubId, plate: newPlate(), ...VEHICLE, ...overrides });
  const changeStatus = (id: string, status: string, reason = 'Seen') =>
    fixture.ops.post(`/v1/vehicles/${id}/status`, { status, reason });

  it('are registered PENDING, with the plate normalised and the fleet of their hub', async () => {
    const answer = await register({ plate: 'dl 3c-ab 0042' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      fleetId,
      hubId,
      plate: 'DL3CAB0042',
      make: 'Tata',
      model: 'Xpres-T EV',
      vehicleClass: 'SEDAN',
      fuelType: 'ELECTRIC',
      batteryWattHours: 26_000,
      rangeMetres: 213_000,
      odometerMetres: 1_000_000,
      odometerReadAt: answer.body.createdAt,
      chargePercent: null,
      chargeReadAt: null,
      status: 'PENDING',
      statusReason: null,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: answer.body.createdAt,
    });
    expect((await fixture.ops.get(`/v1/vehicles/${answer.body.id}`)).body).toEqual(answer.body);
  });

  it('are refused naming every wrong field, and nothing is stored', async () => {
    const count = async () =>
      (await application.sql<{ n: number }>('SELECT count(*)::int AS n FROM fleet.vehicles'))[0]!.n;
    const before = await count();
    const answer = await fixture.ops.post('/v1/vehicles', {
      hubId: 'here',
      plate: 'NO PLATE',
      make: '',
      model: 5,
      vehicleClass: 'BUS',
      batteryWattHours: 30.5,
      rangeMetres: 10,
      odometerMetres: -1,
      colour: 'white',
    });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('validation_failed');
    expect(wrongFields(answer)).toEqual({
      hubId: 'is_uuid',
      plate: 'is_plate',
      make: 'is_text',
      model: 'is_text',
      vehicleClass: 'is_in',
      batteryWattHours: 'is_int',
      rangeMetres: 'min',
      odometerMetres: 'min',
      colour: 'unknown_field',
    });
    expect(wrongFields(await fixture.ops.post('/v1/vehicles', {}))).toEqual(
      Object.fromEntries(['hubId', 'plate', ...Object.keys(VEHICLE)].map((field) => [field, 'required'])),
    );
    expect(await count()).toBe(before);
  });

  it('say what they run on, and only an electric one must say its battery', async () => {
    const { batteryWattHours, rangeMetres, ...rest } = VEHICLE;
    const taxi = (overrides: object) =>
      fixture.ops.post('/v1/vehicles', { hubId, plate: newPlate(), ...rest, ...overrides });
    const id = created(await taxi({ fuelType: 'CNG' }));
    const read = await fixture.ops.get(`/v1/vehicles/${id}`);
    expect(read.body).toMatchObject({ fuelType: 'CNG', batteryWattHours: null, rangeMetres: null });
    const listed = await fixture.ops.get('/v1/vehicles?fuelType=CNG');
    expect(listed.body.items.map((vehicle: { id: string }) => vehicle.id)).toEqual([id]);
    const missing = { batteryWattHours: 'required', rangeMetres: 'required' };
    expect(wrongFields(await taxi({}))).toEqual(missing);
    expect(wrongFields(await taxi({ fuelType: 'ELECTRIC' }))).toEqual(missing);
    expect(wrongFields(await taxi({ fuelType: 'STEAM' }))).toEqual({ fuelType: 'is_in' });
    expect(wrongFields(await taxi({ fuelType: 'CNG', rangeMetres: null }))).toEqual({ rangeMetres: 'is_int' });
    const ofNoUse = await taxi({ fuelType: 'DIESEL', batteryWattHours });
    expect([ofNoUse.status, ofNoUse.body.code]).toEqual([400, 'battery_of_no_use']);
    const refused = await patch(fixture.ops, `/v1/vehicles/${id}`, { fuelType: 'ELECTRIC' });
    expect([refused.status, refused.body.code]).toEqual([400, 'battery_missing']);
    const wanted = { fuelType: 'ELECTRIC', batteryWattHours, rangeMetres };
    expect((await patch(fixture.ops, `/v1/vehicles/${id}`, wanted)).body).toMatchObject(wanted);
  });

  it('need a hub that exists and takes them in', async () => {
    const unknown = await register({ hubId: randomUUID() });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'hub_not_found']);
    const closed = await fixture.hub(fleetId);
    await fixture.ops.post(`/v1/hubs/${closed}/status`, { status: 'SUSPENDED', reason: 'Flooded' });
    const refused = await register({ hubId: closed });
    expect([refused.status, refused.body.code]).toEqual([409, 'hub_not_active']);
  });

  it('keep their plate to themselves until they are retired', async () => {
    const plate = newPlate();
    const id = created(await register({ plate }));
    const second = await register({ plate });
    expect([second.status, second.body.code, second.body.field]).toEqual([409, 'plate_taken', 'plate']);

    const other = created(await register());
    const taken = await patch(fixture.ops, `/v1/vehicles/${other}`, { plate });
    expect([taken.status, taken.body.code]).toEqual([409, 'plate_taken']);

    expect((await changeStatus(id, 'RETIRED', 'Sold')).status).toBe(200);
    expect((await register({ plate })).status).toBe(201);
  });

  it('of twenty at once with one plate, one wins and the rest are told why', async () => {
    const plate = newPlate();
    const answers = await Promise.all(Array.from({ length: 20 }, () => register({ plate })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 409 && body.code === 'plate_taken')).toHaveLength(19);
  });

  it('are updated in part', async () => {
    const id = created(await register());
    const wanted = { make: 'MG', model: 'ZS EV', vehicleClass: 'SUV', batteryWattHours: 50_300, rangeMetres: 461_000 };
    const answer = await patch(fixture.ops, `/v1/vehicles/${id}`, wanted);
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ id, hubId, ...wanted })]);
    const bad = await patch(fixture.ops, `/v1/vehicles/${id}`, { make: null, odometerMetres: 1, status: 'ACTIVE' });
    expect(wrongFields(bad)).toEqual({ make: 'is_text', odometerMetres: 'unknown_field', status: 'unknown_field' });
  });

  it('change status with a reason, by the table, and RETIRED is the end', async () => {
    const id = created(await register());
    const active = await changeStatus(id, 'ACTIVE', 'Papers seen');
    expect(active.body).toMatchObject({ status: 'ACTIVE', statusReason: 'Papers seen' });

    const back = await changeStatus(id, 'PENDING');
    expect([back.status, back.body.code, back.body.possible]).toEqual([
      409,
      'illegal_vehicle_transition',
      ['MAINTENANCE', 'SUSPENDED', 'RETIRED'],
    ]);
    expect(wrongFields(await fixture.ops.post(`/v1/vehicles/${id}/status`, { status: 'GONE' }))).toEqual({
      status: 'is_in',
      reason: 'required',
    });
    expect((await changeStatus(id, 'RETIRED')).status).toBe(200);
    const updated = await patch(fixture.ops, `/v1/vehicles/${id}`, { make: 'MG' });
    expect([updated.status, updated.body.code]).toEqual([409, 'vehicle_retired']);
  });

  it('have their odometer put right, also down, with a reason', async () => {
    const id = created(await register({ odometerMetres: 90_000_000 }));
    const correct = (odometerMetres: number, reason?: string) =>
      fixture.ops.post(`/v1/vehicles/${id}/odometer-corrections`, { odometerMetres, reason });
    const answer = await correct(9_000_000, 'One nought too many');
    expect([answer.status, answer.body.odometerMetres]).toEqual([201, 9_000_000]);
    const again = await correct(9_000_000, 'One nought too many');
    expect([again.status, again.body.code]).toEqual([409, 'odometer_unchanged']);
    expect(wrongFields(await correct(1_000_000_000))).toEqual({ odometerMetres: 'max', reason: 'required' });
  });

  it('are listed newest first, by filters, a page at a time', async () => {
    const other = await fixture.hub(fleetId);
    const plates = Array.from({ length: 5 }, newPlate);
    for (const plate of plates) created(await register({ hubId: other, plate, vehicleClass: 'PREMIUM' }));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const query: string = `hubId=${other}&limit=2${after ? `&after=${after}` : ''}`;
      const page = await fixture.ops.get(`/v1/vehicles?${query}`);
      expect(page.body.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.body.items.map((vehicle: { plate: string }) => vehicle.plate));
      after = page.body.next;
    } while (after);
    expect(seen).toEqual(plates.toReversed());

    const platesOf = async (query: string): Promise<string[]> =>
      (await fixture.ops.get(`/v1/vehicles?hubId=${other}&${query}`)).body.items.map((v: { plate: string }) => v.plate);
    expect(await platesOf('status=ACTIVE')).toEqual([]);
    expect(await platesOf('status=PENDING&status=ACTIVE')).toHaveLength(5);
    expect(await platesOf(`fleetId=${randomUUID()}`)).toEqual([]);
    expect(await platesOf('vehicleClass=SEDAN')).toEqual([]);
    expect(await platesOf(`plate=${plates[3]!.toLowerCase()}`)).toEqual([plates[3]]);
    const bad = await fixture.ops.get('/v1/vehicles?hubId=x&status=GONE&limit=0&after=%00&colour=red');
    expect(Object.keys(wrongFields(bad)).sort()).toEqual(['after', 'colour', 'hubId', 'limit', 'status']);
    expect((await fixture.ops.get('/v1/vehicles?after=bm9uc2Vuc2U')).body.code).toBe('cursor_invalid');
  });

  it('are 404 by an unknown id, and 400 by what is no id', async () => {
    const id = randomUUID();
    for (const answer of [
      await fixture.ops.get(`/v1/vehicles/${id}`),
      await patch(fixture.ops, `/v1/vehicles/${id}`, { make: 'MG' }),
      await changeStatus(id, 'ACTIVE'),
      await fixture.ops.post(`/v1/vehicles/${id}/odometer-corrections`, { odometerMetres: 1, reason: 'Typo' }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'vehicle_not_found']);
    }
    expect((await fixture.ops.get('/v1/vehicles/7')).status).toBe(400);
  });
});
