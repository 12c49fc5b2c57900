import { compare, type SourceSays } from './source-answer';

const AT = new Date('2026-11-21T06:30:00.000Z');

describe('what a source said beside what was submitted', () => {
  const says = (change: Partial<SourceSays> = {}): SourceSays => ({
    ...{ outcome: 'agrees', sourceReference: 'S-1', facts: { expiresOn: '2026-12-01' } },
    ...change,
  });
  const beside = (expiresOn: string | null, said: SourceSays) =>
    compare({ documentType: 'registration_certificate', expiresOn }, said, AT);

  it('agrees where both name the same end, or the source names none', () => {
    expect(beside('2026-12-01', says())).toMatchObject({ outcome: 'agrees', differences: [], reference: 'S-1' });
    expect(beside('2026-12-01', says({ facts: {} }))).toMatchObject({ outcome: 'agrees' });
    expect(beside(null, says({ facts: {} }))).toMatchObject({ outcome: 'agrees' });
  });

  it.each(['2031-12-01', null])('differs where %s was submitted and the source knows when it ends', (expiresOn) => {
    const { outcome, differences } = beside(expiresOn, says());
    expect([outcome, differences]).toEqual(['differs', ['The source says that it is valid until 2026-12-01.']]);
  });

  it('is never better than the source’s own word', () => {
    expect(beside('2026-12-01', says({ outcome: 'not_found', facts: {} }))).toMatchObject({ outcome: 'not_found' });
    expect(beside('2026-12-01', says({ outcome: 'differs' }))).toMatchObject({ outcome: 'differs' });
  });
});
