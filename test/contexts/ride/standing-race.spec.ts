import { PaymentModule } from '../../../src/contexts/payment/payment.module';
import { RideModule } from '../../../src/contexts/ride/ride.module';
import { OnDemand } from './on-demand-fixture';
import { BOOKED_AT, done, RideFixture } from './ride-fixture';

const ROUNDS = 12;

describe('a rider who asks for the next ride while the last one completes', () => {
  let fixture: RideFixture;
  let onDemand: OnDemand;
  beforeAll(async () => {
    fixture = await RideFixture.start({ contexts: [RideModule, PaymentModule] });
    onDemand = new OnDemand(fixture);
  });
  afterAll(() => fixture.stop());

  it('has a ride or owes a fare, and gets no other, at whichever moment he asks', async () => {
    const codes = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      fixture.setTime(BOOKED_AT);
      const rider = await onDemand.rider();
      const at = await onDemand.rideAt('STARTED', rider);
      fixture.setTime(onDemand.later(60));
      const ask = async (afterMs: number) => {
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        return round % 2 === 0 ? onDemand.request(rider) : onDemand.request(fixture.ops, { riderId: rider.userId });
      };
      const [completed, ...answers] = await Promise.all([onDemand.complete(at), ...[0, 2, 5, 10, 20, 40].map(ask)]);
      done(completed);
      for (const { status, body } of answers) {
        expect({ status, code: body.code as string }).toEqual({
          status: 409,
          code: expect.stringMatching(/^(rider_has_active_ride|fare_unpaid)$/) as string,
        });
        codes.add(body.code as string);
      }
      const { amountPaise } = (await onDemand.request(rider)).body;
      expect(amountPaise).toBe(completed.body.fare.totalPaise);
    }
    // Else the rounds raced nothing.
    expect([...codes].sort()).toEqual(['fare_unpaid', 'rider_has_active_ride']);
  });

  it('rides on with a fee, and not while a fare is due: of a doubtful trip the quoted one, until the review says another', async () => {
    fixture.setTime(BOOKED_AT);
    const rider = await onDemand.rider();
    const coming = await onDemand.rideAt('EN_ROUTE', rider);
    fixture.setTime(onDemand.later(6));
    done(await rider.post(`/v1/rides/${coming.rideId}/cancel`, { reasonCode: 'CHANGE_OF_PLANS' }));
    // A fee alone keeps nobody from riding.
    const at = await onDemand.rideAt('STARTED', rider);
    const doubtful = await onDemand.complete(at, { odometerEndMetres: 99_000_000_000 / 11 });
    done(doubtful);
    const refused = await onDemand.request(rider);
    expect(refused).toMatchObject({ status: 409, body: { code: 'fare_unpaid' } });
    expect(refused.body.amountPaise).toBe(doubtful.body.quotedFare.totalPaise);
    const review = { distanceMetres: 28_000, reason: 'From the photo' };
    const reviewed = await fixture.ops.post(`/v1/rides/${at.rideId}/review`, review);
    done(reviewed);
    const { amountPaise, code } = (await onDemand.request(rider)).body;
    expect({ amountPaise, code }).toEqual({ amountPaise: reviewed.body.fare.totalPaise, code: 'fare_unpaid' });
  });
});
