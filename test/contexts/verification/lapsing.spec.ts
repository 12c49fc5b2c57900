import { addLocalDays, localDate } from '../../../src/kernel/local-day';
import { SimulatedTime } from '../../../src/platform/simulation/simulated-time';
import { TestApplication, type TestCaller } from '../../support/application';
import { created, done, HUB, unique } from '../fleet/fleet-fixture';
import { Papers } from './papers';

const DAY = 86_400_000;

describe('what lapses soon', () => {
  let application: TestApplication;
  let papers: Papers;
  let today: string;
  let ids: Record<'licence' | 'insurance' | 'far' | 'otherFleet' | 'agreement', string>;
  let left: string;
  let insured: string;
  beforeAll(async () => {
    const environment = { CLOCK: 'stepped', SIMULATION_TOKEN: 'the token of this test, and of no other' };
    application = await TestApplication.start({ environment });
    papers = await Papers.create(application);
    today = localDate(time().now, 'Asia/Kolkata');
    const { ops } = papers;
    const fleetId = created(await ops.post('/v1/fleets', { name: `Fleet ${unique()}`, city: 'Delhi NCR' }));
    const hubId = created(await ops.post('/v1/hubs', { fleetId, name: `Hub ${unique()}`, ...HUB }));
    const [driver, leaving, vehicle] = [await papers.driver(), await papers.driver(), await papers.vehicle()];
    const licence = (expiresIn: number) => ({
      documentType: 'driving_licence',
      expiresOn: addLocalDays(today, expiresIn),
    });
    const numbered = (documentType: string, expiresIn: number) => ({
      ...{ documentType, number: `N-${unique()}`, expiresOn: addLocalDays(today, expiresIn) },
    });
    left = await papers.verified('driver', leaving, licence(12));
    ids = {
      licence: await papers.verified('driver', driver, licence(10)),
      insurance: await papers.verified('vehicle', vehicle, numbered('insurance', 20)),
      far: await papers.verified('vehicle', vehicle, numbered('permit', 45)),
      otherFleet: await papers.verified('driver', await papers.driver(hubId), licence(20)),
      agreement: await papers.verified('fleet', papers.fleetId, numbered('agreement', 5)),
    };
    insured = vehicle;
    done(await ops.post(`/v1/drivers/${leaving}/status`, { status: 'LEFT', reason: 'Resigned' }));
    await papers.submit('driver', driver, licence(400));
  });
  afterAll(() => application.stop());

  const time = (): SimulatedTime => application.app.get(SimulatedTime);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const list = async (query = '', caller: TestCaller = papers.ops): Promise<any[]> =>
    (await caller.get(`/v1/documents/lapsing?${query}`)).body.items;
  const listed = async (query?: string, caller?: TestCaller): Promise<string[]> =>
    (await list(query, caller)).map(({ documentId }) => documentId as string);

  it('is listed with whose it is, first what lapses first, without who has left', async () => {
    const { licence, insurance, far, otherFleet, agreement } = ids;
    expect(await listed()).toEqual([agreement, licence, insurance, otherFleet]);
    expect(await listed('withinDays=60')).toEqual([agreement, licence, insurance, otherFleet, far]);
    expect(await listed('withinDays=60')).not.toContain(left);
    const [, first] = await list();
    expect(first).toMatchObject({
      ...{ subjectType: 'driver', name: 'Ravi Kumar', fleetId: papers.fleetId, hubId: papers.hubId },
      ...{ expiresOn: addLocalDays(today, 10), daysLeft: 10, renewalWaits: true },
    });
    const [, , second] = await list();
    expect(second).toMatchObject({ name: papers.numberOf(insured), renewalWaits: false });
  });

  it('is filtered and paged', async () => {
    const { licence, insurance, otherFleet, agreement } = ids;
    expect(await listed('subjectType=driver')).toEqual([licence, otherFleet]);
    expect(await listed('documentType=insurance')).toEqual([insurance]);
    expect(await listed(`hubId=${papers.hubId}`)).toEqual([licence, insurance]);
    expect(await listed(`fleetId=${papers.fleetId}`)).toEqual([agreement, licence, insurance]);
    expect(await listed('withinDays=5')).toEqual([agreement]);
    const seen: string[] = [];
    for (let query = 'limit=1'; ;) {
      const { items, next } = (await papers.ops.get(`/v1/documents/lapsing?${query}`)).body;
      seen.push(...items.map(({ documentId }: { documentId: string }) => documentId));
      if (next === null) break;
      query = `limit=1&after=${next}`;
    }
    expect(seen).toEqual([agreement, licence, insurance, otherFleet]);
    expect((await papers.ops.get('/v1/documents/lapsing?withinDays=400')).status).toBe(400);
  });

  it('is each operator’s within his scope', async () => {
    const { licence, insurance, otherFleet, agreement } = ids;
    const { fleetId, hubId } = papers;
    const scoped = (role: 'fleet_manager' | 'hub_manager', more: object) => papers.actAs({ role, ...more });
    expect(await listed('', await scoped('fleet_manager', { fleetIds: [fleetId] }))).toEqual([
      ...[agreement, licence, insurance],
    ]);
    const hubManager = await scoped('hub_manager', { fleetIds: [fleetId], hubIds: [hubId] });
    expect(await listed('', hubManager)).toEqual([licence, insurance]);
    expect(await listed('', await papers.actAs({ role: 'auditor' }))).toContain(otherFleet);
    expect((await (await papers.actAs({ role: 'driver' })).get('/v1/documents/lapsing')).status).toBe(403);
  });

  it('is told of to the board of its hub, once for each reminder', async () => {
    await time().advance(new Date(time().now.getTime() + 6 * DAY));
    const told = await application.sql<{ payload: { documentId: string; daysLeft: number }; hub_id: string | null }>(
      `SELECT payload, hub_id FROM live.changes WHERE organization_id = $1 AND kind = 'document' AND on_board`,
      [papers.organizationId],
    );
    const of = (id: string) => told.filter(({ payload }) => payload.documentId === id);
    expect(of(ids.insurance)).toEqual([
      expect.objectContaining({
        payload: expect.objectContaining({ daysLeft: 15, documentType: 'insurance' }),
        hub_id: papers.hubId,
      }),
    ]);
    expect(of(ids.agreement)).toEqual([
      expect.objectContaining({ payload: expect.objectContaining({ daysLeft: 1 }), hub_id: null }),
    ]);
    expect(of(left)).toEqual([]);
  });
});
