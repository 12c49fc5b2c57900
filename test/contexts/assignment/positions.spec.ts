import { v7 as uuidv7 } from 'uuid';
import { DeviceTrails } from '../../../src/contexts/assignment/application/device-trails';
import { TripDistanceMeasured } from '../../../src/contexts/assignment/contracts/assignment-events';
import { DEFAULT_CITY_TERMS } from '../../../src/kernel/city-terms';
import type { RideToMatch } from '../../../src/contexts/assignment/domain/candidate';
import { cellOf } from '../../../src/contexts/assignment/domain/grid-cell';
import type { Position } from '../../../src/contexts/assignment/domain/position-report';
import { CandidateSearch } from '../../../src/contexts/assignment/persistence/candidate-search';
import { LastPositions } from '../../../src/contexts/assignment/persistence/last-positions';
import { TripTraces } from '../../../src/contexts/assignment/persistence/trip-traces';
import { TripDistanceAsked } from '../../../src/contexts/ride/contracts/ride-events';
import { EventRegistry } from '../../../src/platform/events/event-registry';
import { InTransaction } from '../../../src/platform/events/listener.decorators';
import { KeepMonths } from '../../../src/platform/retention/keep-months.job';
import { Signals } from '../../../src/platform/signals/signals';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { type Answer, eventually, type TestCaller } from '../../support/application';
import { type OnShift, OperatorAtWork, refusal } from './operator-at-work';

const TERMINAL = { latitude: 28.5562, longitude: 77.105 };
/** In degrees of latitude. */
const METRE = 1 / 111_195;

