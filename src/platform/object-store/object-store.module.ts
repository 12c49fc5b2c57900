import { Module } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { LocalObjectStore } from './local-object-store';
import { ObjectStore } from './object-store';

@Module({
  providers: [
    {
      provide: ObjectStore,
      inject: [Configuration],
      useFactory: (configuration: Configuration): ObjectStore =>
        new LocalObjectStore(configuration.objectStoreDirectory),
    },
  ],
  exports: [ObjectStore],
})
export class ObjectStoreModule {}
