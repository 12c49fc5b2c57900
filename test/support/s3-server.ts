import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';

interface Incoming {
  readonly bucket: string;
  readonly key: string;
  readonly metadata: object;
  readonly content: Buffer | NodeJS.ReadableStream;
}

interface Store {
  getResourcePath(bucket: string, key: string, resource: string): string;
  putMetadata(bucket: string, key: string, metadata: object): Promise<void>;
  getObject(bucket: string, key: string, options: object): Promise<unknown>;
  putObject(object: Incoming): Promise<{ size: number; md5: string }>;
}

interface S3rver {
  readonly store: Store;
  readonly httpServer: Server;
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}

type S3rverClass = new (options: object) => S3rver;

export const S3_BUCKET = 'cabstand-files';
/** The only account that s3rver knows. It looks at the key's id and not at the signature. */
export const S3_KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } as const;

/** A server that speaks S3, in this process and in a folder of its own. */
export class S3Server {
  private constructor(
    private readonly server: S3rver,
    private readonly directory: string,
    readonly endpoint: string,
  ) {}

  static async start(): Promise<S3Server> {
    const S3rver = createRequire(__filename)('s3rver') as S3rverClass;
    const directory = mkdtempSync(join(tmpdir(), 'cabstand-s3-'));
    const server = new S3rver({
      ...{ address: '127.0.0.1', port: 0, silent: true, directory },
      configureBuckets: [{ name: S3_BUCKET }],
    });
    showWholeObjects(server.store);
    const { port } = await server.run();
    return new S3Server(server, directory, `http://127.0.0.1:${port}`);
  }

  async stop(): Promise<void> {
    this.server.httpServer.closeAllConnections();
    await this.server.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** S3 shows an object whole or not at all; this server shows it while it is written, with the length of the one before. */
function showWholeObjects(store: Store): void {
  const getObject = store.getObject.bind(store);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act);
    last = turn.catch(() => undefined);
    return turn;
  };
  store.getObject = (...asked) => inTurn(() => getObject(...asked));
  store.putObject = async ({ bucket, key, metadata, content }) => {
    const bytes = Buffer.isBuffer(content) ? content : await buffer(content);
    return inTurn(async () => {
      const path = store.getResourcePath(bucket, key, 'object');
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.new`, bytes);
      await store.putMetadata(bucket, key, metadata);
      await rename(`${path}.new`, path);
      return { size: bytes.length, md5: '0' };
    });
  };
}
