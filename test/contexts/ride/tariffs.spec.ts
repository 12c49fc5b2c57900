import { BOOKED_AT, created, done, PICKUP_AT, RideFixture, TERMS, without } from './ride-fixture';

describe('tariffs', () => {
  let fixture: RideFixture;
  beforeEach(async () => {
    fixture = fixture ? await fixture.another() : await RideFixture.start();
    fixture.setTime(BOOKED_AT);
  });
  afterAll(() => fixture.stop());

  const suv = (effectiveFrom: string, effectiveTo: string | null = null, terms: object = TERMS) => ({
    cityCode: 'DELHI_NCR',
    vehicleClass: 'SUV',
    tripType: 'LOCAL',
    effectiveFrom,
    effectiveTo,
    terms,
  });
  const add = (tariff: object) => fixture.ops.post('/v1/tariffs', tariff);

  it('follow each other, and never overlap', async () => {
    created(await add(suv('2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z')));
    for (const [from, to] of [
      ['2025-12-01T00:00:00Z', null],
      ['2026-05-31T23:59:59Z', null],
      ['2025-12-01T00:00:00Z', '2026-01-01T00:00:01Z'],
      ['2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ] as const) {
      expect(await add(suv(from, to))).toMatchObject({ status: 409, body: { code: 'tariffs_overlap' } });
    }
    created(await add(suv('2026-06-01T00:00:00Z')));
    created(await add({ ...suv('2026-01-01T00:00:00Z'), vehicleClass: 'PREMIUM' }));
    expect((await (await fixture.another()).ops.post('/v1/tariffs', suv('2026-01-01T00:00:00Z'))).status).toBe(201);
  });

  it('do not overlap either when two are added at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => add(suv('2026-01-01T00:00:00Z'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    expect(new Set(answers.filter(({ status }) => status === 409).map(({ body }) => body.code))).toEqual(
      new Set(['tariffs_overlap']),
    );
  });

  it('take the operator’s conventions for what they leave out, and are refused where they cannot be', async () => {
    const { body } = await add(suv('2026-01-01T00:00:00Z', null, { basePaise: 100_00 }));
    expect(body.terms).toMatchObject({ timeZone: 'Asia/Kolkata', includedMetres: 3_000, waitingFreeMinutes: 45 });
    const wrong = await add(suv('2026-01-01T00:00:00Z', null, { basePaise: -1, nightSurchargePermille: 1_001 }));
    expect(wrong).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_tariff_terms',
        fields: { basePaise: expect.any(String), nightSurchargePermille: expect.any(String) },
      },
    });
    const backwards = await add(suv('2026-06-01T00:00:00Z', '2026-01-01T00:00:00Z'));
    expect(backwards).toMatchObject({ status: 400, body: { code: 'invalid_tariff_period' } });
    expect(await add({ ...suv('2026-01-01T00:00:00Z'), cityCode: 'PUNE' })).toMatchObject({
      body: { code: 'unknown_city' },
    });
  });

  it('end, and make way for another; what is booked is priced by the pickup time', async () => {
    const first = created(await add(suv('2026-01-01T00:00:00Z')));
    const end = (body: object) => fixture.ops.post(`/v1/tariffs/${first}/end`, body);
    expect((await end({})).body.errors[0].field).toBe('reason');
    const past = await end({ reason: 'Too cheap', effectiveTo: '2026-11-01T00:00:00Z' });
    expect(past).toMatchObject({ status: 400, body: { code: 'tariff_end_in_past' } });
    done(await end({ reason: 'Too cheap', effectiveTo: PICKUP_AT.toISOString() }));
    expect(await end({ reason: 'Again', effectiveTo: '2027-01-01T00:00:00Z' })).toMatchObject({
      status: 409,
      body: { code: 'tariff_already_ended' },
    });
    created(await add(suv(PICKUP_AT.toISOString(), null, { ...TERMS, basePaise: 500_00 })));
    const quote = async (pickupAt: Date) => {
      const plan = without(fixture.bookingOf(), 'passenger', 'paymentMode');
      const asked = { ...plan, vehicleClass: 'SUV', tripType: 'LOCAL', pickupAt: pickupAt.toISOString() };
      return (await fixture.ops.post('/v1/quotes', asked)).body.fare.totalPaise as number;
    };
    expect((await quote(PICKUP_AT)) - (await quote(new Date(PICKUP_AT.getTime() - 1)))).toBe(350_00);
    const inForce = await fixture.ops.get('/v1/tariffs?vehicleClass=SUV&at=2026-11-21T00:00:00Z');
    expect(inForce.body.items.map(({ id }: { id: string }) => id)).toEqual([first]);
  });

  it('that were ended before they began leave their time free', async () => {
    const future = created(await add(suv('2027-01-01T00:00:00Z')));
    const { body } = await fixture.ops.post(`/v1/tariffs/${future}/end`, { reason: 'A mistake' });
    expect(body.effectiveTo).toBe(body.effectiveFrom);
    created(await add(suv('2026-01-01T00:00:00Z')));
  });

  it('are listed newest first, page by page, each organization’s own', async () => {
    for (const month of [1, 2, 3])
      created(await add(suv(`2026-0${month}-01T00:00:00Z`, `2026-0${month}-02T00:00:00Z`)));
    const first = (await fixture.ops.get('/v1/tariffs?vehicleClass=SUV&limit=2')).body;
    const second = (await fixture.ops.get(`/v1/tariffs?vehicleClass=SUV&limit=2&after=${first.next}`)).body;
    expect(
      [...first.items, ...second.items].map(({ effectiveFrom }: { effectiveFrom: string }) =>
        effectiveFrom.slice(0, 7),
      ),
    ).toEqual(['2026-03', '2026-02', '2026-01']);
    expect(second.next).toBeNull();
    const [tariff] = first.items;
    const stranger = await fixture.another();
    expect((await stranger.ops.post(`/v1/tariffs/${tariff.id}/end`, { reason: 'Theirs' })).status).toBe(404);
    const { caller } = await fixture.driver();
    expect((await caller.get('/v1/tariffs')).status).toBe(403);
  });
});

