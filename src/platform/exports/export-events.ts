import { DomainEvent } from '../events/domain-event';

/** Before its first row is sent: who took what out is known, whatever becomes of the process. */
export class ExportBegun extends DomainEvent<{
  exportId: string;
  kind: string;
  /** Local days; null: without an end. */
  from: string | null;
  to: string | null;
  columns: string[];
}> {
  static override readonly type = 'platform.export_begun';
  static override readonly aggregateType = 'export';
}

export class ExportEnded extends DomainEvent<{
  exportId: string;
  kind: string;
  rows: number;
  /** False where the connection broke, or an error ended it. */
  isWhole: boolean;
}> {
  static override readonly type = 'platform.export_ended';
  static override readonly aggregateType = 'export';
}
