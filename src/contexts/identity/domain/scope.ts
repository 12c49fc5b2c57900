/** Where a membership holds, as `Principal` says it. Hubs never come without their fleets. */
export interface Scope {
  /** Null: every fleet. */
  readonly fleetIds: readonly string[] | null;
  /** Null: every hub of those fleets. */
  readonly hubIds: readonly string[] | null;
}

export const EVERYWHERE: Scope = { fleetIds: null, hubIds: null };

/** Whether every place of the narrow scope is one of the wide. */
export function covers(wide: Scope, narrow: Scope): boolean {
  return includesAll(wide.fleetIds, narrow.fleetIds) && includesAll(wide.hubIds, narrow.hubIds);
}

function includesAll(wide: readonly string[] | null, narrow: readonly string[] | null): boolean {
  return wide === null || (narrow !== null && narrow.every((id) => wide.includes(id)));
}
