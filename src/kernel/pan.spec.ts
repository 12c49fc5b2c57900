import { isPan, maskPan, normalisePan } from './pan';

describe('a PAN', () => {
  it.each([
    ['ABCPK1234F', 'ABCPK1234F'],
    ['abcpk 1234 f', 'ABCPK1234F'],
    ['ABCPK-1234-F', 'ABCPK1234F'],
  ])('reads %s as %s', (text, pan) => {
    expect(normalisePan(text)).toBe(pan);
  });

  it.each(['', 'ABCP1234F', 'ABCPK12345', 'ABCPK1234', 'ABCPK1234FG', '1BCPK1234F', 'ABCPK१२३४F', 'ABCPK1234F\u0000'])(
    'refuses %j',
    (text) => {
      expect(isPan(text)).toBe(false);
      expect(() => normalisePan(text)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'invalid_pan' }));
    },
  );

  it('shows its last four characters only', () => {
    expect(maskPan('abcpk1234f')).toBe('******234F');
    expect(maskPan('ABCPK1234')).toBe('******');
  });
});
