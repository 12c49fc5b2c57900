import { assertCity, DELHI_NCR, isInOrigin } from './city';

describe('Delhi NCR', () => {
  it('is a usable city', () => {
    expect(() => assertCity(DELHI_NCR)).not.toThrow();
  });

  it.each([
    ['the airport, T3', 28.5562, 77.1],
    ['Connaught Place', 28.6315, 77.2167],
    ['Narela', 28.843, 77.092],
    ['Najafgarh', 28.609, 76.9855],
    ['Cyber Hub, Gurugram', 28.495, 77.089],
    ['IMT Manesar', 28.3588, 76.9366],
    ['Sector 62, Noida', 28.628, 77.3649],
    ['Pari Chowk, Greater Noida', 28.4646, 77.511],
    ['Raj Nagar, Ghaziabad', 28.68, 77.45],
    ['Loni, Ghaziabad', 28.7515, 77.2886],
    ['NIT Faridabad', 28.39, 77.3],
    ['Ballabgarh', 28.341, 77.325],
  ])('begins rides at %s', (_, latitude, longitude) => {
    expect(isInOrigin(DELHI_NCR, { latitude, longitude })).toBe(true);
  });

  it.each([
    ['Jaipur', 26.9124, 75.7873],
    ['Agra', 27.1767, 78.0081],
    ['Meerut', 28.9845, 77.7064],
    ['Sonipat', 28.9931, 77.0151],
    ['Rohtak', 28.8955, 76.6066],
    ['Palwal', 28.1447, 77.326],
    ['Rewari', 28.199, 76.619],
    ['Bulandshahr', 28.407, 77.8498],
    ['Null Island', 0, 0],
  ])('begins none at %s', (_, latitude, longitude) => {
    expect(isInOrigin(DELHI_NCR, { latitude, longitude })).toBe(false);
  });

  it.each([
    [5, { mode: 'batched', windowSeconds: 1, waitingPercentPerMinute: 0, lookAheadMinutes: 0 }],
    [150, { mode: 'greedy', windowSeconds: 3, waitingPercentPerMinute: 100, lookAheadMinutes: 30 }],
  ] as const)('may be driven through at %d km/h, and matched as %j', (kilometresPerHour, matching) => {
    expect(() => assertCity({ ...DELHI_NCR, kilometresPerHour, matching })).not.toThrow();
  });

  it.each([4, 151, 25.5, Number.NaN])('is not driven through at %d km/h', (kilometresPerHour) => {
    expect(() => assertCity({ ...DELHI_NCR, kilometresPerHour })).toThrow(/kilometresPerHour/);
  });

  it.each([{ windowSeconds: 0 }, { windowSeconds: 4 }, { waitingPercentPerMinute: 101 }, { lookAheadMinutes: 31 }])(
    'is not matched with %j',
    (wrong) => {
      const matching = { ...DELHI_NCR.matching, ...wrong };
      expect(() => assertCity({ ...DELHI_NCR, matching })).toThrow(`matching.${Object.keys(wrong)[0]!} must be`);
    },
  );

  it('is refused with every wrong field named', () => {
    const windows = { ...DELHI_NCR.windows, arrivalRadiusMetres: -1 };
    expect(() => assertCity({ ...DELHI_NCR, code: 'delhi', leadDays: 0.5, windows })).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'invalid_city',
        message: expect.stringMatching(/code.*leadDays.*windows\.arrivalRadiusMetres/),
      }),
    );
    const matching = { mode: 'nearest', windowSeconds: 4, waitingPercentPerMinute: 0.5, lookAheadMinutes: -1 } as never;
    expect(() => assertCity({ ...DELHI_NCR, kilometresPerHour: 4, matching })).toThrow(
      /kilometresPerHour.*matching\.mode.*matching\.windowSeconds.*matching\.waitingPercent.*matching\.lookAhead/,
    );
    expect(() => assertCity({ ...DELHI_NCR, timeZone: 'IST+5:30' })).toThrow(/IANA/);
    expect(() => assertCity({ ...DELHI_NCR, origin: DELHI_NCR.origin.slice(0, 2) })).toThrow(/corners/);
  });
});
