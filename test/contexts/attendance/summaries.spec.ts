import { v7 as uuidv7 } from 'uuid';
import { AssignmentModule } from '../../../src/contexts/assignment/assignment.module';
import { AttendanceModule } from '../../../src/contexts/attendance/attendance.module';
import { LastPositions } from '../../../src/contexts/assignment/persistence/last-positions';
import { eventually, type TestCaller } from '../../support/application';
import { FleetAtWork, HOUR, MINUTE, ODOMETER, refusal, type Worker } from './fleet-at-work';

describe('what a day of duties adds up to', () => {
  let fleet: FleetAtWork;
  let manager: TestCaller;

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
    manager = await fleet.manager();
  });
  afterAll(() => fleet.close());

  const summary = (query: string, by = manager) => by.get(`/v1/attendance/summaries?${query}`);
  const carries = async (worker: Worker, farePaise: number, distanceMetres: number) => {
    const rideId = uuidv7();
    await fleet.given(fleet.assigned(worker, rideId), fleet.departed(worker, rideId));
    const trip = { paymentMode: 'CASH', farePaise, distanceMetres };
    await fleet.given(fleet.completed(worker, rideId, ODOMETER + 80_000, trip), fleet.ended(worker, rideId));
  };

  it('is told by driver and by hub, in the scope of who asks, page by page', async () => {
    const [worker, resting, elsewhere] = [await fleet.worker(), await fleet.worker(), await fleet.worker(uuidv7())];
    fleet.pass(20 * MINUTE);
    await fleet.onDuty(worker);
    await fleet.onDuty(resting);
    const away = (await fleet.checkIn(elsewhere)).body;
    const ops = await fleet.manager({ role: 'ops', fleetIds: undefined, hubIds: undefined });
    await ops.post(`/v1/attendance/${away.id}/approve`);
    fleet.pass(HOUR);
    await worker.caller.post('/v1/driver/attendance/breaks');
    await resting.caller.post('/v1/driver/attendance/breaks');
    fleet.pass(15 * MINUTE);
    await worker.caller.post('/v1/driver/attendance/breaks/end');
    await carries(worker, 100_000, 12_000);
    await carries(worker, 30_000, 3_000);
    await fleet.checkOut(worker);

    const { body } = await summary('day=2026-11-21');
    const figures = {
      ...{ duties: 1, minutesOnDuty: 75, breaks: 1, breakMinutes: 15, rides: 2, rideMetres: 15_000 },
      ...{
        drivenMetres: 89_000,
        gpsMetres: null,
        gpsUnknownDuties: 1,
        distancesThatDiffer: 0,
        lateDuties: 1,
        lateMinutes: 20,
      },
      ...{ earlyDuties: 1, leftEarlyMinutes: 505, cashDeclaredPaise: 150_050, cashExpectedPaise: 130_000 },
      incompleteDuties: 0,
    };
    type Row = { driverId: string };
    expect((body.items as Row[]).find(({ driverId }) => driverId === worker.driverId)).toEqual({
      driverId: worker.driverId,
      ...figures,
    });
    expect((body.items as Row[]).find(({ driverId }) => driverId === resting.driverId)).toMatchObject({
      ...{ minutesOnDuty: 75, breaks: 1, breakMinutes: 15, rides: 0, cashDeclaredPaise: 0 },
    });
    expect(body.hubs).toMatchObject([
      { hubId: fleet.hubId, drivers: 2, duties: 2, minutesOnDuty: 150, rides: 2, cashExpectedPaise: 130_000 },
    ]);
    const first = (await summary('day=2026-11-21&limit=1')).body;
    const second = (await summary(`day=2026-11-21&limit=1&after=${first.next}`)).body;
    expect([...first.items, ...second.items]).toEqual(body.items);
    expect([second.next, second.hubs]).toEqual([null, body.hubs]);

    expect((await summary('day=2026-11-21', ops)).body.items).toHaveLength(3);
    const there = elsewhere && away.hubId;
    expect((await summary(`day=2026-11-21&hubId=${there}`)).body).toEqual({
      ...{ day: '2026-11-21', hubs: [], items: [], next: null },
    });
    expect((await summary(`day=2026-11-21&hubId=${there}`, ops)).body.hubs).toMatchObject([{ drivers: 1 }]);
    expect((await summary('day=2026-11-20')).body.items).toEqual([]);
    expect((await summary('day=2026-11-21', await fleet.neighbour().manager())).body.items).toEqual([]);
    expect(refusal(await summary('day=2026-11-31'))).toEqual([400, 'validation_failed']);
    expect(refusal(await summary('day=2026-11-21', worker.caller))).toEqual([403, 'permission_missing']);
  });

  it('has no more minutes of break than of duty where it is said that he went home from one', async () => {
    fleet.now = new Date('2026-11-23T03:30:00.000Z');
    const worker = await fleet.worker();
    const attendanceId = await fleet.onDuty(worker);
    const wentHome = 10 * MINUTE;
    fleet.pass(10 * HOUR - wentHome);
    await worker.caller.post('/v1/driver/attendance/breaks');
    const since = fleet.now.getTime();
    const shown = async () => (await manager.get(`/v1/attendance/${attendanceId}`)).body;
    fleet.pass(2 * HOUR);
    await eventually(async () => expect(await shown()).toMatchObject({ overlongBreaks: 1 }));
    fleet.pass(wentHome);
    await eventually(async () => expect(await shown()).toMatchObject({ status: 'CHECKED_OUT' }));
    const figures = { odometerEndMetres: ODOMETER + 90_000, cashPaise: 0, personalUpiPaise: 0 };
    const leftAt = new Date(since + wentHome).toISOString();
    const answer = await manager.post(`/v1/attendance/${attendanceId}/completion`, {
      ...{ ...figures, leftAt, reason: 'He said so' },
    });
    expect(answer).toMatchObject({ status: 200, body: { dutyEndedAt: leftAt, overlongBreaks: 0 } });
    const { items } = (await summary('day=2026-11-23')).body as { items: { driverId: string }[] };
    expect(items.find(({ driverId }) => driverId === worker.driverId)).toMatchObject({
      ...{ minutesOnDuty: 600, breaks: 1, breakMinutes: 10 },
    });
  });

  it('has a duty over midnight on the day of its check-in', async () => {
    fleet.now = new Date('2026-11-24T17:00:00.000Z');
    const worker = await fleet.worker();
    await fleet.onDuty(worker);
    fleet.pass(4 * HOUR);
    await fleet.checkOut(worker);
    expect((await summary('day=2026-11-24')).body.items).toMatchObject([{ minutesOnDuty: 240 }]);
    expect((await summary('day=2026-11-25')).body.items).toEqual([]);
  });
});

