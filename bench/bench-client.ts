import { Agent, request } from 'node:http';

/** An answer that is not 2xx. */
export class RefusedRequest extends Error {
  /** Of a problem document; else empty. */
  readonly code: string;

  constructor(method: string, path: string, status: number, text: string) {
    super(`${method} ${path}: ${status} ${text}`);
    this.code = /"code":"([a-z_]+)"/.exec(text)?.[1] ?? '';
  }
}

/** Keep-alive JSON over node:http: the leanest client there is, since it shares the cores with what it measures. */
export class BenchClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });
  private readonly host: URL;

  constructor(url: string) {
    this.host = new URL(url);
  }

  /** @throws RefusedRequest */
  call<T>(method: string, path: string, token: string, body?: object | Buffer, type = 'application/json'): Promise<T> {
    const payload = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const headers: Record<string, string | number> = { authorization: `Bearer ${token}` };
      if (payload) Object.assign(headers, { 'content-type': type, 'content-length': payload.length });
      const { hostname, port } = this.host;
      const outgoing = request({ agent: this.agent, hostname, port, method, path, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (incoming.statusCode! >= 300) reject(new RefusedRequest(method, path, incoming.statusCode!, text));
          else resolve((text === '' ? undefined : JSON.parse(text)) as T);
        });
        incoming.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  }

  post<T>(path: string, token: string, body?: object): Promise<T> {
    return this.call<T>('POST', path, token, body);
  }

  close(): void {
    this.agent.destroy();
  }
}
