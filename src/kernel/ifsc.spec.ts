import { isIfsc, normaliseIfsc } from './ifsc';

describe('an IFSC', () => {
  it.each([
    ['HDFC0001234', 'HDFC0001234'],
    ['hdfc 0001234', 'HDFC0001234'],
    ['SBIN-0-0A1B2C', 'SBIN00A1B2C'],
  ])('reads %s as %s', (text, ifsc) => {
    expect(normaliseIfsc(text)).toBe(ifsc);
  });

  it.each(['', 'HDFC1001234', 'HDF00001234', 'HDFC000123', 'HDFC00012345', 'HDFCO001234', 'HDFC0001234\u0000'])(
    'refuses %j',
    (text) => {
      expect(isIfsc(text)).toBe(false);
      expect(() => normaliseIfsc(text)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'invalid_ifsc' }));
    },
  );
});
