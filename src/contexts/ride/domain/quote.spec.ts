import { DEFAULT_TERMS } from '../../../kernel/tariff-terms';
import { quote, type QuotePlan } from './quote';

/** Columbus Circle to Times Square: 1,413 m as the crow flies. */
const plan: QuotePlan = {
  ...{ tripType: 'LOCAL', pickupAt: new Date('2026-11-21T15:00:00Z'), stops: [], rentalPackageCode: null },
  ...{ pickup: { latitude: 40.7681, longitude: -73.9819 }, drop: { latitude: 40.7559, longitude: -73.9866 } },
  ...{ expectedMetres: null, expectedMinutes: null },
};
const expected = (kilometresPerHour: number, given: Partial<QuotePlan> = {}) =>
  quote({ ...plan, ...given }, DEFAULT_TERMS, kilometresPerHour).expectation;

describe('what is expected of a trip', () => {
  it.each([
    [15, 8],
    [25, 5],
    [50, 3],
    [150, 1],
  ])('at %d km/h, of the straight line, is %d minutes', (kilometresPerHour, minutes) => {
    expect(expected(kilometresPerHour)).toEqual({ metres: 1_837, minutes, source: 'estimated' });
  });

  it('goes by no speed where a road or the caller says how long it takes', () => {
    for (const given of [{ road: { metres: 2_000, seconds: 601 } }, { expectedMetres: 2_000, expectedMinutes: 11 }]) {
      expect(expected(5, given)).toMatchObject({ metres: 2_000, minutes: 11 });
    }
  });
});
