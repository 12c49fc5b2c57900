import { type DynamicModule, Module } from '@nestjs/common';
import { Configuration } from './configuration';

/** Makes the one `Configuration` injectable everywhere. */
@Module({})
export class ConfigurationModule {
  static forRoot(configuration: Configuration): DynamicModule {
    return {
      module: ConfigurationModule,
      global: true,
      providers: [{ provide: Configuration, useValue: configuration }],
      exports: [Configuration],
    };
  }
}
