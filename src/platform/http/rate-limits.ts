import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessTokens } from '../auth/access-tokens';
import { DomainError } from '../errors/domain-error';
import { networkOf } from './network-of';

const WINDOW_MILLISECONDS = 60_000;
const REMEMBERED_CALLERS = 20_000;

/** A fixed window a caller: the user whom a genuine token names, else the address. Says so in the IETF `RateLimit` headers. */
export async function limitRates(fastify: FastifyInstance, perMinute: number, tokens: AccessTokens): Promise<void> {
  await fastify.register(fastifyRateLimit, {
    max: perMinute,
    timeWindow: WINDOW_MILLISECONDS,
    cache: REMEMBERED_CALLERS,
    enableDraftSpec: true,
    keyGenerator: (request) => callerOf(request, tokens),
    errorResponseBuilder: (_, { ttl }) => {
      const seconds = Math.ceil(ttl / 1000);
      return new DomainError('throttled', 'rate_limited', `Too many requests. Try again in ${seconds} s.`, {
        retryAfterSeconds: seconds,
      });
    },
  });

  // The plugin writes the headers of an earlier draft; this adds those of the current one.
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const limit = reply.getHeader('ratelimit-limit');
    if (limit !== undefined) {
      const rule = request.routeOptions.config.rateLimit;
      const seconds = (rule ? Number(rule.timeWindow) : WINDOW_MILLISECONDS) / 1000;
      reply.header('ratelimit-policy', `"default";q=${limit};w=${seconds}`);
      reply.header(
        'ratelimit',
        `"default";r=${reply.getHeader('ratelimit-remaining')};t=${reply.getHeader('ratelimit-reset')}`,
      );
    }
    done(null, payload);
  });
}

function callerOf(request: FastifyRequest, tokens: AccessTokens): string {
  const { authorization } = request.headers;
  const user = authorization?.startsWith('Bearer ') ? tokens.userOf(authorization.slice(7)) : null;
  return user ?? networkOf(request.ip);
}
