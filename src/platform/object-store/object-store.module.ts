import { Module } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { DownloadFile } from './download-file';
import { FilesController } from './files.controller';
import { LocalObjectStore } from './local-object-store';
import { ObjectStore } from './object-store';
import { S3ObjectStore } from './s3-object-store';
import { SignedLinks } from './signed-links';

/** A caller waits; a file of five MiB must get there all the same. */
const TIMEOUT_MS = 15_000;

@Module({
  controllers: [FilesController],
  providers: [
    {
      provide: ObjectStore,
      inject: [Configuration],
      useFactory: ({ objectStore, objectStoreDirectory }: Configuration): ObjectStore | Promise<ObjectStore> =>
        objectStore.provider === 's3'
          ? S3ObjectStore.connect({ ...objectStore, timeoutMs: TIMEOUT_MS })
          : new LocalObjectStore(objectStoreDirectory),
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
