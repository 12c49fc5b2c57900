import { createHash } from 'node:crypto';
import { type RetiredMonths, RetirementCheck, type Unbelieved } from './retired-months';

/** What the first link follows. */
export const GENESIS: Buffer = Buffer.alloc(32);

export interface Link {
  /** From 1, without gaps. */
  readonly number: number;
  readonly hash: Buffer;
}

/** A link as it is stored, with what its entry is now. */
export interface StoredLink extends Link {
  readonly entryId: string;
  /** The whole entry in its canonical form; null when it is no longer there. */
  readonly canonical: string | null;
}

/** A head of the chain, as it was written down outside the database. */
export interface Anchor extends Link {
  readonly at: Date;
}

/** SHA-256 over the hash before, the number and the whole entry, so that none of the three can change unnoticed. */
export function linkHash(previous: Buffer, number: number, canonical: string): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(BigInt(number));
  return createHash('sha256').update(previous).update(place).update(canonical, 'utf8').digest();
}

export type ViolationKind =
  | 'entry_altered'
  | 'entry_missing'
  | 'entry_unsealed_behind_the_head'
  | Unbelieved['kind']
  | 'number_missing'
  | 'chain_truncated'
  | 'chain_rewritten'
  | 'anchors_missing'
  | 'anchors_unreadable';

export interface Violation {
  readonly kind: ViolationKind;
  /** The first bad number; null where what is wrong has none. */
  readonly number: number | null;
  readonly entryId: string | null;
  /** In a sentence. */
  readonly why: string;
}

export interface ChainReport {
  /** How many links are as they were sealed, up to the first violation; the retired are among them. */
  readonly intact: number;
  /** How many of these have an entry no more, since its month has left. */
  readonly retired: number;
  /** The last month (UTC, `2018-11`) that is said to have left with all of its entries; null where none is. */
  readonly retiredUpTo: string | null;
  readonly head: Link | null;
  /** How many of the anchors were compared, and the number of the last. */
  readonly anchors: number;
  readonly anchoredUpTo: number;
  readonly violation: Violation | null;
}

export class UnreadableAnchorsError extends Error {}

/**
 * Recomputes the chain and compares it with what is stored and with the anchors, up to the first difference.
 * @param links in order of their numbers.
 * @param anchors in order of their numbers, read before the links so that none is ahead of them; null where there are none
 * to compare with, which is itself a violation unless the chain is empty.
 * @param now wall time of the verifier
 * @param months that have left as a whole, as the record itself says. The hash of such a link is taken as it stands: the next
 * link, and the anchors, are what hold it.
 */
export async function checkChain(
  links: AsyncIterable<StoredLink>,
  anchors: AsyncIterator<Anchor> | null,
  now: Date,
  months: RetiredMonths = new Map(),
): Promise<ChainReport> {
  const check = new ChainCheck(anchors, new RetirementCheck(months, now));
  try {
    for await (const link of links) {
      const violation = await check.follow(link);
      if (violation) return check.report(violation);
    }
    return check.report(await check.end());
  } finally {
    // A violation leaves some unread, and what they are read from open.
    await anchors?.return?.();
  }
}

class ChainCheck {
  private head: Link = { number: 0, hash: GENESIS };
  private anchor: Anchor | null = null;
  private anchorBefore: Anchor | null = null;
  private compared = 0;
  private anchoredUpTo = 0;

  constructor(
    private readonly anchors: AsyncIterator<Anchor> | null,
    private readonly retirement: RetirementCheck,
  ) {}

  async follow(link: StoredLink): Promise<Violation | null> {
    const { number, entryId } = link;
    const expected = this.head.number + 1;
    if (number !== expected) {
      const why = `Number ${expected} is missing from the chain: ${number} follows ${this.head.number}.`;
      return { kind: 'number_missing', number: expected, entryId: null, why };
    }
    const violation = this.retirement.isOfOne(entryId) ? await this.followRetired(link) : this.followKept(link);
    if (violation) return violation;
    const rewritten = await this.compareAnchor(link);
    if (rewritten) return rewritten;
    this.retirement.passed(entryId, this.anchor?.at ?? null);
    this.head = { number, hash: link.hash };
    return null;
  }

  private followKept({ number, entryId, canonical, hash }: StoredLink): Violation | null {
    if (canonical === null) {
      const why = `Entry ${entryId}, sealed as number ${number}, was removed.`;
      return { kind: 'entry_missing', number, entryId, why };
    }
    if (linkHash(this.head.hash, number, canonical).equals(hash)) return null;
    const why = `Entry ${entryId} is not what was sealed as number ${number}: it was altered, or entries changed places.`;
    return { kind: 'entry_altered', number, entryId, why };
  }

  private async followRetired(link: StoredLink): Promise<Violation | null> {
    const unreadable = await this.anchorsUpTo(link.number);
    return unreadable ?? this.retirement.follow(link, this.anchorBefore?.at ?? null);
  }

  async end(): Promise<Violation | null> {
    const unbelieved = this.retirement.end();
    if (unbelieved) return unbelieved;
    if (!this.anchors) return this.head.number === 0 ? null : this.anchorsMissing();
    const unreadable = await this.anchorsUpTo(this.head.number + 1);
    if (unreadable) return unreadable;
    if (!this.anchor) return null;
    const why = `The chain ends at number ${this.head.number}, but number ${this.anchor.number} was anchored at ${this.anchor.at.toISOString()}.`;
    return { kind: 'chain_truncated', number: this.head.number + 1, entryId: null, why };
  }

  report(violation: Violation | null): ChainReport {
    return {
      intact: this.head.number,
      retired: this.retirement.entries,
      retiredUpTo: this.retirement.lastMonth,
      head: this.head.number === 0 ? null : this.head,
      anchors: this.compared,
      anchoredUpTo: this.anchoredUpTo,
      violation,
    };
  }

  /** A chain that was recomputed as a whole is consistent in itself; only what was written down elsewhere gives it away. */
  private async compareAnchor({ number, hash, entryId }: StoredLink): Promise<Violation | null> {
    const unreadable = await this.anchorsUpTo(number);
    if (unreadable) return unreadable;
    if (this.anchor?.number !== number) return null;
    this.compared++;
    if (this.anchor.hash.equals(hash)) {
      this.anchoredUpTo = number;
      return null;
    }
    const why = `Number ${number} has another hash than was anchored at ${this.anchor.at.toISOString()}: the chain was rewritten at or before it.`;
    return { kind: 'chain_rewritten', number, entryId, why };
  }

  /** Moves on to the first anchor at or behind a number. Returns a violation where they cannot be read up to there. */
  private async anchorsUpTo(number: number): Promise<Violation | null> {
    if (this.anchors === null) return null;
    try {
      while (!this.anchor || this.anchor.number < number) {
        this.anchorBefore = this.anchor ?? this.anchorBefore;
        const next = await this.anchors.next();
        this.anchor = next.done ? null : next.value;
        if (!this.anchor) return null;
      }
      return null;
    } catch (error) {
      if (!(error instanceof UnreadableAnchorsError)) throw error;
      return { kind: 'anchors_unreadable', number: null, entryId: null, why: error.message };
    }
  }

  private anchorsMissing(): Violation {
    const why = `There are ${this.head.number} sealed entries and no anchor file: a chain cut short or rewritten could not be told.`;
    return { kind: 'anchors_missing', number: null, entryId: null, why };
  }
}