describe('the kilometres of the odometer against those of the device', () => {
  let fleet: FleetAtWork;
  let manager: TestCaller;

  beforeAll(async () => {
    fleet = await FleetAtWork.open([AttendanceModule, AssignmentModule]);
    manager = await fleet.manager();
  });
  afterAll(() => fleet.close());

  const at = (driverId: string, metresNorth: number): Promise<void> => {
    const latitude = 28.5 + metresNorth / 111_195;
    const fix = { latitude, longitude: 77.1, accuracyMetres: 8, deviceAt: fleet.now, at: fleet.now, mock: false };
    const rest = { speedMetresPerSecond: null, headingDegrees: null, chargePercent: null };
    return fleet.application.app.get(LastPositions).put(driverId, fleet.organizationId, { ...fix, ...rest });
  };
  const drive = async (worker: Worker, fromMetres: number, toMetres: number) => {
    for (let metres = fromMetres; metres <= toMetres; metres += 500) {
      fleet.pass(MINUTE);
      await at(worker.driverId, metres);
      await fleet.application.app.get(LastPositions).flush();
    }
  };
  const outAt = async (worker: Worker, drivenMetres: number) =>
    (await fleet.checkOut(worker, ODOMETER + 1_000 + drivenMetres)).body;

  it('are measured from the approval to the check-out, also without a ride, and flagged where they differ', async () => {
    const [honest, wandering] = [await fleet.worker(), await fleet.worker()];
    for (const worker of [honest, wandering]) {
      await drive(worker, 0, 2_000);
      await fleet.onDuty(worker);
      await drive(worker, 2_500, 12_000);
      // At rest the noise of fixes is not driven.
      for (let round = 0; round < 10; round++) await drive(worker, 12_000 + (round % 2) * 9, 12_000);
    }
    const fair = await outAt(honest, 10_400);
    expect(fair.gpsMetres).toBeGreaterThan(9_900);
    expect(fair.gpsMetres).toBeLessThan(10_100);
    expect(fair).toMatchObject({ drivenMetres: 10_400, distanceDiffers: false });
    expect(await outAt(wandering, 60_000)).toMatchObject({ drivenMetres: 60_000, distanceDiffers: true });
    const flagged = await manager.get('/v1/attendance?distanceDiffers=true');
    expect((flagged.body.items as { driverId: string }[]).map(({ driverId }) => driverId)).toEqual([
      wandering.driverId,
    ]);
  });

  it('are measured from the first fix of a device that has said nothing by the approval, and summed beside what is unknown', async () => {
    fleet.now = new Date('2026-11-26T03:30:00.000Z');
    const [fresh, vague, silent] = [await fleet.worker(), await fleet.worker(), await fleet.worker()];
    for (const worker of [fresh, vague, silent]) await fleet.onDuty(worker);
    await drive(fresh, 0, 5_000);
    await drive(vague, 0, 0);
    const fair = await outAt(fresh, 5_200);
    expect(fair.gpsMetres).toBeGreaterThan(4_900);
    expect(fair.gpsMetres).toBeLessThan(5_100);
    expect(fair).toMatchObject({ drivenMetres: 5_200, distanceDiffers: false });
    for (const worker of [vague, silent])
      expect(await outAt(worker, 1_000)).toMatchObject({ gpsMetres: null, distanceDiffers: null });
    const { body } = await manager.get('/v1/attendance/summaries?day=2026-11-26');
    const of = ({ driverId }: Worker) =>
      (body.items as { driverId: string }[]).find((summary) => summary.driverId === driverId);
    expect(of(fresh)).toMatchObject({ gpsMetres: fair.gpsMetres, gpsUnknownDuties: 0 });
    expect(of(silent)).toMatchObject({ drivenMetres: 1_000, gpsMetres: null, gpsUnknownDuties: 1 });
    expect(body.hubs).toMatchObject([{ drivenMetres: 7_200, gpsMetres: fair.gpsMetres, gpsUnknownDuties: 2 }]);
  });

  it('are not judged where the device said nothing, or its positions were lost in between', async () => {
    const [silent, crashed] = [await fleet.worker(), await fleet.worker()];
    await fleet.onDuty(silent);
    expect(await outAt(silent, 50_000)).toMatchObject({ gpsMetres: null, distanceDiffers: null });
    await drive(crashed, 0, 1_000);
    await fleet.onDuty(crashed);
    await fleet.application.sql('DELETE FROM assignment.last_positions WHERE driver_id = $1', [crashed.driverId]);
    await drive(crashed, 1_000, 5_000);
    expect(await outAt(crashed, 50_000)).toMatchObject({ gpsMetres: null, distanceDiffers: null });
  });
});
