import { TestApplication } from '../../support/application';
import { newPhone, newPlate } from '../../contexts/fleet/fleet-fixture';
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
  const pair = async (): Promise<{ driver_phone: string; plate: string; driverId: string }> => {
    const [driver_phone, plate] = [newPhone(), newPlate()];
    const driverId = await fixture.fleet.driver(fixture.hubId, { phone: driver_phone });
    await fixture.ops.post(`/v1/drivers/${driverId}/status`, { status: 'ACTIVE', reason: 'Papers seen' });
    await fixture.fleet.activeVehicle(fixture.hubId, { plate });
    return { driver_phone, plate, driverId };
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
      '5 driver_phone row_repeated',
      '5 plate row_repeated',
      '7 plate row_repeated',
      '8 ends_at invalid_shift',
      '9 ends_at time_invalid',
      '10 starts_at shift_too_far_ahead',
    ]);
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
    expect([done.rowsApplied, await errorsOf(manager, done.id)]).toEqual([0, ['2 driver_phone driver_unknown']]);
  });
});
