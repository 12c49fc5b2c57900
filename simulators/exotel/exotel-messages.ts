import type { FailedEnd, MessageStatus } from './exotel-outcomes';

export interface SimulatedMessage {
  readonly sid: string;
  readonly from: string;
  /** E.164. */
  readonly to: string;
  readonly body: string;
  /** What the sender put into CustomField. */
  readonly reference: string | null;
  readonly acceptedAt: string;
  /** Null when the message is going to be delivered. */
  readonly fate: FailedEnd | null;
  status: MessageStatus;
}

/** What went over the wire: requests that came in, and status callbacks that went out. */
export type JournalEntry =
  | {
      readonly direction: 'in';
      readonly number: number;
      readonly at: string;
      readonly method: string;
      readonly path: string;
      readonly authorization: string | null;
      readonly contentType: string | null;
      /** The body as it came, undecoded. */
      readonly rawBody: string;
      readonly outcome: string;
      /** Null: no answer was sent. */
      readonly httpStatus: number | null;
      readonly sid: string | null;
    }
  | {
      readonly direction: 'out';
      readonly number: number;
      readonly at: string;
      readonly url: string;
      readonly rawBody: string;
      readonly attempt: number;
      /** Null: the receiver could not be reached, did not answer in time, or is not on loopback. */
      readonly httpStatus: number | null;
      readonly sid: string;
    };

type Unnumbered<T> = T extends unknown ? Omit<T, 'number' | 'at'> : never;

/** Both lists keep the newest and forget the oldest, so that a simulator can run for weeks. */
const KEPT = 10_000;

export class ExotelMessages {
  private messages: SimulatedMessage[] = [];
  private entries: JournalEntry[] = [];
  private entryCount = 0;

  constructor(private readonly now: () => Date) {}

  accept(message: Omit<SimulatedMessage, 'acceptedAt' | 'status'>): SimulatedMessage {
    const accepted: SimulatedMessage = { ...message, acceptedAt: this.now().toISOString(), status: 'queued' };
    this.messages.push(accepted);
    if (this.messages.length > KEPT) this.messages.splice(0, KEPT / 10);
    return accepted;
  }

  record(entry: Unnumbered<JournalEntry>): void {
    this.entries.push({ ...entry, number: ++this.entryCount, at: this.now().toISOString() });
    if (this.entries.length > KEPT) this.entries.splice(0, KEPT / 10);
  }

  /**
   * What the phones have on their screens, newest first. A message shows as soon as it is accepted, so that nobody who
   * logs in has to wait for the status flow; one that is going to fail never shows.
   */
  inbox(to?: string): SimulatedMessage[] {
    return this.messages.filter((m) => m.fate === null && (to === undefined || m.to === to)).reverse();
  }

  all(): SimulatedMessage[] {
    return [...this.messages];
  }

  journal(): JournalEntry[] {
    return [...this.entries];
  }

  reset(): void {
    this.messages = [];
    this.entries = [];
    this.entryCount = 0;
  }
}

/** `+919876543210` from what a person types or what a query string makes of a plus sign; undefined from nothing. */
export function phoneFilter(typed: string | undefined): string | undefined {
  const digits = (typed ?? '').replace(/[^0-9]/g, '');
  if (digits === '') return undefined;
  return digits.length === 10 ? `+91${digits}` : `+${digits}`;
}
