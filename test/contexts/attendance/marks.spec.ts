import { v7 as uuidv7 } from 'uuid';
import { RosterEntryPlanned, ShiftMissed } from '../../../src/contexts/assignment/contracts/roster-events';
import { DocumentStandingChanged } from '../../../src/contexts/verification/contracts/verification-events';
import { eventually, type TestCaller } from '../../support/application';
import { FleetAtWork, HOUR, MINUTE, ODOMETER, refusal, type Worker } from './fleet-at-work';

const POLICY = {
  ...{
    lateGraceMinutes: 10,
    earlyGraceMinutes: 10,
    checkInWaitsMinutes: 120,
    checkOutAfterShiftMinutes: 120,
    breaksAtMost: 4,
  },
  ...{ breakMinutesAtMost: 60, breaksBeyond: 'MARKED', odometerJumpMetres: 5_000, distanceDiffersPercent: 15 },
};

describe('a duty as managers look at it', () => {
  let fleet: FleetAtWork;
  let ops: TestCaller;
  let manager: TestCaller;
  let worker: Worker;

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
    ops = await fleet.manager({ role: 'ops', fleetIds: undefined, hubIds: undefined });
    manager = await fleet.manager();
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    worker = await fleet.worker();
  });

  const setPolicy = (terms: object, by = ops) =>
    by.call('PUT', '/v1/duty-policy', { ...POLICY, reason: 'Test', ...terms });
  const shown = async (of = worker) => (await of.caller.get('/v1/driver/attendance')).body.items[0];
  const idsOf = (items: { id: string }[]): string[] => items.map(({ id }) => id);

  describe('documents', () => {
    const standing = (subjectType: 'driver' | 'vehicle', more: Partial<DocumentStandingChanged['payload']>) => {
      const subjectId = subjectType === 'driver' ? worker.driverId : worker.vehicleId;
      const usable = { isUsable: true, usableUntil: null, lapses: [], problems: [] };
      return new DocumentStandingChanged(subjectId, { subjectType, subjectId, ...usable, ...more }, fleet.now);
    };
    const lapses = [{ documentType: 'insurance', expiresOn: '2026-11-20' }];
    const problems = [{ documentType: 'driving_licence', problem: 'missing' as const }];

    it('that are missing or have lapsed are named when he checks in', async () => {
      const usableUntil = fleet.now.toISOString();
      await fleet.given(
        standing('driver', { isUsable: false, problems }),
        standing('vehicle', { usableUntil, lapses }),
      );
      const refused = await fleet.checkIn(worker);
      expect(refusal(refused)).toEqual([400, 'documents_not_valid']);
      expect(refused.body.documents).toEqual([
        { whose: 'driver', documentType: 'driving_licence', problem: 'missing' },
        { whose: 'vehicle', documentType: 'insurance', problem: 'expired' },
      ]);
      await fleet.given(standing('driver', {}), standing('vehicle', {}));
      expect((await fleet.checkIn(worker)).status).toBe(201);
    });

    it('count again at the approval, and end no duty', async () => {
      const { body } = await fleet.checkIn(worker);
      await fleet.given(standing('driver', { isUsable: false, problems }));
      expect(refusal(await manager.post(`/v1/attendance/${body.id}/approve`))).toEqual([400, 'documents_not_valid']);
      await fleet.given(standing('driver', {}));
      expect((await manager.post(`/v1/attendance/${body.id}/approve`)).status).toBe(200);
      await fleet.given(standing('driver', { isUsable: false, problems }));
      expect((await shown()).status).toBe('APPROVED');
      expect((await fleet.checkOut(worker)).status).toBe(200);
    });
  });

  it('is marked late since the shift that he missed, where he is let in for what is left of it', async () => {
    const dueSince = fleet.now.toISOString();
    fleet.pass(40 * MINUTE);
    const { driverId, vehicleId } = worker;
    const rosterEntryId = uuidv7();
    const [startsAt, endsAt] = [fleet.now.toISOString(), new Date(fleet.now.getTime() + 7 * HOUR).toISOString()];
    const missed = { rosterEntryId: worker.rosterEntryId, driverId, vehicleId, hubId: fleet.hubId, startsAt: dueSince };
    const replacement = { rosterEntryId, driverId, vehicleId, startsAt, endsAt, dueSince };
    await fleet.given(
      new ShiftMissed(missed.rosterEntryId, missed, fleet.now),
      new RosterEntryPlanned(rosterEntryId, replacement, fleet.now),
    );
    fleet.pass(5 * MINUTE);
    await fleet.onDuty(worker);
    expect(await shown()).toMatchObject({ shiftStartsAt: startsAt, lateMinutes: 45 });
  });

  it('is not marked late where he came in time for the shift that he missed, and nobody decided', async () => {
    const dueSince = fleet.now.toISOString();
    const { driverId, vehicleId, rosterEntryId: first } = worker;
    expect((await fleet.checkIn(worker)).status).toBe(201);
    fleet.pass(120 * MINUTE);
    await eventually(async () => expect(await shown()).toMatchObject({ status: 'EXPIRED' }));
    const rosterEntryId = uuidv7();
    const [startsAt, endsAt] = [fleet.now.toISOString(), new Date(fleet.now.getTime() + 6 * HOUR).toISOString()];
    await fleet.given(
      new ShiftMissed(
        first,
        { rosterEntryId: first, driverId, vehicleId, hubId: fleet.hubId, startsAt: dueSince },
        fleet.now,
      ),
      new RosterEntryPlanned(
        rosterEntryId,
        { rosterEntryId, driverId, vehicleId, startsAt, endsAt, dueSince },
        fleet.now,
      ),
    );
    fleet.pass(15 * MINUTE);
    await fleet.onDuty(worker);
    expect(await shown()).toMatchObject({ shiftStartsAt: startsAt, attempt: 1, lateMinutes: 0 });
  });

  it('is marked late and early, beyond the grace', async () => {
    fleet.pass(25 * MINUTE);
    await fleet.onDuty(worker);
    expect(await shown()).toMatchObject({ lateMinutes: 25, leftEarlyMinutes: null });
    fleet.pass(8 * HOUR);
    await fleet.checkOut(worker);
    expect(await shown()).toMatchObject({ lateMinutes: 25, leftEarlyMinutes: 95 });
    const inTime = await fleet.worker();
    fleet.pass(10 * MINUTE);
    const { body } = await fleet.checkIn(inTime);
    await manager.post(`/v1/attendance/${body.id}/reject`, { reason: 'Blurred' });
    fleet.pass(20 * MINUTE);
    await fleet.onDuty(inTime);
    expect(await shown(inTime)).toMatchObject({ attempt: 2, lateMinutes: 0 });
    const late = await manager.get(`/v1/attendance?late=true&driverId=${worker.driverId}`);
    const early = await manager.get('/v1/attendance?leftEarly=true&limit=1');
    expect([late.body.items.length, early.body.items[0].driverId]).toEqual([1, worker.driverId]);
    expect((await manager.get(`/v1/attendance?late=true&driverId=${inTime.driverId}`)).body.items).toEqual([]);
  });

  describe('breaks', () => {
    const start = () => worker.caller.post('/v1/driver/attendance/breaks');
    const end = () => worker.caller.post('/v1/driver/attendance/breaks/end');
    beforeEach(() => fleet.onDuty(worker));
    afterEach(() => setPolicy({}));

    it('that outlast their minutes are told once', async () => {
      await start();
      fleet.pass(40 * MINUTE);
      await end();
      await start();
      fleet.pass(20 * MINUTE);
      await eventually(async () => expect(await shown()).toMatchObject({ status: 'ON_BREAK', overlongBreaks: 1 }));
      await end();
      await start();
      expect(await shown()).toMatchObject({ overlongBreaks: 1, excessBreaks: 1 });
      const marked = await manager.get(`/v1/attendance?breaksMarked=true&driverId=${worker.driverId}`);
      expect(marked.body.items).toHaveLength(1);
    });

    it('that ended in time are not, though their timer is still to come', async () => {
      await start();
      fleet.pass(20 * MINUTE);
      await end();
      fleet.pass(40 * MINUTE);
      await start();
      await eventually(async () => {
        const [left] = await fleet.application.sql<{ n: number }>(
          `SELECT count(*)::int AS n FROM platform.outbox WHERE listener LIKE '%outlastBreak%' AND due_at <= $1`,
          [fleet.now],
        );
        expect(left!.n).toBe(0);
      });
      expect(await shown()).toMatchObject({ status: 'ON_BREAK', overlongBreaks: 0 });
    });

    it('beyond the count are refused where the operator says so', async () => {
      await setPolicy({ breaksAtMost: 1, breaksBeyond: 'REFUSED' });
      await start();
      await end();
      const refused = await start();
      expect(refusal(refused)).toEqual([400, 'breaks_spent']);
      expect(refused.body).toMatchObject({ breaks: 1, breaksAtMost: 1 });
      expect((await shown()).status).toBe('APPROVED');
    });
  });

  it('shows cash that differs from the fares of the duty', async () => {
    const fares = async (farePaise: number, more: object) => {
      const rideId = uuidv7();
      await fleet.given(fleet.assigned(worker, rideId), fleet.departed(worker, rideId));
      const ended = fleet.completed(worker, rideId, ODOMETER + 80_000, { farePaise, ...more });
      await fleet.given(ended, fleet.ended(worker, rideId));
    };
    await fleet.onDuty(worker);
    await fares(100_000, { paymentMode: 'CASH' });
    await fares(70_000, { paymentMode: 'ONLINE' });
    await fares(0, { paymentMode: 'CASH', awaitingReview: true, quotedFarePaise: 30_050 });
    expect((await fleet.checkOut(worker)).body).toMatchObject({
      cashDepositedPaise: 150_050,
      cashExpectedPaise: 130_050,
    });
    const differing = await manager.get(`/v1/attendance?cashDiffers=true&driverId=${worker.driverId}`);
    expect(differing.body.items).toHaveLength(1);
  });

  describe('the queue of approvals', () => {
    const queue = async (query = '', by = manager): Promise<string[]> =>
      idsOf((await by.get(`/v1/attendance/approvals?limit=200${query}`)).body.items as { id: string }[]);

    it('has who waits longest first, by what a manager looks for, in his scope', async () => {
      const elsewhere = uuidv7();
      const there = await fleet.worker(elsewhere);
      const away = (await fleet.checkIn(there)).body.id as string;
      const known = await fleet.worker();
      await fleet.onDuty(known);
      await fleet.checkOut(known);
      await fleet.roster(known.driverId, known.vehicleId);
      fleet.pass(15 * MINUTE);
      const late = (await fleet.checkIn(worker)).body.id as string;
      const jumped = (await fleet.checkIn(known, ODOMETER + 100_000)).body.id as string;
      const all = await queue();
      expect(all.slice(-2)).toEqual([late, jumped]);
      expect(await queue('&late=true')).toContain(late);
      expect(await queue('&firstTimeDevice=false')).toEqual([jumped]);
      expect(await queue('&firstTimeDevice=true')).toContain(late);
      expect(await queue('&odometerJump=true')).toEqual([jumped]);
      expect(await queue(`&hubId=${elsewhere}`)).toEqual([]);
      expect(await queue(`&hubId=${elsewhere}`, ops)).toEqual([away]);
      expect(await queue(`&fleetId=${fleet.fleetId}`, ops)).toEqual(expect.arrayContaining([away, late]));
      const first = await manager.get('/v1/attendance/approvals?limit=1');
      const second = await manager.get(`/v1/attendance/approvals?limit=1&after=${first.body.next}`);
      expect(idsOf([...first.body.items, ...second.body.items])).toEqual(all.slice(0, 2));
      expect(refusal(await worker.caller.get('/v1/attendance/approvals'))).toEqual([403, 'permission_missing']);
    });

    it('is approved together, each for itself', async () => {
      const workers = [worker, await fleet.worker(), await fleet.worker(), await fleet.worker(uuidv7())];
      const ids = await Promise.all(workers.map(async (one) => (await fleet.checkIn(one)).body.id as string));
      await manager.post(`/v1/attendance/${ids[1]}/reject`, { reason: 'Blurred' });
      const { status, body } = await manager.post('/v1/attendance/approvals', { attendanceIds: ids });
      expect(status).toBe(200);
      const outcome = (body.items as { attendanceId: string; problem: { code: string } | null }[]).map(
        ({ attendanceId, problem }) => [attendanceId, problem?.code ?? 'approved'],
      );
      expect(outcome).toEqual([
        [ids[0], 'approved'],
        [ids[1], 'attendance_status'],
        [ids[2], 'approved'],
        [ids[3], 'attendance_not_found'],
      ]);
      expect(refusal(await manager.post('/v1/attendance/approvals', { attendanceIds: [] }))).toEqual([
        400,
        'validation_failed',
      ]);
    });

    it('is approved by twenty at once, and rejected by twenty more: each is decided once', async () => {
      const workers = await Promise.all(Array.from({ length: 5 }, () => fleet.worker()));
      const ids = await Promise.all(workers.map(async (one) => (await fleet.checkIn(one)).body.id as string));
      const approvals = Array.from({ length: 20 }, () =>
        manager.post('/v1/attendance/approvals', { attendanceIds: ids }),
      );
      const rejections = ids.flatMap((id) =>
        Array.from({ length: 4 }, () => manager.post(`/v1/attendance/${id}/reject`, { reason: 'Blurred' })),
      );
      const [approved, rejected] = await Promise.all([Promise.all(approvals), Promise.all(rejections)]);
      const won = [
        ...approved.flatMap(({ body }) =>
          (body.items as { attendanceId: string; problem: object | null }[]).flatMap(({ attendanceId, problem }) =>
            problem ? [] : attendanceId,
          ),
        ),
        ...rejected.flatMap(({ status, body }) => (status === 200 ? (body.id as string) : [])),
      ];
      expect(won.sort()).toEqual([...ids].sort());
    });
  });

  it('goes by rules that operations set for all', async () => {
    const { body } = await manager.get('/v1/duty-policy');
    const changed = await setPolicy({ lateGraceMinutes: 5, checkOutAfterShiftMinutes: null });
    expect(changed.body).toEqual({
      ...POLICY,
      ...{ lateGraceMinutes: 5, checkOutAfterShiftMinutes: null, version: body.version + 1 },
    });
    expect(refusal(await setPolicy({ breaksBeyond: 'IGNORED' }))).toEqual([400, 'validation_failed']);
    expect(refusal(await setPolicy({}, manager))).toEqual([403, 'permission_missing']);
    await setPolicy({});
  });
});
