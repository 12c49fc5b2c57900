import { DomainEvent } from '../events/domain-event';

interface ImportFact {
  importId: string;
  /** `drivers`, `vehicles`, `roster`. */
  kind: string;
  mode: 'dry_run' | 'atomic' | 'row_wise';
  rows: number;
}

export class ImportRequested extends DomainEvent<
  ImportFact & {
    /** SHA-256 of the file, in hexadecimal. */
    contentHash: string;
    /** The dry run whose file it is; null for one that was sent. */
    confirms: string | null;
  }
> {
  static override readonly type = 'platform.import_requested';
  static override readonly aggregateType = 'import';
}

export class ImportFinished extends DomainEvent<
  ImportFact & {
    state: 'COMPLETED' | 'REFUSED' | 'CANCELLED' | 'FAILED';
    rowsApplied: number;
    rowsUnchanged: number;
    rowsRefused: number;
    reason: string | null;
  }
> {
  static override readonly type = 'platform.import_finished';
  static override readonly aggregateType = 'import';
}
