import type { LocalDate } from '../../kernel/local-day';
import type { Principal } from '../auth/principal';
import type { Page } from '../http/page';
import type { CsvCell } from './write-csv';

/** Local days in India, both included; undefined: without an end. */
export interface ExportRange {
  readonly from?: LocalDate;
  readonly to?: LocalDate;
}

export interface ExportPage {
  readonly limit: number;
  readonly after?: string;
}

export interface ExportColumn<Row> {
  readonly name: string;
  readonly of: (row: Row) => CsvCell;
}

/** How a context shows its rows of one kind as a file. Provided by its module; found by its class. */
export abstract class Exporter<Row = unknown> {
  abstract readonly kind: string;
  /** Of whoever may list the same rows. */
  abstract readonly permission: string;

  /** What this caller may see of a row. */
  abstract columnsFor(caller: Principal): readonly ExportColumn<Row>[];

  /** A page of what is in the caller’s scope, by keyset. */
  abstract page(range: ExportRange, page: ExportPage, caller: Principal): Promise<Page<Row>>;
}
