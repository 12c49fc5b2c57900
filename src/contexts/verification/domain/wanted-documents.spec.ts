import { DEFAULT_SETS, type WantedSet, wantedOf } from './wanted-documents';

const set = (
  city: string,
  fuelType: WantedSet['fuelType'],
  name: 'insurance' | 'fitness' | 'permit' | 'puc',
): WantedSet => ({
  ...{ subjectType: 'vehicle', city, fuelType },
  documents: [{ documentType: name, gatesDuty: true }],
});
const names = (asked: Parameters<typeof wantedOf>[0], sets: readonly WantedSet[]): string[] =>
  wantedOf(asked, sets).map(({ documentType }) => documentType);
const cab = { subjectType: 'vehicle', city: 'Delhi NCR', fuelType: 'CNG' } as const;

describe('what is wanted', () => {
  it('is by default what docs/rules-of-the-road.md names: neither permit nor PUC of an electric vehicle', () => {
    expect(names({ ...cab, fuelType: 'ELECTRIC' }, [])).toEqual(['registration_certificate', 'insurance', 'fitness']);
    for (const fuelType of ['CNG', 'PETROL', 'DIESEL', 'HYBRID'] as const)
      expect(names({ ...cab, fuelType }, []).slice(3)).toEqual(['permit', 'puc']);
    expect(names({ subjectType: 'driver', city: null, fuelType: null }, [])).toHaveLength(5);
    expect(DEFAULT_SETS.flatMap(({ documents }) => documents).every(({ gatesDuty }) => gatesDuty)).toBe(true);
  });

  it('is what the operator says of the city, then of the fuel, and only then the default', () => {
    const everywhere = set('*', null, 'insurance');
    const gas = set('*', 'CNG', 'fitness');
    const delhi = set('delhi ncr', null, 'permit');
    const gasInDelhi = set('Delhi NCR', 'CNG', 'puc');
    expect(names(cab, [everywhere])).toEqual(['insurance']);
    expect(names(cab, [gas, everywhere])).toEqual(['fitness']);
    expect(names(cab, [everywhere, gas, delhi])).toEqual(['permit']);
    expect(names(cab, [gasInDelhi, everywhere, gas, delhi])).toEqual(['puc']);
    expect(names({ ...cab, city: null }, [gasInDelhi, delhi, gas])).toEqual(['fitness']);
    expect(names({ ...cab, city: 'Pune', fuelType: 'DIESEL' }, [gasInDelhi, delhi, gas])).toContain('permit');
  });

  it('is nothing where the operator says so', () => {
    expect(wantedOf(cab, [{ ...set('*', null, 'puc'), documents: [] }])).toEqual([]);
  });
});
