import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants';
import type { FastifyContextConfig } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    answersDuringShutdown?: boolean;
    isLongLived?: boolean;
    fileTypes?: readonly string[];
  }
}

/** Beside what another decorator has said of the route; Nest's own would take its place. */
function configured(more: FastifyContextConfig): MethodDecorator {
  return (target, key, descriptor) => {
    const method = descriptor.value as object;
    const known = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, method) as FastifyContextConfig | undefined;
    return RouteConfig({ ...known, ...more })(target, key, descriptor);
  };
}

/** A limit of this route's own, counted apart from the general one. For what may be guessed at: logins and codes. */
export const RateLimit = (limit: { requests: number; perSeconds: number }): MethodDecorator =>
  configured({ rateLimit: { max: limit.requests, timeWindow: limit.perSeconds * 1000 } });

/** For the machines that watch this one: never limited, and answered while shutting down. */
export const ForMonitoring = (): MethodDecorator => configured({ rateLimit: false, answersDuringShutdown: true });

/** The answer goes on until somebody hangs up: how long it took says nothing of how fast this process answers. */
export const LongLived = (): MethodDecorator => configured({ isLongLived: true });

/**
 * Its body may be a file of these types, of the size that `addBodyParsers` gives each: for callers with a token only, whatever
 * else the route asks for. Every other route refuses such a body before it is read.
 */
export const TakesFiles = (...types: readonly string[]): MethodDecorator => configured({ fileTypes: types });
