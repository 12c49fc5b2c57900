import { isLicence, readLicence } from './licence';

describe('a licence', () => {
  it.each(['DL0420110149646', 'dl-04 2011 0149646'])('takes the current format: %s', (text) => {
    expect(readLicence(text)).toEqual({ number: 'DL0420110149646', warning: null });
  });

  it.each([
    ['MH-12/2004/123456', 'MH12/2004/123456'],
    ['DL04 1811 0149646', 'DL0418110149646'],
    ['P12345', 'P12345'],
    // State letters and twelve digits, which would check as an Aadhaar number.
    ['UP32 2004 123454', 'UP322004123454'],
  ])('takes the older format %s and warns, naming no more than its end', (text, number) => {
    const { number: stored, warning } = readLicence(text);
    expect(stored).toBe(number);
    expect(warning).toContain(`ends in ${number.slice(-4)} is`);
    expect(warning!.replace('DL0420110149646', '')).not.toContain(number.slice(-5));
    expect(isLicence(text)).toBe(true);
  });

  it.each(['2341 2341 2346', '234123412346', '2341/2341/2346', 'NO 234123412346/A', 'XXXXXXXX2346'])(
    'refuses the Aadhaar number %j',
    (text) => {
      expect(() => readLicence(text)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'aadhaar_misplaced' }));
    },
  );

  it.each(['', 'DL04', 'NOLICENCE', 'DL042011014964612345678', 'DL04_2011'])('refuses %j', (text) => {
    expect(() => readLicence(text)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'invalid_licence' }));
  });
});
