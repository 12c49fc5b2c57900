import type { Page } from '../../../platform/http/page';
import type { RecordedHandOver } from '../domain/hand-over';

export class HandOverResponse {
  id: string;
  /** Who held it; null: its hub. */
  fromDriverId: string | null;
  /** Who holds it from then on; null: its hub. */
  toDriverId: string | null;
  odometerMetres: number;
  /**
   * Null where nobody read it.
   * @example 64
   */
  chargePercent: number | null;
  /** @example 'Clean; a scratch on the left rear door' */
  conditionNote: string;
  handedOverAt: string;
  /**
   * The user who recorded it.
   * @example 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7d
   */
  recordedBy: string;

  static of({ handedOverAt, ...handOver }: RecordedHandOver): HandOverResponse {
    const { id, fromDriverId, toDriverId, odometerMetres, chargePercent, conditionNote, recordedBy } = handOver;
    const holders = { fromDriverId, toDriverId };
    const read = { odometerMetres, chargePercent, conditionNote };
    return { id, ...holders, ...read, handedOverAt: handedOverAt.toISOString(), recordedBy };
  }
}

export class HandOverPage {
  items: HandOverResponse[];
  /** Give it as `after` for the rows that follow; null on the last page. */
  next: string | null;

  static of({ items, next }: Page<RecordedHandOver>): HandOverPage {
    return { items: items.map((handOver) => HandOverResponse.of(handOver)), next };
  }
}
