import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { readinessOf } from './readiness';

const LOOK_EVERY_MS = 200;
const LOOK_WITHIN_MS = 2_000;
/** In a row: a busy machine is slow to say that it is well, and with all of them out nobody would be served. */
const MISSES_UNTIL_OUT = 3;
/** A stream says something every 15 s. */
const SILENT_MS = 60_000;
const BEGUN_AFTER_MS = 3;
const RETRY_SECONDS = '1';
/** How a process refuses what it has not looked at. */
const NOT_BEGUN = '"code":"shutting_down"';
/** Of one connection, not of what it carries (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'proxy-connection',
]);

interface Change {
  readonly sinceMs: number;
}

interface Node {
  readonly name: string;
  readonly address: URL;
  readonly agent: Agent;
  ready: boolean;
  misses: number;
  /** A look at it is under way. */
  isAsked: boolean;
  served: number;
  /** That it was given and has not answered. */
  readonly changes: Set<Change>;
  /** Changes that broke off. */
  brokenOff: number;
}

/**
 * A small HTTP proxy on loopback before several processes, so that a cluster can be tried on one machine: by turns to those
 * whose `/health/ready` says yes, streams passed on as they come. What never reached a process is sent to the next; a change
 * that may have reached one is not, since only its sender's key makes that safe: he is answered 502 and sends it again. So it is
 * with what is answered 503, which goes to the next where it has a key, or the process says that it is leaving.
 */
export class Balancer {
  private readonly nodes = new Map<string, Node>();
  private readonly sockets = new Set<Socket>();
  private readonly looking: NodeJS.Timeout;
  private turn = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {
    server.on('request', (incoming, outgoing) => void this.take(incoming, outgoing));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    this.looking = setInterval(() => void this.lookAtAll(), LOOK_EVERY_MS);
  }

  static async start(): Promise<Balancer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Balancer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** In rotation as soon as it is ready; in the place of an earlier one of the name. */
  put(name: string, url: string): void {
    this.nodes.get(name)?.agent.destroy();
    const agent = new Agent({ keepAlive: true, maxSockets: 256 });
    const counted = { ready: false, misses: 0, isAsked: false, served: 0, brokenOff: 0, changes: new Set<Change>() };
    this.nodes.set(name, { name, address: new URL(url), agent, ...counted });
  }

  get ready(): string[] {
    return [...this.nodes.values()].filter((node) => node.ready).map(({ name }) => name);
  }

  /** Requests that a process has answered since it was put here. */
  servedBy(name: string): number {
    return this.nodes.get(name)?.served ?? 0;
  }

  /** Whether it is in the middle of a change: it has had one for long enough to have begun it. */
  isAtWork(name: string): boolean {
    const now = performance.now();
    return [...(this.nodes.get(name)?.changes ?? [])].some(({ sinceMs }) => now - sinceMs >= BEGUN_AFTER_MS);
  }

  /** Changes that it was given since it was put here, and that broke off before an answer. */
  brokenOffAt(name: string): number {
    return this.nodes.get(name)?.brokenOff ?? 0;
  }

  async stop(): Promise<void> {
    clearInterval(this.looking);
    for (const { agent } of this.nodes.values()) agent.destroy();
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  private async lookAtAll(): Promise<void> {
    await Promise.all(
      [...this.nodes.values()].map(async (node) => {
        if (node.isAsked) return;
        node.isAsked = true;
        const found = await readinessOf(node.address.href, LOOK_WITHIN_MS);
        node.isAsked = false;
        node.misses = found === 'ready' ? 0 : node.misses + 1;
        if (found === 'ready') node.ready = true;
        else if (found === 'gone' || node.misses >= MISSES_UNTIL_OUT) node.ready = false;
      }),
    );
  }

  private async take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.on('error', () => undefined);
    try {
      // Kept, so that it can be sent to another process: the service's own limit on its size is behind this.
      const body = await buffer(incoming);
      this.pass(incoming, body, outgoing, new Set());
    } catch {
      outgoing.destroy();
    }
  }

