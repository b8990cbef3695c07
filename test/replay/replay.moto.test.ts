import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import {
  CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand, PutObjectCommand, S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lineOf, linesOf, processingFailed } from './error-objects';
import { MAIN_STREAM, MOESIF_STREAM, ReplayBench } from './replay-bench';
import { temporaryDirectory } from '../preview/temporary';

const { MOTO_ENDPOINT } = process.env;
const endpoint = MOTO_ENDPOINT ?? 'http://127.0.0.1:5555';
const client = { region: 'us-east-1', credentials: { accessKeyId: 'preview', secretAccessKey: 'preview' }, endpoint };

// Needs moto's server (pip install 'moto[server]'; moto_server -p 5555), which the tests are told of by MOTO_ENDPOINT=http://127.0.0.1:5555.
describe.skipIf(!MOTO_ENDPOINT)('the replay, against moto', () => {
  const directory = temporaryDirectory();
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const firehose = new FirehoseClient(client);
  let bench: ReplayBench;

  const keysOf = async (Bucket: string, Prefix = '') => (await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents?.map(({ Key }) => Key!) ?? [];
  const textOf = async (Bucket: string, Key: string) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();
  const put = async (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body }));
  const replay = async (event = {}) => bench.replay(event, { s3: endpoint, firehose: endpoint });
  /** What moto's streams have delivered. */
  const deliveredTo = async (stream: string) => (await Promise.all((await keysOf(stream)).map(async (key) => textOf(stream, key)))).join('').split(/(?<=\n)/).sort();

  const reset = async (options: { ObjectLockEnabledForBucket?: boolean } = {}) => {
    await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket', ...options }));
    for (const name of [MAIN_STREAM, MOESIF_STREAM]) {
      await s3.send(new CreateBucketCommand({ Bucket: name }));
      await firehose.send(new CreateDeliveryStreamCommand({
        DeliveryStreamName: name,
        ExtendedS3DestinationConfiguration: { BucketARN: `arn:aws:s3:::${name}`, RoleARN: 'arn:aws:iam::123456789012:role/delivery' },
      }));
    }
  };

  beforeEach(async () => {
    await reset();
    bench = await ReplayBench.start(directory.path());
  });
  afterEach(async () => bench?.stop());

  test('lists, reads, puts back, sets aside, copies and deletes', async () => {
    const lines = linesOf(600);
    await put('errors/logs/processing-failed/2026/01/31/main 1+ü', lines.map((line) => processingFailed(line)).join(''));
    await put('errors/logs/processing-failed/2026/01/31/poison', processingFailed(lineOf('poison').replace('\n', '\t\t\t\n')));
    await put('errors/forwarders/moesif/handover-failed/2026/01/31/one.ndjson', processingFailed(lineOf('m')));
    expect(await replay()).toEqual({ done: true, objects: 3, replayed: 601, setAside: 1 });
    expect(await deliveredTo(MAIN_STREAM)).toEqual(lines.map((line) => line.replace('\n', '\t\n')).sort());
    expect(await deliveredTo(MOESIF_STREAM)).toEqual([lineOf('m').replace('\n', '\t\n')]);
    expect(await keysOf('bucket')).toEqual([
      'errors/set-aside/logs/processing-failed/2026/01/31/poison',
      'replayed/forwarders/moesif/handover-failed/2026/01/31/one.ndjson',
      'replayed/lease.json',
      'replayed/logs/processing-failed/2026/01/31/main 1+ü',
      'replayed/logs/processing-failed/2026/01/31/poison',
    ]);
  });

  test('takes each record once from a bucket whose objects are locked: they are listed no more, and their versions stay', async () => {
    await reset({ ObjectLockEnabledForBucket: true });
    const key = 'errors/logs/processing-failed/2026/01/31/main-1';
    await s3.send(new PutObjectCommand({
      Bucket: 'bucket', Key: key, Body: processingFailed(lineOf(1)), ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: new Date(Date.now() + 86_400_000),
    }));
    expect(await replay()).toEqual({ done: true, objects: 1, replayed: 1, setAside: 0 });
    expect(await replay()).toEqual({ done: true, objects: 0, replayed: 0, setAside: 0 });
    expect(await deliveredTo(MAIN_STREAM)).toHaveLength(1);
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'bucket', Prefix: key }));
    expect([Versions.length, DeleteMarkers.map(({ IsLatest }) => IsLatest)]).toEqual([1, [true]]);
    expect(await keysOf('bucket', 'replayed/logs/')).toEqual(['replayed/logs/processing-failed/2026/01/31/main-1']);
  });

  test('keeps to conditions when it writes its lease', async () => {
    await put('errors/logs/processing-failed/2026/01/31/main-1', processingFailed(lineOf(1)));
    await put('replayed/lease.json', JSON.stringify({ holder: 'somebody', until: Date.now() + 60_000, begun: {} }));
    expect(await replay()).toMatchObject({ done: false, busy: expect.stringContaining('Another run') as string });
    await put('replayed/lease.json', JSON.stringify({ holder: 'somebody', until: Date.now() - 1, begun: {} }));
    expect(await replay()).toMatchObject({ done: true, replayed: 1 });
    expect(JSON.parse(await textOf('bucket', 'replayed/lease.json'))).toMatchObject({ until: 0 });
    expect(await replay()).toMatchObject({ done: true, objects: 0 });
  });
});
