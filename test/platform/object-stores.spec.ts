import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { AttendanceModule } from '../../src/contexts/attendance/attendance.module';
import { LocalObjectStore } from '../../src/platform/object-store/local-object-store';
import { objectKey, ObjectStore, ObjectStoreDown } from '../../src/platform/object-store/object-store';
import { S3ObjectStore } from '../../src/platform/object-store/s3-object-store';
import { SignedLinks } from '../../src/platform/object-store/signed-links';
import { masked } from '../../src/platform/telemetry/masking';
import { TestApplication } from '../support/application';
import { S3_BUCKET, S3_KEYS, S3Server } from '../support/s3-server';

const TYPE = 'application/pdf';
const options = (endpoint: string) => ({
  ...{ endpoint, region: 'ap-south-1', bucket: S3_BUCKET, timeoutMs: 30_000 },
  ...S3_KEYS,
});

async function local(): Promise<{ store: ObjectStore; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'cabstand-objects-'));
  return { store: new LocalObjectStore(folder), stop: async () => rmSync(folder, { recursive: true, force: true }) };
}

async function s3(): Promise<{ store: ObjectStore; stop: () => Promise<void> }> {
  const server = await S3Server.start();
  const store = await S3ObjectStore.connect(options(server.endpoint));
  return {
    store,
    stop: async () => {
      store.onApplicationShutdown();
      await server.stop();
    },
  };
}

describe.each([
  ['LocalObjectStore', local],
  ['S3ObjectStore', s3],
])('%s keeps the promises of an object store:', (_name, start) => {
  let store: ObjectStore;
  let stop: () => Promise<void>;
  let key: string;
  beforeAll(async () => ({ store, stop } = await start()));
  beforeEach(() => (key = objectKey('documents', randomUUID(), randomUUID(), TYPE)));
  afterAll(() => stop());

  it('gives back what was put, byte for byte, with its type, at once or as a stream', async () => {
    const bytes = randomBytes(1_000);
    await store.put(key, bytes, TYPE);
    const stored = await store.get(key);
    expect(Buffer.from(stored!.bytes)).toEqual(bytes);
    const opened = await store.open(key);
    expect(await buffer(opened!.stream)).toEqual(bytes);
    expect([stored!.contentType, opened!.contentType, opened!.byteLength]).toEqual([TYPE, TYPE, 1_000]);
  });

  it('keeps what is empty', async () => {
    await store.put(key, Buffer.alloc(0), TYPE);
    expect((await store.get(key))!.bytes).toHaveLength(0);
  });

  it('keeps what is big', async () => {
    const bytes = Buffer.alloc(24 * 1024 * 1024, randomBytes(977));
    await store.put(key, bytes, TYPE);
    const opened = await store.open(key);
    expect(opened!.byteLength).toBe(bytes.length);
    expect((await buffer(opened!.stream)).equals(bytes)).toBe(true);
  });

  it('replaces, deletes, and does not mind deleting what is not there', async () => {
    expect([await store.get(key), await store.open(key)]).toEqual([null, null]);
    await store.delete(key);
    await store.put(key, Buffer.from('older'), TYPE);
    await store.put(key, Buffer.from('newer'), TYPE);
    expect(Buffer.from((await store.get(key))!.bytes).toString()).toBe('newer');
    await store.delete(key);
    expect(await store.get(key)).toBeNull();
  });

  it('shows one whole object or the other while both are put at once', async () => {
    const wholes = [1, 2, 3, 4].map((n) => Buffer.alloc(50_000 * n, n));
    await store.put(key, wholes[0]!, TYPE);
    const puts = Array.from({ length: 24 }, (_, i) => store.put(key, wholes[i % 4]!, TYPE));
    for (let i = 0; i < 12; i++) {
      const bytes = Buffer.from((await store.get(key))!.bytes);
      expect(wholes.some((whole) => whole.equals(bytes))).toBe(true);
    }
    await Promise.all(puts);
  });

  it('takes many at once, each under its own key', async () => {
    const keys = Array.from({ length: 40 }, () => objectKey('documents', randomUUID(), randomUUID(), TYPE));
    await Promise.all(keys.map((one) => store.put(one, Buffer.from(one), TYPE)));
    const found = await Promise.all(keys.map((one) => store.get(one)));
    expect(found.map((object) => Buffer.from(object!.bytes).toString())).toEqual(keys);
  });

  it('neither writes nor reads under a key that is none', async () => {
    const organization = randomUUID();
    for (const odd of [
      '',
      '/',
      '..',
      `documents/../${organization}/x.pdf`,
      `${key}?versionId=1`,
      `${key}#a`,
      `${key} `,
      `${key}\n`,
      `${key}\0`,
      key.toUpperCase(),
      `documents/${organization}/लाइसेंस.pdf`,
      `documents/${organization}/a+b%2F..pdf`,
      `//${key}`,
      key.replace('.pdf', '.exe'),
    ]) {
      await expect(store.put(odd, Buffer.from('x'), TYPE)).rejects.toThrow('is not the key of an object');
      expect([await store.get(odd), await store.open(odd)]).toEqual([null, null]);
      await store.delete(odd);
    }
    expect(await store.get(key)).toBeNull();
  });

  it('refuses a type that the ending of the key does not name', async () => {
    await expect(store.put(key, Buffer.from('x'), 'text/html')).rejects.toThrow('cannot be of the type');
  });
});

