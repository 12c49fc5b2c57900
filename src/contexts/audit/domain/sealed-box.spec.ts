import { randomBytes } from 'node:crypto';
import { openBox, sealBox } from './sealed-box';

describe('a sealed box', () => {
  const key = randomBytes(32);
  const box = sealBox(key, Buffer.from('Asha, +919876543210'), 'entry 1');

  it('opens under its key, bound to the same thing', () => {
    expect(openBox(key, box, 'entry 1')?.toString()).toBe('Asha, +919876543210');
    expect(box.toString('latin1')).not.toContain('Asha');
  });

  it('is never the same twice', () => {
    expect(sealBox(key, Buffer.from('x'), 'entry 1')).not.toEqual(sealBox(key, Buffer.from('x'), 'entry 1'));
  });

  it.each([
    ['another key', () => openBox(randomBytes(32), box, 'entry 1')],
    ['another place', () => openBox(key, box, 'entry 2')],
    [
      'an altered byte',
      () => openBox(key, Buffer.concat([box.subarray(0, -1), Buffer.of(box.at(-1)! ^ 1)]), 'entry 1'),
    ],
    ['a cut end', () => openBox(key, box.subarray(0, 20), 'entry 1')],
    ['another format', () => openBox(key, Buffer.concat([Buffer.of(9), box.subarray(1)]), 'entry 1')],
  ])('does not open under %s', (_, open) => {
    expect(open()).toBeNull();
  });
});
