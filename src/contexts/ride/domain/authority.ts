import type { OperatorOverride, WaivedRules } from './start-window';

/** Under whose authority a driver's step is taken; an operator gives his reason and names the rules it overrides. */
export interface Authority {
  readonly userId: string;
  readonly override: (OperatorOverride & { readonly waivesCode: boolean }) | null;
}

export interface OverrideFact {
  readonly by: string;
  readonly reason: string;
  readonly waived: WaivedRules[number][];
}

/** As the facts tell it: null where the driver himself took the step. */
export function overrideFact({ userId: by, override }: Authority, waived: WaivedRules): OverrideFact | null {
  return override === null ? null : { by, reason: override.reason, waived: [...waived] };
}