  private pass(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, tried: ReadonlySet<Node>): void {
    const node = this.next(tried);
    if (!node) return answer(outgoing, 503, 'no_process_ready', 'No process is ready.');
    const { method = 'GET', url: path } = incoming;
    const { hostname, port } = node.address;
    const length = body.length > 0 ? { 'content-length': body.length } : {};
    const headers = { ...passedOn(incoming.headers), ...forwarded(incoming), ...length };
    let reached = false;
    let isGiven = false;
    const giveToNext = (): void => {
      isGiven = true;
      this.pass(incoming, body, outgoing, new Set([...tried, node]));
    };
    const change = { sinceMs: performance.now() };
    if (method !== 'GET') node.changes.add(change);
    const give = (answered: IncomingMessage, said?: Buffer): void => {
      node.served++;
      outgoing.writeHead(answered.statusCode!, { ...passedOn(answered.headers), 'x-served-by': node.name });
      if (said) return void outgoing.end(said);
      answered.on('error', () => outgoing.destroy());
      answered.pipe(outgoing);
    };
    const passed = request({ agent: node.agent, hostname, port, method, path, headers }, (answered) => {
      node.changes.delete(change);
      if (answered.statusCode === 503 && this.nextOf(new Set([...tried, node])).length > 0) {
        if (isSafeAgain(incoming)) {
          answered.resume();
          return giveToNext();
        }
        // Without a key only who did not begin may have somebody else do it: of a commit nobody may have heard the answer.
        return void buffer(answered).then(
          (said) => (said.includes(NOT_BEGUN) ? giveToNext() : give(answered, said)),
          () => outgoing.destroy(),
        );
      }
      give(answered);
    });
    passed.on('socket', (socket) => {
      if (!socket.connecting) reached = true;
      else socket.once('connect', () => (reached = true));
    });
    passed.setTimeout(SILENT_MS, () => passed.destroy());
    passed.on('close', () => node.changes.delete(change));
    passed.on('error', () => {
      if (reached && node.changes.has(change) && !outgoing.destroyed) node.brokenOff++;
      if (isGiven || outgoing.destroyed) return;
      if (outgoing.headersSent) return void outgoing.destroy();
      if (!reached) node.ready = false;
      if (!reached || method === 'GET') return giveToNext();
      answer(
        outgoing,
        502,
        'process_lost',
        'The process was lost while it worked on this. Send it again with its key.',
      );
    });
    // Whoever hung up wants no answer.
    outgoing.on('close', () => void (outgoing.writableFinished || passed.destroy()));
    passed.end(body);
  }

  private nextOf(tried: ReadonlySet<Node>): Node[] {
    return [...this.nodes.values()].filter((node) => node.ready && !tried.has(node));
  }

  private next(tried: ReadonlySet<Node>): Node | undefined {
    const ready = this.nextOf(tried);
    return ready[this.turn++ % Math.max(1, ready.length)];
  }
}

/** Twice has the effect of once. A key is its caller's: of who has not logged in yet none is kept. */
function isSafeAgain({ method = 'GET', headers }: IncomingMessage): boolean {
  const { authorization, 'idempotency-key': key } = headers;
  return (
    method === 'GET' || method === 'HEAD' || (method === 'POST' && key !== undefined && authorization !== undefined)
  );
}

function passedOn<T extends object>(headers: T): T {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name))) as T;
}

/** It is the first proxy: whatever a caller says of others is not passed on. */
function forwarded({ socket }: IncomingMessage): Record<string, string> {
  return { 'x-forwarded-for': socket.remoteAddress ?? '', 'x-forwarded-proto': 'http' };
}

function answer(outgoing: ServerResponse, status: number, code: string, detail: string): void {
  if (outgoing.destroyed) return;
  outgoing.writeHead(status, { 'content-type': 'application/problem+json', 'retry-after': RETRY_SECONDS });
  outgoing.end(JSON.stringify({ type: `urn:cabstand:problem:${code}`, title: code, status, detail, code }));
}
