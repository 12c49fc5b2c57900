import { v7 as uuidv7 } from 'uuid';
import type { TestCaller } from '../../support/application';
import { PaymentFixture } from './payment-fixture';

describe('the driver’s word that he has the cash', () => {
  let fixture: PaymentFixture;
  let rider: TestCaller;

  beforeAll(async () => {
    fixture = await PaymentFixture.start();
  });
  afterAll(() => fixture.stop());
  beforeEach(async () => {
    rider = await fixture.rider();
  });

  it('clears the fare, and lets the rider ride again', async () => {
    const ride = await fixture.completed(rider, 45_000);
    const path = `/v1/driver/rides/${ride.rideId}/cash`;
    const due = {
      rideId: ride.rideId,
      status: 'DUE',
      farePaise: 45_000,
      feesPaise: 0,
      toCollectPaise: 45_000,
      paidAt: null,
    };
    expect(await ride.driver.caller.get(path)).toMatchObject({ status: 200, body: due });
    const paid = { ...due, status: 'PAID', toCollectPaise: 0, paidAt: expect.any(String) };
    expect(await fixture.confirm(ride, 45_000)).toMatchObject({ status: 200, body: paid });
    expect(await ride.driver.caller.get(path)).toMatchObject({ status: 200, body: paid });
    expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 0, blockingPaise: 0 });
    expect(await fixture.told(rider)).toEqual({
      types: ['charge_raised', 'rider_balance_changed', 'charge_paid_in_cash', 'rider_balance_changed'],
      balance: { outstandingPaise: 0, blockingPaise: 0 },
    });
    expect(await fixture.chargesOf(ride.rideId)).toEqual([
      expect.objectContaining({ status: 'PAID', paidToDriverId: ride.driver.driverId, paidWithRideId: ride.rideId }),
    ]);
  });

  it('clears the fees of earlier rides with it, and none that came later, nor another rider’s', async () => {
    const cancelled = await fixture.cancelled(rider, 4_500);
    await fixture.cancelled(await fixture.rider(), 9_900);
    const waived = await fixture.cancelled(rider, 700);
    expect((await fixture.decide(await fixture.chargeOf(waived), 'waive')).status).toBe(200);
    const disputed = await fixture.cancelled(rider, 800);
    expect((await fixture.decide(await fixture.chargeOf(disputed), 'dispute')).status).toBe(200);
    const noShow = await fixture.noShow(rider, 10_000);
    const ride = await fixture.completed(rider, 30_000);
    const later = await fixture.cancelled(rider, 1_100);
    const whole = { farePaise: 30_000, feesPaise: 14_500 };
    expect(await ride.driver.caller.get(`/v1/driver/rides/${ride.rideId}/cash`)).toMatchObject({
      body: { ...whole, toCollectPaise: 44_500 },
    });
    expect(await fixture.confirm(ride, 44_500)).toMatchObject({ status: 200, body: { ...whole, toCollectPaise: 0 } });
    for (const rideId of [cancelled, noShow.rideId]) {
      const collected = { paidToDriverId: ride.driver.driverId, paidWithRideId: ride.rideId };
      expect(await fixture.chargesOf(rideId)).toEqual([expect.objectContaining({ status: 'PAID', ...collected })]);
    }
    expect(await fixture.chargesOf(later)).toEqual([expect.objectContaining({ status: 'DUE' })]);
    expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 1_100, blockingPaise: 0 });
    expect(await ride.driver.caller.get(`/v1/driver/rides/${ride.rideId}/cash`)).toMatchObject({
      body: { ...whole, status: 'PAID', toCollectPaise: 0 },
    });
  });

  it('leaves an unpaid fare of another ride to that ride’s driver', async () => {
    await fixture.completed(rider, 20_000);
    const ride = await fixture.completed(rider, 30_000);
    expect((await fixture.confirm(ride, 30_000)).status).toBe(200);
    expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 20_000, blockingPaise: 20_000 });
  });

  it('is refused for any other sum, with the right one, and changes nothing', async () => {
    await fixture.cancelled(rider, 5_000);
    const ride = await fixture.completed(rider, 45_000);
    for (const collectedPaise of [45_000, 49_999, 50_001]) {
      expect(await fixture.confirm(ride, collectedPaise)).toMatchObject({
        status: 409,
        body: { code: 'cash_differs', toCollectPaise: 50_000, farePaise: 45_000, feesPaise: 5_000, collectedPaise },
      });
    }
    expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 50_000, blockingPaise: 45_000 });
  });

  it.each([0, -5, 1.5, '45000', null, 100_000_001])('is refused for %p, which is no sum', async (collectedPaise) => {
    const ride = await fixture.completed(rider, 45_000);
    const answer = await ride.driver.caller.post(`/v1/driver/rides/${ride.rideId}/cash`, { collectedPaise });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'collectedPaise' }] } });
  });

  it('is refused a second time, and after a waiver', async () => {
    const paid = await fixture.completed(rider, 45_000);
    expect((await fixture.confirm(paid, 45_000)).status).toBe(200);
    expect(await fixture.confirm(paid, 45_000)).toMatchObject({ status: 409, body: { code: 'charge_paid' } });
    const waived = await fixture.completed(rider, 45_000);
    await fixture.decide(await fixture.chargeOf(waived.rideId), 'waive');
    expect(await fixture.confirm(waived, 45_000)).toMatchObject({ status: 409, body: { code: 'charge_waived' } });
  });

  it('is answered alike under one idempotency key', async () => {
    const ride = await fixture.completed(rider, 45_000);
    const send = () =>
      ride.driver.caller.post(
        `/v1/driver/rides/${ride.rideId}/cash`,
        { collectedPaise: 45_000 },
        { 'idempotency-key': `cash-${ride.rideId}` },
      );
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
  });

  it('is only that of the ride’s own driver: others find nothing, and who drives nothing may not ask', async () => {
    const ride = await fixture.completed(rider, 45_000);
    const path = `/v1/driver/rides/${ride.rideId}/cash`;
    const missing = { status: 404, body: { code: 'cash_fare_not_found' } };
    const neighbour = await fixture.another();
    const impostor = await neighbour.actAs({ role: 'driver', driverId: ride.driver.driverId });
    for (const caller of [(await fixture.driver()).caller, impostor]) {
      expect(await caller.get(path)).toMatchObject(missing);
      expect(await caller.post(path, { collectedPaise: 45_000 })).toMatchObject(missing);
    }
    expect(await ride.driver.caller.get(`/v1/driver/rides/${uuidv7()}/cash`)).toMatchObject(missing);
    const admin = await fixture.actAs({ role: 'super_admin' });
    expect(await admin.post(path, { collectedPaise: 45_000 })).toMatchObject({
      status: 403,
      body: { code: 'not_a_driver' },
    });
    for (const role of ['rider', 'ops', 'auditor', 'fleet_manager', 'hub_manager'] as const) {
      const caller = await fixture.actAs({ role });
      expect([role, (await caller.get(path)).status]).toEqual([role, 403]);
      expect([role, (await caller.post(path, { collectedPaise: 45_000 })).status]).toEqual([role, 403]);
    }
    expect(await fixture.balanceOf(rider)).toEqual({ outstandingPaise: 45_000, blockingPaise: 45_000 });
  });
});
