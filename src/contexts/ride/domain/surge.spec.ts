import { combinedMultiplierPermille } from '../../../kernel/fare';
import { DEFAULT_TERMS } from '../../../kernel/tariff-terms';
import { surged, surgePermille } from './surge';

const delhi = { cityCode: 'DELHI_NCR', vehicleClass: null, multiplierPermille: 1_200 } as const;
const sedans = { ...delhi, vehicleClass: 'SEDAN', multiplierPermille: 1_500 } as const;

describe('a surge', () => {
  it('is the class’s own before the city’s, and none elsewhere', () => {
    expect(surgePermille([delhi, sedans], 'DELHI_NCR', 'SEDAN')).toBe(1_500);
    expect(surgePermille([delhi, sedans], 'DELHI_NCR', 'SUV')).toBe(1_200);
    expect(surgePermille([delhi, sedans], 'JAIPUR', 'SUV')).toBe(1_000);
  });

  it.each([
    [1_000, [], 1_000],
    [1_500, [], 1_500],
    [1_800, [{ code: 'FESTIVAL', permille: 1_300 }], 2_000],
    [500, [{ code: 'MONSOON_OFFER', permille: 600 }], 500],
    [1_000, [{ code: 'DIWALI', permille: 4_000 }], 2_000],
  ])('of %i permille over %j makes %i, never above twice nor below half', (permille, multipliers, total) => {
    const wide = { ...DEFAULT_TERMS, multipliers, multiplierFloorPermille: 1, multiplierCapPermille: 10_000 };
    expect(combinedMultiplierPermille(surged(wide, permille))).toBe(total);
  });
});
