import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { PreferenceDefined, type PreferenceValue } from '../contracts/fleet-events';
import { changedFields } from './changed-fields';

export const PREFERENCE_CATEGORIES = ['TRIP', 'PAYOUT', 'SHIFT'] as const;
export type PreferenceCategory = (typeof PREFERENCE_CATEGORIES)[number];
export const PREFERENCE_KINDS = ['BOOLEAN', 'CHOICE', 'NUMBER', 'LOCAL_TIME'] as const;
export type PreferenceKind = (typeof PREFERENCE_KINDS)[number];

const LOCAL_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Something that drivers may prefer, and which values there are. */
export interface PreferenceTerms {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly category: PreferenceCategory;
  readonly kind: PreferenceKind;
  /** Of a CHOICE. */
  readonly choices: readonly string[] | null;
  /** Of a NUMBER: whole, from the minimum to the maximum. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** What holds of a driver of whom nothing else was approved. */
  readonly defaultValue: PreferenceValue;
  readonly approvalRequired: boolean;
  /** One that is not is nobody's preference: neither asked for nor read. */
  readonly active: boolean;
}

const PLAIN = { choices: null, minimum: null, maximum: null, approvalRequired: true, active: true } as const;
const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/**
 * What holds in an organization that has not said otherwise; what is active is read by dispatch or the roster. None of the defaults keeps a driver from any work.
 */
export const USUAL_PREFERENCES: readonly PreferenceTerms[] = [
  {
    ...PLAIN,
    key: 'night_shift',
    name: 'Night shifts',
    description: 'Whether the driver takes shifts between 23:00 and 05:00.',
    category: 'SHIFT',
    kind: 'BOOLEAN',
    defaultValue: true,
  },
  {
    ...PLAIN,
    key: 'earliest_shift_start',
    name: 'Earliest start of a shift',
    description: 'The local time before which the driver would rather not begin.',
    category: 'SHIFT',
    kind: 'LOCAL_TIME',
    defaultValue: '00:00',
    approvalRequired: false,
  },
  {
    ...PLAIN,
    key: 'airport_rides',
    name: 'Airport rides',
    description: 'Whether rides on demand to and from an airport are offered to the driver.',
    category: 'TRIP',
    kind: 'BOOLEAN',
    defaultValue: true,
  },
  {
    ...PLAIN,
    key: 'longest_trip_metres',
    name: 'Longest trip',
    description: 'Rides on demand that are expected to be longer than this, in metres, are not offered to the driver.',
    category: 'TRIP',
    kind: 'NUMBER',
    minimum: 5_000,
    maximum: 2_000_000,
    defaultValue: 2_000_000,
  },
  {
    ...PLAIN,
    key: 'payout_weekday',
    name: 'Day of the payout',
    description: 'The day of the week on which the driver would like to be paid out.',
    category: 'PAYOUT',
    kind: 'CHOICE',
    choices: WEEKDAYS,
    defaultValue: 'MONDAY',
    // Nothing pays drivers out yet. Who does it by hand and wants their wishes makes it active.
    active: false,
  },
];

export function isValueOf(
  { kind, choices, minimum, maximum }: PreferenceTerms,
  value: unknown,
): value is PreferenceValue {
  switch (kind) {
    case 'BOOLEAN':
      return typeof value === 'boolean';
    case 'NUMBER':
      return Number.isInteger(value) && (value as number) >= minimum! && (value as number) <= maximum!;
    case 'CHOICE':
      return typeof value === 'string' && choices!.includes(value);
    case 'LOCAL_TIME':
      return typeof value === 'string' && LOCAL_TIME.test(value);
  }
}

/** @throws DomainError `preference_value_invalid`, which says which values there are */
export function assertValueOf(terms: PreferenceTerms, value: unknown): asserts value is PreferenceValue {
  if (isValueOf(terms, value)) return;
  const { key, kind, choices, minimum, maximum } = terms;
  const wanted = {
    BOOLEAN: 'true or false',
    NUMBER: `a whole number from ${minimum} to ${maximum}`,
    CHOICE: `one of ${choices?.join(', ')}`,
    LOCAL_TIME: 'a local time such as 06:30',
  }[kind];
  throw new DomainError('invalid', 'preference_value_invalid', `The value of ${key} is ${wanted}.`, {
    ...{ field: 'value', key, kind, choices, minimum, maximum },
  });
}

