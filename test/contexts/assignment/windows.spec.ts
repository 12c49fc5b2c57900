import { LookAround } from '../../../src/contexts/assignment/application/look-around';
import { MatchWindow } from '../../../src/contexts/assignment/application/match-window';
import { OfferRide } from '../../../src/contexts/assignment/application/offer-ride';
import { MatchingWindows } from '../../../src/contexts/assignment/persistence/matching-windows';
import type { GeoPoint } from '../../../src/kernel/geo-point';
import { ExclusiveJobs } from '../../../src/platform/jobs/exclusive-jobs';
import { Routing } from '../../../src/platform/routing/routing';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { eventually } from '../../support/application';
import { type Driver, DriversOnline } from './drivers-online';
import { refusal } from './operator-at-work';

interface Window {
  readonly id: string;
  readonly status: string;
  readonly closes_at: Date;
}

describe('rides on demand of a city that matches in windows of two seconds', () => {
  let city: DriversOnline;

  beforeEach(async () => {
    city = await DriversOnline.open();
    await city.matchesInWindows(2);
  });
  afterEach(() => city.operator.close());

  const windows = () =>
    city.operator.application.sql<Window & Record<string, unknown>>(
      'SELECT id, status, closes_at FROM assignment.matching_windows ORDER BY closes_at',
    );
  const matched = (count: number) =>
    eventually(async () => {
      expect((await windows()).filter(({ status }) => status === 'MATCHED')).toHaveLength(count);
      return windows();
    });
  const windowOf = async (rideId: string): Promise<string> => {
    const { body } = await city.operator.ops.get(`/v1/rides/${rideId}/dispatch`);
    return body.searches[0].rounds.at(-1).windowId as string;
  };
  const why = async (rideId: string, { driverId }: Driver) =>
    (await city.operator.ops.get(`/v1/rides/${rideId}/dispatch/why?driverId=${driverId}`)).body;

  it('wait for their window, and get the drivers that cost the least in all', async () => {
    const between = await city.driver(300);
    const south = await city.driver(-500);
    const first = await city.request();
    const second = await city.request(600);
    expect(await windows()).toMatchObject([{ status: 'OPEN', closes_at: new Date('2026-11-21T03:30:02.000Z') }]);
    expect([await city.offers(first), await city.offers(second)]).toEqual([[], []]);
    city.pass(2);
    await city.offerTo(south, first);
    await city.offerTo(between, second);
    await matched(1);

    const windowId = await windowOf(first);
    expect(await windowOf(second)).toBe(windowId);
    const { status, body } = await city.operator.ops.get(`/v1/dispatch/windows/${windowId}`);
    expect([status, body.city, body.drivers, body.greedyMatched]).toEqual([200, 'DELHI_NCR', 2, 2]);
    expect(body.cost).toBeLessThan(body.greedyCost);
    expect(body.rides).toMatchObject([
      { rideId: first, waitedSeconds: 2, driverId: south.driverId, offeredTo: [south.driverId], candidates: 2 },
      { rideId: second, driverId: between.driverId, offeredTo: [between.driverId] },
    ]);
    expect(await why(first, between)).toMatchObject({
      outcome: 'passed_over',
      sentence: expect.stringContaining(
        'the window that matched this ride together with others gave him to one of them',
      ),
    });
    expect((await why(second, south)).outcome).toBe('outranked');
  });

  it('go to the next driver in the next window when one declines', async () => {
    const near = await city.driver(300);
    const far = await city.driver(900);
    const rideId = await city.request();
    city.pass(2);
    const offer = await city.offerTo(near, rideId);
    city.pass(1);
    expect(await city.decline(near, offer.id)).toMatchObject({ status: 204 });
    await eventually(async () => expect(await windows()).toHaveLength(2));
    city.pass(1);
    const second = await city.offerTo(far, rideId);
    expect(await city.accept(far, second.id)).toMatchObject({ status: 200 });
    expect(await city.searches(rideId)).toMatchObject([{ status: 'ASSIGNED', rounds: 2, offers: 2 }]);
  });

  it('are carried over while there are fewer drivers, the one that waits longest first', async () => {
    const only = await city.driver(100);
    const first = await city.request(600);
    city.pass(1);
    const second = await city.request();
    city.pass(1);
    const offer = await city.offerTo(only, first);
    await matched(1);
    expect(await city.offers(second)).toEqual([]);
    expect(await city.searches(second)).toMatchObject([{ status: 'OPEN', rounds: 1, offers: 0 }]);
    expect(await city.accept(only, offer.id)).toMatchObject({ status: 200 });
    // Its own next look is in ten seconds; a window of another ride takes it along.
    const late = await city.driver(50);
    city.pass(2);
    const third = await city.request(4_000);
    city.pass(2);
    await city.offerTo(late, second);
    expect(await city.offers(third)).toEqual([]);
  });

  it('look again when a round is due, and end when their time is spent', async () => {
    const rideId = await city.request();
    city.pass(2);
    await matched(1);
    const [, next] = await windows();
    expect(next!.closes_at).toEqual(new Date('2026-11-21T03:30:14.000Z'));
    const late = await city.driver(700);
    city.pass(12);
    const offer = await city.offerTo(late, rideId);
    city.pass(20);
    await eventually(async () => expect(await city.offers(rideId)).toMatchObject([{ id: offer.id, status: 'LAPSED' }]));
    city.pass(300);
    await eventually(async () => expect(await city.rideStatus(rideId)).toBe('NO_DRIVERS_FOUND'));
  });

  it('join the next window when their pickup moves away, and none when it is nudged', async () => {
    const far = await city.driver(9_000);
    const rideId = await city.request();
    city.pass(2);
    await matched(1);
    await city.settled();
    const planned = await windows();
    for (const metres of [1, 40, 90]) await city.movePickup(rideId, metres);
    await city.settled();
    expect(await windows()).toEqual(planned);

    await city.movePickup(rideId, 3_000);
    await city.settled();
    expect(await windows()).toHaveLength(planned.length + 1);
    // It is taken along, though its own round is not due: that spends none of the rounds that its policy bears.
    city.pass(2);
    await matched(2);
    expect(await city.searches(rideId)).toMatchObject([{ status: 'OPEN', rounds: 1 }]);
    await city.movePickup(rideId, 8_000);
    await city.settled();
    city.pass(2);
    await city.offerTo(far, rideId);
    expect(await city.searches(rideId)).toMatchObject([{ status: 'OPEN', rounds: 2, offers: 1 }]);
  });

  it('are offered once by two processes that are at one window, and again when it is taken up', async () => {
    for (let index = 0; index < 5; index++) await city.driver(100 + 200 * index);
    const rideIds = await Promise.all([0, 100, 200, 300, 400].map((metres) => city.request(metres)));
    const [window] = await windows();
    city.operator.now = new Date(city.operator.now.getTime() + 2_000);
    // Each is at it under a lock of its own, as two processes of which one lost its connection.
    const matching = [1, 2].map(() => {
      const jobs = { alone: (_name: string, work: () => Promise<void>) => work().then(() => true) };
      return Object.assign(Object.create(MatchWindow.prototype), city.operator.application.app.get(MatchWindow), {
        jobs,
      }) as MatchWindow;
    });
    await Promise.all(matching.map((each) => each.execute(window!.id, 'DELHI_NCR', city.operator.organizationId)));
    const offers = (await Promise.all(rideIds.map((rideId) => city.offers(rideId)))).flat();
    expect([offers.length, new Set(offers.map(({ driverId }) => driverId)).size]).toEqual([5, 5]);

    // As after a process that was killed before it ended the window.
    const { sql } = city.operator.application;
    const told = async () => (await city.operator.ops.get(`/v1/dispatch/windows/${window!.id}`)).body;
    const before = await told();
    await sql.call(city.operator.application, `UPDATE assignment.matching_windows SET status = 'CLOSED'`);
    await matching[0]!.execute(window!.id, 'DELHI_NCR', city.operator.organizationId);
    expect((await windows())[0]).toMatchObject({ status: 'MATCHED' });
    expect(await told()).toEqual(before);
    expect(before.rides.map(({ offeredTo }: { offeredTo: string[] }) => offeredTo.length)).toEqual([1, 1, 1, 1, 1]);
  });

  it('are matched only once everybody who joined their window has committed', async () => {
    await city.request();
    const [window] = await windows();
    const { application, organizationId } = city.operator;
    const book = application.app.get(MatchingWindows);
    const unitOfWork = application.app.get(UnitOfWork);
    const order: string[] = [];
    let commit: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (commit = resolve));
    const joining = unitOfWork.run(
      async () => {
        expect(await book.join(organizationId, 'DELHI_NCR', window!.closes_at)).toBe(true);
        order.push('joined');
        await asked;
        order.push('committed');
      },
      { organizationId },
    );
    await eventually(() => expect(order).toEqual(['joined']));
    const closing = unitOfWork.run(
      async () => {
        await book.close(window!.id);
        order.push('closed');
      },
      { as: 'worker', organizationId },
    );
    try {
      await eventually(async () => {
        const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        expect(await application.sql(waiting)).toHaveLength(1);
      });
    } finally {
      commit();
      await Promise.all([joining, closing]);
    }
    expect(order).toEqual(['joined', 'committed', 'closed']);
  });

  it('leave a window alone that is being matched already, whoever is told of it again', async () => {
    const near = await city.driver(300);
    const rideId = await city.request();
    const [window] = await windows();
    const { app } = city.operator.application;
    const lookAround = app.get(LookAround);
    const together = lookAround.together.bind(lookAround);
    let look: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (look = resolve));
    const spy = jest.spyOn(lookAround, 'together').mockImplementation(async (...of) => {
      await asked;
      return together(...of);
    });
    city.operator.now = new Date(city.operator.now.getTime() + 2_000);
    const match = () => app.get(MatchWindow).execute(window!.id, 'DELHI_NCR', city.operator.organizationId);
    const first = match();
    await eventually(() => expect(spy).toHaveBeenCalled());
    await match();
    expect(spy).toHaveBeenCalledTimes(1);
    look();
    await first;
    spy.mockRestore();
    await city.offerTo(near, rideId);
    const { body } = await city.operator.ops.get(`/v1/dispatch/windows/${window!.id}`);
    expect(body).toMatchObject({ drivers: 1, rides: [{ rideId, driverId: near.driverId }] });
    // Whoever was told of it again looks once more, and finds it done.
    city.pass(10);
    await city.settled();
    expect((await windows())[0]).toMatchObject({ id: window!.id, status: 'MATCHED' });
  });

  it('are told once where a window breaks off after it has decided', async () => {
    const near = await city.driver(300);
    const rideId = await city.request();
    const [window] = await windows();
    const offerRide = city.operator.application.app.get(OfferRide);
    const spy = jest.spyOn(offerRide, 'execute').mockRejectedValueOnce(new Error('The connection was lost.'));
    city.pass(2);
    await city.offerTo(near, rideId);
    await matched(1);
    spy.mockRestore();
    const { body } = await city.operator.ops.get(`/v1/dispatch/windows/${window!.id}`);
    expect(body).toMatchObject({ drivers: 1, greedyMatched: 1, cost: body.greedyCost, rides: [{ cost: body.cost }] });
  });

  it('have waited since they were asked for, whoever had them meanwhile', async () => {
    const first = await city.driver(300);
    const old = await city.request();
    city.pass(2);
    const offer = await city.offerTo(first, old);
    expect((await city.accept(first, offer.id)).status).toBe(200);
    city.pass(170);
    await city.settled();
    await city.allSeen();
    const young = await city.request(1_500);
    city.pass(2);
    await city.settled();
    const withdrawal = await first.caller.post(`/v1/driver/rides/${old}/withdraw`, { reason: 'A flat tyre' });
    expect(withdrawal.status).toBe(204);
    await city.goOffline(first);
    await city.settled();
    // Nearer to the younger, and the only one there is.
    const only = await city.driver(1_400);
    city.pass(14);
    await city.offerTo(only, old);
    expect(await city.offers(young)).toEqual([]);
    const waited = await city.operator.application.sql<{ seconds: number }>(
      `SELECT (told->>'waitedSeconds')::int AS seconds
       FROM assignment.matching_windows, jsonb_array_elements(rides) AS told WHERE told->>'rideId' = $1`,
      [old],
    );
    expect(Math.max(...waited.map(({ seconds }) => seconds))).toBeGreaterThan(180);
  });

  it('tell of a ride that was taken along before it was due, to whom its driver went', async () => {
    const older = await city.request();
    city.pass(5);
    await city.settled();
    const younger = await city.request();
    city.pass(1);
    await city.settled();
    const near = await city.driver(100);
    for (let second = 0; second < 10 && (await city.offers(older)).length === 0; second++) {
      city.pass(1);
      await city.settled();
    }
    expect(await city.offers(older)).toMatchObject([{ driverId: near.driverId }]);
    expect(await why(younger, near)).toMatchObject({
      outcome: 'passed_over',
      sentence: expect.stringContaining('the longest waiting first'),
    });
  });

  it.each([1, 2])('look beyond those whose way is long by road, %s of them together', async (rides) => {
    const bridge = (origins: readonly GeoPoint[], { latitude: there }: GeoPoint) =>
      Promise.resolve(
        origins.map(({ latitude }) =>
          (latitude - there) * 111_195 < 500
            ? { metres: 12_000, seconds: 1_500, estimated: false }
            : { metres: 1_400, seconds: 120, estimated: false },
        ),
      );
    const table = jest.spyOn(city.operator.application.app.get(Routing), 'table').mockImplementation(bridge);
    for (let each = 0; each < 10; each++) await city.driver(200 + each);
    const beyond: string[] = [];
    for (let each = 0; each < rides; each++) beyond.push((await city.driver(1_200 + each)).driverId);
    const rideIds = await Promise.all(Array.from({ length: rides }, () => city.request()));
    city.pass(2);
    const offered = await eventually(async () => {
      const offers = (await Promise.all(rideIds.map((rideId) => city.offers(rideId)))).flat();
      expect(offers).toHaveLength(rides);
      return offers.map(({ driverId }) => driverId);
    });
    expect(offered.sort()).toEqual(beyond.sort());
    table.mockRestore();
  });

  it.each([1, 10])(
    'look for more drivers than the first ten each, where these are too few for all of them and %s are asked at once',
    async (batchSize) => {
      const { version, ...policy } = (await city.operator.ops.get('/v1/dispatch/policy')).body;
      expect(version).toBe(1);
      const wide = { ...policy, batchSize, reason: 'Whoever accepts first.' };
      expect((await city.operator.ops.call('PUT', '/v1/dispatch/policy', wide)).status).toBe(200);
      const near: string[] = [];
      for (let each = 0; each < 12; each++) near.push((await city.driver(100 + each)).driverId);
      const far = [(await city.driver(1_200)).driverId, (await city.driver(1_300)).driverId];
      const rideIds = await Promise.all(Array.from({ length: 13 }, () => city.request()));
      city.pass(2);
      const [window] = await matched(1);
      const { body } = await city.operator.ops.get(`/v1/dispatch/windows/${window!.id}`);
      const given = (body.rides as { driverId: string }[]).map(({ driverId }) => driverId);
      expect(given.sort()).toEqual([...near, far[0]].sort());
      const offers = (await Promise.all(rideIds.map((rideId) => city.offers(rideId)))).flat();
      expect(offers.map(({ driverId }) => driverId)).toEqual(expect.arrayContaining(given));
      expect(await windows()).toHaveLength(1);
    },
  );

  it('are not given up while whoever could take them is being asked by another', async () => {
    const { version, ...policy } = (await city.operator.ops.get('/v1/dispatch/policy')).body;
    expect(version).toBe(1);
    const impatient = { ...policy, emptyRounds: 1, reason: 'Who finds nobody asks elsewhere.' };
    expect((await city.operator.ops.call('PUT', '/v1/dispatch/policy', impatient)).status).toBe(200);
    const only = await city.driver(100);
    const [first, second] = [await city.request(), await city.request()];
    city.pass(2);
    const offer = await city.offerTo(only, first);
    city.pass(10);
    await city.settled();
    expect(await city.searches(second)).toMatchObject([{ status: 'OPEN' }]);
    expect(await city.decline(only, offer.id)).toMatchObject({ status: 204 });
    city.pass(2);
    await city.settled();
    city.pass(10);
    await city.offerTo(only, second);
  });

  it('leave their window to the next where another of the city is under way', async () => {
    const near = await city.driver(300);
    const rideId = await city.request();
    const [window] = await windows();
    const { app } = city.operator.application;
    const name = `assignment.match_window:${city.operator.organizationId}:DELHI_NCR`;
    let end: () => void = () => undefined;
    const other = app.get(ExclusiveJobs).run(name, () => new Promise<void>((resolve) => (end = resolve)));
    city.operator.now = new Date(city.operator.now.getTime() + 2_000);
    await app.get(MatchWindow).execute(window!.id, 'DELHI_NCR', city.operator.organizationId);
    expect((await windows()).map(({ status }) => status)).toEqual(['MATCHED', 'OPEN']);
    expect(await city.offers(rideId)).toEqual([]);
    end();
    await other;
    city.pass(2);
    await city.offerTo(near, rideId);
  });

  it('are matched though one of them cannot be looked around for', async () => {
    const near = await city.driver(300);
    const bad = await city.request();
    const good = await city.request(100);
    const lookAround = city.operator.application.app.get(LookAround);
    const together = lookAround.together.bind(lookAround);
    const spy = jest.spyOn(lookAround, 'together').mockImplementation((scene, ...of) => {
      if (scene.ride.rideId === bad) throw new Error('No look for this one.');
      return together(scene, ...of);
    });
    city.pass(2);
    const offer = await city.offerTo(near, good);
    expect(await city.offers(bad)).toEqual([]);
    spy.mockRestore();
    expect(await city.decline(near, offer.id)).toMatchObject({ status: 204 });
    city.pass(2);
    await city.offerTo(near, bad);
  });

  it('do not stand behind a crowd that nobody can serve', async () => {
    for (let made = 0; made < 160; made += 10) {
      await Promise.all(Array.from({ length: 10 }, () => city.request(15_000)));
    }
    city.pass(2);
    await city.settled();
    await city.driver(100);
    const rideId = await city.request();
    // As many windows as it takes to look around for all of them once, which a busy machine does not do in one.
    for (let turn = 0; turn < 20 && (await city.offers(rideId)).length === 0; turn++) {
      city.pass(2);
      await city.settled();
    }
    expect(await city.offers(rideId)).toHaveLength(1);
  }, 200_000);

  it('have their last round at the end of their time, however short the pause', async () => {
    await city.matchesInWindows(3);
    const { version, ...policy } = (await city.operator.ops.get('/v1/dispatch/policy')).body;
    expect(version).toBe(1);
    const quick = { ...policy, searchSeconds: 10, roundPauseSeconds: 1, reason: 'No test waits five minutes.' };
    expect((await city.operator.ops.call('PUT', '/v1/dispatch/policy', quick)).status).toBe(200);
    const rideId = await city.request();
    for (let second = 0; second < 12; second++) {
      city.pass(1);
      await eventually(async () => {
        const [open] = await city.operator.application.sql<{ n: number }>(
          `SELECT count(*)::int AS n FROM platform.outbox WHERE due_at <= $1`,
          [city.operator.now],
        );
        expect(open!.n).toBe(0);
      });
    }
    expect(await city.searches(rideId)).toMatchObject([{ status: 'NO_DRIVERS', rounds: 4 }]);
  });

  it('that come while windows close all get one', async () => {
    const drivers = await Promise.all(Array.from({ length: 8 }, (_, index) => city.driver(100 + 50 * index)));
    const requests: Promise<string>[] = [];
    for (let index = 0; index < 8; index++) {
      requests.push(city.request(20 * index));
      city.pass(0.5);
    }
    const rideIds = await Promise.all(requests);
    city.pass(3);
    await eventually(async () => {
      const offers = (await Promise.all(rideIds.map((rideId) => city.offers(rideId)))).flat();
      expect(new Set(offers.map(({ driverId }) => driverId)).size).toBe(drivers.length);
    });
  });

  it('tell what a window decided to nobody of another operator, nor of one fleet only', async () => {
    await city.driver(300);
    const rideId = await city.request();
    city.pass(2);
    await matched(1);
    const path = `/v1/dispatch/windows/${await windowOf(rideId)}`;
    const neighbour = await city.operator.neighbour();
    expect(refusal(await neighbour.ops.get(path))).toEqual([404, 'window_not_found']);
    const manager = await city.operator.actAs({ role: 'fleet_manager', fleetIds: [city.operator.fleetId] });
    expect(refusal(await manager.get(path))).toEqual([403, 'outside_scope']);
  });
});
