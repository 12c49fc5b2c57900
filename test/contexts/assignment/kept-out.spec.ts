import { CheckInExpired, CheckInRejected } from '../../../src/contexts/attendance/contracts/attendance-events';
import { FleetStatusChanged } from '../../../src/contexts/fleet/contracts/fleet-events';
import { v7 as uuidv7 } from 'uuid';
import { eventually } from '../../support/application';
import { type OnShift, OperatorAtWork } from './operator-at-work';
import { StandingTold } from './standing-told';

describe('the look for a driver who could not have come', () => {
  const start = new Date('2026-11-21T03:30:00.000Z');
  let operator: OperatorAtWork;
  let told: StandingTold;

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
    told = new StandingTold(operator);
  });
  afterAll(() => operator.close());
  beforeEach(() => {
    operator.now = start;
  });

  /** When so many minutes have passed, and every look that was due by then has been taken. */
  const past = async (minutes: number): Promise<void> => {
    operator.now = operator.after(minutes);
    await eventually(async () => {
      const due = await operator.application.sql('SELECT FROM platform.outbox WHERE due_at <= $1', [operator.now]);
      expect(due).toHaveLength(0);
    });
  };
  const shown = async (id: string): Promise<{ status: string; attended: boolean; known: boolean }> => {
    const [entry] = await operator.application.sql<{ status: string; attended: boolean; known: boolean }>(
      `SELECT status, attended_at IS NOT NULL AS attended,
         EXISTS (SELECT FROM attendance.roster_entries k WHERE k.id = r.id) AS known
       FROM assignment.roster_entries r WHERE id = $1`,
      [id],
    );
    return entry!;
  };
  const AWAITED = { status: 'PUBLISHED', attended: false, known: true };
  const ATTENDED = { status: 'PUBLISHED', attended: true, known: true };
  const MISSED = { status: 'MISSED', attended: false, known: false };

  describe('because another still has the cab', () => {
    let holder: OnShift;
    let driverId: string;
    let id: string;

    beforeEach(async () => {
      holder = await operator.onShift();
      driverId = await operator.driver();
      id = await operator.roster(driverId, holder.vehicleId, operator.after(540), 8);
      await past(540 + 15);
      await past(15);
      expect(await shown(id)).toEqual(AWAITED);
      await past(14);
      await operator.given(operator.checkedOut(holder));
      await past(1);
    });

    it('waits for as long again once it is back, and he comes', async () => {
      expect(await shown(id)).toEqual(AWAITED);
      await past(14);
      await operator.checkedIn({ driverId, vehicleId: holder.vehicleId });
      await past(30);
      expect(await shown(id)).toEqual(ATTENDED);
    });

    it('tells of a miss where he does not come then either', async () => {
      await past(15);
      expect(await shown(id)).toEqual(MISSED);
    });
  });

  const keptOut: [string, (who: { driverId: string; vehicleId: string }) => Promise<unknown>][] = [
    [
      'his cab is out of service',
      ({ vehicleId }) => told.outages(vehicleId, { from: operator.after(-1), until: null }),
    ],
    ['his papers have lapsed', ({ driverId }) => told.documents('driver', driverId, null, false)],
    ["the cab's papers have lapsed", ({ vehicleId }) => told.documents('vehicle', vehicleId, operator.after(0))],
    ['he is suspended', ({ driverId }) => operator.suspended(driverId)],
    ['the cab is withdrawn', ({ vehicleId }) => operator.vehicleBecomes(vehicleId, 'MAINTENANCE')],
    ['his fleet is suspended', () => fleetBecomes('SUSPENDED')],
  ];
  const fleetBecomes = (to: string) => {
    const { fleetId } = operator;
    const change = { fleetId, from: to === 'ACTIVE' ? 'SUSPENDED' : 'ACTIVE', to, reason: 'Papers' };
    return operator.given(new FleetStatusChanged(fleetId, change, operator.now));
  };

  afterEach(() => fleetBecomes('ACTIVE'));

  it.each(keptOut)('because %s tells of no miss, also when the shift is over', async (_, keepOut) => {
    const [driverId, vehicleId] = [await operator.driver(), await operator.vehicle()];
    const id = await operator.roster(driverId, vehicleId, operator.after(0), 1);
    await keepOut({ driverId, vehicleId });
    for (const minutes of [15, 15, 15, 15, 15]) await past(minutes);
    expect(await shown(id)).toEqual(AWAITED);
  });

  it('because his cab was in the workshop when it was planned names it once, until it is back', async () => {
    const [driverId, vehicleId] = [await operator.driver(), await operator.vehicle()];
    await operator.vehicleBecomes(vehicleId, 'MAINTENANCE');
    const rosterEntryId = await operator.roster(driverId, vehicleId, operator.after(0), 1);
    const listed = async (status: string): Promise<object[]> => {
      const { body } = await operator.ops.get(`/v1/conflicts?limit=200&status=${status}`);
      return (body.items as { driverId: string }[]).filter((line) => line.driverId === driverId);
    };
    await past(14);
    expect(await listed('OPEN')).toEqual([]);
    await past(1);
    await past(15);
    const [line, ...more] = (await listed('OPEN')) as { id: string }[];
    expect(line).toMatchObject({ kind: 'vehicle_unavailable', rosterEntryId, vehicleId });
    expect(more).toEqual([]);
    await operator.vehicleBecomes(vehicleId, 'ACTIVE');
    await past(0);
    expect(await listed('RESOLVED')).toMatchObject([{ id: line!.id, resolvedBy: null }]);
    await operator.vehicleBecomes(vehicleId, 'MAINTENANCE');
    await past(0);
    const [again] = (await listed('OPEN')) as { id: string }[];
    expect((await operator.ops.post(`/v1/conflicts/${again!.id}/resolve`, { reason: 'Seen' })).status).toBe(200);
    await past(15);
    expect(await listed('OPEN')).toEqual([]);
  });

  describe('because his check-in expired', () => {
    let worker: OnShift;

    const expire = (checkedInAt: Date) =>
      operator.given(
        new CheckInExpired(
          worker.driverId,
          { ...operator.dutyOf(worker), checkedInAt: checkedInAt.toISOString() },
          operator.now,
        ),
      );
    beforeEach(async () => {
      worker = await operator.onShift({ duty: false });
    });

    it('is taken again, and he has missed his shift where he does not come anew', async () => {
      const checkedInAt = operator.now;
      await operator.checkedIn(worker);
      await past(120);
      expect(await shown(worker.rosterEntryId)).toEqual(ATTENDED);
      await expire(checkedInAt);
      await past(14);
      expect(await shown(worker.rosterEntryId)).toEqual(AWAITED);
      await past(1);
      expect(await shown(worker.rosterEntryId)).toEqual(MISSED);
    });

    it('finds that he has come anew', async () => {
      const checkedInAt = operator.now;
      await operator.checkedIn(worker);
      await past(120);
      await expire(checkedInAt);
      await past(14);
      await operator.checkedIn(worker);
      await past(15);
      expect(await shown(worker.rosterEntryId)).toEqual(ATTENDED);
    });

    it('is not taken where an earlier one was decided on', async () => {
      await operator.checkedIn(worker);
      const rejected = { ...operator.dutyOf(worker), rejectedBy: uuidv7(), reason: 'Blurred' };
      await operator.given(new CheckInRejected(worker.driverId, rejected, operator.now));
      await past(5);
      const checkedInAt = operator.now;
      await operator.checkedIn(worker);
      await past(120);
      await expire(checkedInAt);
      await past(30);
      expect(await shown(worker.rosterEntryId)).toEqual(ATTENDED);
    });
  });
});
