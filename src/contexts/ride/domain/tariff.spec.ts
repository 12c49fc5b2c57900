import fc from 'fast-check';
import { DEFAULT_TERMS } from '../../../kernel/tariff-terms';
import { assertFits, selectTariff, type EffectiveTariff } from './tariff';

const scope = { cityCode: 'DELHI_NCR', vehicleClass: 'SEDAN', tripType: 'LOCAL' } as const;
const tariff = (
  id: string,
  from: string,
  to: string | null,
  changes: Partial<EffectiveTariff> = {},
): EffectiveTariff => ({
  ...scope,
  id,
  effectiveFrom: new Date(from),
  effectiveTo: to === null ? null : new Date(to),
  terms: DEFAULT_TERMS,
  ...changes,
});
const old = tariff('old', '2026-01-01', '2026-11-01');
const current = tariff('current', '2026-11-01', null);
const books = [
  tariff('suv', '2026-01-01', null, { vehicleClass: 'SUV' }),
  tariff('airport', '2026-01-01', null, { tripType: 'AIRPORT' }),
  tariff('pune', '2026-01-01', null, { cityCode: 'PUNE' }),
  current,
  old,
];

describe('choosing a tariff', () => {
  it.each([
    ['2026-10-31T23:59:59.999Z', 'old'],
    ['2026-11-01T00:00:00.000Z', 'current'],
    ['2099-01-01T00:00:00.000Z', 'current'],
  ])('takes the one in force at %s', (at, id) => {
    expect(selectTariff(books, scope, new Date(at)).id).toBe(id);
  });

  it('says what is missing', () => {
    const refusal = expect.objectContaining({
      kind: 'rule',
      code: 'no_tariff_in_force',
      message: expect.stringContaining('LOCAL rides by SEDAN in DELHI_NCR'),
    });
    expect(() => selectTariff(books, scope, new Date('2025-12-31T23:59:59Z'))).toThrow(refusal);
    expect(() => selectTariff([], scope, new Date('2026-11-02'))).toThrow(refusal);
  });

  it('refuses to choose between two', () => {
    expect(() => selectTariff([...books, tariff('rival', '2026-12-01', null)], scope, new Date('2026-12-02'))).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'tariffs_overlap' }),
    );
  });
});

describe('adding a tariff', () => {
  const overlap = expect.objectContaining({ kind: 'conflict', code: 'tariffs_overlap' });

  it('is refused where it would lie over another of its scope', () => {
    expect(() => assertFits(books, tariff('new', '2026-10-31', '2026-11-01'))).toThrow(overlap);
    expect(() => assertFits([old], tariff('new', '2025-01-01', null))).toThrow(overlap);
    expect(() => assertFits([current], tariff('new', '2030-01-01', null))).toThrow(overlap);
  });

  it('is taken beside it, for another scope, and in its own place', () => {
    expect(() => assertFits([old], tariff('new', '2026-11-01', null))).not.toThrow();
    expect(() => assertFits([old], tariff('new', '2025-01-01', '2026-01-01'))).not.toThrow();
    expect(() => assertFits([current], tariff('new', '2026-12-01', null, { vehicleClass: 'PREMIUM' }))).not.toThrow();
    expect(() => assertFits([current], tariff('current', '2026-11-01', '2027-01-01'))).not.toThrow();
  });

  it('needs an end after its start', () => {
    expect(() => assertFits([], tariff('new', '2026-11-01', '2026-11-01'))).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'invalid_tariff_period' }),
    );
  });

  it('leaves books in which no moment has two', () => {
    const day = fc.nat({ max: 30 });
    const period = fc
      .tuple(day, fc.option(fc.integer({ min: 1, max: 10 })))
      .map(([from, length]) => ({ from, length }));
    const dayAt = (index: number) => new Date(Date.UTC(2026, 0, 1 + index));
    fc.assert(
      fc.property(fc.array(period, { maxLength: 12 }), day, (periods, at) => {
        const accepted: EffectiveTariff[] = [];
        periods.forEach(({ from, length }, index) => {
          const effectiveTo = length === null ? null : dayAt(from + length);
          const candidate = { ...old, id: String(index), effectiveFrom: dayAt(from), effectiveTo };
          try {
            assertFits(accepted, candidate);
            accepted.push(candidate);
          } catch {
            // Refused for an overlap: the books stay as they were.
          }
        });
        const inForce = accepted.filter(
          (each) => dayAt(at) >= each.effectiveFrom && (each.effectiveTo === null || dayAt(at) < each.effectiveTo),
        );
        expect(inForce.length).toBeLessThanOrEqual(1);
        if (periods.length > 0) expect(accepted.length).toBeGreaterThan(0);
      }),
    );
  });
});
