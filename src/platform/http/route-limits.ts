import { RouteConfig } from '@nestjs/platform-fastify';
import 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    answersDuringShutdown?: boolean;
    isLongLived?: boolean;
  }
}

/** A limit of this route's own, counted apart from the general one. For what may be guessed at: logins and codes. */
export const RateLimit = (limit: { requests: number; perSeconds: number }): MethodDecorator =>
  RouteConfig({ rateLimit: { max: limit.requests, timeWindow: limit.perSeconds * 1000 } });

/** For the machines that watch this one: never limited, and answered while shutting down. */
export const ForMonitoring = (): MethodDecorator => RouteConfig({ rateLimit: false, answersDuringShutdown: true });

/** The answer goes on until somebody hangs up: how long it took says nothing of how fast this process answers. */
export const LongLived = (): MethodDecorator => RouteConfig({ isLongLived: true });