/**
 * What holds of a driver: of each active preference what was approved, where it is still one of its values, else the default.
 */
export function activeSet(
  definitions: readonly PreferenceTerms[],
  approved: ReadonlyMap<string, PreferenceValue>,
): Record<string, PreferenceValue> {
  return Object.fromEntries(
    definitions
      .filter(({ active }) => active)
      .map((terms) => {
        const value = approved.get(terms.key);
        return [terms.key, isValueOf(terms, value) ? value : terms.defaultValue];
      }),
  );
}

/** The keys whose value is not the same in both, or that only one of them has. */
export function changedKeys(
  before: Readonly<Record<string, PreferenceValue>>,
  after: Readonly<Record<string, PreferenceValue>>,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key])
    .sort();
}

/** What an organization says of a preference, over what is usual or beside it. */
@Entity({ schema: 'fleet', name: 'preference_definitions' })
export class PreferenceDefinition extends Aggregate implements PreferenceTerms {
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'organization_id' }) override organizationId: string;
  @Column('int') override version: number;
  @Column('text') key: string;
  @Column('text') name: string;
  @Column('text') description: string;
  @Column('text') category: PreferenceCategory;
  @Column('text') kind: PreferenceKind;
  @Column('text', { array: true, nullable: true }) choices: string[] | null;
  @Column('int', { nullable: true }) minimum: number | null;
  @Column('int', { nullable: true }) maximum: number | null;
  @Column('jsonb', { name: 'default_value' })
  defaultValue: PreferenceValue;
  @Column('boolean', { name: 'approval_required' }) approvalRequired: boolean;
  @Column('boolean') active: boolean;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;

  /** @throws DomainError `preference_range_missing`, `preference_value_invalid` of the default */
  static define(id: string, organizationId: string, terms: PreferenceTerms, at: Date): PreferenceDefinition {
    const definition = new PreferenceDefinition();
    Object.assign(definition, { id, organizationId, createdAt: at });
    definition.take(terms, at);
    return definition;
  }

  /** @throws DomainError as `define`; `preference_kind_fixed`: what was approved of another kind would say nothing */
  redefine(terms: PreferenceTerms, at: Date): void {
    if (terms.kind !== this.kind) {
      const sentence = `${this.key} is a ${this.kind} and stays one. Define another preference instead.`;
      throw new DomainError('conflict', 'preference_kind_fixed', sentence, { kind: this.kind });
    }
    const { choices, ...rest } = terms;
    const isSame =
      Object.keys(changedFields<object>(this, rest)).length === 0 && String(choices) === String(this.choices);
    if (!isSame) this.take(terms, at);
  }

  private take(terms: PreferenceTerms, at: Date): void {
    assertRange(terms);
    assertValueOf(terms, terms.defaultValue);
    Object.assign(this, terms, { choices: terms.choices && [...terms.choices], updatedAt: at });
    const { key, name, category, kind, defaultValue, approvalRequired, active } = terms;
    const payload = { key, name, category, kind, defaultValue, approvalRequired, active };
    this.record(new PreferenceDefined(this.id, payload, at));
  }
}

function assertRange({ kind, choices, minimum, maximum }: PreferenceTerms): void {
  const ofNumber = minimum !== null && maximum !== null && minimum <= maximum;
  const hasRange = kind === 'NUMBER' ? ofNumber : minimum === null && maximum === null;
  const hasChoices = kind === 'CHOICE' ? choices !== null && new Set(choices).size >= 2 : choices === null;
  if (hasRange && hasChoices) return;
  throw new DomainError(
    'invalid',
    'preference_range_missing',
    'A NUMBER has a minimum and a maximum, a CHOICE two choices or more; nothing else has either.',
    { kind },
  );
}