describe('cities', () => {
  let fixture: RideFixture;
  beforeAll(async () => {
    fixture = await RideFixture.start();
  });
  afterAll(() => fixture.stop());

  const put = (code: string, body: object) => fixture.ops.call('PUT', `/v1/cities/${code}`, body);

  it('are Delhi NCR by its defaults until one is configured, and then what is configured', async () => {
    const [delhi] = (await fixture.ops.get('/v1/cities')).body.items;
    expect(delhi).toMatchObject({
      code: 'DELHI_NCR',
      timeZone: 'Asia/Kolkata',
      leadDays: 1,
      windows: {
        departureLeadMinutes: 150,
        arrivalToleranceMinutes: 30,
        arrivalRadiusMetres: 500,
        noShowWaitMinutes: 10,
      },
    });
    const matching = { mode: 'greedy', windowSeconds: 2, waitingPercentPerMinute: 10, lookAheadMinutes: 0 };
    expect(delhi).toMatchObject({ kilometresPerHour: null, matching });
    const given = without(delhi, 'code');
    const before = await fixture.rideAt('DRIVER_ASSIGNED');
    const windows = { ...delhi.windows, departureLeadMinutes: 1440 };
    done(await put('DELHI_NCR', { ...given, leadDays: 0, windows }));
    expect((await fixture.ops.get('/v1/cities')).body.items).toMatchObject([{ leadDays: 0, windows }]);
    const batched = { mode: 'batched', windowSeconds: 3, waitingPercentPerMinute: 0, lookAheadMinutes: 5 };
    const rules = { leadDays: 0, windows };
    done(await put('DELHI_NCR', { ...given, ...rules, kilometresPerHour: 18, matching: batched }));
    const configured = (await fixture.ops.get('/v1/cities')).body.items;
    expect(configured).toMatchObject([{ kilometresPerHour: 18, matching: batched }]);
    done(await put('DELHI_NCR', { ...without(given, 'kilometresPerHour', 'matching', 'onDemand'), ...rules }));
    expect((await fixture.ops.get('/v1/cities')).body.items).toMatchObject([{ kilometresPerHour: null, matching }]);

    // Today is early enough now, and departing a day ahead; but not for what was booked before.
    const later = { pickupAt: new Date(BOOKED_AT.getTime() + 60_000).toISOString() };
    const today = await fixture.rideAt('DRIVER_ASSIGNED', undefined, later);
    done(await fixture.depart(today));
    expect(await fixture.depart(before)).toMatchObject({ status: 400, body: { code: 'too_early_to_depart' } });
    const stranger = await fixture.another();
    expect((await stranger.ops.get('/v1/cities')).body.items).toMatchObject([{ leadDays: 1 }]);
  });

  it('are found by the pickup, or by their code', async () => {
    const delhi = without((await fixture.ops.get('/v1/cities')).body.items[0], 'code');
    const around = (latitude: number, longitude: number) => [
      { latitude: latitude - 0.2, longitude: longitude - 0.2 },
      { latitude: latitude - 0.2, longitude: longitude + 0.2 },
      { latitude: latitude + 0.2, longitude },
    ];
    done(await put('AGRA', { ...delhi, name: 'Agra', origin: around(27.18, 78.01) }));
    const scope = { cityCode: 'AGRA', vehicleClass: 'SEDAN', tripType: 'LOCAL', effectiveFrom: '2026-01-01T00:00:00Z' };
    created(await fixture.ops.post('/v1/tariffs', { ...scope, terms: TERMS }));
    const agra = { point: { latitude: 27.18, longitude: 78.01 }, address: 'Taj Mahal' };
    const booking = fixture.bookingOf({ tripType: 'LOCAL', pickup: agra });
    expect((await fixture.ops.post('/v1/rides', booking)).body).toMatchObject({ cityCode: 'AGRA' });
    const named = { ...booking, cityCode: 'DELHI_NCR' };
    expect((await fixture.ops.post('/v1/rides', named)).body).toMatchObject({ code: 'pickup_outside_city' });
    const nowhere = { ...booking, pickup: { point: { latitude: 0, longitude: 0 }, address: 'At sea' } };
    expect((await fixture.ops.post('/v1/rides', nowhere)).body).toMatchObject({ code: 'pickup_outside_city' });
  });

  it('are refused where they are none', async () => {
    const delhi = without((await fixture.ops.get('/v1/cities')).body.items[0], 'code');
    const bowtie = [
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
    ].map(([latitude, longitude]) => ({ latitude, longitude }));
    const cases: [string, object, string][] = [
      ['delhi', {}, 'invalid_city'],
      ['PUNE', { timeZone: 'Asia/Nowhere' }, 'invalid_time_zone'],
      ['PUNE', { origin: bowtie }, 'invalid_polygon'],
      ['PUNE', { leadDays: 31 }, 'validation_failed'],
      ['PUNE', { kilometresPerHour: 151 }, 'validation_failed'],
      ['PUNE', { matching: { ...(delhi.matching as object), windowSeconds: 4 } }, 'validation_failed'],
      ['PUNE', { matching: { mode: 'batched' } }, 'validation_failed'],
      ['PUNE', { matching: null }, 'validation_failed'],
      ['PUNE', { windows: { ...(delhi.windows as object), noShowWaitMinutes: -1 } }, 'validation_failed'],
    ];
    for (const [code, changes, refusal] of cases) {
      expect(await put(code, { ...delhi, ...changes })).toMatchObject({ status: 400, body: { code: refusal } });
    }
    const { caller } = await fixture.driver();
    expect((await caller.call('PUT', '/v1/cities/PUNE', delhi)).status).toBe(403);
  });
});
