import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { listen } from '../../preview/servers/loopback';
import { Bucket } from '../../src/replay/bucket';

const CONTENT = Buffer.alloc(10_000_000, 'abcdefghij');
const OBJECT = { key: 'errors/a', etag: '"1"', bytes: CONTENT.length, lastModified: 0 };

const clientOf = ({ url }: LoopbackServer) => new S3Client({
  endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, forcePathStyle: true, maxAttempts: 1,
});

/** S3 with one object; it answers the requests whose numbers are named by half, or not to the end. */
function serving(...broken: number[]) {
  const ranges: string[] = [];
  return listen((request, response) => {
    const [, start, end] = /bytes=(\d+)-(\d+)/.exec(request.headers.range!)!.map(Number);
    ranges.push(request.headers.range!);
    const part = CONTENT.subarray(start, end + 1);
    response.writeHead(206, { 'content-length': part.length, 'etag': '"1"' });
    if (!broken.includes(ranges.length)) {
      return void response.end(part);
    }
    response.write(part.subarray(0, part.length / 2), () => response.destroy());
  }).then((server) => ({ server, ranges }));
}

test('an object that is moved is deleted without a version, so that a bucket with versions, and with Object Lock, hides it', async () => {
  const requests: string[] = [];
  const server = await listen((request, response) => {
    request.resume();
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(request.method === 'DELETE' ? 204 : 200, { 'content-type': 'application/xml' })
      .end(request.method === 'DELETE' ? undefined : '<CopyObjectResult><ETag>"1"</ETag></CopyObjectResult>');
  });
  try {
    await new Bucket(clientOf(server), 'bucket').move(OBJECT, 'replayed/a');
    expect(requests).toEqual(['PUT /bucket/replayed/a?x-id=CopyObject', 'DELETE /bucket/errors/a?x-id=DeleteObject']);
  } finally {
    server.close();
  }
});

describe('an object that is read', () => {
  let server: LoopbackServer;
  afterEach(() => server.close());

  const read = async () => {
    const parts: Buffer[] = [];
    for await (const part of new Bucket(clientOf(server), 'bucket').read(OBJECT)) {
      parts.push(part);
    }
    return Buffer.concat(parts);
  };

  test('comes in pieces, so that no connection waits for the pace', async () => {
    const served = await serving();
    ({ server } = served);
    expect((await read()).equals(CONTENT)).toBe(true);
    expect(served.ranges).toEqual(['bytes=0-4194303', 'bytes=4194304-8388607', 'bytes=8388608-9999999']);
  });

  test('is asked for again where an answer breaks off, and there alone', async () => {
    const served = await serving(2, 3);
    ({ server } = served);
    expect((await read()).equals(CONTENT)).toBe(true);
    expect(served.ranges.filter((range) => range.startsWith('bytes=4194304'))).toHaveLength(3);
    expect(served.ranges).toHaveLength(5);
  });

  test('fails where each answer breaks off', async () => {
    ({ server } = await serving(1, 2, 3, 4));
    await expect(read()).rejects.toThrow('aborted');
  });
});
