import { activeSet, changedKeys, isValueOf, PreferenceDefinition, USUAL_PREFERENCES } from './preference-definition';

const T0 = new Date('2026-11-21T03:00:00.000Z');
const usual = (key: string) => USUAL_PREFERENCES.find((terms) => terms.key === key)!;

describe('a preference', () => {
  it('has the values of its kind and range', () => {
    expect(USUAL_PREFERENCES.filter((terms) => !isValueOf(terms, terms.defaultValue))).toEqual([]);
    const values = [
      true,
      'yes',
      0,
      4_999,
      5_000,
      5_000.5,
      2_000_001,
      '24:00',
      '06:30',
      '6:30',
      'MONDAY',
      'monday',
      null,
    ];
    const taken = (key: string) => values.filter((value) => isValueOf(usual(key), value));
    expect(taken('night_shift')).toEqual([true]);
    expect(taken('longest_trip_metres')).toEqual([5_000]);
    expect(taken('earliest_shift_start')).toEqual(['06:30']);
    expect(taken('payout_weekday')).toEqual(['MONDAY']);
  });

  it('holds as it was approved, and by its default where nothing was or where that is none of its values any more', () => {
    const approved = new Map<string, string | number | boolean>([
      ['night_shift', false],
      ['longest_trip_metres', 30_000],
      ['forgotten', 'yes'],
    ]);
    const before = activeSet(USUAL_PREFERENCES, approved);
    expect(before).toMatchObject({ night_shift: false, longest_trip_metres: 30_000, airport_rides: true });
    expect(before).not.toHaveProperty('forgotten');
    const narrowed = USUAL_PREFERENCES.map((terms) =>
      terms.key === 'longest_trip_metres'
        ? { ...terms, minimum: 50_000 }
        : { ...terms, active: terms.active && terms.key !== 'night_shift' },
    );
    const after = activeSet(narrowed, approved);
    expect(after).toMatchObject({ longest_trip_metres: 2_000_000 });
    expect(changedKeys(before, after)).toEqual(['longest_trip_metres', 'night_shift']);
    // Nothing reads it.
    expect(before).not.toHaveProperty('payout_weekday');
  });

  it('keeps its kind, and needs a range that its default lies in', () => {
    const terms = usual('longest_trip_metres');
    const defined = PreferenceDefinition.define('id', 'organization', terms, T0);
    defined.releaseEvents();
    defined.redefine(terms, T0);
    expect(defined.hasRecorded).toBe(false);
    const code = (wanted: object) => {
      try {
        defined.redefine({ ...terms, ...wanted }, T0);
      } catch (error) {
        return (error as { code: string }).code;
      }
      return null;
    };
    expect(code({ kind: 'BOOLEAN' })).toBe('preference_kind_fixed');
    expect(code({ minimum: null })).toBe('preference_range_missing');
    expect(code({ choices: ['a', 'b'] })).toBe('preference_range_missing');
    expect(code({ maximum: 10_000 })).toBe('preference_value_invalid');
    expect(code({ maximum: 10_000, defaultValue: 10_000 })).toBeNull();
  });
});
