import { createHash } from 'node:crypto';

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
  /** How many links are as they were sealed, up to the first violation. */
  readonly intact: number;
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
 */
export async function checkChain(
  links: AsyncIterable<StoredLink>,
  anchors: AsyncIterator<Anchor> | null,
): Promise<ChainReport> {
  const check = new ChainCheck(anchors);
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
  private compared = 0;
  private anchoredUpTo = 0;

  constructor(private readonly anchors: AsyncIterator<Anchor> | null) {}

  async follow(link: StoredLink): Promise<Violation | null> {
    const { number, entryId } = link;
    const expected = this.head.number + 1;
    if (number !== expected) {
      const why = `Number ${expected} is missing from the chain: ${number} follows ${this.head.number}.`;
      return { kind: 'number_missing', number: expected, entryId: null, why };
    }
    if (link.canonical === null) {
      return {
        kind: 'entry_missing',
        number,
        entryId,
        why: `Entry ${entryId}, sealed as number ${number}, was removed.`,
      };
    }
    if (!linkHash(this.head.hash, number, link.canonical).equals(link.hash)) {
      const why = `Entry ${entryId} is not what was sealed as number ${number}: it was altered, or entries changed places.`;
      return { kind: 'entry_altered', number, entryId, why };
    }
    const rewritten = await this.compareAnchor(link);
    if (!rewritten) this.head = { number, hash: link.hash };
    return rewritten;
  }

  async end(): Promise<Violation | null> {
    if (!this.anchors) return this.head.number === 0 ? null : this.anchorsMissing();
    try {
      await this.anchorFrom(this.head.number + 1);
    } catch (error) {
      return this.unreadable(error);
    }
    if (!this.anchor) return null;
    const why = `The chain ends at number ${this.head.number}, but number ${this.anchor.number} was anchored at ${this.anchor.at.toISOString()}.`;
    return { kind: 'chain_truncated', number: this.head.number + 1, entryId: null, why };
  }

  report(violation: Violation | null): ChainReport {
    return {
      intact: this.head.number,
      head: this.head.number === 0 ? null : this.head,
      anchors: this.compared,
      anchoredUpTo: this.anchoredUpTo,
      violation,
    };
  }

  /** A chain that was recomputed as a whole is consistent in itself; only what was written down elsewhere gives it away. */
  private async compareAnchor({ number, hash, entryId }: StoredLink): Promise<Violation | null> {
    try {
      await this.anchorFrom(number);
    } catch (error) {
      return this.unreadable(error);
    }
    if (this.anchor?.number !== number) return null;
    this.compared++;
    if (this.anchor.hash.equals(hash)) {
      this.anchoredUpTo = number;
      return null;
    }
    const why = `Number ${number} has another hash than was anchored at ${this.anchor.at.toISOString()}: the chain was rewritten at or before it.`;
    return { kind: 'chain_rewritten', number, entryId, why };
  }

  /** Moves on to the first anchor at or behind a number. */
  private async anchorFrom(number: number): Promise<void> {
    if (this.anchors === null || (this.anchor && this.anchor.number >= number)) return;
    for (;;) {
      const next = await this.anchors.next();
      this.anchor = next.done ? null : next.value;
      if (!this.anchor || this.anchor.number >= number) return;
    }
  }

  private anchorsMissing(): Violation {
    const why = `There are ${this.head.number} sealed entries and no anchor file: a chain cut short or rewritten could not be told.`;
    return { kind: 'anchors_missing', number: null, entryId: null, why };
  }

  private unreadable(error: unknown): Violation {
    if (!(error instanceof UnreadableAnchorsError)) throw error;
    return { kind: 'anchors_unreadable', number: null, entryId: null, why: error.message };
  }
}
