import { v7 as uuidv7 } from 'uuid';
import { FleetAtWork, HOUR, MINUTE, ODOMETER, refusal, type Worker } from './fleet-at-work';

describe('a driver on duty', () => {
  let fleet: FleetAtWork;
  let worker: Worker;
  let attendanceId: string;

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    worker = await fleet.worker();
    attendanceId = await fleet.onDuty(worker);
  });

  const startBreak = () => worker.caller.post('/v1/driver/attendance/breaks');
  const endBreak = () => worker.caller.post('/v1/driver/attendance/breaks/end');

  describe('takes a break', () => {
    it('and comes back', async () => {
      const started = await startBreak();
      expect(started.status).toBe(201);
      expect(started.body).toMatchObject({ status: 'ON_BREAK', onBreakSince: fleet.now.toISOString() });
      const startedAt = fleet.now.toISOString();
      fleet.pass(15 * MINUTE);
      const ended = await endBreak();
      expect(ended.status).toBe(200);
      expect(ended.body).toMatchObject({
        status: 'APPROVED',
        onBreakSince: null,
        breaks: [{ startedAt, endedAt: fleet.now.toISOString() }],
      });
    });

    it('one at a time, and ends only one that has begun', async () => {
      expect(refusal(await endBreak())).toEqual([409, 'not_on_break']);
      await startBreak();
      expect(refusal(await startBreak())).toEqual([409, 'attendance_status']);
    });

    it('not before the approval, and not without a check-in', async () => {
      worker = await fleet.worker();
      expect(refusal(await startBreak())).toEqual([409, 'not_checked_in']);
      expect(refusal(await endBreak())).toEqual([409, 'not_checked_in']);
      await fleet.checkIn(worker);
      expect(refusal(await startBreak())).toEqual([409, 'attendance_status']);
    });

    it('before the ride that waits, and not during it', async () => {
      const rideId = uuidv7();
      await fleet.given(fleet.assigned(worker, rideId));
      expect((await startBreak()).status).toBe(201);
      await expect(fleet.given(fleet.departed(worker, rideId))).rejects.toMatchObject({ code: 'driver_on_break' });
      await endBreak();
      await fleet.given(fleet.departed(worker, rideId));
      const refused = await startBreak();
      expect(refusal(refused)).toEqual([409, 'ride_under_way']);
      expect(refused.body.rideIds).toEqual([rideId]);
      await fleet.given(fleet.ended(worker, rideId));
      expect((await startBreak()).status).toBe(201);
    });

    it('when a ride that he had departed for is assigned to him anew', async () => {
      const rideId = uuidv7();
      await fleet.given(fleet.assigned(worker, rideId), fleet.departed(worker, rideId));
      await fleet.given(fleet.assigned(worker, rideId, worker.driverId));
      expect((await startBreak()).status).toBe(201);
      expect(refusal(await fleet.checkOut(worker))).toEqual([409, 'driver_engaged']);
    });
  });

  describe('checks out', () => {
    it('with what he took, added up', async () => {
      const { status, body } = await fleet.checkOut(worker);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        id: attendanceId,
        status: 'CHECKED_OUT',
        odometerEndMetres: ODOMETER + 90_000,
        cashPaise: 120_050,
        personalUpiPaise: 30_000,
        cashDepositedPaise: 150_050,
        checkedOutAt: fleet.now.toISOString(),
      });
      expect(refusal(await fleet.checkOut(worker))).toEqual([409, 'not_checked_in']);
    });

    it('from a break, which ends with it', async () => {
      await startBreak();
      const startedAt = fleet.now.toISOString();
      fleet.pass(MINUTE);
      const { status, body } = await fleet.checkOut(worker);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        status: 'CHECKED_OUT',
        onBreakSince: null,
        breaks: [{ startedAt, endedAt: fleet.now.toISOString() }],
      });
    });

    it('not before the approval', async () => {
      worker = await fleet.worker();
      await fleet.checkIn(worker);
      expect(refusal(await fleet.checkOut(worker))).toEqual([409, 'attendance_status']);
    });

    it('not with a ride, which is named, however it is over', async () => {
      const [first, second, third] = [uuidv7(), uuidv7(), uuidv7()];
      await fleet.given(...[first, second, third].map((rideId) => fleet.assigned(worker, rideId)));
      const refused = await fleet.checkOut(worker);
      expect(refusal(refused)).toEqual([409, 'driver_engaged']);
      expect(refused.body.rideIds).toEqual([first, second, third]);

      const other = await fleet.worker();
      await fleet.given(fleet.unassigned(worker, first));
      await fleet.given(fleet.ended(worker, second));
      expect((await fleet.checkOut(worker)).body.rideIds).toEqual([third]);
      await fleet.onDuty(other);
      await fleet.given(fleet.assigned(other, third, worker.driverId));
      expect((await fleet.checkOut(worker)).status).toBe(200);
      expect((await fleet.checkOut(other)).body.rideIds).toEqual([third]);
    });

    it('with a ride of another shift, which waits for that one, and not with one of this', async () => {
      const [tomorrow, today] = [uuidv7(), uuidv7()];
      await fleet.given(
        fleet.assigned(worker, tomorrow, null, uuidv7()),
        fleet.assigned(worker, today, null, worker.rosterEntryId),
      );
      const refused = await fleet.checkOut(worker);
      expect([refusal(refused), refused.body.rideIds]).toEqual([[409, 'driver_engaged'], [today]]);
      await fleet.given(fleet.unassigned(worker, today), fleet.departed(worker, tomorrow));
      expect((await fleet.checkOut(worker)).body.rideIds).toEqual([tomorrow]);
      await fleet.given(fleet.assigned(worker, tomorrow, worker.driverId, uuidv7()));
      expect((await fleet.checkOut(worker)).status).toBe(200);
    });

    it('not with a ride of the next shift on the same cab, once that has begun, and early by its end', async () => {
      const { driverId, vehicleId } = worker;
      const ride = uuidv7();
      const next = await fleet.roster(driverId, vehicleId, new Date(fleet.now.getTime() + 10 * HOUR), 4);
      await fleet.given(fleet.assigned(worker, ride, null, next));
      // Beyond the grace, and before his hours are spent.
      fleet.pass(11 * HOUR);
      const refused = await fleet.checkOut(worker);
      expect([refusal(refused), refused.body.rideIds]).toEqual([[409, 'driver_engaged'], [ride]]);
      const byHand = `UPDATE attendance.attendances SET status = 'CHECKED_OUT', checked_out_at = $2, odometer_end_metres =
        odometer_start_metres, cash_paise = 0, personal_upi_paise = 0, cash_deposited_paise = 0 WHERE id = $1`;
      await expect(fleet.application.sql(byHand, [attendanceId, fleet.now])).rejects.toMatchObject({
        constraint: 'attendances_driver_free',
      });
      await fleet.given(fleet.unassigned(worker, ride));
      expect(await fleet.checkOut(worker)).toMatchObject({ status: 200, body: { leftEarlyMinutes: 180 } });
    });

    it('not with an odometer that cannot be', async () => {
      const below = await fleet.checkOut(worker, ODOMETER + 999);
      expect(refusal(below)).toEqual([400, 'odometer_below_last']);
      expect(below.body).toMatchObject({
        odometerMetres: ODOMETER + 999,
        lastOdometerMetres: ODOMETER + 1000,
        lastReadingAttendanceId: attendanceId,
      });
      expect(refusal(await fleet.checkOut(worker, ODOMETER + 2_001_001))).toEqual([400, 'odometer_implausible']);
      expect((await worker.caller.get('/v1/driver/attendance')).body.current.status).toBe('APPROVED');
    });

    it('not with an odometer below what his last ride read at its end', async () => {
      const rideId = uuidv7();
      await fleet.given(fleet.assigned(worker, rideId), fleet.departed(worker, rideId));
      await fleet.given(fleet.completed(worker, rideId, ODOMETER + 80_000), fleet.ended(worker, rideId));
      const below = await fleet.checkOut(worker, ODOMETER + 79_999);
      expect(refusal(below)).toEqual([400, 'odometer_below_last']);
      expect(below.body).toMatchObject({ lastOdometerMetres: ODOMETER + 80_000, lastReadingAttendanceId: null });
      expect((await fleet.checkOut(worker, ODOMETER + 80_000)).status).toBe(200);
    });

    it('not with an odometer below what it read when the cab broke down', async () => {
      const rideId = uuidv7();
      await fleet.given(fleet.assigned(worker, rideId), fleet.departed(worker, rideId));
      await fleet.given(fleet.brokenDown(worker, rideId, ODOMETER + 80_000), fleet.unassigned(worker, rideId));
      expect(refusal(await fleet.checkOut(worker, ODOMETER + 79_999))).toEqual([400, 'odometer_below_last']);
      expect((await fleet.checkOut(worker, ODOMETER + 80_000)).status).toBe(200);
    });

    it.each([
      ['lower than the last', 500, {}],
      ['farther than any cab drives', 2_001_001, {}],
      ['that awaits a review', 95_000, { awaitingReview: true }],
      ['that the positions of the device contradict', 95_000, { odometerAgrees: false }],
    ])('whatever a ride read that is not believed: %s', async (_, metres, more) => {
      const rideId = uuidv7();
      await fleet.given(fleet.assigned(worker, rideId), fleet.departed(worker, rideId));
      const completed = fleet.completed(worker, rideId, ODOMETER + metres, more);
      await fleet.given(completed, fleet.ended(worker, rideId));
      expect(refusal(await fleet.checkOut(worker, ODOMETER + 999))).toEqual([400, 'odometer_below_last']);
      expect((await fleet.checkOut(worker, ODOMETER + 1000)).status).toBe(200);
    });

    it('with amounts and a reading that are numbers within reason', async () => {
      const { status, body } = await worker.caller.post('/v1/driver/attendance/check-out', {
        odometerEndMetres: '18340000',
        cashPaise: -1,
        personalUpiPaise: 0.5,
        cashDepositedPaise: 0,
      });
      expect(status).toBe(400);
      expect((body.errors as { field: string }[]).map(({ field }) => field).sort()).toEqual([
        'cashDepositedPaise',
        'cashPaise',
        'odometerEndMetres',
        'personalUpiPaise',
      ]);
    });
  });
});
