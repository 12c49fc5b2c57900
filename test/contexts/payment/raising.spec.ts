import type { TestCaller } from '../../support/application';
import { PaymentFixture } from './payment-fixture';

describe('a charge is raised', () => {
  let fixture: PaymentFixture;
  let rider: TestCaller;

  beforeAll(async () => {
    fixture = await PaymentFixture.start();
  });
  afterAll(() => fixture.stop());
  beforeEach(async () => {
    rider = await fixture.rider();
  });

  it('for the fare of a completed cash ride, and what he owes is told', async () => {
    const { rideId, driver } = await fixture.completed(rider, 45_000);
    expect(await fixture.chargesOf(rideId)).toEqual([
      expect.objectContaining({
        rideId,
        riderId: rider.userId,
        driverId: driver.driverId,
        kind: 'FARE',
        amountPaise: 45_000,
        status: 'DUE',
        paidAt: null,
        decidedAt: null,
      }),
    ]);
    expect(await fixture.told(rider)).toEqual({
      types: ['charge_raised', 'rider_balance_changed'],
      balance: { outstandingPaise: 45_000, blockingPaise: 45_000 },
    });
  });

  describe('of a doubtful trip', () => {
    const doubtful = () => fixture.completed(rider, 0, { awaitingReview: true, quotedFarePaise: 40_000 });
    const charges = async (rideId: string) =>
      (await fixture.chargesOf(rideId)).map(({ kind, status, amountPaise }) => [kind, status, amountPaise]);

    it('for the quoted fare, which the reviewed one replaces', async () => {
      const ride = await doubtful();
      expect(await charges(ride.rideId)).toEqual([['FARE', 'DUE', 40_000]]);
      expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 40_000, blockingPaise: 40_000 });
      await fixture.reviewed(ride, rider, 38_500);
      expect(await charges(ride.rideId)).toEqual([
        ['FARE', 'DUE', 38_500],
        ['FARE', 'WAIVED', 40_000],
      ]);
      expect((await fixture.told(rider)).balance).toEqual({ outstandingPaise: 38_500, blockingPaise: 38_500 });
      expect((await fixture.confirm(ride, 38_500)).status).toBe(200);
      expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
    });

    it('for nothing where the cab left him half-way, until a review knows how far that was', async () => {
      const ride = await fixture.completed(rider, 0, { awaitingReview: true, cutShort: true });
      expect(await charges(ride.rideId)).toEqual([]);
      await fixture.reviewed(ride, rider, 12_000);
      expect(await charges(ride.rideId)).toEqual([['FARE', 'DUE', 12_000]]);
    });

    it('for nothing more where the review finds that the trip cost nothing, or what was quoted', async () => {
      const free = await doubtful();
      await fixture.reviewed(free, rider, 0);
      expect(await charges(free.rideId)).toEqual([['FARE', 'WAIVED', 40_000]]);
      expect((await fixture.told(rider)).balance).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
      const same = await doubtful();
      await fixture.reviewed(same, rider, 40_000);
      expect(await charges(same.rideId)).toEqual([['FARE', 'DUE', 40_000]]);
    });

    it('not again once the quoted fare was paid, or an operator waived it; a disputed one is replaced', async () => {
      const paid = await doubtful();
      expect((await fixture.confirm(paid, 40_000)).status).toBe(200);
      await fixture.reviewed(paid, rider, 52_000);
      expect(await charges(paid.rideId)).toEqual([['FARE', 'PAID', 40_000]]);
      expect((await fixture.told(rider)).types.at(-1)).toBe('fare_differs');
      const waived = await doubtful();
      await fixture.decide(await fixture.chargeOf(waived.rideId), 'waive');
      await fixture.reviewed(waived, rider, 39_000);
      expect(await charges(waived.rideId)).toEqual([['FARE', 'WAIVED', 40_000]]);
      const differing = (await fixture.ops.get(`/v1/charges?differs=true&riderId=${rider.userId}`)).body.items;
      expect(differing).toMatchObject([
        { rideId: paid.rideId, status: 'PAID', amountPaise: 40_000, differsByPaise: 12_000 },
      ]);
      const [{ differsByPaise }] = await fixture.chargesOf(waived.rideId);
      expect(differsByPaise).toBeNull();
      expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
      const disputed = await doubtful();
      await fixture.decide(await fixture.chargeOf(disputed.rideId), 'dispute');
      expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
      await fixture.reviewed(disputed, rider, 52_000);
      expect(await charges(disputed.rideId)).toEqual([
        ['FARE', 'DUE', 52_000],
        ['FARE', 'WAIVED', 40_000],
      ]);
    });
  });

  it('for what a rider’s cancellation and a no-show cost, which blocks nobody', async () => {
    const rideId = await fixture.cancelled(rider, 4_500);
    const noShow = await fixture.noShow(rider, 10_000);
    expect(await fixture.chargesOf(rideId)).toEqual([
      expect.objectContaining({ kind: 'CANCELLATION_FEE', amountPaise: 4_500, driverId: null }),
    ]);
    expect(await fixture.chargesOf(noShow.rideId)).toEqual([
      expect.objectContaining({ kind: 'NO_SHOW_FEE', amountPaise: 10_000, driverId: noShow.driver.driverId }),
    ]);
    expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 14_500, blockingPaise: 0 });
    expect((await fixture.told(rider)).balance).toEqual({ outstandingPaise: 14_500, blockingPaise: 0 });
  });

  it.each([
    ['of a ride without a rider’s account', () => fixture.completed(null, 45_000)],
    ['of nothing', () => fixture.completed(rider, 0)],
    [
      'of a trip in doubt that is paid by UPI',
      () => fixture.completed(rider, 0, { awaitingReview: true, paymentMode: 'UPI' }),
    ],
    ['paid by UPI', () => fixture.completed(rider, 45_000, { paymentMode: 'UPI' })],
    ['paid before', () => fixture.completed(rider, 45_000, { paymentMode: 'PREPAID' })],
    ['billed to a company', () => fixture.completed(rider, 45_000, { paymentMode: 'CORPORATE' })],
    ['for a free cancellation', async () => ({ rideId: await fixture.cancelled(rider, 0) })],
    ['that the driver caused', async () => ({ rideId: await fixture.cancelled(rider, 4_500, 'driver') })],
    ['that an operator caused', async () => ({ rideId: await fixture.cancelled(rider, 4_500, 'operator') })],
    ['for cancelling without an account', async () => ({ rideId: await fixture.cancelled(null, 4_500) })],
    ['for not showing up without an account', () => fixture.noShow(null, 10_000)],
  ])('not: %s', async (_, end) => {
    const { rideId } = await end();
    expect(await fixture.chargesOf(rideId)).toEqual([]);
    expect((await fixture.told(rider)).types).toEqual([]);
  });

  it('once of a kind a ride: a second completion is refused with all that came of it', async () => {
    const ride = await fixture.completed(rider, 45_000);
    const again = fixture.completed(rider, 50_000, { rideId: ride.rideId });
    await expect(again).rejects.toMatchObject({ code: 'already_charged' });
    expect((await fixture.told(rider)).types).toEqual(['charge_raised', 'rider_balance_changed']);
  });
});
