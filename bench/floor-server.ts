import { createSecretKey } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import fastify from 'fastify';
import { Pool } from 'pg';
import type { RecordedStatement } from './recording';
import { JWT_SECRET } from './seed';

/** The floor over HTTP: a bare Fastify route with the same token check and validation, and the same statements. */
async function main(): Promise<void> {
  const jwt = new JwtService({ secret: createSecretKey(Buffer.from(JWT_SECRET)) });
  const pool = new Pool({
    connectionString: process.env.FLOOR_DATABASE_URL,
    max: Number(process.env.DATABASE_POOL_SIZE),
  });
  const stories = new Map<string, RecordedStatement[]>();
  const app = fastify({ bodyLimit: 64 * 1024 * 1024 });
  app.post('/load', (request) => {
    for (const [id, statements] of request.body as [string, RecordedStatement[]][]) stories.set(id, statements);
    return {};
  });
  const schema = {
    params: { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } },
    body: {
      type: 'object',
      required: ['driverId'],
      additionalProperties: false,
      properties: { driverId: { type: 'string', format: 'uuid' } },
    },
  };
  app.post<{ Params: { id: string }; Body: { driverId: string } }>(
    '/v1/rides/:id/assign',
    { schema },
    async (request) => {
      jwt.verify(request.headers.authorization!.slice('Bearer '.length), { algorithms: ['HS256'] });
      const client = await pool.connect();
      try {
        for (const { name, text, values } of stories.get(request.params.id)!) {
          await (name === null ? client.query(text) : client.query({ name, text, values: [...values] }));
        }
      } finally {
        client.release();
      }
      return { id: request.params.id, driverId: request.body.driverId, status: 'DRIVER_ASSIGNED' };
    },
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as { port: number };
  console.log(`Cabstand is ready at http://127.0.0.1:${port}`);
  process.once(
    'SIGTERM',
    () =>
      void app
        .close()
        .then(() => pool.end())
        .then(() => process.exit(0)),
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
