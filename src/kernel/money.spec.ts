import fc from 'fast-check';
import { formatRupees, multiplyByRatio, permilleOf, sumPaise } from './money';

describe('money', () => {
  it.each([
    [1, 1, 2, 1],
    [-1, 1, 2, -1],
    [1, 1, 3, 0],
    [2, 1, 3, 1],
    [12_345, 1_100, 1_000, 13_580],
    [1_005, 10, 1_000, 10],
  ])('%i × %i / %i is %i, halves away from zero', (quantity, numerator, denominator, expected) => {
    expect(multiplyByRatio(quantity, numerator, denominator)).toBe(expected);
  });

  it('stays exact where a double would not', () => {
    expect(multiplyByRatio(9_007_199_254_740_991, 999_999_999, 1_000_000_000)).toBe(9_007_199_245_733_792);
  });

  it('is never further than half a paisa from the true value', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        (q, n, d) => {
          const gap = 2n * (BigInt(multiplyByRatio(q, n, d)) * BigInt(d) - BigInt(q) * BigInt(n));
          expect(gap <= BigInt(d) && gap >= -BigInt(d)).toBe(true);
        },
      ),
    );
  });

  it('charges and reverses by the same amount', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 5_000 }), (amount, permille) => {
        expect(permilleOf(-amount, permille) + permilleOf(amount, permille)).toBe(0);
      }),
    );
  });

  it('refuses what is not a whole number of paise', () => {
    expect(() => permilleOf(10.5, 1_000)).toThrow(RangeError);
    expect(() => permilleOf(Number.NaN, 1_000)).toThrow(RangeError);
    expect(() => multiplyByRatio(1, 1, 0)).toThrow(RangeError);
    expect(() => sumPaise([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
    expect(sumPaise([1, 2, 3])).toBe(6);
  });

  it.each([
    [0, '₹0.00'],
    [7, '₹0.07'],
    [99_999, '₹999.99'],
    [100_000, '₹1,000.00'],
    [12_345_678, '₹1,23,456.78'],
    [123_456_789_00, '₹12,34,56,789.00'],
    [-10_050, '-₹100.50'],
  ])('formats %i paise as %s', (amountPaise, text) => {
    expect(formatRupees(amountPaise)).toBe(text);
  });
});
