import { isPlate, normalisePlate } from './plate';

describe('a plate', () => {
  it.each([
    ['DL1ZA1234', 'DL1ZA1234'],
    ['dl 1z a-1234', 'DL1ZA1234'],
    ['HR26DQ5551', 'HR26DQ5551'],
    ['UP16 1234', 'UP161234'],
    ['22 BH 1234 AA', '22BH1234AA'],
    ['23BH0001Z', '23BH0001Z'],
  ])('reads %s as %s', (text, plate) => {
    expect(normalisePlate(text)).toBe(plate);
  });

  it.each(['', 'DL1ZA123', 'DL123ZA1234', 'DLXZA1234', '22BH1234AI', '22BH1234O', 'DL1ZABC1234X', 'DL1ZA1234\u0000'])(
    'refuses %j',
    (text) => {
      expect(isPlate(text)).toBe(false);
      expect(() => normalisePlate(text)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'invalid_plate' }));
    },
  );
});
