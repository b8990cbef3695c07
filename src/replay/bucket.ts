import type { S3Client } from '@aws-sdk/client-s3';
import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';

/** What is read at once: small enough to be soon there, so that no connection waits for the pace. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const CHUNK_TIME = 60_000;
const CHUNK_ATTEMPTS = 4;
const FIRST_PAUSE = 200;
/** Less than what is left of a lease that was renewed before the last attempt to put records. */
const WRITE_TIME = 20_000;

const CONTENT_TYPE = 'application/x-ndjson';

/** An object of the bucket. */
export interface StoredObject {
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
  /** Milliseconds since 1970; S3 knows whole seconds. */
  readonly lastModified: number;
}

/** The bucket, as far as the replay uses it. */
export class Bucket {
  constructor(private readonly s3: S3Client, private readonly name: string) {}

  /** All objects below a prefix, in the order of their keys. Those that go meanwhile do not disturb it. */
  public async* list(prefix: string): AsyncGenerator<StoredObject> {
    let token: string | undefined;
    do {
      const page = await this.s3.send(new ListObjectsV2Command({ Bucket: this.name, Prefix: prefix, ContinuationToken: token }));
      for (const { Key, ETag, Size, LastModified } of page.Contents ?? []) {
        yield { key: Key!, etag: ETag!, bytes: Size ?? 0, lastModified: LastModified?.getTime() ?? 0 };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  public async has(key: string): Promise<boolean> {
    return await this.first(key) === key;
  }

  /** The first key that begins so, if there is one. */
  public async first(prefix: string): Promise<string | undefined> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: this.name, Prefix: prefix, MaxKeys: 1 }));
    return Contents[0]?.Key;
  }

  /** An object's bytes, piece by piece. Fails if it changes in between. */
  public async* read({ key, etag, bytes }: StoredObject): AsyncGenerator<Buffer> {
    for (let start = 0; start < bytes; start += CHUNK_BYTES) {
      yield await this.chunk(key, etag, start, Math.min(bytes, start + CHUNK_BYTES) - 1);
    }
  }

  /** Fails rather than take longer than the lease is held: a write that comes late must not replace another run's. */
  public async write(key: string, body: Buffer): Promise<void> {
    await this.s3.send(
      new PutObjectCommand({ Bucket: this.name, Key: key, Body: body, ContentType: CONTENT_TYPE }), { abortSignal: AbortSignal.timeout(WRITE_TIME) },
    );
  }

  /**
   * Copies, then deletes: what ends in between leaves both. Fails if the object has changed since it was listed. Tags, such as those of a
   * scanner, would take further rights to be copied, and stay behind. A bucket that keeps versions, under Object Lock too, keeps this one
   * behind a delete marker.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html#object-lock-managing-delete-markers
   */
  public async move({ key, etag }: Pick<StoredObject, 'key' | 'etag'>, to: string, metadata?: Record<string, string>): Promise<void> {
    const source = [this.name, ...key.split('/')].map(encodeURIComponent).join('/');
    await this.s3.send(new CopyObjectCommand({
      Bucket: this.name,
      Key: to,
      CopySource: source,
      CopySourceIfMatch: etag,
      TaggingDirective: 'REPLACE',
      ...metadata ? { MetadataDirective: 'REPLACE', Metadata: metadata, ContentType: CONTENT_TYPE } : {},
    }));
    await this.s3.send(new DeleteObjectCommand({ Bucket: this.name, Key: key }));
  }

  /** The SDK repeats a request that fails, and not one whose answer breaks off. */
  private async chunk(key: string, etag: string, start: number, end: number): Promise<Buffer> {
    for (let attempt = 1; ; attempt++) {
      const { Body } = await this.s3.send(
        new GetObjectCommand({ Bucket: this.name, Key: key, Range: `bytes=${start}-${end}`, IfMatch: etag }), { abortSignal: AbortSignal.timeout(CHUNK_TIME) },
      );
      try {
        const chunk = Buffer.from(await Body!.transformToByteArray());
        if (chunk.length === end - start + 1) {
          return chunk;
        }
        throw new Error(`S3 sent ${chunk.length} of the bytes ${start} to ${end} of '${key}'`);
      } catch (error) {
        if (attempt === CHUNK_ATTEMPTS) {
          throw error;
        }
        await new Promise((resolve) => { setTimeout(resolve, FIRST_PAUSE * 2 ** attempt); });
      }
    }
  }
}
