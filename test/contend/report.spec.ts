import { type ContendReport, faultsOf, reportLines } from '../../contend/report';

const REPORT: ContendReport = {
  attemptsAsked: 1_000,
  attempts: { 'use case': 500, statement: 500 },
  won: { 'use case': 12, statement: 8 },
  wonLately: { 'use case': 2, statement: 1 },
  lost: { ride_already_assigned: 700, driver_engaged: 280 },
  ...{ doubles: [], disagreeing: 0, looks: 5, connections: 16, processes: 2, seconds: 2 },
};
const DOUBLE = { what: 'ride', id: 'ride-1', engagementIds: ['a', 'b'] } as const;

describe('the report of npm run contend', () => {
  it('has nothing against a run that lost what it should and doubled nothing', () => {
    expect(faultsOf(REPORT)).toEqual([]);
    expect(reportLines(REPORT).join('\n')).toMatch(
      /attempts +1,000[^]*won +20[^]*lost +980[^]*700 +ride_already[^]*doubles +0/,
    );
  });

  it.each<[string, Partial<ContendReport>]>([
    ['1 doubles.', { doubles: [DOUBLE] }],
    ['2 assigns are not in the table as their callers were told.', { disagreeing: 2 }],
    ['Time was up: 500 attempts were not made.', { attempts: { 'use case': 500, statement: 0 } }],
    ['Nobody won by a use case: nothing was contended for.', { won: { 'use case': 0, statement: 8 } }],
    [
      'Nobody won by a statement towards the end: nothing was contended for any more.',
      { wonLately: { 'use case': 2, statement: 0 } },
    ],
    ['3 attempts ended with 57014.', { lost: { '57014': 3 } }],
    ['9 attempts ended with driver_off_duty.', { lost: { driver_off_duty: 9 } }],
  ])('says what is wrong: %s', (fault, over) => {
    expect(faultsOf({ ...REPORT, ...over })).toEqual([fault]);
    expect(reportLines({ ...REPORT, ...over }).at(-1)).toBe(`FAILED   ${fault}`);
  });
});
