import { readClusterOptions } from '../../cluster/options';
import { readMix } from '../../load/mix';
import { readLoadOptions } from '../../load/options';

describe('what a load and a cluster are told', () => {
  it('is taken as given, and has a default for each', () => {
    expect(readLoadOptions([])).toMatchObject({ minutes: 2, perSecond: 25, json: false });
    const mix = 'positions=50,reads=50';
    expect(readLoadOptions(['--minutes', '0.5', '--rate', '7', '--mix', mix, '--seed', '9', '--json'])).toEqual({
      ...{ minutes: 0.5, perSecond: 7, streams: 20, drivers: 40, seed: 9, json: true },
      mix: { positions: 50, ondemand: 0, scheduled: 0, reads: 50 },
    });
    expect(readClusterOptions(['--nodes', '4'])).toMatchObject({ nodes: 4, seconds: 20 });
    expect(readLoadOptions(['--help'])).toBeNull();
    expect(readClusterOptions(['--help'])).toBeNull();
  });

  it.each([
    [['--minutes', '0'], '--minutes takes a number from 0.2 to 240, not "0".'],
    [['--minutes', '241'], '--minutes takes'],
    [['--minutes', 'NaN'], '--minutes takes'],
    [['--minutes', '1e2'], '--minutes takes'],
    [['--rate', '0'], '--rate takes a whole number from 1 to 1000, not "0".'],
    [['--rate', '-5'], '--rate'],
    [['--rate', '1001'], '--rate takes'],
    [['--streams', '1001'], '--streams takes'],
    [['--drivers', '3'], '--drivers takes'],
    [['--seed', 'x'], '--seed takes'],
    [['--mix', 'positions=99'], '--mix must be 100 percent together, and "positions=99" is 99.'],
    [['--mix', 'positions=50,positions=50'], '--mix names positions twice.'],
    [['--mix', 'walking=100'], '--mix names positions, ondemand, scheduled, reads'],
    [['--mix', ''], '--mix names'],
    [['--colour', 'red'], "Unknown option '--colour'"],
    [['more'], 'Unexpected argument'],
  ])('of a load %p is refused', (args, sentence) => {
    expect(() => readLoadOptions(args)).toThrow(sentence);
  });

  it.each([
    [['--nodes', '1'], '--nodes takes a whole number from 2 to 5, not "1".'],
    [['--nodes', '6'], '--nodes takes'],
    [['--seconds', '4'], '--seconds takes a whole number from 5 to 120, not "4".'],
    [['--seconds', '121'], '--seconds takes'],
    [['--rate', '501'], '--rate takes'],
    [['--streams', '1'], '--streams takes'],
    [['--mix', 'positions=100'], '--mix needs rides on demand'],
    [['--mix', 'ondemand=60,scheduled=40'], '--mix needs positions or reads'],
  ])('of a cluster %p is refused', (args, sentence) => {
    expect(() => readClusterOptions(args)).toThrow(sentence);
  });

  it('reads a mix', () => {
    expect(readMix('reads=1,ondemand=99')).toEqual({ positions: 0, ondemand: 99, scheduled: 0, reads: 1 });
  });
});
