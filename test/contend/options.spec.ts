import { readOptions } from '../../contend/options';

describe('the options of npm run contend', () => {
  it('are a million attempts unless it is said otherwise', () => {
    expect(readOptions([])).toMatchObject({ attempts: 1_000_000, withoutConstraints: false });
    expect(readOptions(['--attempts', '5', '--without-constraints'])).toMatchObject({
      attempts: 5,
      withoutConstraints: true,
    });
    expect(readOptions(['--help'])).toBeNull();
  });

  it.each([
    [['--attempts', 'many'], '--attempts takes a whole number from 1 to 100000000, not "many".'],
    [['--attempts', '0'], '--attempts takes a whole number from 1'],
    [['--connections', '1'], '--connections takes a whole number from 2'],
    [['--doubles', '0'], "Unknown option '--doubles'"],
  ])('are refused with a sentence: %j', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(sentence);
  });
});
