import { MatchWindow } from '../../../src/contexts/assignment/application/match-window';
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

  it('are offered once however often a window is run', async () => {
    const near = await city.driver(300);
    await city.driver(400);
    const rideId = await city.request();
    city.pass(2);
    await city.offerTo(near, rideId);
    const [window] = await matched(1);
    const matching = city.operator.application.app.get(MatchWindow);
    await Promise.all([1, 2, 3].map(() => matching.execute(window!.id, city.operator.organizationId)));
    expect(await city.offers(rideId)).toHaveLength(1);
    // As after a process that was killed before it wrote down what it did.
    await city.operator.application.sql(
      `UPDATE assignment.matching_windows SET status = 'CLOSED', matched_at = NULL, drivers = NULL, cost = NULL,
         greedy_cost = NULL, greedy_matched = NULL, rides = NULL`,
    );
    await matching.execute(window!.id, city.operator.organizationId);
    expect(await city.offers(rideId)).toHaveLength(1);
    expect(await windows()).toMatchObject([{ status: 'MATCHED' }]);
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
