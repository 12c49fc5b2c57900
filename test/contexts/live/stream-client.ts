import { Agent, type IncomingMessage, request } from 'node:http';
import { eventually } from '../../support/application';

export interface StreamEvent {
  readonly id: string | null;
  readonly name: string;
  // What the tests look into; each test knows the shape it expects.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
}

/** Reads server-sent events as a browser does, and keeps them. */
export class StreamClient {
  readonly events: StreamEvent[] = [];
  beats = 0;
  lastEventId: string | null = null;
  ended = false;
  private rest = '';

  private constructor(
    readonly status: number,
    private readonly incoming: IncomingMessage,
    /** What a refusal says. */
    readonly refusal: string,
  ) {}

  static open(url: string, headers: Record<string, string>): Promise<StreamClient> {
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { headers, agent: new Agent() }, (incoming) => {
        incoming.setEncoding('utf8');
        if (incoming.statusCode === 200) {
          const client = new StreamClient(200, incoming, '');
          incoming.on('data', (text: string) => client.take(text));
          const end = (): void => void (client.ended = true);
          incoming.on('end', end);
          incoming.on('error', end);
          incoming.on('close', end);
          return resolve(client);
        }
        let text = '';
        incoming.on('data', (chunk: string) => (text += chunk));
        incoming.on('end', () => resolve(new StreamClient(incoming.statusCode!, incoming, text)));
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  get snapshot(): StreamEvent['data'] {
    return this.events.find(({ name }) => name === 'snapshot')?.data as unknown;
  }

  /** The payloads of changes of one kind, in the order they came. */
  changes(kind: string): StreamEvent['data'][] {
    return this.events.flatMap(({ name, data }) => (name === 'change' && data.kind === kind ? [data.payload] : []));
  }

  /** Waits for it. */
  async change(kind: string, holds: (payload: StreamEvent['data']) => boolean): Promise<StreamEvent['data']> {
    return eventually(() => {
      const found = this.changes(kind).find(holds);
      if (found === undefined) throw new Error(`No such ${kind}: ${JSON.stringify(this.events)}`);
      return found as unknown;
    });
  }

  /** Stops reading: the socket's buffers fill up. */
  pause(): void {
    this.incoming.pause();
  }

  resume(): void {
    this.incoming.resume();
  }

  close(): void {
    this.incoming.destroy();
  }

  private take(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop()!;
    for (const block of blocks) this.read(block);
  }

  private read(block: string): void {
    let name = 'message';
    let id: string | null = null;
    let data: string | null = null;
    for (const line of block.split('\n')) {
      if (line.startsWith(': beat')) this.beats++;
      if (line.startsWith('id: ')) id = line.slice(4);
      if (line.startsWith('event: ')) name = line.slice(7);
      if (line.startsWith('data: ')) data = line.slice(6);
    }
    if (id !== null) this.lastEventId = id;
    if (data !== null) this.events.push({ id, name, data: JSON.parse(data) as unknown });
  }
}