describe('reporting positions', () => {
  let operator: OperatorAtWork;
  let worker: OnShift;
  let driver: TestCaller;
  const measured: TripDistanceMeasured['payload'][] = [];

  class Witness {
    @InTransaction(TripDistanceMeasured)
    async answered({ payload }: TripDistanceMeasured): Promise<void> {
      measured.push(payload);
    }
  }

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
    operator.application.app.get(EventRegistry).register(new Witness());
  });
  afterAll(() => operator.close());
  beforeEach(async () => {
    worker = await operator.onShift();
    driver = await operator.actAs({ role: 'driver', driverId: worker.driverId });
    operator.now = operator.after(10);
  });

  const secondsAgo = (seconds: number): string => operator.after(-seconds / 60).toISOString();
  /** So many metres north of the terminal, so many seconds ago. */
  const point = (seconds: number, metresNorth = 0, more: object = {}) => ({
    ...TERMINAL,
    latitude: TERMINAL.latitude + metresNorth * METRE,
    accuracyMetres: 8,
    deviceAt: secondsAgo(seconds),
    ...more,
  });
  const report = (points: object[], sentAt = operator.now.toISOString()): Promise<Answer> =>
    driver.post('/v1/driver/positions', { points, sentAt });
  const stored = () => rowOf(worker.driverId);
  const rowOf = async (driverId: string): Promise<Record<string, unknown> | undefined> =>
    (
      await operator.application.sql<Record<string, unknown>>(
        `SELECT organization_id, cell::int, latitude, longitude, charge_percent, charge_at, seen_at, suspect_reason, suspect_at, suspect_count
         FROM assignment.last_positions WHERE driver_id = $1`,
        [driverId],
      )
    )[0];
  const positionOf = (at: Date): Position => ({
    ...{ ...TERMINAL, accuracyMetres: 8, speedMetresPerSecond: null, headingDegrees: null, chargePercent: null },
    ...{ mock: false, deviceAt: at, at },
  });
  const traced = async (rideId: string): Promise<number> =>
    (await operator.application.sql('SELECT FROM assignment.trip_traces WHERE ride_id = $1', [rideId])).length;

  it('keeps the newest as the last position, whatever the order and the repetitions', async () => {
    const points = [point(10, 100, { chargePercent: 64, headingDegrees: 90 }), point(30), point(10, 100)];
    expect(await report(points)).toMatchObject({ status: 202, body: { accepted: 3, ignored: [], doubted: [] } });
    const last = {
      organization_id: operator.organizationId,
      cell: cellOf(point(0, 100)),
      latitude: point(0, 100).latitude,
      charge_percent: 64,
      seen_at: operator.after(-10 / 60),
      suspect_reason: null,
    };
    await eventually(async () => expect(await stored()).toMatchObject(last));
    await report([point(60, -500), point(30)]);
    await report([point(5, 200)]);
    await eventually(async () =>
      expect(await stored()).toMatchObject({ seen_at: operator.after(-5 / 60), charge_percent: 64 }),
    );
  });

  it('puts a clock right that is two hours off', async () => {
    const off = (seconds: number): string => operator.after(120 - seconds / 60).toISOString();
    await report([point(0, 0, { deviceAt: off(20) }), point(0, 50, { deviceAt: off(3) })], off(0));
    await eventually(async () => expect(await stored()).toMatchObject({ seen_at: operator.after(-3 / 60) }));
  });

  it('says which points it leaves out, and keeps the others', async () => {
    const answer = await report([
      point(0, 0, { deviceAt: '1970-01-01T00:00:00Z' }),
      point(0, 0, { deviceAt: '2027-11-21T04:00:00Z' }),
      point(1, 0, { latitude: 0, longitude: 0 }),
      point(2),
    ]);
    expect(answer.body).toEqual({
      accepted: 1,
      ignored: [
        { index: 0, reason: 'too_old' },
        { index: 1, reason: 'in_the_future' },
        { index: 2, reason: 'at_zero' },
      ],
      doubted: [],
    });
  });

  it('does not move a driver by what it doubts, and says so until it believes him again', async () => {
    await report([point(60)]);
    await eventually(async () => expect(await stored()).toMatchObject({ seen_at: operator.after(-1) }));
    const doubted = await report([point(50, 0, { mock: true }), point(40, 50_000), point(30, 0, { longitude: 68 })]);
    expect(doubted.body).toMatchObject({
      accepted: 3,
      doubted: [
        { index: 0, reason: 'mock' },
        { index: 1, reason: 'jump' },
        { index: 2, reason: 'far_from_cities' },
      ],
    });
    await eventually(async () =>
      expect(await stored()).toMatchObject({
        ...{ latitude: TERMINAL.latitude, seen_at: operator.after(-1) },
        ...{ suspect_reason: 'far_from_cities', suspect_count: 3 },
      }),
    );
    await report([point(10)]);
    await eventually(async () =>
      expect(await stored()).toMatchObject({
        seen_at: operator.after(-10 / 60),
        suspect_reason: null,
        suspect_at: null,
      }),
    );
  });

  it('refuses what is no report, naming every field, and who is no driver', async () => {
    const wrong = await report([
      { ...point(1), latitude: 91 },
      { ...point(2), accuracyMetres: -1, deviceAt: 'noon' },
    ]);
    expect(refusal(wrong)).toEqual([400, 'validation_failed']);
    expect(wrong.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      'points[0].latitude',
      'points[1].accuracyMetres',
      'points[1].deviceAt',
    ]);
    expect((await report([])).status).toBe(400);
    expect((await report(Array.from({ length: 101 }, () => point(1)))).status).toBe(400);
    expect(await stored()).toBeUndefined();
    const all = await operator.actAs({});
    const body = { points: [point(1)], sentAt: operator.now.toISOString() };
    expect(refusal(await all.post('/v1/driver/positions', body))).toEqual([403, 'not_a_driver']);
    expect(refusal(await operator.ops.post('/v1/driver/positions', body))).toEqual([403, 'permission_missing']);
  });

  it('tells those who watch live, once for what moved', async () => {
    const moves: unknown[] = [];
    const end = operator.application.app.get(Signals).subscribe('driver.moved', (move) => moves.push(move));
    await report([point(20), point(10, 100, { headingDegrees: 90 })]);
    await report([point(20)]);
    end();
    await report([point(1)]);
    const { organizationId, driverId } = { ...operator, ...worker };
    const { latitude, longitude } = point(0, 100);
    const at = operator.after(-10 / 60);
    expect(moves).toEqual([{ organizationId, driverId, latitude, longitude, headingDegrees: 90, at }]);
  });

  it('is in no audit', async () => {
    const audited = () => operator.application.sql('SELECT FROM audit.entries');
    const before = (await audited()).length;
    await report([point(1)]);
    expect(await audited()).toHaveLength(before);
  });

  describe('on a ride that is under way', () => {
    let rideId: string;
    beforeEach(async () => {
      rideId = await operator.ride();
      await operator.assigned(rideId, worker.driverId);
    });

    const ask = async (from: string, to: string) => {
      measured.length = 0;
      const question = { rideId, driverId: worker.driverId, startedAt: from, endedAt: to };
      await operator.given(new TripDistanceAsked(rideId, question, operator.now));
      return measured;
    };

    it('is stored before the answer, each point once, from the departure on', async () => {
      await report([point(1)]);
      expect(await traced(rideId)).toBe(0);
      await operator.departed(rideId, worker);
      operator.now = operator.after(2);
      const points = [point(150), point(60), point(30, 200)];
      await report(points);
      expect(await traced(rideId)).toBe(2);
      await report([...points, point(10, 300)]);
      expect(await traced(rideId)).toBe(3);
      await operator.completed(rideId, worker);
      await report([point(0, 400)]);
      expect(await traced(rideId)).toBe(3);
    });

    it('becomes the distance of the trip, without what was doubted or inaccurate', async () => {
      await operator.departed(rideId, worker);
      operator.now = operator.after(5);
      await report([point(200), point(170, 300), point(140, 600, { mock: true })]);
      await report([point(150, 450, { accuracyMetres: 900 }), point(80, 900), point(0, 1500)]);
      const [answer] = await ask(secondsAgo(210), secondsAgo(50));
      expect(answer).toEqual({
        rideId,
        driverId: worker.driverId,
        distanceMetres: 900,
        points: 3,
        longestGapSeconds: 90,
      });
    });

    it('is kept once a second, a believed point before a doubted one', async () => {
      await operator.departed(rideId, worker);
      operator.now = operator.after(1);
      await report([point(20.9, 0, { mock: true }), point(20.5), point(20.1), point(10)]);
      await report([point(20.8), point(10)]);
      const kept = await operator.application.sql<{ device_at: Date; doubt: string | null }>(
        'SELECT device_at, doubt FROM assignment.trip_traces WHERE ride_id = $1 ORDER BY device_at',
        [rideId],
      );
      expect(kept).toEqual([20.5, 10].map((s) => ({ device_at: new Date(secondsAgo(s)), doubt: null })));
    });

    it('is forgotten with its month, three months after that', async () => {
      const job = operator.application.app.get(KeepMonths, { strict: false });
      expect(await job.keep()).toBe(true);
      await operator.departed(rideId, worker);
      operator.now = operator.after(1);
      await report([point(20), point(10)]);
      const today = operator.now;
      const monthsOn = (months: number, ms: number): Date =>
        new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months) + ms);
      for (const [when, left] of [
        [monthsOn(4, -1), 2],
        [monthsOn(4, 0), 0],
      ] as const) {
        operator.now = when;
        expect(await job.keep()).toBe(true);
        expect(await traced(rideId)).toBe(left);
      }
      operator.now = today;
    });

    it('fails alone where it cannot be stored, and not with those of its batch', async () => {
      await operator.departed(rideId, worker);
      operator.now = operator.after(1);
      const traces = operator.application.app.get(TripTraces);
      const keep = (secondsBefore: number, accuracyMetres = 8) => {
        const position = { ...positionOf(new Date(secondsAgo(secondsBefore))), accuracyMetres };
        return traces.keep(worker.driverId, operator.organizationId, [{ position, doubt: null }]);
      };
      const first = keep(20);
      const [bad, good] = await Promise.allSettled([keep(15, -1), keep(10), first]);
      expect(bad).toMatchObject({ reason: { kind: 'invalid', code: 'positions_not_storable' } });
      expect(good).toMatchObject({ status: 'fulfilled' });
      expect(await traced(rideId)).toBe(2);
    });

    it('is answered also where the device said nothing', async () => {
      expect(await ask(secondsAgo(100), secondsAgo(0))).toMatchObject([
        { distanceMetres: 0, points: 0, longestGapSeconds: 100 },
      ]);
    });
  });

  it('takes a measure that is next to nothing, and what others report with it', async () => {
    const tiny = { chargePercent: 1e-50, speedMetresPerSecond: 1e-50, headingDegrees: 1e-50, accuracyMetres: 1e-50 };
    expect(await report([point(20, 0, tiny)])).toMatchObject({ status: 202, body: { accepted: 1 } });
    await eventually(async () => expect(await stored()).toMatchObject({ charge_percent: 0 }));
  });

  it('is written without one that cannot be stored, which is dropped', async () => {
    const last = operator.application.app.get(LastPositions);
    const [impossible, possible] = [uuidv7(), uuidv7()];
    const position = positionOf(operator.now);
    const put = (driverId: string, chargePercent: number): Promise<void> =>
      last.put(driverId, operator.organizationId, { ...position, chargePercent });
    await Promise.all([put(impossible, 200), put(possible, 80)]);
    await last.flush();
    expect([await rowOf(impossible), await rowOf(possible)]).toMatchObject([undefined, { charge_percent: 80 }]);
    await put(impossible, 50);
    await last.flush();
    expect(await rowOf(impossible)).toMatchObject({ charge_percent: 50 });
  });

  it('knows when the charge was told, and a later position without one does not renew it', async () => {
    await report([point(30, 0, { chargePercent: 64 })]);
    await eventually(async () => expect(await stored()).toMatchObject({ charge_at: new Date(secondsAgo(30)) }));
    await report([point(5, 100)]);
    await eventually(async () =>
      expect(await stored()).toMatchObject({
        ...{ seen_at: new Date(secondsAgo(5)), charge_percent: 64 },
        charge_at: new Date(secondsAgo(30)),
      }),
    );
    const ride: RideToMatch = {
      ...{ rideId: uuidv7(), organizationId: operator.organizationId, city: 'DELHI_NCR', demand: 'now' },
      ...{ vehicleClass: 'SEDAN', cityTerms: DEFAULT_CITY_TERMS },
      ...{ pickup: TERMINAL, pickupAt: operator.now, expectedMetres: 9_000, expectedMinutes: 25, closed: false },
    };
    const { app } = operator.application;
    const toldBy = async (now: Date): Promise<number | null> => {
      const candidates = await app
        .get(UnitOfWork)
        .run(() => app.get(CandidateSearch).of([worker.driverId], ride, now), operator);
      return candidates[0]!.chargePercent;
    };
    expect([await toldBy(operator.after(14)), await toldBy(operator.after(15))]).toEqual([64, null]);
  });

  it('is judged by what another process heard since, and in doubt by what was believed last', async () => {
    await report([point(200)]);
    await eventually(async () => expect(await stored()).toBeDefined());
    // Told to another process: 100 km on.
    await operator.application.sql(
      'UPDATE assignment.last_positions SET latitude = $2, seen_at = $3, device_at = $3 WHERE driver_id = $1',
      [worker.driverId, point(0, 100_000).latitude, secondsAgo(90)],
    );
    expect((await report([point(80)])).body).toMatchObject({ doubted: [{ reason: 'jump' }] });
    await eventually(async () => expect(await stored()).toMatchObject({ suspect_reason: 'jump' }));
    const { driverId } = worker;
    const { app } = operator.application;
    const trail = await app
      .get(UnitOfWork)
      .run(() => new DeviceTrails(app.get(LastPositions)).read(driverId), operator);
    expect(trail.last).toMatchObject({ at: new Date(secondsAgo(90)) });
  });

  it('comes back after the last positions are gone, with the next report of each', async () => {
    await report([point(30)]);
    await eventually(async () => expect(await stored()).toBeDefined());
    await operator.application.sql('TRUNCATE assignment.last_positions');
    await report([point(5, 100)]);
    await eventually(async () => expect(await stored()).toMatchObject({ seen_at: operator.after(-5 / 60) }));
  });
});
