import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Pool, type PoolClient } from 'pg';
import { dataSourceOptions } from '../../ormconfig';
import { databaseTrouble } from '../../src/platform/http/database-trouble';

const message = (type: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};
const WELCOME = [message('R', Buffer.alloc(4)), message('K', Buffer.alloc(8)), message('Z', Buffer.from('I'))];
const FAREWELL = message(
  'E',
  Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
);

/** Found by the fault campaign: the process ended with a connection that came up as PostgreSQL was killed. */
describe('a connection that ends as it comes up', () => {
  let server: Server;
  let pool: Pool;

  beforeAll(async () => {
    server = createServer((socket) => {
      // Welcome and farewell in one piece: the client reads both before anything else of its process runs.
      socket.once('data', () => socket.end(Buffer.concat([...WELCOME, FAREWELL])));
      socket.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `postgres://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/nothing`;
    const options = { url, role: 'cabstand_runtime', poolSize: 1, applicationName: 'test' } as const;
    pool = new Pool({ connectionString: url, ...(dataSourceOptions(options) as { extra: object }).extra });
    pool.on('error', () => undefined);
  });
  afterAll(async () => {
    await pool.end();
    server.close();
  });

  it('is told to whoever asks by it, and ends nothing else', async () => {
    // As TypeORM takes it: who gets the connection listens to it a turn later.
    const [client, release] = await new Promise<[PoolClient, (error?: Error) => void]>((resolve, reject) => {
      pool.connect((error, taken, done) => (error ? reject(error) : resolve([taken!, done])));
    });
    const failure: unknown = await client.query('SELECT 1').catch((error: unknown) => error);
    release();
    expect(databaseTrouble(failure)).toMatchObject({ status: 503, code: 'database_unavailable' });
  });
});
