import { createWriteStream } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { DeleteObjectCommand, GetObjectCommand, GetObjectTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3';

export type ObjectFormat = 'parquet' | 'gzip' | 'lines' | 'other';

/** An object, on the disk for as long as it is worked on. */
export interface Fetched {
  readonly key: string;
  readonly file: string;
  readonly format: ObjectFormat;
  readonly head: Omit<GetObjectCommandOutput, 'Body'>;
}

/** Objects of a bucket, changed only if nobody else has changed them meanwhile. */
export class Store {
  private files = 0;

  constructor(private readonly s3: S3Client, private readonly bucket: string, private readonly directory: string) {}

  /** Does something with an object; nothing where it is gone. */
  public async with<T>(key: string, work: (object: Fetched) => Promise<T>): Promise<T | undefined> {
    const file = this.newFile();
    try {
      const { Body, ...head } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      await pipeline(Body as Readable, createWriteStream(file));
      return await work({ key, file, format: await formatOf(file), head });
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') {
        return undefined;
      }
      throw error;
    } finally {
      await rm(file, { force: true });
    }
  }

  /** Writes a file and puts it in an object's place, deletes the object where nothing is left of it, or leaves it where all is. */
  public async replace({ key, head }: Fetched, write: (target: string) => Promise<'all' | 'some' | 'nothing'>): Promise<'left' | 'rewritten' | 'deleted'> {
    const target = this.newFile();
    try {
      const left = await write(target);
      if (left === 'all') {
        return 'left';
      }
      if (left === 'nothing') {
        await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key, IfMatch: head.ETag }));
        return 'deleted';
      }
      await this.s3.send(new PutObjectCommand({
        Bucket: this.bucket,
        Key: key,
        // not as a stream, which the client would send once only
        Body: await readFile(target),
        IfMatch: head.ETag,
        ContentType: head.ContentType,
        ContentEncoding: head.ContentEncoding,
        ContentDisposition: head.ContentDisposition,
        ContentLanguage: head.ContentLanguage,
        CacheControl: head.CacheControl,
        Metadata: head.Metadata,
        Tagging: await this.tagsOf(key, head),
        StorageClass: head.StorageClass,
        ...head.SSEKMSKeyId === undefined ? {}
          : { ServerSideEncryption: head.ServerSideEncryption, SSEKMSKeyId: head.SSEKMSKeyId, BucketKeyEnabled: head.BucketKeyEnabled },
      }));
      return 'rewritten';
    } finally {
      await rm(target, { force: true });
    }
  }

  /** S3 says how many tags there are to who may read them, and to nobody else. */
  private async tagsOf(key: string, { TagCount = 0, VersionId }: Fetched['head']): Promise<string | undefined> {
    if (TagCount === 0) {
      return undefined;
    }
    const { TagSet = [] } = await this.s3.send(new GetObjectTaggingCommand({ Bucket: this.bucket, Key: key, VersionId }));
    return TagSet.map(({ Key, Value }) => `${encodeURIComponent(Key!)}=${encodeURIComponent(Value!)}`).join('&');
  }

  private newFile(): string {
    return join(this.directory, String(++this.files));
  }
}

/** By its first bytes: names say nothing of it. */
async function formatOf(file: string): Promise<ObjectFormat> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.toString('latin1') === 'PAR1') {
      return 'parquet';
    }
    if (buffer[0] === 0x1f && buffer[1] === 0x8b) {
      return 'gzip';
    }
    return bytesRead === 0 || buffer[0] === 0x7b ? 'lines' : 'other';
  } finally {
    await handle.close();
  }
}
