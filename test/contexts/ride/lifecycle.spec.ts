import { SmsSimulator } from '../../../src/platform/sms/sms-simulator';
import { eventually } from '../../support/application';
import { after, done, minutes, ODOMETER, PASSENGER, PICKUP_AT, RideFixture } from './ride-fixture';

describe('a ride’s life', () => {
  let fixture: RideFixture;
  beforeAll(async () => {
    fixture = await RideFixture.start();
  });
  afterAll(() => fixture.stop());

  it('is booked, assigned, driven and priced by what was driven', async () => {
    const driver = await fixture.driver();
    const rideId = await fixture.book();
    const booked = await fixture.ride(rideId);
    expect(booked).toMatchObject({
      status: 'CREATED',
      code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{8}$/),
      expectationSource: 'given',
      driver: null,
      // 150 + 25 km × 18 + 60 min × 1.50 + 120 airport
      quotedFare: { totalPaise: 810_00 },
    });

    await fixture.assign(rideId, driver);
    expect(await fixture.ride(rideId)).toMatchObject({
      status: 'DRIVER_ASSIGNED',
      driver: { driverId: driver.driverId, plate: 'DL1ZA1234' },
    });
    const at = { rideId, driver };
    fixture.setTime(after(PICKUP_AT, -minutes(40)));
    done(await fixture.depart(at));
    fixture.setTime(after(PICKUP_AT, -minutes(5)));
    done(await fixture.arrive(at));
    fixture.setTime(after(PICKUP_AT, minutes(5)));
    const started = await fixture.startTrip(at);
    expect(started.body).toMatchObject({ status: 'STARTED', passenger: PASSENGER });
    fixture.setTime(after(PICKUP_AT, minutes(55)));
    const completed = await fixture.complete(at);
    expect(completed.body).toMatchObject({
      status: 'COMPLETED',
      passenger: { name: PASSENGER.name, phone: null },
      awaitingReview: false,
      trip: { distanceMetres: 28_000, distanceSource: 'odometer', waitingSeconds: 300, tollsPaise: 85_00 },
      // 150 + 25 km × 18 + 50 min × 1.50 + 120 airport + 85 tolls
      fare: { totalPaise: 880_00 },
    });
    expect(await fixture.ride(rideId)).toEqual({ ...completed.body, passenger: PASSENGER });
    const lines: { amountPaise: number }[] = completed.body.fare.lines;
    expect(lines.reduce((sum, line) => sum + line.amountPaise, 0)).toBe(880_00);
    expect(completed.body.legs).toMatchObject([{ plate: 'DL1ZA1234', odometerStartMetres: ODOMETER }]);
  });

  it('tells the rider who comes and the code to start with, which is kept nowhere', async () => {
    const { rideId } = await fixture.rideAt('DRIVER_ASSIGNED', undefined, {
      passenger: { name: 'Kabir', phone: '98100 99887' },
    });
    const code = fixture.codeOf(rideId);
    const inbox = fixture.application.app.get(SmsSimulator).running!.url;
    const body = await eventually(async () => {
      const answer = await fetch(`${inbox}/__sim/inbox?to=%2B919810099887`);
      const { messages } = (await answer.json()) as { messages: { body: string }[] };
      return messages[0]!.body;
    });
    expect(body).toBe(
      `Your cab DL1ZA1234 comes at 16:30 with Asha Rawat. Tell the driver the code ${code} to start the ride.`,
    );
    const shown = await fixture.ops.get(`/v1/rides/${rideId}/start-code`);
    expect(shown.body).toEqual({ rideId, code });
    const kept = await fixture.application.sql<{ text: string }>(
      'SELECT r::text AS text FROM ride.rides r UNION ALL SELECT t::text FROM ride.timeline t WHERE ride_id = $1',
      [rideId],
    );
    for (const { text } of kept) expect(text).not.toContain(`"${code}"`);
  });
});
