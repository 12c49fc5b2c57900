import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { validate as isUuid } from 'uuid';
import { DomainError } from '../errors/domain-error';

export const DEFAULT_PAGE_SIZE = 50;
export const LARGEST_PAGE_SIZE = 200;

/** The query of a list. Lists are keyset-paged: `after` is the `next` of the page before. Filters extend this class. */
export class PageRequest {
  @ApiPropertyOptional({
    description: 'How many items at most.',
    minimum: 1,
    maximum: LARGEST_PAGE_SIZE,
    default: DEFAULT_PAGE_SIZE,
    example: DEFAULT_PAGE_SIZE,
  })
  @IsInt()
  @Min(1)
  @Max(LARGEST_PAGE_SIZE)
  limit: number = DEFAULT_PAGE_SIZE;

  @ApiPropertyOptional({
    description: 'The `next` of the page before this one.',
    example: 'MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(/^[A-Za-z0-9_-]+$/, { message: 'after must be the next of an earlier page' })
  after?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly next: string | null;
}

/** The place of a row in its list: its id, behind its time where the list is ordered by one. */
export interface Cursor {
  readonly at: Date | null;
  readonly id: string;
}

/** @param at where the list is ordered by (time, id); left out where it is ordered by id. */
export function encodeCursor(id: string, at: Date | null = null): string {
  return Buffer.from(at ? `${at.toISOString()} ${id}` : id).toString('base64url');
}

/**
 * Reads what `encodeCursor` wrote. Null for no cursor: the first page.
 * @param timed whether the list is ordered by (time, id).
 * @throws DomainError `cursor_invalid` where it is no cursor of such a list.
 */
export function decodeCursor(after: string | undefined, timed: true): { at: Date; id: string } | null;
export function decodeCursor(after: string | undefined, timed?: false): Cursor | null;
export function decodeCursor(after: string | undefined, timed = false): Cursor | null {
  if (after === undefined) return null;
  const parts = Buffer.from(after, 'base64url').toString('utf8').split(' ');
  const id = parts.pop()!;
  const [time] = parts;
  const at = time === undefined ? null : new Date(time);
  const isReal = isUuid(id) && parts.length === (timed ? 1 : 0) && (at === null || isStorable(at));
  // Whatever else happens to decode was not written by us: a forged time must not reach the database.
  if (!isReal || encodeCursor(id, at) !== after)
    throw new DomainError('invalid', 'cursor_invalid', 'The field after must be the next of an earlier page.');
  return { at, id };
}

/** A JavaScript date reaches further than the four digits of a year that PostgreSQL reads back as ISO 8601. */
function isStorable(at: Date): boolean {
  return !Number.isNaN(at.getTime()) && /^(?!0000)\d{4}-/.test(at.toISOString());
}

/** @param rows one more than `limit` where there are that many: that is how the end is known. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  show: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  return { items: shown.map(show), next: rows.length > limit ? cursorOf(shown.at(-1)!) : null };
}
