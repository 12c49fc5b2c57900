import fc from 'fast-check';
import { isPhone, maskPhone, nationalNumber, normalisePhone } from './phone';

describe('a phone', () => {
  it.each(['9876543210', '+919876543210', '91 98765 43210', '098765-43210', '+91 (98765) 43210', '0091 98765.43210'])(
    'reads %s',
    (text) => {
      expect(normalisePhone(text)).toBe('+919876543210');
      expect(nationalNumber(text)).toBe('9876543210');
    },
  );

  it.each([
    '',
    '5876543210',
    '987654321',
    '98765432101',
    '+449876543210',
    '+9109876543210',
    '98765 4321O',
    '९८७६५४३२१०',
  ])('refuses %j', (text) => {
    expect(isPhone(text)).toBe(false);
    expect(() => normalisePhone(text)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'invalid_phone' }));
  });

  it('hides all but the last four digits, and all of what is no number', () => {
    expect(maskPhone('098765 43210')).toBe('+91******3210');
    expect(maskPhone('call me on 98765')).toBe('******');
  });

  it('normalises once and for all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6_000_000_000, max: 9_999_999_999 }), (digits) => {
        const phone = normalisePhone(String(digits));
        expect(phone).toBe(`+91${digits}`);
        expect(normalisePhone(phone)).toBe(phone);
      }),
    );
  });
});
