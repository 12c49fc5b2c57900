import { cellOf } from '../../../src/contexts/assignment/domain/grid-cell';
import { CandidateSearch } from '../../../src/contexts/assignment/persistence/candidate-search';
import { RideBook } from '../../../src/contexts/assignment/projections/ride-book';
import { DEFAULT_CITY_TERMS } from '../../../src/kernel/city-terms';
import type { Answer } from '../../support/application';
import { type OnShift, OperatorAtWork } from './operator-at-work';

const corner = (latitude: number, longitude: number) => ({ latitude, longitude });
const ISLAND = [
  corner(40.7003, -74.0186), // the Battery
  corner(40.757, -74.005),
  corner(40.851, -73.948), // Washington Heights
  corner(40.878, -73.929), // Inwood
  corner(40.835, -73.934),
  corner(40.798, -73.928),
  corner(40.776, -73.941),
  corner(40.744, -73.971),
  corner(40.711, -73.976),
  corner(40.708, -73.999),
];
const place = (address: string, latitude: number, longitude: number) => ({ point: { latitude, longitude }, address });
const COLUMBUS_CIRCLE = place('Columbus Circle', 40.7681, -73.9819);
/** 1,413 m from there as the crow flies, and 1,837 m by the estimate. */
const TIMES_SQUARE = place('Times Square', 40.7559, -73.9866);
const HOBOKEN = place('Hoboken Terminal', 40.7359, -74.0276);
const TERMS = {
  timeZone: 'America/New_York',
  kilometresPerHour: 15,
  matching: { mode: 'batched', windowSeconds: 2, waitingPercentPerMinute: 10, lookAheadMinutes: 5 },
};

