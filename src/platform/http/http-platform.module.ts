import { createSecretKey } from 'node:crypto';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccessGuard } from '../auth/access.guard';
import { AccessTokens, AccessTokenSettings } from '../auth/access-tokens';
import { JwtStrategy } from '../auth/jwt.strategy';
import { HealthController } from './health.controller';
import type { HttpSettings } from './http-settings';
import { METRICS_TOKEN, MetricsController } from './metrics.controller';
import { ProblemFilter } from './problem.filter';
import { RequestPipe } from './request.pipe';
import { Shutdown } from './shutdown';

/** Needs, from global modules: a `PrincipalReader`, the `DataSource` of requests, and `Metrics`. */
@Module({})
export class HttpPlatformModule {
  static forRoot(settings: Pick<HttpSettings, 'jwtSecret' | 'accessTokenMinutes' | 'metricsToken'>): DynamicModule {
    const access = new AccessTokenSettings(
      createSecretKey(Buffer.from(settings.jwtSecret)),
      settings.accessTokenMinutes * 60,
    );
    return {
      module: HttpPlatformModule,
      global: true,
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: AccessTokenSettings, useValue: access },
        { provide: METRICS_TOKEN, useValue: { value: settings.metricsToken } },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: RequestPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
        AccessTokens,
        JwtStrategy,
        Shutdown,
      ],
      exports: [AccessTokens, Shutdown],
    };
  }
}
