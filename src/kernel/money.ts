/**
 * Money is a whole number of paise (1 rupee = 100 paise) in a plain number; names end in `Paise`.
 * Every division rounds half away from zero to the paisa, so that a charge and its reversal round alike.
 */

/** @throws RangeError where the value is not a whole number of paise that a double holds exactly. */
export function assertPaise(value: number, name = 'amount'): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`The ${name} must be a whole number of paise, got ${value}.`);
}

/**
 * `quantity × numerator ÷ denominator` in exact integer arithmetic, rounded half away from zero.
 * @throws RangeError where an argument is not a safe integer, the denominator is not positive, or the result is not safe.
 */
export function multiplyByRatio(quantity: number, numerator: number, denominator: number): number {
  for (const value of [quantity, numerator, denominator]) assertPaise(value, 'factor of a ratio');
  if (denominator <= 0) throw new RangeError(`A ratio needs a positive denominator, got ${denominator}.`);
  // The product of two safe integers may leave the range a double holds exactly.
  const product = BigInt(quantity) * BigInt(numerator);
  const magnitude = product < 0n ? -product : product;
  const divisor = BigInt(denominator);
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n);
  const result = Number(product < 0n ? -rounded : rounded);
  assertPaise(result, 'result');
  return result;
}

/** A share of an amount in permille: 250 is 25 %, 1000 the whole, 2000 the double. */
export function permilleOf(amountPaise: number, permille: number): number {
  return multiplyByRatio(amountPaise, permille, 1000);
}

/** @throws RangeError where an amount, or the sum, is not a safe whole number of paise. */
export function sumPaise(amountsPaise: Iterable<number>): number {
  let totalPaise = 0;
  for (const amountPaise of amountsPaise) {
    assertPaise(amountPaise);
    totalPaise += amountPaise;
    assertPaise(totalPaise, 'sum');
  }
  return totalPaise;
}

/** Rupees as people in India read them, for sentences and never for arithmetic: 12345678 → `₹1,23,456.78`. */
export function formatRupees(amountPaise: number): string {
  assertPaise(amountPaise);
  const magnitude = Math.abs(amountPaise);
  const rupees = String(Math.floor(magnitude / 100));
  const head = rupees.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ',');
  const grouped = head === '' ? rupees : `${head},${rupees.slice(-3)}`;
  const paise = String(magnitude % 100).padStart(2, '0');
  return `${amountPaise < 0 ? '-' : ''}₹${grouped}.${paise}`;
}
