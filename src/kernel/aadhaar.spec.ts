import * as fc from 'fast-check';
import { isAadhaar, maskAadhaar, mentionsAadhaar } from './aadhaar';

// 2363 of Verhoeff's own example is 236 with its check digit; an Aadhaar has eleven digits before it.
const VALID = '234123412346';

describe('an Aadhaar number', () => {
  it.each([VALID, '2341 2341 2346', '2341-2341-2346'])('reads %s', (text) => {
    expect(isAadhaar(text)).toBe(true);
    expect(maskAadhaar(text)).toBe('XXXXXXXX2346');
  });

  it.each(['', '234123412345', '134123412346', '23412341234', '2341234123466', 'XXXXXXXX2346', '23412341234６'])(
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

  it('is found where it has no business', () => {
    expect(mentionsAadhaar('PV/2341 2341 2346/26')).toBe(true);
    expect(mentionsAadhaar('PV/234123412345/26')).toBe(false);
    expect(mentionsAadhaar('92341234123467')).toBe(false);
  });
});