describe('S3ObjectStore', () => {
  let connected: S3ObjectStore[] = [];
  afterEach(() => {
    for (const store of connected) store.onApplicationShutdown();
    connected = [];
  });
  const connect = async (wanted: Parameters<typeof S3ObjectStore.connect>[0]): Promise<S3ObjectStore> => {
    const store = await S3ObjectStore.connect(wanted);
    connected.push(store);
    return store;
  };
  const key = objectKey('documents', randomUUID(), randomUUID(), TYPE);
  const downs = async (store: ObjectStore): Promise<void> => {
    await expect(store.get(key)).rejects.toThrow(ObjectStoreDown);
    await expect(store.open(key)).rejects.toThrow(ObjectStoreDown);
    await expect(store.put(key, Buffer.from('x'), TYPE)).rejects.toThrow(ObjectStoreDown);
    await expect(store.delete(key)).rejects.toThrow(ObjectStoreDown);
  };

  it('tells a store that is down from an object that is missing', async () => {
    const server = await S3Server.start();
    const store = await connect(options(server.endpoint));
    expect(await store.get(key)).toBeNull();
    await server.stop();
    await downs(store);
  });

  it.each([
    ['an unknown key', { accessKeyId: 'AKIAHUNTER2' }],
    ['a bucket that is not there', { bucket: 'somewhere-else' }],
  ])('takes %s for a store that does not answer, and tells no secret', async (_what, wrong) => {
    const server = await S3Server.start();
    const store = await connect({
      ...{ ...options(server.endpoint), secretAccessKey: 'hunter2' },
      ...wrong,
    });
    const error: unknown = await store.get(key).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ObjectStoreDown);
    expect(inspect(error, { depth: 8 })).not.toContain('hunter2');
    expect(inspect(store, { depth: 8, showHidden: true })).not.toContain('hunter2');
    expect(inspect(masked({ secretAccessKey: 'hunter2', OBJECT_STORE_SECRET_KEY: 'hunter2' }))).not.toContain(
      'hunter2',
    );
    await server.stop();
  });

  it.each([
    ['answers 500', (server: Server) => server.on('request', (_, response) => response.writeHead(500).end())],
    [
      'refuses the signature',
      (server: Server) =>
        server.on('request', (_, response) =>
          response
            .writeHead(403, { 'content-type': 'application/xml' })
            .end('<Error><Code>SignatureDoesNotMatch</Code><Message>No.</Message></Error>'),
        ),
    ],
    ['hangs up', (server: Server) => server.on('request', (_, response) => response.destroy())],
    ['never answers', (server: Server) => server],
    [
      'is something else',
      (server: Server) => server.on('request', (_, response) => response.writeHead(404).end('<html>')),
    ],
  ])('takes for down what %s', async (_what, behave) => {
    const server = behave(createServer()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await downs(await connect({ ...options(endpoint), timeoutMs: 300 }));
    server.closeAllConnections();
    server.close();
  });

  it('is what the service keeps its files in where it is told so, and a store that is down is answered 503', async () => {
    const server = await S3Server.start();
    const application = await TestApplication.start({
      contexts: [AttendanceModule],
      environment: {
        ...{ OBJECT_STORE: 's3', OBJECT_STORE_ENDPOINT: server.endpoint, OBJECT_STORE_BUCKET: S3_BUCKET },
        ...{ OBJECT_STORE_ACCESS_KEY: S3_KEYS.accessKeyId, OBJECT_STORE_SECRET_KEY: S3_KEYS.secretAccessKey },
      },
    });
    const store = application.app.get(ObjectStore, { strict: false });
    expect(store).toBeInstanceOf(S3ObjectStore);
    await store.put(key, Buffer.from('%PDF'), TYPE);
    const { path } = application.app.get(SignedLinks, { strict: false }).issue(key, 'x', {
      ...{ userId: randomUUID(), entity: 'document', entityId: randomUUID() },
    });
    expect(await application.call('GET', path)).toMatchObject({ status: 200, body: '%PDF' });
    await server.stop();
    expect(await application.call('GET', path)).toMatchObject({ status: 503, body: { code: 'object_store_down' } });
    await application.stop();
  });
});
