import { type ClientRequest, get } from 'node:http';

/** What a change or snapshot of the live stream says, as far as the load looks at it. */
export interface StreamEvent {
  readonly name: string;
  /** In the organization's log; null of what is in none. */
  readonly position: number | null;
  readonly data: string;
}

/** One connection of a watcher: what it asked for, and how it was answered. */
export interface Connection {
  readonly servedBy: string | null;
  /** The position that it asked to go on after; null: the first. */
  readonly after: number | null;
  /** Positions in the order received; a snapshot stands for all up to its own. */
  readonly received: { readonly position: number; readonly isSnapshot: boolean }[];
}

/** As an EventSource waits where the server has not said. */
const FIRST_RETRY_MS = 2_000;

/**
 * Watches the live stream as an EventSource does: when it ends, it comes again with the id of the last event, after the
 * pause that the server named. Keeps what it received, so that somebody can look for gaps.
 */
export class StreamWatcher {
  readonly connections: Connection[] = [];
  private lastId: string | null = null;
  private retryMs = FIRST_RETRY_MS;
  private outgoing: ClientRequest | null = null;
  private timer: NodeJS.Timeout | undefined;
  private over = false;
  private firstEvent: () => void = () => undefined;
  /** Resolves with the first event of all. */
  readonly begun: Promise<void>;

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly heard: (event: StreamEvent) => void,
  ) {
    this.begun = new Promise((resolve) => (this.firstEvent = resolve));
    this.connect();
  }

  end(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.outgoing?.destroy();
  }

  private connect(): void {
    const headers: Record<string, string> = { authorization: `Bearer ${this.token}` };
    if (this.lastId) headers['last-event-id'] = this.lastId;
    const after = positionOf(this.lastId);
    let isLost = false;
    const again = (): void => {
      if (isLost || this.over) return;
      isLost = true;
      this.timer = setTimeout(() => this.connect(), this.retryMs);
    };
    this.outgoing = get(`${this.url}/v1/stream`, { headers, agent: false }, (incoming) => {
      incoming.on('error', () => undefined);
      incoming.on('close', again);
      if (incoming.statusCode !== 200) return void incoming.resume();
      const served = incoming.headers['x-served-by'];
      const connection = { servedBy: typeof served === 'string' ? served : null, after, received: [] };
      this.connections.push(connection);
      incoming.setEncoding('utf8');
      let rest = '';
      incoming.on('data', (text: string) => {
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop()!;
        for (const block of blocks) this.read(block, connection);
      });
    });
    this.outgoing.on('error', again);
  }

  private read(block: string, connection: Connection): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      // A line that begins with it is a comment.
      if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart());
    }
    const [id, name, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
    if (fields.has('retry')) this.retryMs = Number(fields.get('retry'));
    if (id) this.lastId = id;
    if (!name || data === undefined) return;
    const position = id ? positionOf(id) : null;
    if (position !== null) connection.received.push({ position, isSnapshot: name === 'snapshot' });
    this.firstEvent();
    this.heard({ name, position, data });
  }
}

function positionOf(id: string | null): number | null {
  return id === null ? null : Number(id.slice(id.lastIndexOf('-') + 1));
}
