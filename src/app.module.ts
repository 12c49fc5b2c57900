import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { contexts } from './contexts';
import { ConfigurationModule } from './platform/config/configuration.module';
import type { Configuration } from './platform/config/configuration';
import type { RoleLogins } from './platform/database/roles';
import { ExportsModule } from './platform/exports/exports.module';
import { HttpPlatformModule } from './platform/http/http-platform.module';
import { ImportsModule } from './platform/imports/imports.module';
import type { OutboxOptions } from './platform/outbox/outbox-options';
import { PlatformModule } from './platform/platform.module';
import { TelemetryModule } from './platform/telemetry/telemetry.module';

@Module({})
export class AppModule {
  /** @param modules the contexts to run: all, except in the test of one that hears of the others by their events alone. */
  static forRoot(
    configuration: Configuration,
    logins: RoleLogins,
    outbox?: OutboxOptions,
    modules: readonly Type[] = contexts,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigurationModule.forRoot(configuration),
        TelemetryModule,
        PlatformModule.forRoot(configuration, logins, outbox),
        HttpPlatformModule.forRoot(configuration),
        ImportsModule,
        ExportsModule,
        ...modules,
      ],
    };
  }
}
