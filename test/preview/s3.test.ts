import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, GetObjectTaggingCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from './temporary';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { startS3 } from '../../preview/servers/s3';

const directory = temporaryDirectory();
const Bucket = 'logs';
let server: LoopbackServer;
let s3: S3Client;

beforeEach(async () => {
  server = await startS3({ logs: directory.path() });
  s3 = new S3Client({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1, endpoint: server.url });
});
afterEach(() => server.close());

const put = async (Key: string, Body = Key, more = {}) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string, more = {}) => (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body!.transformToString();
const refused = (httpStatusCode: number, name: string) => ({ name, $metadata: { httpStatusCode } });

describe('a listing', () => {
  const list = async (more = {}) => s3.send(new ListObjectsV2Command({ Bucket, ...more }));
  const keysOf = async (more = {}) => (await list(more)).Contents?.map(({ Key }) => Key) ?? [];

  test('has the keys below a prefix in the order of their bytes, with what S3 tells of them', async () => {
    for (const key of ['errors/b', 'errors/a/z', 'errors/a-1', 'errors/ä & <1>', 'logs/c', 'errors/B', 'error']) {
      await put(key);
    }
    expect(await keysOf({ Prefix: 'errors/' })).toEqual(['errors/B', 'errors/a-1', 'errors/a/z', 'errors/b', 'errors/ä & <1>']);
    expect(await keysOf({ Prefix: 'none/' })).toEqual([]);
    const [found] = (await list({ Prefix: 'logs/' })).Contents!;
    expect(found).toMatchObject({ Key: 'logs/c', Size: 6, ETag: (await s3.send(new HeadObjectCommand({ Bucket, Key: 'logs/c' }))).ETag });
    expect(found.LastModified!.getMilliseconds()).toBe(0);
  });

  test('comes page by page, and what goes in between does not disturb it', async () => {
    for (let index = 0; index < 7; index++) {
      await put(`errors/${index}`);
    }
    const first = await list({ Prefix: 'errors/', MaxKeys: 3 });
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 3 });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'errors/2' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'errors/3' }));
    const second = await list({ Prefix: 'errors/', MaxKeys: 3, ContinuationToken: first.NextContinuationToken });
    expect(second.Contents!.map(({ Key }) => Key)).toEqual(['errors/4', 'errors/5', 'errors/6']);
    expect(second).toMatchObject({ IsTruncated: false });
    expect(second.NextContinuationToken).toBeUndefined();
    expect(await keysOf({ StartAfter: 'errors/5' })).toEqual(['errors/6']);
  });

  test('has at most 1,000 keys a page', async () => {
    for (let index = 0; index < 1_001; index++) {
      const file = join(directory.path(), `errors/${index}`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '');
    }
    const { KeyCount, IsTruncated } = await list({ MaxKeys: 5_000 });
    expect([KeyCount, IsTruncated]).toEqual([1_000, true]);
  });

  test('fails by name for what the preview does not carry out', async () => {
    await expect(list({ Delimiter: '/' })).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('\'delimiter\'') as string });
  });
});

describe('a conditional write', () => {
  test('with If-None-Match: * makes what is not there, and nothing else', async () => {
    const { ETag } = await put('lease', 'one', { IfNoneMatch: '*' });
    await expect(put('lease', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject(refused(412, 'PreconditionFailed'));
    expect(await get('lease')).toBe('one');
    expect(ETag).toBeDefined();
  });

  test('with If-Match replaces what is known, and nothing else', async () => {
    await expect(put('lease', 'one', { IfMatch: '"x"' })).rejects.toMatchObject(refused(404, 'NoSuchKey'));
    const { ETag } = await put('lease', 'one');
    const next = await put('lease', 'two', { IfMatch: ETag });
    await expect(put('lease', 'three', { IfMatch: ETag })).rejects.toMatchObject(refused(412, 'PreconditionFailed'));
    expect(await get('lease', { IfMatch: next.ETag })).toBe('two');
  });

  test('is made by one of many at once', async () => {
    for (let round = 0; round < 5; round++) {
      const results = await Promise.allSettled(Array.from({ length: 10 }, async (_, index) => put(`lease-${round}`, String(index), { IfNoneMatch: '*' })));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  test('fails by name for another condition', async () => {
    await expect(put('lease', 'one', { IfNoneMatch: '"x"' })).rejects.toMatchObject(refused(501, 'NotImplemented'));
  });
});

describe('a copy', () => {
  const copy = async (Key: string, CopySource: string, more = {}) => s3.send(new CopyObjectCommand({ Bucket, Key, CopySource, ...more }));

  test('is the same object under another key, its metadata too', async () => {
    const { ETag } = await put('errors/a b', 'content', { Metadata: { day: '31' } });
    expect((await copy('replayed/a', `${Bucket}/errors/a%20b`)).CopyObjectResult?.ETag).toBe(ETag);
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'replayed/a' }))).toMatchObject({ ETag, Metadata: { day: '31' } });
    expect(await get('errors/a b')).toBe('content');
  });

  test('fails for what is not there, for itself, and by name for conditions', async () => {
    await expect(copy('b', `${Bucket}/a`)).rejects.toMatchObject(refused(404, 'NoSuchKey'));
    await put('a');
    await expect(copy('a', `${Bucket}/a`)).rejects.toMatchObject(refused(400, 'InvalidRequest'));
    await expect(copy('b', `${Bucket}/a`, { CopySourceIfMatch: '"x"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(copy('b', `${Bucket}/a`, { CopySourceIfNoneMatch: '"x"' })).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('x-amz-copy-source-if-none-match') as string });
    await expect(copy('b', `${Bucket}/a`, { IfNoneMatch: '*' })).rejects.toMatchObject(refused(501, 'NotImplemented'));
  });
});

test('a deleted object is gone, and deleting it again does not fail', async () => {
  await put('a');
  for (let times = 0; times < 2; times++) {
    expect((await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))).$metadata.httpStatusCode).toBe(204);
    await expect(get('a')).rejects.toMatchObject(refused(404, 'NoSuchKey'));
  }
  await expect(s3.send(new DeleteObjectCommand({ Bucket, Key: 'a', IfMatch: '"x"' }))).rejects.toMatchObject(refused(501, 'NotImplemented'));
});

test('a part of an object comes by its range', async () => {
  await put('a', '0123456789');
  expect(await get('a', { Range: 'bytes=2-4' })).toBe('234');
  expect(await get('a', { Range: 'bytes=8-20' })).toBe('89');
  const { ContentRange, ContentLength } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=2-4' }));
  expect([ContentRange, ContentLength]).toEqual(['bytes 2-4/10', 3]);
  await expect(get('a', { Range: 'bytes=10-20' })).rejects.toMatchObject(refused(416, 'InvalidRange'));
  await expect(get('a', { Range: 'bytes=-3' })).rejects.toMatchObject(refused(501, 'NotImplemented'));
});

test('an operation that the preview has not is refused by name', async () => {
  await put('a');
  await expect(s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('\'tagging\'') as string });
});
