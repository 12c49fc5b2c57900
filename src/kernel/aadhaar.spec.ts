import * as fc from 'fast-check';
import { assertNoAadhaar, isAadhaar, maskAadhaar, mentionsAadhaar, withoutAadhaar } from './aadhaar';

// 2363 of Verhoeff's own example is 236 with its check digit; an Aadhaar has eleven digits before it.
const VALID = '234123412346';

describe('an Aadhaar number', () => {
  it.each([
    ...[
      VALID,
      '2341 2341 2346',
      '2341-2341-2346',
      '2341\u20132341\u20132346',
      '2341.2341.2346',
      '２３４１２３４１２３４６',
    ],
    ...['२३४१ २३४१ २३४६', '২৩৪১২৩৪১২৩৪৬', '૨૩૪૧૨૩૪૧૨૩૪૬', '௨௩௪௧௨௩௪௧௨௩௪௬', '۲۳۴۱۲۳۴۱۲۳۴۶', '2341\u200b2341\u00a02346'],
  ])('reads %s', (text) => {
    expect(isAadhaar(text)).toBe(true);
    expect(maskAadhaar(text)).toBe('XXXXXXXX2346');
  });

  it.each(['', '234123412345', '134123412346', '23412341234', '2341234123466', 'XXXXXXXX2346', '23412341234５'])(
    'refuses %j without repeating it',
    (text) => {
      expect(isAadhaar(text)).toBe(false);
      try {
        maskAadhaar(text);
        throw new Error('It was accepted.');
      } catch (error) {
        expect(error).toMatchObject({ kind: 'invalid', code: 'invalid_aadhaar' });
        if (text) expect(JSON.stringify(error) + String(error)).not.toContain(text);
      }
    },
  );

  it('is caught with any one digit wrong, and with any two neighbours swapped', () => {
    fc.assert(
      fc.property(fc.nat(11), fc.nat(9), (place, digit) => {
        const wrong = VALID.slice(0, place) + String(digit) + VALID.slice(place + 1);
        expect(isAadhaar(wrong)).toBe(wrong === VALID);
      }),
    );
    for (let place = 0; place < 11; place++) {
      const swapped = VALID.slice(0, place) + VALID[place + 1] + VALID[place] + VALID.slice(place + 2);
      expect(isAadhaar(swapped)).toBe(swapped === VALID);
    }
  });

  it.each([
    'PV/2341 2341 2346/26',
    'his card says 2341-2341-2346.',
    'Aadhaar:234123412346',
    'आधार २३४१ २३४१ २३४६',
    'room 12, 2341 2341 2346',
    '3456 2341 2341 2346 and 1',
    '2341  2341\n2346',
    '2 3 4 1 2 3 4 1 2 3 4 6',
    '2341_2341_2346',
    '+2341 2341 2346',
    '91 98765 43216',
  ])('is found where it has no business: %j', (text) => {
    expect(mentionsAadhaar(text)).toBe(true);
    expect(withoutAadhaar(text)).toMatch(/^X{8}(2346|3216)$/);
    for (const held of [text, withoutAadhaar(text)]) {
      expect(() => assertNoAadhaar(held, 'The field reason', 'reason')).toThrow(
        expect.objectContaining({ kind: 'invalid', code: 'aadhaar_misplaced', details: { field: 'reason' } }),
      );
    }
  });

  it.each([
    '',
    'PV/234123412345/26',
    '92341234123467',
    '2341, 2341, 2346',
    '1234 2341 2341 2345',
    '+91 98765 43216',
    'on 2026-11-23 at 06:30',
    '018f2341-2341-7346-8234-234123412346',
    'DL0420110149646',
    '₹2,34,123 and ₹4,12,346',
  ])('is not seen in %j', (text) => {
    expect(mentionsAadhaar(text)).toBe(false);
    expect(withoutAadhaar(text)).toBe(text);
    expect(() => assertNoAadhaar(text, 'The field reason')).not.toThrow();
  });

  it('is found wherever it stands and however its digits are apart', () => {
    const around = fc.string({ unit: fc.constantFrom('a', ' ', '-', ',', 'é', '１', '/') });
    const gaps = fc.array(fc.constantFrom('', '', ' ', '-', '\u2014', '\u200b'), { minLength: 11, maxLength: 11 });
    fc.assert(
      fc.property(around, gaps, around, (before, between, after) => {
        const number = [...VALID].map((digit, place) => digit + (between[place] ?? '')).join('');
        expect(mentionsAadhaar(`${before},${number},${after}`)).toBe(true);
      }),
    );
  });
});
