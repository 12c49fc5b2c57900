import { Module } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { DownloadFile } from './download-file';
import { FilesController } from './files.controller';
import { LocalObjectStore } from './local-object-store';
import { ObjectStore } from './object-store';
import { SignedLinks } from './signed-links';

@Module({
  controllers: [FilesController],
  providers: [
    {
      provide: ObjectStore,
      inject: [Configuration],
      useFactory: (configuration: Configuration): ObjectStore =>
        new LocalObjectStore(configuration.objectStoreDirectory),
    },
    {
      provide: SignedLinks,
      inject: [Configuration],
      useFactory: ({ jwtSecret }: Configuration): SignedLinks => new SignedLinks(jwtSecret),
    },
    DownloadFile,
  ],
  exports: [ObjectStore, SignedLinks],
})
export class ObjectStoreModule {}
