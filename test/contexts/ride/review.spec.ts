import { after, done, minutes, ODOMETER, PICKUP_AT, RideFixture } from './ride-fixture';

describe('a trip under review', () => {
  let fixture: RideFixture;
  beforeAll(async () => {
    fixture = await RideFixture.start();
  });
  afterAll(() => fixture.stop());

  const completed = async (figures: object): Promise<string> => {
    const at = await fixture.rideAt('STARTED');
    fixture.setTime(after(PICKUP_AT, minutes(55)));
    done(await fixture.complete(at, figures));
    return at.rideId;
  };
  const review = (rideId: string, figures: object) =>
    fixture.ops.post(`/v1/rides/${rideId}/review`, { distanceMetres: 28_000, reason: 'From the receipts', ...figures });
  const from = (count: number): string => after(PICKUP_AT, minutes(count)).toISOString();

  it('for expenses that nobody believes has its tolls settled, and tells what they were', async () => {
    const rideId = await completed({ tollsPaise: 95_000_00, parkingPaise: 40_00 });
    expect(await fixture.ride(rideId)).toMatchObject({
      awaitingReview: true,
      fare: null,
      trip: { reviewReasons: ['expenses_too_high'] },
    });
    expect((await review(rideId, { tollsPaise: -1 })).body.errors[0].field).toBe('tollsPaise');
    expect((await review(rideId, { tollsPaise: 85_00 })).body).toMatchObject({
      awaitingReview: false,
      fare: { totalPaise: 920_00 },
      trip: { tollsPaise: 85_00, parkingPaise: 40_00 },
    });
    const { items } = (await fixture.ops.get(`/v1/rides/${rideId}/timeline`)).body;
    const [finished, reviewed] = items.slice(-2);
    expect(finished.data).toMatchObject({
      odometerEndMetres: ODOMETER + 28_000,
      tollsPaise: 95_000_00,
      parkingPaise: 40_00,
    });
    const times = { startedAt: from(5), endedAt: from(55), distanceMetres: 28_000, parkingPaise: 40_00 };
    expect(reviewed.data).toMatchObject({ ...times, tollsPaise: 85_00, before: { ...times, tollsPaise: 95_000_00 } });
  });

  it('keeps to times that can have been', async () => {
    const rideId = await completed({ odometerEndMetres: ODOMETER + 371_000_000 });
    // It set out forty minutes before the pickup time.
    for (const [times, code] of [
      [{ startedAt: from(-56) }, 'review_start_too_early'],
      [{ endedAt: from(56) }, 'review_end_in_future'],
    ] as const) {
      expect(await review(rideId, times)).toMatchObject({ status: 400, body: { code } });
    }
    fixture.setTime(after(PICKUP_AT, minutes(5 * 24 * 60)));
    const long = await review(rideId, { endedAt: from(6 + 72 * 60) });
    expect(long).toMatchObject({ status: 400, body: { code: 'review_trip_too_long', mostHours: 72 } });
    expect(await fixture.ride(rideId)).toMatchObject({ awaitingReview: true, fare: null });
    const settled = await review(rideId, { startedAt: from(-55), endedAt: from(60) });
    expect(settled).toMatchObject({ status: 200, body: { trip: { startedAt: from(-55), endedAt: from(60) } } });
  });
});
