import { decodeCursor, encodeCursor, pageOf } from './page';

const ID = '019a9d1b-0000-7000-8000-00000000000a';
const AT = new Date('2026-11-20T09:30:00.123Z');

describe('cursors', () => {
  it('give back the place they were made of', () => {
    expect(decodeCursor(encodeCursor(ID))).toEqual({ at: null, id: ID });
    expect(decodeCursor(encodeCursor(ID, AT), true)).toEqual({ at: AT, id: ID });
    expect(decodeCursor(undefined)).toBeNull();
  });

  it.each([
    ['garbage', 'AAAA', false],
    ['no id', Buffer.from('not an id').toString('base64url'), false],
    ['a timed cursor in a list by id', encodeCursor(ID, AT), false],
    ['a cursor by id in a timed list', encodeCursor(ID), true],
    ['a year that PostgreSQL cannot read', Buffer.from(`-271821-04-20 ${ID}`).toString('base64url'), true],
    ['the year 0', encodeCursor(ID, new Date('0000-01-01T00:00:00Z')), true],
    ['a year of five digits', encodeCursor(ID, new Date('+010000-01-01T00:00:00Z')), true],
    ['a time in another spelling', Buffer.from(`2026-11-20 ${ID}`).toString('base64url'), true],
    ['a cursor with something behind it', `${encodeCursor(ID, AT)}A`, true],
    ['a time that is none', Buffer.from(`yesterday ${ID}`).toString('base64url'), true],
  ])('refuse %s', (_what, cursor, timed) => {
    expect(() => decodeCursor(cursor, timed as true)).toThrow('must be the next of an earlier page');
  });
});

describe('pageOf', () => {
  const page = (rows: string[], limit: number) =>
    pageOf(
      rows,
      limit,
      (row) => `after ${row}`,
      (row) => row.toUpperCase(),
    );

  it('has a next only where a row lies beyond', () => {
    expect(page(['a', 'b', 'c'], 2)).toEqual({ items: ['A', 'B'], next: 'after b' });
    expect(page(['a', 'b'], 2)).toEqual({ items: ['A', 'B'], next: null });
    expect(page([], 2)).toEqual({ items: [], next: null });
  });
});
