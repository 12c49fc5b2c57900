/** Those of the wanted values that differ from what is there; what is undefined was not asked for. */
export function changedFields<Fields extends object>(current: Fields, wanted: Partial<Fields>): Partial<Fields> {
  const differs = ([name, value]: [string, unknown]): boolean =>
    value !== undefined && value !== current[name as keyof Fields];
  return Object.fromEntries(Object.entries(wanted).filter(differs)) as Partial<Fields>;
}
