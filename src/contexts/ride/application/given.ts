/** What was given of terms that have defaults. Left out and null are the same to the caller. */
export function given<Terms extends object>(terms: Partial<Terms>): Partial<Terms> {
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => (value ?? null) !== null)) as Partial<Terms>;
}
