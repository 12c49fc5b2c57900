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

  it('for the fare of a doubtful trip once it is reviewed', async () => {
    const ride = await fixture.completed(rider, 0, { awaitingReview: true });
    expect(await fixture.chargesOf(ride.rideId)).toEqual([]);
    await fixture.reviewed(ride, rider, 38_500);
    expect(await fixture.chargesOf(ride.rideId)).toEqual([
      expect.objectContaining({ kind: 'FARE', amountPaise: 38_500, driverId: ride.driver.driverId }),
    ]);
    expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 38_500, blockingPaise: 38_500 });
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
    ['of a trip in doubt', () => fixture.completed(rider, 45_000, { awaitingReview: true })],
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
    await expect(fixture.reviewed(ride, rider, 50_000)).rejects.toMatchObject({ code: 'already_charged' });
    expect((await fixture.told(rider)).types).toEqual(['charge_raised', 'rider_balance_changed']);
  });
});
