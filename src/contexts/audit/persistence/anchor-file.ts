import { existsSync, statSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { flushFolder } from '../../../platform/flush-folder';
import { type Anchor, GENESIS, type Link, UnreadableAnchorsError } from '../domain/chain';

/** Longer than any line. */
const TAIL_BYTES = 512;
const NEWLINE = '\n'.charCodeAt(0);
const HASH = /^[0-9a-f]{64}$/;

/**
 * The heads of the chain, written down outside the database: JSON lines of number, hash and time, in order of their numbers but
 * for those of a sealer that was held up before it wrote, and whose place another has taken meanwhile.
 * Whoever can rewrite the database must not be able to write here. Ship the lines elsewhere for more than that.
 */
export class AnchorFile {
  constructor(readonly path: string) {}

  /** Before anything is sealed: that the file is there tells a chain without anchors from one whose anchors were taken away. Returns whether it was not. */
  async create(head: Link | null): Promise<boolean> {
    if (existsSync(this.path)) return false;
    await mkdir(dirname(this.path), { recursive: true });
    await this.write(head ?? { number: 0, hash: GENESIS });
    await flushFolder(dirname(this.path));
    return true;
  }

  /** On disk when this returns. A head at or before the anchor on the last line adds nothing. */
  async append(head: Link): Promise<void> {
    if (head.number > (await this.lastNumber())) await this.write(head);
  }

  /**
   * What the file holds at the moment of this call, in order of the numbers, each once; null when there is none. A line cut
   * short by a crash, which can only be the last, does not count.
   * @throws UnreadableAnchorsError while iterating, at a line that the sealer did not write, and at a number with two hashes.
   */
  read(): AsyncGenerator<Anchor> | null {
    return existsSync(this.path) ? this.inOrder(statSync(this.path).size) : null;
  }

  private async *inOrder(size: number): AsyncGenerator<Anchor> {
    let last: Anchor | null = null;
    for await (const anchor of this.withLate(size, await this.late(size))) {
      if (anchor.number !== last?.number) yield (last = anchor);
      else if (!anchor.hash.equals(last.hash)) {
        throw new UnreadableAnchorsError(`${this.path} has two hashes of number ${anchor.number}.`);
      }
    }
  }

  private async *withLate(size: number, late: readonly Anchor[]): AsyncGenerator<Anchor> {
    let highest = -1;
    let next = 0;
    for await (const anchor of this.lines(size)) {
      if (anchor.number <= highest) continue;
      highest = anchor.number;
      for (; next < late.length && late[next]!.number <= highest; next++) yield late[next]!;
      yield anchor;
    }
  }

  /** The few that stand behind one of the same or a higher number. */
  private async late(size: number): Promise<Anchor[]> {
    const late: Anchor[] = [];
    let highest = -1;
    try {
      for await (const anchor of this.lines(size)) {
        if (anchor.number <= highest) late.push(anchor);
        else highest = anchor.number;
      }
    } catch (error) {
      // Said by whoever reads up to there, after what stands before it.
      if (!(error instanceof UnreadableAnchorsError)) throw error;
    }
    return late.sort((a, b) => a.number - b.number);
  }

  private async *lines(size: number): AsyncGenerator<Anchor> {
    if (size === 0) return;
    const file = await open(this.path, 'r');
    try {
      let line = 0;
      let rest = '';
      for await (const chunk of file.createReadStream({ encoding: 'utf8', autoClose: false, end: size - 1 })) {
        const complete = (rest + String(chunk)).split('\n');
        rest = complete.pop()!;
        for (const text of complete) {
          line++;
          const anchor = anchorOf(text);
          if (!anchor) {
            throw new UnreadableAnchorsError(`Line ${line} of ${this.path} is not as the sealer writes it.`);
          }
          yield anchor;
        }
      }
    } finally {
      await file.close();
    }
  }

  private async lastNumber(): Promise<number> {
    const file = await open(this.path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.min(size, TAIL_BYTES);
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
      const complete = buffer.toString('utf8').split('\n').slice(0, -1);
      return anchorOf(complete.at(-1) ?? '')?.number ?? -1;
    } finally {
      await file.close();
    }
  }

  private async write({ number, hash }: Link): Promise<void> {
    const line = JSON.stringify({ number, hash: hash.toString('hex'), at: new Date().toISOString() });
    const file = await open(this.path, 'a+', 0o600);
    try {
      await dropTornEnd(file);
      await file.write(`${line}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

function anchorOf(text: string): Anchor | null {
  try {
    const { number, hash, at } = JSON.parse(text) as { number: number; hash: string; at: string };
    if (!Number.isSafeInteger(number) || number < 0 || !HASH.test(hash) || Number.isNaN(Date.parse(at))) return null;
    return { number, hash: Buffer.from(hash, 'hex'), at: new Date(at) };
  } catch {
    return null;
  }
}

/** What a crash left of a line would make the next one unreadable. */
async function dropTornEnd(file: Awaited<ReturnType<typeof open>>): Promise<void> {
  const { size } = await file.stat();
  const length = Math.min(size, TAIL_BYTES);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  const torn = length - 1 - buffer.lastIndexOf(NEWLINE);
  if (torn > 0) await file.truncate(size - torn);
}
