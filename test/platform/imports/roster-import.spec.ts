import { randomUUID } from 'node:crypto';
import { TestApplication } from '../../support/application';
import { FleetFixture, newPhone, newPlate } from '../../contexts/fleet/fleet-fixture';
import { csv, errorsOf, ImportFixture, over, send } from './import-fixture';

const DAY_MS = 86_400_000;

describe('a roster from a file', () => {
  let application: TestApplication;
  let fixture: ImportFixture;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await ImportFixture.create(application);
  });
  afterAll(() => application.stop());

  /** An ACTIVE driver and vehicle, by phone and plate. */
  const pair = async (): Promise<Record<'driver_phone' | 'plate' | 'driverId' | 'vehicleId', string>> => {
    const [driver_phone, plate] = [newPhone(), newPlate()];
    const driverId = await fixture.fleet.driver(fixture.hubId, { phone: driver_phone });
    await fixture.ops.post(`/v1/drivers/${driverId}/status`, { status: 'ACTIVE', reason: 'Papers seen' });
    const vehicleId = await fixture.fleet.activeVehicle(fixture.hubId, { plate });
    return { driver_phone, plate, driverId, vehicleId };
  };
  const day = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  const shift = ({ driver_phone, plate }: Record<string, string>, days: number, from = '06:00', until = '14:00') => ({
    ...{ driver_phone: driver_phone!, plate: plate! },
    ...{ starts_at: `${day(days)} ${from}`, ends_at: `${day(days)} ${until}` },
  });

  it('is planned by the rules of planning, in local time, and again without doubles', async () => {
    const [one, other] = [await pair(), await pair()];
    const rows = [
      shift(one, 1),
      shift(one, 2),
      shift(other, 1),
      { ...shift(other, 2), starts_at: `${day(2)}T00:30:00Z` },
    ];
    const done = await over(fixture.ops, await send(fixture.ops, 'kind=roster&mode=atomic', csv(rows)));
    expect([done.state, done.rowsApplied]).toEqual(['COMPLETED', 4]);
    const { body } = await fixture.ops.get(`/v1/roster?driverId=${one.driverId}`);
    expect(body.items.map(({ startsAt }: { startsAt: string }) => startsAt)).toEqual([
      `${day(2)}T00:30:00.000Z`,
      `${day(1)}T00:30:00.000Z`,
    ]);
    const again = await over(fixture.ops, await send(fixture.ops, 'kind=roster&mode=row_wise&again=true', csv(rows)));
    expect([again.rowsApplied, again.rowsUnchanged]).toEqual([0, 4]);
  });

  it('refuses a shift that is a draft by name, in the dry run too, and has it as it is once its week is published', async () => {
    const one = await pair();
    const { ops, hubId } = fixture;
    const ahead = ((8 - new Date(`${day(0)}T00:00:00Z`).getUTCDay()) % 7) + 7;
    const week = `/v1/roster/weeks/${day(ahead)}`;
    const rows = [shift(one, ahead)];
    const times = { startsAt: `${day(ahead)}T00:30:00Z`, endsAt: `${day(ahead)}T08:30:00Z` };
    const drafted = await ops.post(week, {
      hubId,
      entries: [{ driverId: one.driverId, vehicleId: one.vehicleId, ...times }],
    });
    expect(drafted.status).toBe(201);
    for (const mode of ['dry_run', 'atomic']) {
      const tried = await over(ops, await send(ops, `kind=roster&mode=${mode}&again=true`, csv(rows)));
      expect([tried.rowsUnchanged, tried.rowsRefused]).toEqual([0, 1]);
      expect(await errorsOf(ops, tried.id)).toEqual(['2 starts_at roster_entry_draft']);
    }
    expect((await ops.post(`${week}/publish`, { hubId })).status).toBe(200);
    const done = await over(ops, await send(ops, 'kind=roster&mode=atomic&again=true', csv(rows)));
    expect([done.state, done.rowsApplied, done.rowsUnchanged]).toEqual(['COMPLETED', 0, 1]);
  });

  it('names unknown drivers and vehicles, overlaps within the file and beside it, and impossible times', async () => {
    const [one, other] = [await pair(), await pair()];
    await over(fixture.ops, await send(fixture.ops, 'kind=roster&mode=atomic', csv([shift(one, 5)])));
    const rows = [
      shift({ ...one, driver_phone: '+919000000001' }, 1),
      shift({ ...one, plate: 'DL9ZZ9999' }, 1),
      shift(one, 5, '10:00', '18:00'),
      shift(one, 5, '06:00', '15:00'),
      shift(other, 6),
      shift({ ...one, plate: other.plate }, 6, '13:00', '20:00'),
      shift(other, 7, '14:00', '06:00'),
      { ...shift(other, 8), ends_at: 'tea time' },
      shift(other, 120),
    ];
    const tried = await over(fixture.ops, await send(fixture.ops, 'kind=roster&mode=row_wise', csv(rows)));
    expect(tried.rowsApplied).toBe(1);
    expect(await errorsOf(fixture.ops, tried.id)).toEqual([
      '2 driver_phone driver_unknown',
      '3 plate vehicle_unknown',
      '4 driver_phone roster_driver_overlap',
      '5 starts_at roster_entry_differs',
      '7 plate row_repeated',
      '8 ends_at invalid_shift',
      '9 ends_at time_invalid',
      '10 starts_at shift_too_far_ahead',
    ]);
  });

  it('plans the shifts after one whose year is mistyped, of the same driver and vehicle', async () => {
    const one = await pair();
    const mistyped = { ...shift(one, 3), ends_at: `${day(368)} 14:00` };
    const rows = [mistyped, shift(one, 3), shift(one, 4), shift(one, 4, '13:00', '20:00')];
    const done = await over(fixture.ops, await send(fixture.ops, 'kind=roster&mode=row_wise', csv(rows)));
    expect([done.rowsApplied, await errorsOf(fixture.ops, done.id)]).toEqual([
      2,
      ['2 starts_at shift_too_long', '5 driver_phone row_repeated', '5 plate row_repeated'],
    ]);
  });

  it('names all that speaks against a row at once, as far as its cells can be read', async () => {
    const [one, other, pending] = [await pair(), await pair(), newPhone()];
    await fixture.fleet.driver(fixture.hubId, { phone: pending });
    await over(fixture.ops, await send(fixture.ops, 'kind=roster&mode=atomic', csv([shift(one, 9)])));
    const rows = [
      { ...shift({ driver_phone: '+919000000001', plate: 'DL9ZZ9999' }, 9), ends_at: 'tea time' },
      shift({ driver_phone: pending, plate: 'DL9ZZ9999' }, 120),
      shift({ driver_phone: pending, plate: one.plate }, 9, '13:00', '20:00'),
      shift({ driver_phone: '12', plate: one.plate }, 9, '06:00', '12:00'),
      shift(other, 9),
    ];
    const tried = await over(fixture.ops, await send(fixture.ops, 'kind=roster&mode=dry_run', csv(rows)));
    expect([tried.rowsApplied, (await errorsOf(fixture.ops, tried.id)).sort()]).toEqual([
      1,
      [
        '2 driver_phone driver_unknown',
        '2 ends_at time_invalid',
        '2 plate vehicle_unknown',
        '3 driver_phone driver_not_active',
        '3 plate vehicle_unknown',
        '3 starts_at shift_too_far_ahead',
        '4 driver_phone driver_not_active',
        '4 plate roster_vehicle_overlap',
        '5 driver_phone invalid_phone',
        '5 plate roster_vehicle_overlap',
      ],
    ]);
  });

  it('warns of what is beyond a driver’s hours, in the dry run too, and plans it all the same', async () => {
    const one = await pair();
    const rows = [shift(one, 11), shift(one, 11, '15:00', '22:00')];
    const warned = ['3 driver_phone driver_hours_spent'];
    const tried = await over(fixture.ops, await send(fixture.ops, 'kind=roster&mode=dry_run', csv(rows)));
    expect([tried.rowsRefused, await errorsOf(fixture.ops, tried.id)]).toEqual([0, warned]);
    const done = await over(fixture.ops, await send(fixture.ops, 'kind=roster&mode=atomic', csv(rows)));
    expect([done.state, done.rowsApplied, await errorsOf(fixture.ops, done.id)]).toEqual(['COMPLETED', 2, warned]);
  });

  it('is read as its template is downloaded, once those of the other templates are brought in and activated', async () => {
    const fleet = await FleetFixture.create(application);
    const { ops } = fleet;
    await fleet.hub(await fleet.fleet({ name: 'Yamuna Cabs' }), { name: 'Dwarka Sector 21' });
    const bringIn = async (kind: string): Promise<void> => {
      const template = String((await ops.get(`/v1/imports/templates/${kind}`)).body);
      const done = await over(ops, await send(ops, `kind=${kind}&mode=atomic`, template));
      expect([kind, done.rowsApplied, await errorsOf(ops, done.id)]).toEqual([kind, 1, []]);
    };
    for (const kind of ['drivers', 'vehicles']) await bringIn(kind);
    const to = { status: 'ACTIVE', reason: 'Papers seen' };
    for (const [thing, ids] of [
      ['driver', 'driverIds'],
      ['vehicle', 'vehicleIds'],
    ] as const) {
      const known = await ops.get(`/v1/${thing}s?status=PENDING`);
      const wanted = { [ids]: [known.body.items[0].id, randomUUID()], ...to };
      const { status, body } = await ops.post(`/v1/${thing}s/statuses`, wanted);
      const outcomes = (body.items as Record<string, { status?: string; code?: string } | null>[]).map((item) => [
        item[thing]?.status,
        item.problem?.code,
      ]);
      expect([status, outcomes]).toEqual([
        200,
        [
          ['ACTIVE', undefined],
          [undefined, `${thing}_not_found`],
        ],
      ]);
      const again = await ops.post(`/v1/${thing}s/statuses`, wanted);
      expect(again.body.items[0].problem.code).toBe(`illegal_${thing}_transition`);
      const many = { [ids]: Array.from({ length: 101 }, () => randomUUID()), ...to };
      expect((await ops.post(`/v1/${thing}s/statuses`, many)).status).toBe(400);
    }
    await bringIn('roster');
  });

  it('is a hub manager’s for his own hub', async () => {
    const one = await pair();
    const elsewhere = await fixture.fleet.hub(fixture.fleetId);
    const manager = await fixture.fleet.actAs({
      role: 'hub_manager',
      fleetIds: [fixture.fleetId],
      hubIds: [elsewhere],
    });
    const done = await over(manager, await send(manager, 'kind=roster&mode=row_wise', csv([shift(one, 3)])));
    const unknown = ['2 driver_phone driver_unknown', '2 plate vehicle_unknown'];
    expect([done.rowsApplied, (await errorsOf(manager, done.id)).sort()]).toEqual([0, unknown]);
  });
});
