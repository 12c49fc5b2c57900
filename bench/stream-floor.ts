import type { ServerResponse } from 'node:http';
import fastify from 'fastify';
import { Client } from 'pg';

/** The floor: bare Fastify, whose streams are each written what one NOTIFY said. */
async function main(): Promise<void> {
  const client = new Client({ connectionString: process.env.FLOOR_DATABASE_URL });
  await client.connect();
  const streams = new Set<ServerResponse>();
  client.on('notification', ({ payload }) => {
    for (const stream of streams) stream.write(`event: change\ndata: ${payload}\n\n`);
  });
  await client.query('LISTEN stream_floor');
  const app = fastify();
  app.get('/v1/stream', (_, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write('event: snapshot\ndata: {}\n\n');
    streams.add(reply.raw);
    reply.raw.on('close', () => streams.delete(reply.raw));
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as { port: number };
  console.log(`Cabstand is ready at http://127.0.0.1:${port}`);
  process.once('SIGTERM', () => process.exit(0));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
