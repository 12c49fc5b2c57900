import { Measurements } from '../../load/measurements';
import { slopeOf } from '../../load/memory';
import { brokenClaims, firstOf, loadLines, type LoadReport } from '../../load/report';
import { tableLines } from '../../load/table';

const HELD: LoadReport = {
  options: {
    ...{ minutes: 1, perSecond: 10, streams: 2, drivers: 4, seed: 1 },
    mix: { positions: 100, ondemand: 0, scheduled: 0, reads: 0 },
  },
  ...{ warmUpSeconds: 12, measuredSeconds: 60, arrivals: 720, askedPerSecond: 10, endedPerSecond: 9.8 },
  ...{ figures: [], errors: 0, firstErrors: [], sentAgain: 0, lateP99Ms: 1, cpuPercent: 20, violations: [] },
  memory: { megabytesAtFirst: 160, megabytesAtLast: 161, megabytesPerMinute: 0.4, samples: 60 },
};

describe('figures of a load', () => {
  it('are of what ended in the span; errors are of the whole time', () => {
    const measurements = new Measurements();
    measurements.record('read', 0, 900);
    for (let took = 1; took <= 100; took++) measurements.record('read', 2_000 - took, 2_000);
    measurements.fail('ride on demand', new Error('no offer'));
    expect(measurements.figures(1_000, 3_000)).toEqual([
      { operation: 'read', count: 100, perSecond: 50, p50Ms: 50, p95Ms: 95, p99Ms: 99, maxMs: 100, errors: 0 },
      expect.objectContaining({ operation: 'ride on demand', count: 0, errors: 1 }),
    ]);
    expect(firstOf(measurements.failures)).toEqual(['ride on demand: no offer']);
  });

  it('of memory are the slope of the line with the least squares', () => {
    const growing = Array.from({ length: 60 }, (_, second) => ({
      atMs: 5_000 + second * 1_000,
      megabytes: 200 + second * 0.5 + (second % 2),
    }));
    expect(slopeOf(growing)!.megabytesPerMinute).toBeCloseTo(30, 0);
    const sawing = Array.from({ length: 61 }, (_, second) => ({ atMs: second * 1_000, megabytes: 200 + (second % 2) }));
    expect(slopeOf(sawing)!.megabytesPerMinute).toBe(0);
    expect(slopeOf(growing.slice(0, 2))).toBeNull();
  });

  it('stand in columns', () => {
    expect(
      tableLines([
        ['', 'count'],
        ['read', 7],
        ['a longer one', 1_234],
      ]),
    ).toEqual(['              count', 'read              7', 'a longer one   1234']);
  });
});

describe('a load', () => {
  it('was held where nothing failed and as much ended as began', () => {
    expect(brokenClaims(HELD)).toEqual([]);
    expect(loadLines(HELD)).toContain('Held.');
  });

  it.each([
    ['an act failed', { errors: 1 }, "1 of the load's acts failed."],
    ['less ended than began', { endedPerSecond: 9 }, 'The load was not held: 9 acts a second ended of 10 that began.'],
    ['nothing ended', { endedPerSecond: 0 }, 'The load was not held'],
    ['something does not hold', { violations: ['A cash (key k) was never answered.'] }, 'was never answered'],
  ])('was not where %s', (_, planted, sentence) => {
    const broken = { ...HELD, ...planted };
    expect(brokenClaims(broken)).toEqual([expect.stringContaining(sentence)]);
    expect(loadLines(broken)).toContain('NOT HELD:');
  });
});
