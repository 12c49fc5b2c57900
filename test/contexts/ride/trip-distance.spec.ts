import { Injectable, Module } from '@nestjs/common';
import { TripDistanceMeasured } from '../../../src/contexts/assignment/contracts/assignment-events';
import { TripDistanceAsked } from '../../../src/contexts/ride/contracts/ride-events';
import { RideModule } from '../../../src/contexts/ride/ride.module';
import { InTransaction } from '../../../src/platform/events/listener.decorators';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { OnDemand } from './on-demand-fixture';
import { BOOKED_AT, done, NOIDA, ODOMETER, RideFixture } from './ride-fixture';

const asked: TripDistanceAsked['payload'][] = [];
let measures: { distanceMetres: number; points: number; longestGapSeconds: number } | null;

/** Answers as assignment does, by what the test says that the device saw. */
@Injectable()
class Surveyor {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @InTransaction(TripDistanceAsked)
  async answer({ payload, occurredAt }: TripDistanceAsked): Promise<void> {
    asked.push(payload);
    if (measures === null) return;
    const { rideId, driverId } = payload;
    await this.unitOfWork.publish(new TripDistanceMeasured(rideId, { rideId, driverId, ...measures }, occurredAt));
  }
}

@Module({ providers: [Surveyor] })
class SurveyorModule {}

describe('the distance that a ride for now is charged for', () => {
  let fixture: RideFixture;
  let onDemand: OnDemand;
  beforeAll(async () => {
    fixture = await RideFixture.start({ contexts: [RideModule, SurveyorModule] });
    onDemand = new OnDemand(fixture);
  });
  beforeEach(() => {
    fixture.setTime(BOOKED_AT);
    asked.length = 0;
  });
  afterAll(() => fixture.stop());

  const seen = { distanceMetres: 26_400, points: 300, longestGapSeconds: 20 };

  it('is what the driver’s device traced', async () => {
    measures = seen;
    const at = await onDemand.rideAt('STARTED', await onDemand.rider());
    const startedAt = fixture.now.toISOString();
    expect((await onDemand.complete(at)).body).toMatchObject({
      trip: { distanceMetres: 26_400, distanceSource: 'trace' },
      // 150 + 23.4 km × 18 + 60 min × 1.50
      fare: { totalPaise: 661_20 },
    });
    const endedAt = fixture.now.toISOString();
    expect(asked).toEqual([{ rideId: at.rideId, driverId: at.driver.driverId, startedAt, endedAt }]);
  });

  it.each([
    ['it has gaps', { ...seen, longestGapSeconds: 180 }],
    ['nobody saw it', null],
  ])('is the odometer’s where %s', async (_, measured) => {
    measures = measured;
    const at = await onDemand.rideAt('STARTED', await onDemand.rider());
    expect((await onDemand.complete(at)).body.trip).toMatchObject({
      distanceMetres: 28_000,
      distanceSource: 'odometer',
    });
  });

  it('waits for an operator where the readings contradict it', async () => {
    measures = { ...seen, distanceMetres: 38_000 };
    const at = await onDemand.rideAt('STARTED', await onDemand.rider());
    expect((await onDemand.complete(at)).body).toMatchObject({
      awaitingReview: true,
      trip: { distanceMetres: 38_000, distanceSource: 'trace', reviewReasons: ['distances_disagree'] },
    });
  });

  it('is traced leg by leg, where a second cab finishes the trip', async () => {
    measures = { ...seen, distanceMetres: 13_000 };
    const at = await onDemand.rideAt('STARTED', await onDemand.rider());
    fixture.setTime(onDemand.later(20));
    const broken = { reason: 'No power', point: NOIDA.point };
    done(await at.driver.caller.post(`/v1/rides/${at.rideId}/breakdown`, broken));
    await onDemand.search(at.rideId, 'broke_down', at.driver.driverId);
    const second = { rideId: at.rideId, driver: await fixture.driver() };
    await onDemand.accept(at.rideId, second.driver, onDemand.later(9));
    done(await fixture.depart(second));
    done(await fixture.arrive(second, { fix: fixture.fix(NOIDA.point) }));
    done(await fixture.startTrip(second));
    const { body } = await onDemand.complete(second);
    // The first cab's last reading nobody took; the traces make it good.
    expect(body).toMatchObject({
      awaitingReview: false,
      trip: { distanceMetres: 26_000, distanceSource: 'trace', reviewReasons: [] },
      legs: [{ odometerEndMetres: null }, { odometerEndMetres: ODOMETER + 28_000 }],
    });
    expect(asked.map(({ driverId }) => driverId)).toEqual([at.driver.driverId, second.driver.driverId]);
  });

  it('is not asked for of a scheduled ride', async () => {
    measures = seen;
    const at = await fixture.rideAt('COMPLETED');
    expect((await fixture.ride(at.rideId)).trip.distanceSource).toBe('odometer');
    expect(asked).toEqual([]);
  });
});
