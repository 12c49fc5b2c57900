import type { Readable } from 'node:stream';
import type { OnApplicationShutdown } from '@nestjs/common';
import type * as Client from '@aws-sdk/client-s3';
import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import {
  assertStorable,
  ObjectStore,
  ObjectStoreDown,
  type OpenedObject,
  parseObjectKey,
  type StoredObject,
} from './object-store';

export interface S3Options {
  /** Null: Amazon's own, of the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** For one call, of up to two, in milliseconds; the bytes of what is found may take longer. */
  readonly timeoutMs: number;
}

type Sdk = typeof Client;

const CONNECTION_TIMEOUT_MS = 2_000;
const ATTEMPTS = 2;

/**
 * Objects in a bucket of S3, or of a store that speaks its protocol, addressed by path. A put is whole or not at all by the
 * protocol's own promise. Never lists, so that the credentials need no more than to get, put and delete, and to see the bucket:
 * without `s3:ListBucket` S3 answers 403 for what is missing, which is taken for a store that does not answer.
 */
export class S3ObjectStore extends ObjectStore implements OnApplicationShutdown {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {
    super();
  }

  /** The library takes half a second and 25 MB, so it is loaded where it is used. Nothing is asked of the store yet. */
  static async connect({ endpoint, region, bucket, timeoutMs, ...keys }: S3Options): Promise<S3ObjectStore> {
    const sdk = await import('@aws-sdk/client-s3');
    const client = new sdk.S3Client({
      region,
      ...(endpoint === null ? {} : { endpoint }),
      forcePathStyle: true,
      credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey },
      maxAttempts: ATTEMPTS,
      requestHandler: {
        connectionTimeout: CONNECTION_TIMEOUT_MS,
        requestTimeout: timeoutMs,
        throwOnRequestTimeout: true,
      },
      // Not every compatible store knows the checksums that Amazon's took to.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return new S3ObjectStore(sdk, client, bucket);
  }

  override async put(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    assertStorable(key, contentType);
    const command = new this.sdk.PutObjectCommand({
      ...{ Bucket: this.bucket, Key: key, Body: bytes },
      ...{ ContentType: contentType, ContentLength: bytes.byteLength },
    });
    await answerOf(this.client.send(command));
  }

  override async get(key: string): Promise<StoredObject | null> {
    const found = await this.find(key);
    if (!found) return null;
    const bytes = await answerOf(found.Body!.transformToByteArray());
    return { bytes, contentType: parseObjectKey(key)!.contentType };
  }

  override async open(key: string): Promise<OpenedObject | null> {
    const found = await this.find(key);
    if (!found) return null;
    return {
      stream: found.Body as Readable,
      contentType: parseObjectKey(key)!.contentType,
      byteLength: found.ContentLength!,
    };
  }

  override async delete(key: string): Promise<void> {
    if (!parseObjectKey(key)) return;
    await answerOf(this.client.send(new this.sdk.DeleteObjectCommand({ Bucket: this.bucket, Key: key })));
  }

  onApplicationShutdown(): void {
    this.client.destroy();
  }

  private async find(key: string): Promise<GetObjectCommandOutput | null> {
    if (!parseObjectKey(key)) return null;
    const asked = this.client.send(new this.sdk.GetObjectCommand({ Bucket: this.bucket, Key: key }));
    return answerOf(
      asked.catch((error: unknown) => {
        if (error instanceof this.sdk.NoSuchKey) return null;
        throw error;
      }),
    );
  }
}

/** Whatever else goes wrong (unreachable, too slow, refused, no such bucket) says nothing of the object. */
async function answerOf<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    throw new ObjectStoreDown({ cause });
  }
}
