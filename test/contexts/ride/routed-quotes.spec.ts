import { RoutingSimulator } from '../../../src/platform/routing/routing-simulator';
import { AIRPORT, created, NOIDA, RideFixture } from './ride-fixture';

describe('quotes that know the roads', () => {
  let fixture: RideFixture;
  beforeAll(async () => {
    fixture = await RideFixture.start({ environment: { ROUTING_PROVIDER: 'simulator', ROUTING_SIMULATOR_PORT: '0' } });
  });
  afterAll(() => fixture.stop());
  beforeEach(() => roads().reset());

  const roads = () => fixture.application.app.get(RoutingSimulator).running!;
  const quote = (overrides: object = {}, headers: Record<string, string> = {}) =>
    fixture.ops.post('/v1/quotes', { ...WITHOUT_FIGURES, ...overrides }, headers);
  const WITHOUT_FIGURES = {
    ...{ when: 'now', vehicleClass: 'SEDAN', tripType: 'LOCAL' },
    ...{ pickup: AIRPORT, drop: NOIDA },
  };

  it('expect what the routing service says, also of a client that sends an idempotency key', async () => {
    const routed = { expectationSource: 'routed', expectedMetres: 23_705, expectedMinutes: 48 };
    expect(await quote()).toMatchObject({ status: 200, body: routed });
    expect(await quote({}, { 'idempotency-key': 'quote-1' })).toMatchObject({ status: 200, body: routed });
    expect(roads().journal()).toHaveLength(2);
  });

  it('estimate, and say so, while it is down', async () => {
    roads().always({ kind: 'error' });
    expect(await quote()).toMatchObject({ status: 200, body: { expectationSource: 'estimated' } });
  });

  it('do not ask it where the caller says how far it is', async () => {
    const given = await quote({ expectedMetres: 30_000, expectedMinutes: 70 });
    expect(given).toMatchObject({ body: { expectationSource: 'given', expectedMetres: 30_000 } });
    expect(roads().journal()).toEqual([]);
  });

  it('know them also for a pickup that moves, with an idempotency key too', async () => {
    const guest = { paymentMode: 'CASH', passenger: { name: 'Meera', phone: '+919810012345' } };
    const id = created(await fixture.ops.post('/v1/rides', { ...WITHOUT_FIGURES, ...guest }));
    const pickup = { point: { latitude: 28.5245, longitude: 77.1855 }, address: 'Mehrauli' };
    const routed = (await quote({ pickup })).body;
    expect(routed.expectationSource).toBe('routed');
    const moved = await fixture.ops.post(`/v1/rides/${id}/pickup`, { pickup }, { 'idempotency-key': 'move-1' });
    const { expectedMetres, fare: quotedFare } = routed;
    expect(moved).toMatchObject({ status: 200, body: { expectationSource: 'routed', expectedMetres, quotedFare } });
    roads().always({ kind: 'error' });
    const back = await fixture.ops.post(`/v1/rides/${id}/pickup`, { pickup: AIRPORT });
    expect(back).toMatchObject({ status: 200, body: { expectationSource: 'estimated' } });
  });

  it('leave the booking’s own figures to the straight line: nobody waits for a route inside a transaction', async () => {
    const id = created(
      await fixture.ops.post(
        '/v1/rides',
        { ...WITHOUT_FIGURES, paymentMode: 'CASH', passenger: { name: 'Meera', phone: '+919810012345' } },
        { 'idempotency-key': 'booking-1' },
      ),
    );
    expect((await fixture.ops.get(`/v1/rides/${id}`)).body).toMatchObject({ expectationSource: 'estimated' });
    expect(roads().journal()).toEqual([]);
  });
});
