import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { listen } from '../../preview/servers/loopback';
import { startS3 } from '../../preview/servers/s3';
import { Lease, LeaseLost } from '../../src/replay/lease';
import { temporaryDirectory } from '../preview/temporary';

const START = Date.UTC(2026, 0, 31);
const directory = temporaryDirectory();
let server: LoopbackServer;
let now: number;

beforeEach(async () => {
  server = await startS3({ bucket: directory.path() });
  now = START;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
  server.close();
});

const client = (endpoint = server.url, maxAttempts = 1) => new S3Client({
  endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, forcePathStyle: true, maxAttempts,
});
const take = async (s3 = client()) => Lease.take(s3, 'bucket');
const taken = async (s3?: S3Client) => {
  const lease = await take(s3);
  expect(lease).toBeInstanceOf(Lease);
  return lease as Lease;
};

describe('a lease', () => {
  test('is one run\'s for a minute, and for as long as it says that it is at work', async () => {
    const first = await taken();
    expect(await take()).toEqual({ until: START + 60_000 });
    now += 50_000;
    await first.renew();
    now += 50_000;
    expect(await take()).toEqual({ until: START + 110_000 });
  });

  test('is written again after ten seconds, not before', async () => {
    const lease = await taken();
    now += 9_999;
    expect(lease.isDue).toBe(false);
    await lease.renew();
    expect(await take()).toEqual({ until: START + 60_000 });
    now += 1;
    expect(lease.isDue).toBe(true);
    await lease.renew();
    expect(lease.isDue).toBe(false);
    expect(await take()).toEqual({ until: START + 70_000 });
  });

  test('is written at once where somebody wants to be sure of it', async () => {
    const first = await taken();
    now += 5_000;
    await first.hold();
    expect(await take()).toEqual({ until: START + 65_000 });
    now += 60_001;
    await taken();
    await expect(first.hold()).rejects.toThrow(LeaseLost);
  });

  test('is taken over when it ran out, with what was begun, and lost for whoever had it', async () => {
    const first = await taken();
    first.note('errors/a', { etag: '"1"', lines: 7 });
    first.note('errors/b', { etag: '"2"', lines: 8 });
    first.forget('errors/b');
    now += 59_999;
    await first.renew();
    now += 60_000;
    const second = await taken();
    expect([second.linesDone('errors/a', '"1"'), second.linesDone('errors/a', '"changed"'), second.linesDone('errors/b', '"2"')]).toEqual([7, 0, 0]);
    now += 10_000;
    await expect(first.renew()).rejects.toThrow(LeaseLost);
    await first.release();
    expect(await take()).toMatchObject({ until: expect.any(Number) as number });
    await second.renew();
  });

  test('goes on for a run that was only late', async () => {
    const lease = await taken();
    now += 3_600_000;
    await lease.renew();
    expect(await take()).toMatchObject({ until: now + 60_000 });
  });

  test('is lost where somebody has deleted it', async () => {
    const lease = await taken();
    await fetch(`${server.url}/bucket/replayed/lease.json`, { method: 'DELETE' });
    now += 10_000;
    await expect(lease.renew()).rejects.toThrow('is no longer this run\'s');
    await lease.release();
    await taken();
  });

  test('is free once it is given back', async () => {
    const first = await taken();
    first.note('errors/a', { etag: '"1"', lines: 7 });
    await first.release();
    const second = await taken();
    expect(second.linesDone('errors/a', '"1"')).toBe(7);
  });

  test('is one run\'s alone, however many ask at once', async () => {
    for (const round of [1, 2, 3]) {
      const leases = (await Promise.all(Array.from({ length: 8 }, async () => take()))).filter((lease) => lease instanceof Lease);
      expect(leases, `round ${round}`).toHaveLength(1);
      now += 61_000;
    }
  });

  test('is known as one\'s own where the answer to its writing got lost, and the SDK wrote it again', async () => {
    let lose = 0;
    const front = await listen(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length', 'expect'].includes(name))) as Record<string, string>;
      const answer = await fetch(server.url + request.url!, { method: request.method, headers, body: request.method === 'PUT' ? Buffer.concat(chunks) : undefined });
      if (request.method === 'PUT' && lose-- > 0) {
        return void response.destroy();
      }
      response.writeHead(answer.status, { etag: answer.headers.get('etag') ?? '' }).end(Buffer.from(await answer.arrayBuffer()));
    });
    try {
      lose = 1;
      const lease = await taken(client(front.url, 3));
      now += 10_000;
      lose = 1;
      await lease.renew();
      now += 10_000;
      await lease.renew();
      lose = 1;
      await lease.release();
      await taken();
    } finally {
      front.close();
    }
  });

  test('keeps no more than a hundred objects in mind', async () => {
    const lease = await taken();
    for (let index = 0; index < 150; index++) {
      lease.note(`errors/${index}`, { etag: '"1"', lines: 1 });
    }
    expect([49, 50, 149].map((index) => lease.linesDone(`errors/${index}`, '"1"'))).toEqual([0, 1, 1]);
  });
});
