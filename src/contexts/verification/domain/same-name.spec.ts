import { maybeSameName } from './same-name';

describe('two ways of writing a name', () => {
  it.each([
    ['RAVI KUMAR', 'Ravi Kumar'],
    ['Kumar, Ravi', 'Ravi Kumar'],
    ['Mr. Ravi Kumar Sharma', 'Ravi Kumar'],
    ['R Kumar', 'Ravi Kumar'],
    ['R*** K***', 'Ravi Kumar'],
    ['RA** KUM** SHA***', 'Ravi Kumar'],
    ['Ravi Kumar', 'Ravi'],
    ['José Pereira', 'Jose Pereira'],
    ['K R Ravi', 'Ravi Kumar'],
  ])('may be one person’s: %s, %s', (held, known) => expect(maybeSameName(held, known)).toBe(true));

  it.each([
    ['A*** K***', 'Ravi Kumar'],
    ['SOMEBODY ELSE', 'Ravi Kumar'],
    ['Kumar', 'Ravi Kumar'],
    ['Ravindra Kumar', 'Ravi Kumar'],
    ['Ravi Sharma', 'Ravi Kumar'],
    ['Ravi Ravi', 'Ravi Kumar'],
    ['', 'Ravi Kumar'],
    ['Ravi', ''],
  ])('are not: %s, %s', (held, known) => expect(maybeSameName(held, known)).toBe(false));

  it('is said soon, however long they are', () => {
    expect(maybeSameName('a '.repeat(500), `b ${'a '.repeat(500)}`)).toBe(false);
  });
});
