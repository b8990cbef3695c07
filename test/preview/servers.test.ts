import { APIGatewayClient, GetApiKeysCommand, GetUsagePlanKeysCommand, GetUsagePlansCommand } from '@aws-sdk/client-api-gateway';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from './temporary';
import { startApiGateway } from '../../preview/servers/api-gateway';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { startS3 } from '../../preview/servers/s3';

const client = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 };
const directory = temporaryDirectory();
let server: LoopbackServer;

afterEach(() => server.close());

describe('S3', () => {
  let s3: S3Client;
  const object = { Bucket: 'logs', Key: 'directory/api_keys/api keys.ndjson' };

  beforeEach(async () => {
    server = await startS3({ logs: directory.path() });
    s3 = new S3Client({ ...client, endpoint: server.url });
  });

  test('an object comes back as it was put, with its metadata', async () => {
    const put = await s3.send(new PutObjectCommand({ ...object, Body: 'content é', Metadata: { sha256: 'abc' } }));
    const got = await s3.send(new GetObjectCommand(object));
    expect(await got.Body!.transformToString()).toBe('content é');
    expect(got.ETag).toBe(put.ETag);
    expect(await s3.send(new HeadObjectCommand(object))).toMatchObject({ Metadata: { sha256: 'abc' }, ContentLength: 10, ETag: put.ETag });
  });

  test('an unchanged object is not sent again', async () => {
    const { ETag } = await s3.send(new PutObjectCommand({ ...object, Body: 'content' }));
    await expect(s3.send(new GetObjectCommand({ ...object, IfNoneMatch: ETag }))).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await s3.send(new PutObjectCommand({ ...object, Body: 'changed' }));
    expect(await (await s3.send(new GetObjectCommand({ ...object, IfNoneMatch: ETag }))).Body!.transformToString()).toBe('changed');
  });

  test('fails as S3 does for an object, or a bucket, that is not there', async () => {
    await expect(s3.send(new GetObjectCommand(object))).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    await expect(s3.send(new HeadObjectCommand(object))).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    await expect(s3.send(new GetObjectCommand({ ...object, Bucket: 'other' }))).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  test('fails for a key that leads out of the bucket', async () => {
    const response = await fetch(`${server.url}/logs/..%2f..%2fetc%2fpasswd`);
    expect(response.status).toBe(400);
  });
});

describe('API Gateway', () => {
  let apiGateway: APIGatewayClient;

  beforeEach(async () => {
    const apiKeys = Array.from({ length: 1_100 }, (_, index) => ({
      id: `k${index}`, value: `secret${index}`, name: `customer ${index}`, enabled: true, createdDate: 1_700_000_000, tags: { customer: 'x' },
    }));
    const usagePlans = [{
      id: 'p1',
      name: 'Free',
      apiStages: [{ apiId: 'api', stage: 'prod' }],
      throttle: { rateLimit: 5.5, burstLimit: 10 },
      quota: { limit: 100, offset: 0, period: 'MONTH' },
      keyIds: apiKeys.slice(0, 600).map(({ id }) => id),
    }];
    server = await startApiGateway({ apiKeys, usagePlans });
    apiGateway = new APIGatewayClient({ ...client, endpoint: server.url });
  });

  test('a page has 25 items if nothing else is asked for', async () => {
    const page = await apiGateway.send(new GetApiKeysCommand({}));
    expect(page.items).toHaveLength(25);
    expect(page.position).toBeDefined();
  });

  test('all keys come page by page, without their values', async () => {
    const ids = new Set<string>();
    const sizes: number[] = [];
    let position: string | undefined;
    do {
      const page = await apiGateway.send(new GetApiKeysCommand({ limit: 500, position, includeValues: false }));
      sizes.push(page.items!.length);
      page.items!.forEach(({ id }) => ids.add(id!));
      expect(page.items!.some(({ value }) => value !== undefined)).toBe(false);
      position = page.position;
    } while (position);
    expect(sizes).toEqual([500, 500, 100]);
    expect(ids.size).toBe(1_100);
  });

  test('plans come with their stages, and the keys of a plan with their values, as AWS sends them', async () => {
    const { items } = await apiGateway.send(new GetUsagePlansCommand({ limit: 500 }));
    expect(items).toEqual([{
      id: 'p1',
      name: 'Free',
      apiStages: [{ apiId: 'api', stage: 'prod' }],
      throttle: { rateLimit: 5.5, burstLimit: 10 },
      quota: { limit: 100, offset: 0, period: 'MONTH' },
    }]);
    const keys = await apiGateway.send(new GetUsagePlanKeysCommand({ usagePlanId: 'p1', limit: 500 }));
    expect(keys.items).toHaveLength(500);
    expect(keys.items![0]).toEqual({ id: 'k0', type: 'API_KEY', name: 'customer 0', value: 'secret0' });
  });

  test('fails as API Gateway does for a plan that is not there, and for too large a page', async () => {
    await expect(apiGateway.send(new GetUsagePlanKeysCommand({ usagePlanId: 'p2' }))).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(apiGateway.send(new GetApiKeysCommand({ limit: 501 }))).rejects.toMatchObject({ name: 'BadRequestException' });
  });
});
