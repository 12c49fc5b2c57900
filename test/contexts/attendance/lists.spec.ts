import { v7 as uuidv7 } from 'uuid';
import type { TestCaller } from '../../support/application';
import { FleetAtWork, HOUR, ODOMETER, refusal, type Worker } from './fleet-at-work';

interface Listed {
  items: { id: string; driverId: string }[];
  next: string | null;
}

describe('the record of attendance', () => {
  let fleet: FleetAtWork;
  let ops: TestCaller;
  let first: Worker;
  let second: Worker;
  const otherHubId = uuidv7();
  /** The ids of the attendances, latest check-in first. */
  let all: string[];

  // Checks in at 22:30 and 23:30 on the 20th and at 00:30 and 01:30 on the 21st, in Delhi.
  beforeAll(async () => {
    fleet = await FleetAtWork.open();
    ops = await fleet.manager({ role: 'ops', fleetIds: undefined, hubIds: undefined });
    fleet.now = new Date('2026-11-20T17:00:00.000Z');
    first = await fleet.worker();
    second = await fleet.worker(otherHubId);
    const ids: string[] = [];
    const rejected = (await fleet.checkIn(first)).body.id as string;
    ids.push(rejected);
    await ops.post(`/v1/attendance/${rejected}/reject`, { reason: 'Blurred' });
    fleet.pass(HOUR);
    ids.push((await fleet.checkIn(second)).body.id as string);
    fleet.pass(HOUR);
    const worked = (await fleet.checkIn(first)).body.id as string;
    ids.push(worked);
    await ops.post(`/v1/attendance/${worked}/approve`);
    await fleet.checkOut(first);
    fleet.pass(HOUR);
    ids.push((await fleet.checkIn(first, ODOMETER + 90_000)).body.id as string);
    all = ids.reverse();
  });
  afterAll(() => fleet.close());

  const list = async (query: string, by = ops): Promise<string[]> => {
    const { status, body } = await by.get(`/v1/attendance?${query}`);
    expect(status).toBe(200);
    return (body as Listed).items.map(({ id }) => id);
  };

  it('is listed latest first, and filtered', async () => {
    const [fourth, third, second_, first_] = all;
    expect(await list('')).toEqual(all);
    expect(await list(`hubId=${otherHubId}`)).toEqual([second_]);
    expect(await list(`driverId=${first.driverId}`)).toEqual([fourth, third, first_]);
    expect(await list('status=REJECTED')).toEqual([first_]);
    expect(await list(`status=PENDING&hubId=${fleet.hubId}`)).toEqual([fourth]);
  });

  it('is filtered by local days, both included', async () => {
    expect(await list('from=2026-11-21')).toEqual(all.slice(0, 2));
    expect(await list('to=2026-11-20')).toEqual(all.slice(2));
    expect(await list('from=2026-11-20&to=2026-11-21')).toEqual(all);
    expect(await list('from=2026-11-22')).toEqual([]);
  });

  it('is paged', async () => {
    const seen: string[] = [];
    let after = '';
    for (let pages = 0; pages < 4; pages++) {
      const { body } = await ops.get(`/v1/attendance?limit=1${after}`);
      const { items, next } = body as Listed;
      seen.push(...items.map(({ id }) => id));
      expect(next === null).toBe(pages === 3);
      after = `&after=${next}`;
    }
    expect(seen).toEqual(all);
  });

  it('shows managers their own hub and fleet', async () => {
    expect(await list('', await fleet.manager({ hubIds: [otherHubId] }))).toEqual([all[2]]);
    expect(await list(`hubId=${otherHubId}`, await fleet.manager())).toEqual([]);
    expect(await list('', await fleet.manager({ role: 'fleet_manager', hubIds: undefined }))).toEqual(all);
  });

  it.each([
    'status=ASLEEP',
    'hubId=1',
    'from=2026-02-30',
    'to=yesterday',
    'limit=0',
    'limit=201',
    'limit=many',
    'after=%00',
    'sort=id',
  ])('refuses ?%s', async (query) => {
    expect(refusal(await ops.get(`/v1/attendance?${query}`))).toEqual([400, 'validation_failed']);
  });

  it('refuses a range that ends before it begins, and a cursor of its own making', async () => {
    expect(refusal(await ops.get('/v1/attendance?from=2026-11-21&to=2026-11-20'))).toEqual([400, 'date_range_invalid']);
    expect(refusal(await ops.get('/v1/attendance?after=AAAA'))).toEqual([400, 'cursor_invalid']);
    expect(refusal(await first.caller.get('/v1/driver/attendance?after=AAAA'))).toEqual([400, 'cursor_invalid']);
  });

  it('shows a driver his own, and which one is open', async () => {
    const { body } = await first.caller.get('/v1/driver/attendance?limit=2');
    expect((body as Listed).items.map(({ id }) => id)).toEqual([all[0], all[1]]);
    expect(body.current).toMatchObject({ id: all[0], status: 'PENDING' });
    const rest = await first.caller.get(`/v1/driver/attendance?limit=2&after=${body.next}`);
    expect((rest.body as Listed).items.map(({ id }) => id)).toEqual([all[3]]);
    expect(rest.body.next).toBeNull();
  });

  it('is taken out with plate, marks, distances and cash, and without a name or phone', async () => {
    const { body } = await ops.get('/v1/exports/attendance');
    const [names, ...rows] = (body as string)
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    const lines = rows.map((cells) => Object.fromEntries(names!.map((name, column) => [name, cells[column]])));
    expect(lines.map(({ id }) => id)).toEqual(all);
    const [vehicle] = await fleet.application.sql<{ plate: string }>(
      'SELECT plate FROM attendance.vehicles WHERE id = $1',
      [first.vehicleId],
    );
    expect(lines[1]).toMatchObject({
      ...{ driver_id: first.driverId, plate: vehicle!.plate, status: 'CHECKED_OUT' },
      ...{ late_minutes: '0', left_early_minutes: '480', driven_metres: '89000', gps_metres: '' },
      ...{ cash_deposited_paise: '150050', cash_expected_paise: '0' },
    });
    expect(body).not.toMatch(/Asha|9876543210/);
  });

  it('has no entry under an unknown id', async () => {
    expect(refusal(await ops.get(`/v1/attendance/${uuidv7()}`))).toEqual([404, 'attendance_not_found']);
    expect((await ops.get('/v1/attendance/1')).status).toBe(400);
  });
});
