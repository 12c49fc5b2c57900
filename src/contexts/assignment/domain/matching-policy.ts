import { DomainError } from '../../../platform/errors/domain-error';

/** Who may be offered a ride on demand, in the order they are judged and told. */
export const RULE_NAMES = [
  'on_duty',
  'rostered',
  'vehicle_active',
  'vehicle_class',
  'not_on_break',
  'not_engaged',
  'seen_recently',
  'position_trusted',
  'willing',
  'charge',
  'documents_valid',
  'hours_left',
  'preferences',
  'not_offered_before',
  'not_offered_elsewhere',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

/**
 * These hold whenever a ride is assigned (`refusalsOf`), by whatever way, and the last by an index: a search that left one out
 * would make offers that nobody can accept. No policy disables them, nor does one of before: they are judged in any case.
 */
export const LASTING_RULES: ReadonlySet<RuleName> = new Set([
  'on_duty',
  'rostered',
  'vehicle_active',
  'vehicle_class',
  'not_on_break',
  'not_engaged',
  'documents_valid',
  'not_offered_elsewhere',
]);
/** Each is a look at the database: more of them make a round slow, and find nobody whom fewer would not. */
const MOST_CIRCLES = 12;

export interface MatchingRule {
  readonly name: RuleName;
  /** A disabled one refuses nobody; its verdict says so. */
  readonly enabled: boolean;
  readonly parameters: Readonly<Record<string, number>>;
}

/** What each part of the cost weighs, all in seconds of pickup time. */
export interface MatchingWeights {
  /** Per second until the pickup. */
  readonly pickup: number;
  /** Per minute that the driver has waited for a ride: taken off, for fairness. */
  readonly idleMinute: number;
  /** Waiting longer than this counts no more. */
  readonly idleMinutesAtMost: number;
  /** Taken off for accepting every offer; a share of it for a share of them. */
  readonly acceptance: number;
  /** Per percent of charge left: taken off. */
  readonly chargePercent: number;
  /** Added for a driver who must finish another ride first: he may be free later than he seems. */
  readonly finishing: number;
}

/** The operator's rules of matching, as data. A version never changes: a search keeps the one it began under. */
export interface MatchingPolicy {
  /** From 1, the one in code. */
  readonly version: number;
  readonly rules: readonly MatchingRule[];
  readonly radii: { readonly startMetres: number; readonly stepMetres: number; readonly mostMetres: number };
  /** How long a driver may think. */
  readonly offerSeconds: number;
  /** How many drivers are asked at once. */
  readonly batchSize: number;
  /** From the search's start; then the rider is told that there is nobody. */
  readonly searchSeconds: number;
  /** After a round that found nobody. */
  readonly roundPauseSeconds: number;
  /** After so many in a row the radius is spent, and the search ends; 0: it goes on until its time is spent. */
  readonly emptyRounds: number;
  readonly weights: MatchingWeights;
}

/** A policy as it is asked for: its version is given to it. */
export type PolicyTerms = Omit<MatchingPolicy, 'version' | 'emptyRounds' | 'weights'> & {
  readonly emptyRounds?: number;
  readonly weights: Omit<MatchingWeights, 'finishing'> & { readonly finishing?: number };
};

/** What each rule reads of its parameters, with this operator's defaults; the bounds hold what the API accepts. */
export const RULE_PARAMETERS: Readonly<
  Record<RuleName, Readonly<Record<string, { readonly usual: number; readonly least: number; readonly most: number }>>>
> = {
  on_duty: {},
  rostered: {},
  vehicle_active: {},
  vehicle_class: {},
  not_on_break: {},
  // The buffer is from the end of this ride to the pickup of his next one.
  not_engaged: { bufferMinutes: { usual: 45, least: 0, most: 240 } },
  seen_recently: { seconds: { usual: 90, least: 5, most: 600 } },
  position_trusted: { accuracyMetresAtMost: { usual: 500, least: 10, most: 5_000 } },
  willing: {},
  charge: { reserveMetres: { usual: 15_000, least: 0, most: 200_000 } },
  documents_valid: {},
  // The Motor Vehicle Aggregator Guidelines allow no driver more than 12 hours in a day.
  hours_left: { hoursAtMost: { usual: 12, least: 1, most: 24 } },
  preferences: {},
  not_offered_before: {},
  not_offered_elsewhere: {},
};

/** Version 1: in force until the operator sets his own. */
export const DEFAULT_POLICY: MatchingPolicy = {
  version: 1,
  rules: RULE_NAMES.map((name) => ({ name, enabled: true, parameters: usualParameters(name) })),
  radii: { startMetres: 1_500, stepMetres: 1_500, mostMetres: 5_000 },
  offerSeconds: 20,
  batchSize: 1,
  searchSeconds: 300,
  roundPauseSeconds: 10,
  emptyRounds: 0,
  weights: { pickup: 1, idleMinute: 1, idleMinutesAtMost: 60, acceptance: 30, chargePercent: 0.1, finishing: 60 },
};

/** A policy as it was stored: what came later is as usual. None: the one in code. */
export function storedPolicy(stored: Partial<MatchingPolicy> | null | undefined): MatchingPolicy {
  return { ...DEFAULT_POLICY, ...stored, weights: { ...DEFAULT_POLICY.weights, ...stored?.weights } };
}

/**
 * Every rule once, in the order of RULE_NAMES, with all of its parameters; a rule or parameter that is left out is as usual.
 * @throws DomainError `invalid_policy` for an unknown or repeated rule, one disabled that always holds, a parameter unknown
 * or out of bounds, or radii that do not grow or make more than 12 circles
 */
export function normalisePolicy(terms: PolicyTerms, version: number): MatchingPolicy {
  const { startMetres, mostMetres } = terms.radii;
  if (startMetres > mostMetres) throw invalidPolicy('The first radius must not be larger than the largest.', 'radii');
  const circles = radiiOf(terms).length;
  if (circles > MOST_CIRCLES) {
    const message = `The radii make ${circles} circles, ${MOST_CIRCLES} at most: take larger steps.`;
    throw invalidPolicy(message, 'radii');
  }
  const named = new Map<string, MatchingRule>();
  for (const rule of terms.rules) {
    if (!isRuleName(rule.name)) throw invalidPolicy(`There is no rule ${String(rule.name)}.`, 'rules');
    if (named.has(rule.name)) throw invalidPolicy(`The rule ${rule.name} is there twice.`, 'rules');
    if (!rule.enabled && LASTING_RULES.has(rule.name)) throw invalidPolicy(alwaysHolds(rule.name), 'rules');
    named.set(rule.name, { ...rule, parameters: checkedParameters(rule) });
  }
  const rules = RULE_NAMES.map((name) => named.get(name) ?? DEFAULT_POLICY.rules.find((rule) => rule.name === name)!);
  const weights = { ...terms.weights, finishing: terms.weights.finishing ?? DEFAULT_POLICY.weights.finishing };
  return { ...terms, weights, emptyRounds: terms.emptyRounds ?? DEFAULT_POLICY.emptyRounds, version, rules };
}

function alwaysHolds(name: RuleName): string {
  return `The rule ${name} cannot be disabled: it holds in any case, as do ${[...LASTING_RULES].join(', ')}.`;
}

function checkedParameters({ name, parameters }: MatchingRule): Record<string, number> {
  const bounds = RULE_PARAMETERS[name];
  for (const [key, value] of Object.entries(parameters)) {
    const bound = bounds[key];
    if (!bound) throw invalidPolicy(`The rule ${name} has no parameter ${key}.`, 'rules');
    const isWithin = typeof value === 'number' && value >= bound.least && value <= bound.most;
    if (!isWithin) throw invalidPolicy(`${key} of ${name} must be from ${bound.least} to ${bound.most}.`, 'rules');
  }
  return { ...usualParameters(name), ...parameters };
}

function isRuleName(name: string): name is RuleName {
  return (RULE_NAMES as readonly string[]).includes(name);
}

function invalidPolicy(message: string, field: string): DomainError {
  return new DomainError('invalid', 'invalid_policy', message, { field });
}

function usualParameters(name: RuleName): Record<string, number> {
  return Object.fromEntries(Object.entries(RULE_PARAMETERS[name]).map(([key, { usual }]) => [key, usual]));
}

/** The radii of one round, each larger than the last: the first circle, then steps to the largest. */
export function radiiOf({ radii: { startMetres, stepMetres, mostMetres } }: Pick<MatchingPolicy, 'radii'>): number[] {
  const steps: number[] = [];
  for (let radius = Math.min(startMetres, mostMetres); radius < mostMetres; radius += stepMetres) steps.push(radius);
  return [...steps, mostMetres];
}
