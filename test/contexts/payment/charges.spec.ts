import type { TestCaller } from '../../support/application';
import { PaymentFixture } from './payment-fixture';

describe('what riders owe', () => {
  let fixture: PaymentFixture;
  let rider: TestCaller;
  let auditor: TestCaller;

  beforeAll(async () => {
    fixture = await PaymentFixture.start();
    auditor = await fixture.actAs({ role: 'auditor' });
  });
  afterAll(() => fixture.stop());
  beforeEach(async () => {
    rider = await fixture.rider();
  });

  const owed = async (farePaise = 45_000): Promise<string> =>
    fixture.chargeOf((await fixture.completed(rider, farePaise)).rideId);

  it('is waived with a reason, which frees him', async () => {
    const id = await owed();
    expect(await fixture.decide(id, 'waive')).toMatchObject({
      status: 200,
      body: { id, status: 'WAIVED', decidedBy: fixture.ops.userId, decisionReason: 'The rider called.' },
    });
    expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
    expect(await fixture.told(rider)).toEqual({
      types: ['charge_raised', 'rider_balance_changed', 'charge_waived', 'rider_balance_changed'],
      balance: { outstandingPaise: 0, blockingPaise: 0 },
    });
    expect(await fixture.decide(id, 'waive')).toMatchObject({ status: 409, body: { code: 'charge_waived' } });
  });

  it('keeps nobody from riding while it is disputed, and does again when that is settled against him', async () => {
    const id = await owed();
    expect(await fixture.decide(id, 'settle')).toMatchObject({
      status: 409,
      body: { code: 'illegal_charge_transition', from: 'DUE', to: 'DUE' },
    });
    expect(await fixture.decide(id, 'dispute')).toMatchObject({ status: 200, body: { status: 'DISPUTED' } });
    expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
    expect((await fixture.told(rider)).balance).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
    expect(await fixture.decide(id, 'settle')).toMatchObject({ status: 200, body: { status: 'DUE' } });
    expect((await fixture.told(rider)).balance).toEqual({ outstandingPaise: 45_000, blockingPaise: 45_000 });
    expect((await fixture.told(rider)).types).toContain('charge_dispute_settled');
  });

  it('may be paid while it is disputed', async () => {
    const ride = await fixture.completed(rider, 45_000);
    await fixture.decide(await fixture.chargeOf(ride.rideId), 'dispute');
    expect(await fixture.confirm(ride, 45_000)).toMatchObject({ status: 200, body: { status: 'PAID' } });
    expect(await fixture.chargesOf(ride.rideId)).toEqual([
      expect.objectContaining({ status: 'PAID', decisionReason: 'The rider called.' }),
    ]);
  });

  it('is over when it is paid', async () => {
    const ride = await fixture.completed(rider, 45_000);
    const id = await fixture.chargeOf(ride.rideId);
    await fixture.confirm(ride, 45_000);
    for (const step of ['waive', 'dispute', 'settle'] as const) {
      expect(await fixture.decide(id, step)).toMatchObject({ status: 409, body: { code: 'charge_paid' } });
    }
  });

  it('is decided about by operators with the whole organization and a reason, and by nobody else', async () => {
    const id = await owed();
    for (const role of ['auditor', 'fleet_manager', 'hub_manager', 'driver', 'rider'] as const) {
      const caller = await fixture.actAs({ role });
      for (const step of ['waive', 'dispute', 'settle'] as const) {
        expect([role, (await fixture.decide(id, step, caller)).status]).toEqual([role, 403]);
      }
    }
    expect(await fixture.ops.post(`/v1/charges/${id}/waive`, { reason: ' ' })).toMatchObject({ status: 400 });
    const narrowed = await fixture.actAs({ role: 'ops', fleetIds: [id] });
    expect(await fixture.decide(id, 'waive', narrowed)).toMatchObject({ status: 403, body: { code: 'outside_scope' } });
    expect(await narrowed.get('/v1/charges')).toMatchObject({ status: 403, body: { code: 'outside_scope' } });
    const stranger = await fixture.another();
    const missing = { status: 404, body: { code: 'charge_not_found' } };
    expect(await stranger.decide(id, 'waive')).toMatchObject(missing);
    expect(await stranger.ops.get(`/v1/charges/${id}`)).toMatchObject(missing);
    expect(await auditor.get(`/v1/charges/${id}`)).toMatchObject({
      status: 200,
      body: { status: 'DUE' },
    });
  });

  describe('and paid as quoted, though a review found another fare', () => {
    const differing = async (): Promise<string> => {
      const ride = await fixture.completed(rider, 0, { awaitingReview: true, quotedFarePaise: 40_000 });
      expect((await fixture.confirm(ride, 40_000)).status).toBe(200);
      await fixture.reviewed(ride, rider, 38_500);
      return fixture.chargeOf(ride.rideId);
    };
    const open = async (): Promise<string[]> =>
      (await fixture.ops.get(`/v1/charges?differs=true&riderId=${rider.userId}`)).body.items.map(
        ({ id }: { id: string }) => id,
      );

    it('is settled by hand once, of two operators by one, and then no longer listed', async () => {
      const id = await differing();
      expect(await open()).toEqual([id]);
      const colleague = await fixture.actAs({ role: 'ops' });
      const answers = await Promise.all(
        [fixture.ops, colleague].map((caller) => fixture.decide(id, 'settle-difference', caller)),
      );
      const [settled, refused] = answers.sort((one, other) => one.status - other.status);
      expect(refused).toMatchObject({ status: 409, body: { code: 'difference_settled' } });
      expect(settled).toMatchObject({
        status: 200,
        body: {
          ...{ id, status: 'PAID', differsByPaise: -1_500, differenceReason: 'The rider called.' },
          ...{ differenceSettledAt: expect.any(String), differenceSettledBy: expect.any(String) },
        },
      });
      expect((await auditor.get(`/v1/charges/${id}`)).body).toEqual(settled!.body);
      expect(await open()).toEqual([]);
      expect((await fixture.told(rider)).types.filter((type) => type === 'fare_difference_settled')).toHaveLength(1);
    });

    it('is settled with a reason by who may waive, where there is a difference', async () => {
      const id = await differing();
      for (const role of ['auditor', 'fleet_manager', 'driver', 'rider'] as const) {
        const caller = await fixture.actAs({ role });
        expect([role, (await fixture.decide(id, 'settle-difference', caller)).status]).toEqual([role, 403]);
      }
      expect(await fixture.ops.post(`/v1/charges/${id}/settle-difference`, { reason: ' ' })).toMatchObject({
        status: 400,
      });
      const narrowed = await fixture.actAs({ role: 'ops', fleetIds: [id] });
      expect((await fixture.decide(id, 'settle-difference', narrowed)).body.code).toBe('outside_scope');
      const stranger = await fixture.another();
      expect((await stranger.decide(id, 'settle-difference')).body.code).toBe('charge_not_found');
      expect(await open()).toEqual([id]);
      expect(await fixture.decide(await owed(), 'settle-difference')).toMatchObject({
        status: 409,
        body: { code: 'no_difference' },
      });
    });
  });

  it('is listed newest first, by rider, ride, kind and status, for operators and auditors', async () => {
    const first = await owed(10_000);
    const fee = await fixture.chargeOf(await fixture.cancelled(rider, 2_000));
    const last = await owed(30_000);
    await fixture.decide(first, 'dispute');
    const ids = async (caller: TestCaller, query: string): Promise<string[]> => {
      const { status, body } = await caller.get(`/v1/charges?riderId=${rider.userId}&${query}`);
      expect(status).toBe(200);
      return body.items.map(({ id }: { id: string }) => id);
    };
    expect(await ids(auditor, '')).toEqual([last, fee, first]);
    expect(await ids(fixture.ops, 'status=DUE')).toEqual([last, fee]);
    expect(await ids(fixture.ops, 'status=DISPUTED&status=PAID')).toEqual([first]);
    expect(await ids(fixture.ops, 'kind=CANCELLATION_FEE')).toEqual([fee]);
    expect((await fixture.ops.get('/v1/charges?status=LATE')).status).toBe(400);
    for (const role of ['fleet_manager', 'hub_manager', 'driver', 'rider'] as const) {
      expect([role, (await (await fixture.actAs({ role })).get('/v1/charges')).status]).toEqual([role, 403]);
    }
  });

  it('is shown to the rider himself page by page, and nobody else’s', async () => {
    await fixture.completed(await fixture.rider(), 99_900);
    const mine = [await owed(10_000), await owed(20_000), await owed(30_000)].reverse();
    const page = await rider.get('/v1/rider/charges?limit=2');
    expect(page).toMatchObject({
      status: 200,
      body: { items: [{ id: mine[0], amountPaise: 30_000 }, { id: mine[1] }] },
    });
    const rest = await rider.get(`/v1/rider/charges?limit=2&after=${page.body.next}`);
    expect(rest.body).toMatchObject({ items: [{ id: mine[2] }], next: null });
    expect(Object.keys(rest.body.items[0]).sort()).toEqual(
      ['amountPaise', 'id', 'kind', 'paidAt', 'raisedAt', 'rideId', 'status'].sort(),
    );
    expect((await rider.get('/v1/rider/charges?after=x')).status).toBe(400);
    for (const role of ['ops', 'auditor', 'driver'] as const) {
      const caller = await fixture.actAs({ role });
      expect([role, (await caller.get('/v1/rider/balance')).status]).toEqual([role, 403]);
      expect([role, (await caller.get('/v1/rider/charges')).status]).toEqual([role, 403]);
    }
    const elsewhere = await (await fixture.another()).rider();
    expect((await elsewhere.get('/v1/rider/charges')).body).toEqual({ items: [], next: null });
  });
});
