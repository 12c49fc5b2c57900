import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** 0: none was read. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** Until the server closed. */
  readonly milliseconds: number;
}

/** Bytes as they are, for what no honest client would send. Resolves when the server closes the connection. */
export function sendRaw(url: string, bytes: string | Buffer, meanwhile?: (socket: Socket) => void): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const begin = Date.now();
    const received: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write(bytes);
      meanwhile?.(socket);
    });
    socket.on('data', (chunk) => received.push(chunk));
    // A server that refuses may reset what the client still sends, before its answer was read.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!['EPIPE', 'ECONNRESET'].includes(error.code ?? '')) reject(error);
    });
    socket.on('close', () => {
      const text = Buffer.concat(received).toString();
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      resolve({ status, head, body: rest.join('\r\n\r\n'), milliseconds: Date.now() - begin });
    });
  });
}

/** A request as a browser would write it, closing after its answer. */
export function rawRequest(method: string, path: string, headers: Record<string, string>, body = ''): string {
  const lines = Object.entries({ host: 'cabstand', connection: 'close', ...headers }).map(([n, v]) => `${n}: ${v}`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
