import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between the service and its database, so that the wire can be cut, dropped and stalled. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  /** Those that say nothing more. */
  private readonly silent = new WeakSet<Socket>();
  private state: 'whole' | 'cut' | 'stalled' = 'whole';
  private muting: { readonly first: string; readonly last: string } | null = null;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(host: string, port: number): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new TcpProxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (near) => proxy.join(near, host, port));
    return proxy;
  }

  /** How many connections there are now. */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Every connection breaks, and new ones come up. */
  drop(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Every connection breaks, and none comes up until `mend`. */
  cut(): void {
    this.state = 'cut';
    this.drop();
  }

  /** Every connection stays, new ones too, and no byte passes until `mend`: neither end is told. */
  stall(): void {
    this.state = 'stalled';
    for (const socket of this.sockets) socket.pause();
  }

  /** The connections that there are stay, and no byte passes on them ever again; new ones are well: as after a failover. */
  silence(): void {
    for (const socket of this.sockets) {
      this.silent.add(socket);
      socket.pause();
    }
  }

  /** Once a connection has sent `first`, and then `last`, no answer comes back on it until `mend`; what it sends goes on. */
  muteAt(first: string, last: string): void {
    this.muting = { first, last };
  }

  mend(): void {
    this.state = 'whole';
    this.muting = null;
    for (const socket of this.sockets) if (!this.silent.has(socket)) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket, host: string, port: number): void {
    if (this.state === 'cut') return void near.destroy();
    const far = connect(port, host);
    let [isMarked, isMute] = [false, false];
    const listen = (sent: Buffer): void => {
      if (!this.muting) return;
      isMarked ||= sent.includes(this.muting.first);
      if (!isMarked || !sent.includes(this.muting.last)) return;
      isMute = true;
      far.pause();
    };
    const isHeld = (socket: Socket): boolean =>
      this.state === 'stalled' || this.silent.has(socket) || (isMute && this.muting !== null && socket === far);
    near.on('data', listen);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
      socket.on('end', () => other.end());
      // Not a pipe, which would flow again by itself while the wire is stalled.
      socket.on('data', (chunk: Buffer) => void (other.write(chunk) || socket.pause()));
      other.on('drain', () => void (isHeld(socket) || socket.resume()));
      if (this.state === 'stalled') socket.pause();
    }
  }
}
