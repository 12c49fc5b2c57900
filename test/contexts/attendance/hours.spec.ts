import { v7 as uuidv7 } from 'uuid';
import { LeaveByItself } from '../../../src/contexts/attendance/application/leave-by-itself';
import {
  MaintenanceDone,
  VehicleHandedOver,
  VehicleOdometerCorrected,
} from '../../../src/contexts/fleet/contracts/fleet-events';
import type { TestCaller } from '../../support/application';
import { eventually } from '../../support/application';
import { FleetAtWork, HOUR, MINUTE, ODOMETER, refusal, type Worker } from './fleet-at-work';

const POLICY = { limitMinutes: 720, windowMinutes: 1_440, restMinutes: 600 };
const DUTY_POLICY = {
  ...{ lateGraceMinutes: 10, earlyGraceMinutes: 10, checkOutAfterShiftMinutes: 120, breaksAtMost: 4, reason: 'Test' },
  ...{ breakMinutesAtMost: 60, breaksBeyond: 'MARKED', odometerJumpMetres: 5_000, distanceDiffersPercent: 15 },
};
const TAKINGS = { odometerEndMetres: ODOMETER + 90_000, cashPaise: 100, personalUpiPaise: 0 };

describe("a driver's hours", () => {
  let fleet: FleetAtWork;
  let worker: Worker;
  let ops: TestCaller;

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
    ops = await fleet.manager({ role: 'ops', fleetIds: undefined, hubIds: undefined });
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    const driverId = await fleet.driver();
    const vehicleId = await fleet.vehicle();
    const rosterEntryId = await fleet.roster(driverId, vehicleId, fleet.now, 60);
    worker = {
      driverId,
      vehicleId,
      rosterEntryId,
      deviceId: `device-${driverId}`,
      caller: await fleet.loginOf(driverId),
    };
  });

  const own = async () => (await worker.caller.get('/v1/driver/attendance')).body;
  const latest = async () => (await own()).items[0];
  const setPolicy = (terms: object, by = ops) =>
    by.call('PUT', '/v1/hours-policy', { ...POLICY, reason: 'Test', ...terms });
  const leftByItself = () =>
    eventually(async () => {
      const duty = await latest();
      expect(duty.status).toBe('CHECKED_OUT');
      return duty;
    });

  it('are told with the approval, and shown with what is left', async () => {
    const from = fleet.now;
    await fleet.checkIn(worker);
    fleet.pass(30 * MINUTE);
    const manager = await fleet.manager();
    const approved = await manager.post(`/v1/attendance/${(await latest()).id}/approve`);
    const dutyEndsBy = new Date(from.getTime() + 12 * HOUR).toISOString();
    expect(approved.body).toMatchObject({ status: 'APPROVED', dutyEndsBy });
    fleet.pass(4 * HOUR);
    expect((await own()).hours).toEqual({
      ...{ minutesOnDuty: 270, minutesLeft: 450, dutyEndsBy, mayStartAt: null },
      ...POLICY,
    });
  });

  it('end the duty at the limit, across midnight, and refuse the next until he is rested', async () => {
    await fleet.onDuty(worker);
    fleet.pass(12 * HOUR);
    const limit = fleet.now;
    const duty = await leftByItself();
    expect(duty).toMatchObject({
      ...{ leavingBecause: 'hours_spent', hoursSpentAt: limit.toISOString(), checkedOutAt: limit.toISOString() },
      ...{ odometerEndMetres: null, cashPaise: null, personalUpiPaise: null, cashDepositedPaise: null },
    });
    fleet.pass(HOUR);
    const refused = await fleet.checkIn(worker, ODOMETER + 200_000);
    expect(refusal(refused)).toEqual([400, 'hours_spent']);
    // The first hour leaves the window after 24, before that there is nothing left in it.
    const mayStartAt = new Date(limit.getTime() + 12 * HOUR);
    expect(refused.body.mayStartAt).toBe(mayStartAt.toISOString());
    expect((await own()).hours).toMatchObject({ minutesLeft: 0, mayStartAt: mayStartAt.toISOString() });
    fleet.pass(11 * HOUR - 1);
    expect(refusal(await fleet.checkIn(worker))).toEqual([400, 'hours_spent']);
    fleet.pass(1);
    expect((await fleet.checkIn(worker)).status).toBe(201);
  });

  it('let a trip under way finish, and no other begin', async () => {
    await fleet.onDuty(worker);
    const [rideId, waiting] = [uuidv7(), uuidv7()];
    await fleet.given(fleet.assigned(worker, rideId), fleet.departed(worker, rideId), fleet.assigned(worker, waiting));
    fleet.pass(12 * HOUR + MINUTE);
    await eventually(async () => expect(await latest()).toMatchObject({ leavingBecause: 'hours_spent' }));
    expect(await latest()).toMatchObject({ status: 'APPROVED', checkedOutAt: null });
    await expect(fleet.given(fleet.departed(worker, waiting))).rejects.toMatchObject({ code: 'hours_spent' });
    fleet.pass(20 * MINUTE);
    const fare = { paymentMode: 'CASH', farePaise: 45_000 };
    await fleet.given(fleet.completed(worker, rideId, ODOMETER + 80_000, fare), fleet.ended(worker, rideId));
    const duty = await leftByItself();
    expect(duty).toMatchObject({ checkedOutAt: fleet.now.toISOString(), cashExpectedPaise: 45_000 });
  });

  it('are spent while a check-in waits: it is not approved, and can be rejected', async () => {
    await ops.call('PUT', '/v1/duty-policy', { ...DUTY_POLICY, checkInWaitsMinutes: null });
    const { body } = await fleet.checkIn(worker);
    const manager = await fleet.manager();
    fleet.pass(12 * HOUR);
    const refused = await manager.post(`/v1/attendance/${body.id}/approve`);
    expect(refusal(refused)).toEqual([400, 'hours_spent']);
    expect(refused.body.mayStartAt).toBe(fleet.now.toISOString());
    expect((await manager.post(`/v1/attendance/${body.id}/reject`, { reason: 'Too late' })).status).toBe(200);
    expect((await fleet.checkIn(worker)).status).toBe(201);
  });

  it('do not end before the last ride of the duty did, whatever a manager says', async () => {
    const attendanceId = await fleet.onDuty(worker);
    const rideId = uuidv7();
    fleet.pass(10 * HOUR);
    await fleet.given(fleet.assigned(worker, rideId), fleet.departed(worker, rideId));
    fleet.pass(HOUR);
    const endedAt = fleet.now;
    await fleet.given(fleet.completed(worker, rideId, ODOMETER + 80_000), fleet.ended(worker, rideId));
    fleet.pass(HOUR);
    await leftByItself();
    const manager = await fleet.manager();
    const complete = (leftAt: Date) =>
      manager.post(`/v1/attendance/${attendanceId}/completion`, {
        ...{ ...TAKINGS, reason: 'The hub counted', leftAt: leftAt.toISOString() },
      });
    const refused = await complete(new Date(endedAt.getTime() - 1));
    expect(refusal(refused)).toEqual([400, 'left_before_ride_end']);
    expect(refused.body.lastRideEndedAt).toBe(endedAt.toISOString());
    expect((await complete(endedAt)).body).toMatchObject({ dutyEndedAt: endedAt.toISOString() });
  });

  it('are never both checked out by himself and by themselves', async () => {
    for (let round = 0; round < 10; round++) {
      const another = await fleet.worker();
      await fleet.roster(another.driverId, another.vehicleId, fleet.now, 30);
      const attendanceId = await fleet.onDuty(another);
      fleet.pass(12 * HOUR);
      const out = await fleet.checkOut(another);
      const duty = await eventually(async () => {
        const { body } = await another.caller.get('/v1/driver/attendance');
        expect(body.current).toBeNull();
        return body.items[0];
      });
      const [told] = await fleet.application.sql<{ n: number }>(
        `SELECT count(*)::int AS n FROM attendance.attendances WHERE id = $1 AND status = 'CHECKED_OUT'
           AND (leaving_because IS NULL) = (cash_paise IS NOT NULL)`,
        [attendanceId],
      );
      expect(told!.n).toBe(1);
      expect([out.status, duty.leavingBecause]).toEqual(out.status === 200 ? [200, null] : [409, 'hours_spent']);
    }
  });

  describe('that ended by themselves', () => {
    let attendanceId: string;
    beforeEach(async () => {
      attendanceId = await fleet.onDuty(worker);
      fleet.pass(12 * HOUR);
      await leftByItself();
    });
    const complete = (by: TestCaller, more: object = {}) =>
      by.post(`/v1/attendance/${attendanceId}/completion`, { ...TAKINGS, reason: 'The hub counted', ...more });

    it('get their figures from the driver himself, once', async () => {
      const path = `/v1/driver/attendance/${attendanceId}/completion`;
      const stranger = await fleet.worker();
      expect((await stranger.caller.post(path, TAKINGS)).status).toBe(404);
      expect(refusal(await worker.caller.post(path, { ...TAKINGS, odometerEndMetres: ODOMETER }))).toEqual([
        400,
        'odometer_below_start',
      ]);
      const done = await worker.caller.post(path, TAKINGS);
      expect(done).toMatchObject({ status: 200, body: { ...TAKINGS, cashDepositedPaise: 100 } });
      expect(refusal(await worker.caller.post(path, TAKINGS))).toEqual([409, 'nothing_to_complete']);
      expect(refusal(await complete(await fleet.manager()))).toEqual([409, 'nothing_to_complete']);
    });

    it('get them from a manager in his scope, who says when he left, so that he may start sooner', async () => {
      const manager = await fleet.manager();
      expect((await complete(await fleet.manager({ hubIds: [uuidv7()] }))).status).toBe(404);
      expect(refusal(await complete(worker.caller))).toEqual([403, 'permission_missing']);
      const leftAt = new Date(fleet.now.getTime() - HOUR).toISOString();
      const answers = await Promise.all(Array.from({ length: 4 }, () => complete(manager, { leftAt })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      expect(await latest()).toMatchObject({ dutyEndedAt: leftAt, completedAt: fleet.now.toISOString() });
      expect((await own()).hours).toMatchObject({ minutesLeft: 60, mayStartAt: fleet.now.toISOString() });
      expect((await fleet.checkIn(worker, ODOMETER + 90_000)).status).toBe(201);
    });

    const handedOver = (odometerMetres: number) => {
      const who = { fromDriverId: null, toDriverId: null, hubId: fleet.hubId, chargePercent: null };
      const payload = { vehicleId: worker.vehicleId, handOverId: uuidv7(), ...who, odometerMetres };
      return fleet.given(new VehicleHandedOver(worker.vehicleId, payload, fleet.now));
    };
    const maintained = (odometerMetres: number, isReading?: boolean) => {
      const what = { planId: uuidv7(), maintenanceId: uuidv7(), name: 'Tyres', costPaise: 0, odometerMetres };
      const next = { nextDueOn: null, nextDueAtMetres: null };
      const payload = { vehicleId: worker.vehicleId, ...what, ...next, doneOn: '2026-01-01', isReading };
      return fleet.given(new MaintenanceDone(payload.planId, payload, fleet.now));
    };
    const lastReading = async () => {
      const [vehicle] = await fleet.application.sql<{ metres: string }>(
        'SELECT last_odometer_metres AS metres FROM attendance.vehicles WHERE id = $1',
        [worker.vehicleId],
      );
      return Number(vehicle!.metres);
    };

    it.each([
      ['hand-over', handedOver],
      ['workshop', maintained],
    ])(
      'read no more than what a %s did since, no less than before, and leave the last reading to that',
      async (_, read) => {
        await read(ODOMETER + 50_020);
        await handedOver(ODOMETER + 60_000);
        const manager = await fleet.manager();
        const refused = await complete(manager, { odometerEndMetres: ODOMETER + 50_021 });
        expect(refusal(refused)).toEqual([400, 'odometer_above_next']);
        expect(refused.body).toMatchObject({ readNextMetres: ODOMETER + 50_020 });
        const tooLow = await complete(manager, { odometerEndMetres: ODOMETER + 999 });
        expect(refusal(tooLow)).toEqual([400, 'odometer_below_start']);
        expect((await complete(manager, { odometerEndMetres: ODOMETER + 50_000 })).status).toBe(200);
        expect(await lastReading()).toBe(ODOMETER + 60_000);
      },
    );

    it('are not bounded by what was noted later below what was read since, and by what a manager puts right', async () => {
      const manager = await fleet.manager();
      await maintained(ODOMETER + 70_000, false);
      expect(await lastReading()).toBe(ODOMETER + 1000);
      await handedOver(ODOMETER + 90_000);
      const [fromMetres, toMetres] = [ODOMETER + 90_000, ODOMETER + 50_000];
      const corrected = { vehicleId: worker.vehicleId, fromMetres, toMetres, reason: 'One digit off' };
      await fleet.given(new VehicleOdometerCorrected(worker.vehicleId, corrected, fleet.now));
      expect(refusal(await complete(manager))).toEqual([400, 'odometer_above_next']);
      expect((await complete(manager, { odometerEndMetres: ODOMETER + 49_000 })).status).toBe(200);
      expect(await lastReading()).toBe(toMetres);
    });

    it('read no more than what the next driver of the cab found', async () => {
      const driverId = await fleet.driver();
      await fleet.roster(driverId, worker.vehicleId);
      const next = { ...worker, driverId, deviceId: `device-${driverId}`, caller: await fleet.loginOf(driverId) };
      const { body } = await fleet.checkIn(next, ODOMETER + 50_000);
      const manager = await fleet.manager();
      expect((await manager.post(`/v1/attendance/${body.id}/approve`)).status).toBe(200);
      expect(refusal(await complete(manager))).toEqual([400, 'odometer_above_next']);
      expect((await complete(manager, { odometerEndMetres: ODOMETER + 50_000 })).status).toBe(200);
      expect((await fleet.checkOut(next, ODOMETER + 50_000)).status).toBe(200);
    });
  });

  it('end two hours after the shift, unless the roster gives another right after it', async () => {
    const first = await fleet.worker();
    const second = await fleet.worker();
    await fleet.roster(second.driverId, second.vehicleId, new Date(fleet.now.getTime() + 10.5 * HOUR), 6);
    expect(await setPolicy({ limitMinutes: 1_439 })).toMatchObject({ status: 200 });
    await fleet.onDuty(first);
    await fleet.onDuty(second);
    fleet.pass(12 * HOUR);
    const shown = async ({ caller }: Worker) => (await caller.get('/v1/driver/attendance')).body.items[0];
    await eventually(async () =>
      expect(await shown(first)).toMatchObject({ status: 'CHECKED_OUT', leavingBecause: 'shift_over' }),
    );
    expect(await shown(second)).toMatchObject({ status: 'APPROVED' });
    fleet.pass(6.5 * HOUR);
    await eventually(async () => expect(await shown(second)).toMatchObject({ leavingBecause: 'shift_over' }));
    expect(await setPolicy({})).toMatchObject({ status: 200 });
  });

  it('end by a stricter policy for who is on duty already, also where it comes after that time', async () => {
    const setDutyPolicy = (checkOutAfterShiftMinutes: number | null) =>
      ops.call('PUT', '/v1/duty-policy', { ...DUTY_POLICY, checkInWaitsMinutes: 120, checkOutAfterShiftMinutes });
    const shown = async ({ caller }: Worker) => (await caller.get('/v1/driver/attendance')).body.items[0];
    const leftAt = (one: Worker, checkedOutAt: Date) =>
      eventually(async () =>
        expect(await shown(one)).toMatchObject({
          leavingBecause: 'shift_over',
          checkedOutAt: checkedOutAt.toISOString(),
        }),
      );
    const first = await fleet.worker();
    await fleet.onDuty(first);
    expect((await setDutyPolicy(30)).status).toBe(200);
    fleet.pass(10.5 * HOUR);
    await leftAt(first, fleet.now);
    expect((await setDutyPolicy(null)).status).toBe(200);
    const second = await fleet.worker();
    await fleet.onDuty(second);
    fleet.pass(11 * HOUR);
    expect(await shown(second)).toMatchObject({ status: 'APPROVED' });
    expect((await setDutyPolicy(30)).status).toBe(200);
    await leftAt(second, fleet.now);
    expect((await setDutyPolicy(120)).status).toBe(200);
  });

  describe('by the rule of the operator', () => {
    afterEach(() => setPolicy({}));

    it('move for who is on duty, and are spent at once where the rule has passed', async () => {
      const attendanceId = await fleet.onDuty(worker);
      const from = fleet.now.getTime();
      fleet.pass(5 * HOUR);
      const changed = await setPolicy({ limitMinutes: 480 });
      expect(changed).toMatchObject({ status: 200, body: { limitMinutes: 480 } });
      await eventually(async () =>
        expect(await latest()).toMatchObject({ dutyEndsBy: new Date(from + 8 * HOUR).toISOString() }),
      );
      await setPolicy({ limitMinutes: 240 });
      expect(await leftByItself()).toMatchObject({ id: attendanceId, leavingBecause: 'hours_spent' });
    });

    it('move for who is being approved while it changes', async () => {
      const { body } = await fleet.checkIn(worker);
      const from = fleet.now.getTime();
      const manager = await fleet.manager();
      const leaveByItself = fleet.application.app.get(LeaveByItself);
      const plan = leaveByItself.plan.bind(leaveByItself);
      let go = (): void => undefined;
      const gone = new Promise<void>((resolve) => (go = resolve));
      const reached = new Promise<void>((resolve) => {
        jest.spyOn(leaveByItself, 'plan').mockImplementationOnce(async (attendance, now) => {
          resolve();
          await gone;
          await plan(attendance, now);
        });
      });
      const approving = manager.post(`/v1/attendance/${body.id}/approve`);
      await reached;
      const changing = setPolicy({ limitMinutes: 480 });
      // Long enough for a change that waits for nobody, and for whoever is on duty to be told of it.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      go();
      expect((await approving).status).toBe(200);
      expect((await changing).status).toBe(200);
      await eventually(async () =>
        expect(await latest()).toMatchObject({ dutyEndsBy: new Date(from + 8 * HOUR).toISOString() }),
      );
    });

    it('are set by operations for all, and by nobody in part', async () => {
      const before = (await ops.get('/v1/hours-policy')).body.version as number;
      expect((await setPolicy({})).body).toEqual({ ...POLICY, version: before + 1 });
      for (const limitMinutes of [1_440, 1_500]) {
        expect(refusal(await setPolicy({ limitMinutes }))).toEqual([400, 'limit_beyond_window']);
      }
      expect(refusal(await setPolicy({ restMinutes: -1 }))).toEqual([400, 'validation_failed']);
      expect(refusal(await setPolicy({}, await fleet.manager()))).toEqual([403, 'permission_missing']);
      const narrowed = await fleet.manager({ role: 'ops' });
      expect(refusal(await setPolicy({}, narrowed))).toEqual([403, 'outside_scope']);
      expect((await (await fleet.manager()).get('/v1/hours-policy')).status).toBe(200);
      const neighbour = await fleet.neighbour().manager();
      expect((await neighbour.get('/v1/hours-policy')).body).toEqual({ ...POLICY, version: 1 });
    });
  });
});
