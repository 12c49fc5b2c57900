import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';

/** Over plain HTTP too, as on a developer's machine, the documentation page must find its own scripts. */
const HELMET = { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } };

/**
 * Sends the headers of helmet with every answer. The plugin works them out anew at each request, for a twentieth of what
 * an empty route costs; they never change, so they are taken once from an instance that has it.
 */
export async function sendSecurityHeaders(fastify: FastifyInstance): Promise<void> {
  const headers = await headersOfHelmet();
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

async function headersOfHelmet(): Promise<Record<string, string>> {
  const [bare, protectedOne] = [Fastify(), Fastify()];
  await protectedOne.register(helmet, HELMET);
  try {
    const [without, withHelmet] = await Promise.all([bare.inject('/'), protectedOne.inject('/')]);
    return Object.fromEntries(
      Object.entries(withHelmet.headers)
        .filter(([name, value]) => !(name in without.headers) && value !== undefined)
        .map(([name, value]) => [name, String(value)]),
    );
  } finally {
    await Promise.all([bare.close(), protectedOne.close()]);
  }
}
