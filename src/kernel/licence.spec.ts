import { readLicence } from './licence';

describe('a licence', () => {
  it.each(['DL0420110149646', 'dl-04 2011 0149646'])('takes the current format: %s', (text) => {
    expect(readLicence(text)).toEqual({ number: 'DL0420110149646', warning: null });
  });

  it.each([
    ['MH-12/2004/123456', 'MH12/2004/123456'],
    ['DL04 1811 0149646', 'DL0418110149646'],
    ['P12345', 'P12345'],
  ])('takes the older format %s and warns', (text, number) => {
    expect(readLicence(text)).toEqual({ number, warning: expect.stringContaining(number) });
  });

  it.each(['', 'DL04', 'NOLICENCE', 'DL042011014964612345678', 'DL04_2011'])('refuses %j', (text) => {
    expect(() => readLicence(text)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'invalid_licence' }));
  });
});
