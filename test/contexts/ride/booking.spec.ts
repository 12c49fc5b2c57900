import { AGRA, AIRPORT, BOOKED_AT, NOIDA, PICKUP_AT, RideFixture } from './ride-fixture';

describe('booking a ride', () => {
  let fixture: RideFixture;
  beforeAll(async () => {
    fixture = await RideFixture.start();
  });
  afterAll(() => fixture.stop());
  beforeEach(() => fixture.setTime(BOOKED_AT));

  const book = (overrides: object = {}) => fixture.ops.post('/v1/rides', fixture.bookingOf(overrides));

  it.each([
    // Midnight in Delhi is 18:30 UTC.
    ['a minute before midnight, for a minute after it', '2026-11-21T18:29:00Z', '2026-11-21T18:31:00Z', 201],
    ['a minute after midnight, for that evening', '2026-11-21T18:31:00Z', '2026-11-22T18:29:00Z', 400],
    ['a minute after midnight, for the next midnight', '2026-11-21T18:31:00Z', '2026-11-22T18:30:00Z', 201],
    ['at midnight sharp, for the same day', '2026-11-21T18:30:00Z', '2026-11-22T18:29:59Z', 400],
  ])('%s', async (_, now, pickupAt, status) => {
    fixture.setTime(new Date(now));
    const answer = await book({ pickupAt });
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body).toMatchObject({ code: 'pickup_too_soon', timeZone: 'Asia/Kolkata' });
  });

  it('begins inside the city and may end outside it', async () => {
    const outside = await book({ pickup: AGRA, drop: AIRPORT });
    expect(outside).toMatchObject({ status: 400, body: { code: 'pickup_outside_city', city: 'DELHI_NCR' } });
    expect((await book({ drop: AGRA })).status).toBe(201);
  });

  it('is refused in the past, and where no tariff covers it', async () => {
    const past = await book({ pickupAt: '2026-11-20T11:00:00Z' });
    expect(past).toMatchObject({ status: 400, body: { code: 'pickup_in_past' } });
    const uncovered = await book({ vehicleClass: 'PREMIUM' });
    expect(uncovered).toMatchObject({ status: 400, body: { code: 'no_tariff_in_force', vehicleClass: 'PREMIUM' } });
    expect(await book({ cityCode: 'MUMBAI' })).toMatchObject({ status: 400, body: { code: 'unknown_city' } });
  });

  it('names every wrong field and changes nothing', async () => {
    const before = await fixture.ops.get('/v1/rides');
    const { status, body } = await book({
      vehicleClass: 'ROCKET',
      pickup: { point: { latitude: 91, longitude: '77' }, address: ' ' },
      stops: [{ point: { latitude: 0 }, address: 'x' }],
      passenger: { name: '', phone: '12345' },
      expectedMetres: -1,
      surprise: true,
    });
    expect(status).toBe(400);
    expect(body.errors.map((error: { field: string }) => error.field).sort()).toEqual([
      'expectedMetres',
      'passenger.name',
      'passenger.phone',
      'pickup.address',
      'pickup.point.latitude',
      'pickup.point.longitude',
      'stops[0].point.longitude',
      'surprise',
      'vehicleClass',
    ]);
    expect((await fixture.ops.get('/v1/rides')).body).toEqual(before.body);
    const half = await book({ expectedMinutes: null });
    expect(half).toMatchObject({ status: 400, body: { code: 'expectation_incomplete' } });
    expect(await book({ drop: null })).toMatchObject({ status: 400, body: { code: 'drop_missing' } });
    const packaged = await book({ rentalPackageCode: 'PKG_8H_80KM' });
    expect(packaged).toMatchObject({ status: 400, body: { code: 'rental_package_not_applicable' } });
  });

  it('estimates along the stops where nobody says how far it is', async () => {
    const direct = { expectedMetres: null, expectedMinutes: null };
    const { body } = await book(direct);
    // 22.1 km as the crow flies.
    expect(body).toMatchObject({ expectationSource: 'estimated', expectedMetres: 28_783, expectedMinutes: 70 });
    const around = await book({
      ...direct,
      stops: [{ point: { latitude: 28.46, longitude: 77.03 }, address: 'Gurugram' }],
    });
    expect(around.body.expectedMetres).toBeGreaterThan(body.expectedMetres);
    expect(around.body.quotedFare.totalPaise).toBeGreaterThan(body.quotedFare.totalPaise);
  });

  it('rents by the package, with or without a drop', async () => {
    const scope = { cityCode: 'DELHI_NCR', vehicleClass: 'SEDAN', tripType: 'RENTAL' };
    const rentalPackages = [{ code: 'PKG_8H_80KM', pricePaise: 2200_00, includedMinutes: 480, includedMetres: 80_000 }];
    const tariff = { ...scope, effectiveFrom: '2026-01-01T00:00:00Z', terms: { rentalPackages } };
    expect((await fixture.ops.post('/v1/tariffs', tariff)).status).toBe(201);
    const rental = { tripType: 'RENTAL', drop: null, expectedMetres: null, expectedMinutes: null };
    expect(await book({ ...rental, rentalPackageCode: 'PKG_8H_80KM' })).toMatchObject({
      status: 201,
      body: { expectationSource: 'package', expectedMinutes: 480, quotedFare: { totalPaise: 2200_00 } },
    });
    expect(await book(rental)).toMatchObject({ status: 400, body: { code: 'rental_package_missing' } });
    const unknown = await book({ ...rental, rentalPackageCode: 'PKG_1H' });
    expect(unknown).toMatchObject({ status: 400, body: { code: 'unknown_rental_package' } });
  });

  it('costs what it was quoted, and is quoted only where it could be booked', async () => {
    const { passenger, paymentMode, ...plan } = fixture.bookingOf({ tripType: 'LOCAL', drop: NOIDA }) as Record<
      string,
      unknown
    >;
    const quoted = await fixture.ops.post('/v1/quotes', plan);
    expect(quoted).toMatchObject({ status: 200, body: { cityCode: 'DELHI_NCR', fare: { totalPaise: 690_00 } } });
    const booked = await fixture.ops.post('/v1/rides', { ...plan, passenger, paymentMode });
    expect(booked.body.quotedFare).toEqual(quoted.body.fare);
    for (const path of ['/v1/quotes', '/v1/rides']) {
      const more = path === '/v1/rides' ? { passenger, paymentMode } : {};
      const far = await fixture.ops.post(path, { ...plan, ...more, pickupAt: '9999-12-31T23:59:59.999Z' });
      expect(far).toMatchObject({ status: 400, body: { code: 'pickup_too_far_ahead', mostDays: 90 } });
    }
    const early = await fixture.ops.post('/v1/quotes', { ...plan, pickupAt: BOOKED_AT.toISOString() });
    expect(early).toMatchObject({ status: 400, body: { code: 'pickup_in_past' } });
  });

  it('is booked once under an idempotency key', async () => {
    const headers = { 'idempotency-key': 'booking-1' };
    const [first, second] = [
      await fixture.ops.post('/v1/rides', fixture.bookingOf(), headers),
      await fixture.ops.post('/v1/rides', fixture.bookingOf(), headers),
    ];
    expect(second.body.id).toBe(first.body.id);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  it('is for who may book, and seen by his organization alone', async () => {
    const { caller } = await fixture.driver();
    expect((await caller.post('/v1/rides', fixture.bookingOf())).status).toBe(403);
    const rideId = await fixture.book();
    const stranger = await fixture.another();
    for (const path of ['', '/timeline', '/start-code']) {
      const answer = await stranger.ops.get(`/v1/rides/${rideId}${path}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'ride_not_found' } });
    }
    expect((await stranger.ops.get(`/v1/rides?pickupFrom=${PICKUP_AT.toISOString()}`)).body.items).toEqual([]);
  });
});