/** It is half past ten in the evening of the 20th in New York, and nine in the morning of the 21st in Delhi. */
describe('Manhattan, a city like any other', () => {
  let operator: OperatorAtWork;
  beforeAll(async () => {
    operator = await OperatorAtWork.open();
    await configure({});
    const tariff = { cityCode: 'MANHATTAN', vehicleClass: 'SEDAN', tripType: 'LOCAL' };
    const rates = { basePaise: 150_00, perKilometrePaise: 18_00, perMinutePaise: 1_50 };
    const effectiveFrom = '2026-01-01T00:00:00Z';
    expect(await operator.ops.post('/v1/tariffs', { ...tariff, effectiveFrom, terms: rates })).toMatchObject({
      status: 201,
      body: { terms: { timeZone: 'America/New_York' } },
    });
  });
  afterAll(() => operator.close());

  async function configure(changes: object): Promise<void> {
    const { windows } = (await operator.ops.get('/v1/cities')).body.items[0];
    const city = { name: 'Manhattan', origin: ISLAND, leadDays: 0, windows, ...TERMS, ...changes };
    expect(await operator.ops.call('PUT', '/v1/cities/MANHATTAN', city)).toMatchObject({ status: 200 });
  }

  const trip = { vehicleClass: 'SEDAN', tripType: 'LOCAL', pickup: COLUMBUS_CIRCLE, drop: TIMES_SQUARE };
  const passenger = { name: 'Meera', phone: '+919812345678' };
  const book = (changes: object = {}): Promise<Answer> => {
    const pickupAt = operator.after(60).toISOString();
    return operator.ops.post('/v1/rides', { ...trip, pickupAt, passenger, paymentMode: 'CASH', ...changes });
  };
  const requested = (): Promise<Answer> => book({ when: 'now', pickupAt: undefined });

  async function known(rideId: string) {
    const { app } = operator.application;
    const { organizationId } = operator;
    const booked = await operator.unitOfWork.run(() => app.get(RideBook).find(rideId, organizationId), operator);
    return booked!.ride!;
  }

  it('stands beside Delhi, with its own terms', async () => {
    const { items } = (await operator.ops.get('/v1/cities')).body;
    expect(items).toMatchObject([
      { code: 'DELHI_NCR', ...DEFAULT_CITY_TERMS },
      { code: 'MANHATTAN', leadDays: 0, origin: ISLAND, ...TERMS },
    ]);
  });

  it('begins rides on the island and nowhere else', async () => {
    expect(await book()).toMatchObject({ status: 201, body: { cityCode: 'MANHATTAN' } });
    const across = await book({ pickup: HOBOKEN });
    expect(across).toMatchObject({ status: 400, body: { code: 'pickup_outside_city' } });
    const named = await book({ pickup: HOBOKEN, cityCode: 'MANHATTAN' });
    expect(named).toMatchObject({ status: 400, body: { code: 'pickup_outside_city' } });
    expect(await book({ drop: HOBOKEN })).toMatchObject({ status: 201 });
  });

  it('counts days by the clocks of New York', async () => {
    await configure({ leadDays: 1 });
    const beforeMidnight = await book({ pickupAt: '2026-11-21T04:59:00Z' });
    expect(beforeMidnight).toMatchObject({
      status: 400,
      body: { code: 'pickup_too_soon', pickupDay: '2026-11-20', earliestDay: '2026-11-21' },
    });
    // In Delhi it would be the same day still.
    expect(await book({ pickupAt: '2026-11-21T05:00:00Z' })).toMatchObject({ status: 201 });
    await configure({});
  });

  it('is driven through at its own speed', async () => {
    const expected = { expectedMetres: 1_837, expectedMinutes: 8, expectationSource: 'estimated' };
    const pickupAt = operator.after(60).toISOString();
    expect((await operator.ops.post('/v1/quotes', { ...trip, pickupAt })).body).toMatchObject(expected);
    expect((await book()).body).toMatchObject(expected);
    const { body: ride } = await requested();
    expect(ride).toMatchObject({ cityCode: 'MANHATTAN', ...expected });
    // Half-way there.
    const moved = await operator.ops.post(`/v1/rides/${ride.id}/pickup`, {
      pickup: place('Carnegie Deli', 40.762, -73.9842),
    });
    expect(moved).toMatchObject({ status: 200, body: { expectedMinutes: 4 } });
    await configure({ kilometresPerHour: null });
    expect((await book()).body).toMatchObject({ ...expected, expectedMinutes: 5 });
    await configure({});
  });

  it('is known to whoever searches a driver in it', async () => {
    const rideId = (await book()).body.id as string;
    expect(await known(rideId)).toMatchObject({ city: 'MANHATTAN', cityTerms: TERMS });
    expect((await known(await operator.ride())).cityTerms).toEqual(DEFAULT_CITY_TERMS);
    await configure({ matching: undefined });
    expect((await known(rideId)).cityTerms).toEqual({ ...TERMS, matching: DEFAULT_CITY_TERMS.matching });
    await configure({});

    const driver = await operator.onShift();
    await seen(driver, COLUMBUS_CIRCLE.point);
    const ride = { ...(await known(rideId)), pickup: TIMES_SQUARE.point };
    const { app } = operator.application;
    const facts = await operator.unitOfWork.run(
      () => app.get(CandidateSearch).of([driver.driverId], ride, operator.now),
      operator,
    );
    expect(facts).toMatchObject([{ pickup: { metres: 1_837, seconds: 441, estimated: true } }]);
  });

  it('asks for a licence of its own local day, and tells hours by its own clock', async () => {
    const rideId = (await book({ pickupAt: operator.after(30).toISOString() })).body.id as string;
    const [lastDay, over] = ['2026-11-20', '2026-11-19'].map((licenceExpiresOn) =>
      operator.onShift({ licenceExpiresOn }),
    );
    const [asha, ravi] = [await lastDay!, await over!];
    expect(await operator.assign(rideId, ravi.driverId)).toMatchObject({
      status: 409,
      body: { code: 'licence_expired' },
    });
    expect(await operator.assign(await operator.ride(), asha.driverId)).toMatchObject({
      body: { code: 'licence_expired' },
    });
    await operator.assigned(rideId, asha.driverId);
    const why = await operator.ops.get(`/v1/rides/${rideId}/dispatch/why?driverId=${asha.driverId}`);
    expect(why.body).toMatchObject({ sentence: 'Asha got the ride at 22:30:00 EST and has it.' });
  });

  async function seen({ driverId }: OnShift, { latitude, longitude }: { latitude: number; longitude: number }) {
    await operator.application.sql(
      `INSERT INTO assignment.last_positions
         (driver_id, organization_id, cell, latitude, longitude, accuracy_metres, charge_percent, charge_at, device_at, seen_at)
       VALUES ($1, $2, $3, $4, $5, 8, 80, $6, $6, $6)`,
      [driverId, operator.organizationId, cellOf({ latitude, longitude }), latitude, longitude, operator.now],
    );
  }
});
