/** `now` is searched a driver at once; `scheduled` waits for whoever assigns one. */
export const DEMANDS = ['scheduled', 'now'] as const;
export type Demand = (typeof DEMANDS)[number];
