import { v7 as uuidv7 } from 'uuid';
import { OperatorAtWork } from './operator-at-work';

/** What the database refuses by itself, whoever writes and whatever the code forgot. */
describe('the database of assignment', () => {
  let operator: OperatorAtWork;

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
  });
  afterAll(() => operator.close());

  const hour = (n: number): string => operator.after(n * 60).toISOString();
  const insert = (table: string, row: object): Promise<object[]> => {
    const columns = Object.keys(row);
    return operator.application.sql(
      `INSERT INTO assignment.${table} (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
      Object.values(row),
    );
  };
  const engagement = (over: object = {}): object => ({
    id: uuidv7(),
    organization_id: operator.organizationId,
    ride_id: uuidv7(),
    driver_id: uuidv7(),
    vehicle_id: uuidv7(),
    roster_entry_id: uuidv7(),
    status: 'PLANNED',
    planned_from: hour(1),
    planned_until: hour(3),
    assigned_by: uuidv7(),
    assigned_at: hour(0),
    ...over,
  });
  const shift = (over: object = {}): object => ({
    id: uuidv7(),
    organization_id: operator.organizationId,
    version: 1,
    driver_id: uuidv7(),
    vehicle_id: uuidv7(),
    starts_at: hour(0),
    ends_at: hour(10),
    status: 'PUBLISHED',
    planned_by: uuidv7(),
    created_at: hour(0),
    published_at: hour(0),
    published_by: uuidv7(),
    ...over,
  });
  const underWay = (n: number): object => ({
    status: 'UNDER_WAY',
    departed_at: hour(n),
    planned_from: hour(n),
    planned_until: hour(n + 1),
  });
  const over = { status: 'ENDED', ended_at: '2026-11-21T03:30:00.000Z' };

  it.each<[string, (who: string) => [object, object]]>([
    ['engagements_one_per_ride', (ride_id) => [{ ride_id }, { ride_id }]],
    ['engagements_driver_overlap', (driver_id) => [{ driver_id }, { driver_id, planned_from: hour(2) }]],
    ['engagements_vehicle_overlap', (vehicle_id) => [{ vehicle_id }, { vehicle_id, planned_from: hour(2) }]],
    [
      'engagements_one_under_way_per_driver',
      (driver_id) => [
        { driver_id, ...underWay(1) },
        { driver_id, ...underWay(5) },
      ],
    ],
    [
      'engagements_one_under_way_per_vehicle',
      (vehicle_id) => [
        { vehicle_id, ...underWay(1) },
        { vehicle_id, ...underWay(5) },
      ],
    ],
  ])('refuses two engagements: %s', async (constraint, both) => {
    const [first, second] = both(uuidv7());
    await insert('engagements', engagement(first));
    await expect(insert('engagements', engagement(second))).rejects.toMatchObject({ constraint });
  });

  it('lets engagements touch, and leaves out of account those that are over', async () => {
    const [driver_id, vehicle_id, ride_id] = [uuidv7(), uuidv7(), uuidv7()];
    const same = { driver_id, vehicle_id, ride_id };
    await insert('engagements', engagement({ ...same, ...over }));
    const released = { status: 'RELEASED', ended_at: hour(0), release_reason: 'Sick' };
    await insert('engagements', engagement({ ...same, ...released }));
    await insert('engagements', engagement(same));
    const next = { driver_id, vehicle_id, planned_from: hour(3), planned_until: hour(5) };
    await insert('engagements', engagement(next));
  });

  it.each<[string, object]>([
    ['engagements_window', { planned_until: '2026-11-21T04:30:00.000Z' }],
    ['engagements_departed', { status: 'UNDER_WAY' }],
    ['engagements_over', { status: 'ENDED' }],
    ['engagements_over', { ended_at: '2026-11-21T04:30:00.000Z' }],
    ['engagements_release', { status: 'RELEASED', ended_at: '2026-11-21T04:30:00.000Z' }],
    ['engagements_status_check', { status: 'PAUSED' }],
  ])('refuses an engagement that contradicts itself: %s', async (constraint, wrong) => {
    await expect(insert('engagements', engagement(wrong))).rejects.toMatchObject({ constraint });
  });

  it.each<[string, (who: string) => object]>([
    ['roster_entries_driver_overlap', (driver_id) => ({ driver_id })],
    ['roster_entries_vehicle_overlap', (vehicle_id) => ({ vehicle_id })],
  ])('refuses two shifts: %s', async (constraint, who) => {
    const same = who(uuidv7());
    await insert('roster_entries', shift(same));
    const inside = shift({ ...same, starts_at: hour(9), ends_at: hour(12) });
    await expect(insert('roster_entries', inside)).rejects.toMatchObject({ constraint });
    await insert('roster_entries', shift({ ...same, starts_at: hour(10), ends_at: hour(12) }));
    const cancellation = { cancelled_at: hour(0), cancelled_by: uuidv7(), cancel_reason: 'Sick' };
    await insert('roster_entries', shift({ ...same, status: 'CANCELLED', ...cancellation }));
  });

  it.each<[string, object]>([
    ['roster_entries_shift', { ends_at: '2026-11-21T19:30:00.001Z' }],
    ['roster_entries_shift', { ends_at: '2026-11-21T03:30:00.000Z' }],
    ['roster_entries_cancellation', { status: 'CANCELLED' }],
    ['roster_entries_cancellation', { cancel_reason: 'Sick' }],
  ])('refuses a shift that contradicts itself: %s', async (constraint, wrong) => {
    await expect(insert('roster_entries', shift(wrong))).rejects.toMatchObject({ constraint });
  });

  it('shows no row of one operator to another, even without a filter', async () => {
    const rideId = await operator.ride();
    const worker = await operator.onShift();
    await operator.assigned(rideId, worker.driverId);
    const { unitOfWork } = operator;
    for (const table of ['drivers', 'vehicles', 'rides', 'roster_entries', 'engagements']) {
      const count = (organizationId: string): Promise<{ n: number }[]> =>
        unitOfWork.run(() => unitOfWork.rows(`SELECT count(*)::int AS n FROM assignment.${table}`), { organizationId });
      expect((await count(operator.organizationId))[0]!.n).toBeGreaterThan(0);
      expect(await count(uuidv7())).toEqual([{ n: 0 }]);
    }
    const steal = unitOfWork.run(
      () => unitOfWork.query('UPDATE assignment.rides SET closed = true WHERE ride_id = $1', [rideId]),
      { organizationId: uuidv7() },
    );
    expect((await steal).rowCount).toBe(0);
  });
});
