import { maySee } from '../domain/audience';
import type { RideView } from '../domain/live-ride';
import type { ChangeLog, LoggedChange } from '../persistence/change-log';
import type { EventStream } from './event-stream';

const CHUNK = 500;

/** Hands the log of one organization to this process's streams of it: one reading for all of them. */
export class OrganizationFeed {
  readonly streams = new Set<EventStream>();
  /** Read up to here. Lowered by a stream that joins further back: the others pass over what they have. */
  private cursor = Number.POSITIVE_INFINITY;
  private reading = false;
  private again = false;
  private witnessed = 0;

  constructor(
    readonly organizationId: string,
    private readonly log: ChangeLog,
    private readonly failed: (error: unknown) => void,
    /** Told of each change once, before the streams are. */
    private readonly witness: (change: LoggedChange) => void,
  ) {}

  /** From its position on. */
  join(stream: EventStream): void {
    this.streams.add(stream);
    this.cursor = Math.min(this.cursor, stream.position);
    this.look();
  }

  leave(stream: EventStream): void {
    this.streams.delete(stream);
  }

  /**
   * What this process has just committed, whole and in order: handed on as it is where it is next, which saves the streams
   * of the process that wrote it a reading; else the log is read.
   */
  committed(changes: readonly LoggedChange[]): void {
    const first = changes[0];
    if (!first || this.reading || this.cursor !== first.position - 1) return this.look();
    this.deliver(changes, this.cursor);
    this.cursor = changes.at(-1)!.position;
  }

  /** Reads what is new, once for however many ask meanwhile. */
  look(): void {
    this.again = true;
    if (!this.reading) void this.readOn();
  }

  private async readOn(): Promise<void> {
    this.reading = true;
    try {
      while (this.again && this.streams.size > 0) {
        this.again = false;
        const from = this.cursor;
        const changes = await this.log.read(this.organizationId, from, CHUNK);
        if (changes.length > 0) this.deliver(changes, from);
        // A stream that joined meanwhile further back has lowered it.
        if (this.cursor === from && changes.length > 0) this.cursor = changes.at(-1)!.position;
        if (this.cursor < from || changes.length === CHUNK) this.again = true;
      }
    } catch (error) {
      this.failed(error);
    } finally {
      this.reading = false;
    }
  }

  private deliver(changes: readonly LoggedChange[], from: number): void {
    const first = changes[0]!.position;
    // Who joined further back than this reading began lacks what lies between: the next reading begins at his position.
    const readers = [...this.streams].filter((stream) => stream.position >= from);
    // What is missing before the first was forgotten meanwhile: such a reader needs a snapshot.
    if (first > from + 1) for (const stream of readers) if (stream.position < first - 1) stream.end();
    for (const change of changes) {
      this.tellWitness(change);
      const data = `{"kind":"${change.kind}","payload":${change.payload}}`;
      let ride: RideView | null = null;
      for (const stream of readers) {
        if (stream.ended || change.position <= stream.position || !maySee(stream.watcher, change)) continue;
        stream.event('change', change.position, data);
        if (change.kind === 'ride' && change.riderId !== null && change.riderId === stream.watcher.riderId)
          stream.follow((ride ??= JSON.parse(change.payload) as RideView));
      }
    }
    const last = changes.at(-1)!.position;
    for (const stream of readers) stream.position = Math.max(stream.position, last);
  }

  private tellWitness(change: LoggedChange): void {
    if (change.position <= this.witnessed) return;
    this.witnessed = change.position;
    this.witness(change);
  }
}
