/** A month of entries (UTC) that was kept long enough. Its links stay. */
export interface RetiredMonth {
  /** How many it had. */
  readonly entries: number;
  /** The entry that told that it left. */
  readonly recordId: string;
  /** Whether that entry says the same; null where it is no more, since its own month has left. */
  readonly told: boolean | null;
}

/** By the month: `2018-11`. */
export type RetiredMonths = ReadonlyMap<string, RetiredMonth>;

export interface Unbelieved {
  readonly kind: 'retired_month_differs' | 'retired_too_early';
  readonly number: number | null;
  readonly entryId: string | null;
  readonly why: string;
}

interface Left {
  entries: number;
  /** Of the last of them. */
  number: number;
  entryId: string;
  sealedAfter: Date | null;
}

/**
 * The least that a month is kept after its end. It stands here and not in the database alone: whoever can rewrite the database
 * can say there of any month that it left, and only the clock of the verifier and the times of the anchors are beyond him.
 */
const LEAST_MONTHS = 36;
/** By how much sealing may lag behind the entries. */
const SEALING_LAG_MS = 31 * 86_400_000;

/**
 * Which entries may be gone. Of a month that is said to have left it asks that it was over for long enough, by the clock of
 * the verifier and by the anchor of the entry that told; that its links were sealed as long ago, since nothing else tells of
 * a link without an entry which month it was of; that none of its entries is left behind, and that as many are gone as was told.
 */
export class RetirementCheck {
  private readonly left = new Map<string, Left>();
  /** When those were anchored that told of a month; null: not yet. */
  private readonly recordedBy = new Map<string, Date | null>();
  private readonly recordIds: ReadonlySet<string>;

  /** @param now wall time of the verifier */
  constructor(
    private readonly months: RetiredMonths,
    private readonly now: Date,
  ) {
    this.recordIds = new Set([...months.values()].map(({ recordId }) => recordId));
  }

  isOfOne(entryId: string): boolean {
    return this.months.has(monthOf(entryId));
  }

  /** A link of a month that is said to have left. @param sealedAfter of the last anchor before it; null where there is none */
  follow(
    { number, entryId, canonical }: { number: number; entryId: string; canonical: string | null },
    sealedAfter: Date | null,
  ): Unbelieved | null {
    const month = monthOf(entryId);
    if (canonical !== null) {
      const why = `Entry ${entryId}, sealed as number ${number}, is of ${month}, which is said to have left.`;
      return { kind: 'retired_month_differs', number, entryId, why };
    }
    const entries = (this.left.get(month)?.entries ?? 0) + 1;
    const left = { entries, number, entryId, sealedAfter };
    this.left.set(month, left);
    return tooEarly(month, left, this.now);
  }

  /** Any link. @param anchoredAt of the first anchor at or after it; null where there is none yet */
  passed(entryId: string, anchoredAt: Date | null): void {
    if (this.recordIds.has(entryId)) this.recordedBy.set(entryId, anchoredAt);
  }

  end(): Unbelieved | null {
    for (const [month, retired] of this.months) {
      const unbelieved = this.differs(month, retired) ?? this.early(month, retired);
      if (unbelieved) return unbelieved;
    }
    return null;
  }

  get entries(): number {
    return [...this.left.values()].reduce((sum, { entries }) => sum + entries, 0);
  }

  get lastMonth(): string | null {
    return [...this.left.keys()].sort().at(-1) ?? null;
  }

  private differs(month: string, { entries, recordId, told }: RetiredMonth): Unbelieved | null {
    const gone = this.left.get(month)?.entries ?? 0;
    if (gone !== entries) {
      const why = `${gone} sealed entries of ${month} are gone, and ${entries} are said to have left.`;
      return { kind: 'retired_month_differs', number: null, entryId: null, why };
    }
    if (told || (told === null && this.recordedBy.has(recordId))) return null;
    const why = `${entries} sealed entries of ${month} are said to have left, and entry ${recordId}, which is to tell so, does not.`;
    return { kind: 'retired_month_differs', number: null, entryId: recordId, why };
  }

  private early(month: string, { recordId }: RetiredMonth): Unbelieved | null {
    const left = this.left.get(month) ?? null;
    return tooEarly(month, left, this.recordedBy.get(recordId) ?? this.now);
  }
}

function tooEarly(month: string, left: Left | null, at: Date): Unbelieved | null {
  const latest = new Date(at);
  latest.setUTCMonth(latest.getUTCMonth() - LEAST_MONTHS);
  const { number, entryId, sealedAfter } = left ?? { number: null, entryId: null, sealedAfter: null };
  const when = `which cannot have been so by ${at.toISOString()}: a month is kept for ${LEAST_MONTHS} months after its end`;
  if (endOf(month) > latest) {
    return { kind: 'retired_too_early', number, entryId, why: `${month} is said to have left, ${when}.` };
  }
  if (!sealedAfter || sealedAfter.getTime() <= latest.getTime() + SEALING_LAG_MS) return null;
  const why = `Number ${number} is said to have left with ${month}, ${when}, and it was sealed after ${sealedAfter.toISOString()}.`;
  return { kind: 'retired_too_early', number, entryId, why };
}

function endOf(month: string): Date {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number));
}

/** Of a UUID v7, whose first 48 bits are milliseconds since 1970. */
function monthOf(id: string): string {
  const at = new Date(parseInt(id.replaceAll('-', '').slice(0, 12), 16));
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 7);
}
