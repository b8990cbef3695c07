import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failure, inPart, LoopbackFirehose } from './loopback-firehose';
import { recordOf, settingsOf } from './records';
import type { UsageRecord } from '../../../src/enrichment/enricher';
import { Forwarder } from '../../../src/enrichment/forwarding/forwarder';
import { Renderer } from '../../../src/enrichment/forwarding/renderer';
import type { ForwarderSettings } from '../../../src/enrichment/forwarding/settings';
import { StatusClass } from '../../../src/record/record-filter';
import { RecordLayout } from '../../../src/record/record-layout';
import { AccessLogSchema } from '../../../src/record/schema';

const ARRIVAL = Date.UTC(2026, 0, 31, 23, 59, 59, 999);
const COLUMNS = new AccessLogSchema()._delivered();
const realTimeout = AbortSignal.timeout.bind(AbortSignal);

/** An object that was put. */
interface Stored {
  readonly path: string;
  readonly type?: string;
  readonly body: string;
}

describe('a forwarder', () => {
  let firehose: LoopbackFirehose;
  let server: Server;
  let stored: Stored[];
  let answerS3: RequestListener;
  /** Bounds that were set, in milliseconds, in place of which a twentieth is waited. */
  let bounds: number[];

  beforeEach(async () => {
    stored = [];
    bounds = [];
    answerS3 = (_, response) => void response.writeHead(200, { etag: '"1"' }).end();
    firehose = await LoopbackFirehose.start();
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        stored.push({ path: request.url!, type: request.headers['content-type'], body: Buffer.concat(chunks).toString() });
        answerS3(request, response);
      });
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      bounds.push(milliseconds);
      return realTimeout(milliseconds / 20);
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await firehose.stop();
    server.closeAllConnections();
    server.close();
  });

  const s3 = () => new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const forward = async (records: readonly UsageRecord[], settings: Partial<ForwarderSettings> = {}) => {
    const all = settingsOf(settings);
    const started = Date.now();
    const forwarded = await new Forwarder(all, new Renderer(all.layout, COLUMNS), firehose.client(), s3(), 'bucket').forward(records, ARRIVAL);
    return { forwarded, took: Date.now() - started };
  };
  const some = (count: number, values: Record<string, string> = {}) => Array.from({ length: count }, (_, index) => recordOf({ ...values, extended_request_id: `id-${index}` }));
  const parked = (index = 0) => stored[index].body.trimEnd().split('\n').map((line) => JSON.parse(line));

  test('hands over what passes its filter, by its layout, and counts it', async () => {
    const records = [recordOf(), recordOf({ status: '404' }), recordOf({ status: '500' })];
    const { forwarded } = await forward(records, {
      filter: { statusClasses: [StatusClass.CLIENT_ERROR, StatusClass.SERVER_ERROR] }, layout: RecordLayout.of({ fields: { code: 'status' } })._settings,
    });
    expect(forwarded).toEqual({ name: 'vendor', handedOver: 2, parked: 0, lost: 0, errors: {} });
    expect(firehose.calls.map((call) => [call.streamName, call.records])).toEqual([['vendor-stream', ['{"code":404}\n', '{"code":500}\n']]]);
    expect(stored).toEqual([]);
  });

  test('calls nobody for nothing', async () => {
    expect((await forward([])).forwarded).toEqual({ name: 'vendor', handedOver: 0, parked: 0, lost: 0, errors: {} });
    expect((await forward(some(3), { filter: { stages: ['other'] } })).forwarded).toMatchObject({ handedOver: 0 });
    expect(firehose.calls).toEqual([]);
  });

  test('counts lines, not the records that they are packed in', async () => {
    const { forwarded } = await forward(some(200), { severalLines: true });
    expect(forwarded).toMatchObject({ handedOver: 200, parked: 0 });
    expect(firehose.calls[0].records.length).toBeLessThan(10);
    expect(firehose.calls[0].records.join('').trimEnd().split('\n')).toHaveLength(200);
  });

  test('parks what was not taken, in the form of Firehose\'s own error records', async () => {
    firehose.otherwise = inPart((text) => text.includes('id-1"') ? 'ServiceUnavailableException' : undefined);
    const before = Date.now();
    const { forwarded } = await forward(some(3), { layout: RecordLayout.of({ fields: { id: 'extended_request_id', who: 'customer' } })._settings });
    expect(forwarded).toEqual({ name: 'vendor', handedOver: 2, parked: 1, lost: 0, errors: { ServiceUnavailableException: 1 } });
    expect(stored).toHaveLength(1);
    expect(stored[0].path).toMatch(/^\/bucket\/errors\/forwarders\/vendor\/handover-failed\/2026\/01\/31\/[0-9a-f-]{36}\.ndjson(\?|$)/);
    expect(stored[0].type).toBe('application/x-ndjson');
    expect(stored[0].body.endsWith('}\n')).toBe(true);
    const [{ attemptEndingTimestamp, attemptsMade, ...rest }] = parked();
    expect(rest).toEqual({
      arrivalTimestamp: ARRIVAL,
      errorCode: 'ServiceUnavailableException',
      errorMessage: 'Slow down.',
      lines: 1,
      rawData: Buffer.from('{"id":"id-1","who":"Acme"}\n').toString('base64'),
    });
    expect(attemptEndingTimestamp).toBeGreaterThanOrEqual(before);
    expect(attemptsMade).toBe(firehose.calls.length);
  });

  test('parks bytes in the base64 that AWS reads, with + and / and =', async () => {
    firehose.otherwise = failure(400, 'AccessDeniedException', 'not you');
    await forward([{ extended_request_id: '???>>>~~~', customer: 'ÿÿÿþþþ' }], { layout: RecordLayout.of({ fields: { id: 'extended_request_id', who: 'customer' } })._settings });
    expect(parked().map(({ rawData }) => rawData)).toEqual(['eyJpZCI6Ij8/Pz4+Pn5+fiIsIndobyI6IsO/w7/Dv8O+w77DviJ9Cg==']);
  });

  test('parks at once where no repetition helps', async () => {
    firehose.otherwise = failure(400, 'AccessDeniedException', 'not you');
    const { forwarded, took } = await forward(some(3), { severalLines: true });
    expect(forwarded).toEqual({ name: 'vendor', handedOver: 0, parked: 3, lost: 0, errors: { AccessDeniedException: 3 } });
    expect(parked()).toMatchObject([{ lines: 3, errorCode: 'AccessDeniedException', errorMessage: 'not you' }]);
    expect(took).toBeLessThan(450);
  });

  test('parks a record that Firehose would not take for its size', async () => {
    const large = { ...recordOf(), path: '€'.repeat(400_000) };
    const { forwarded } = await forward([recordOf(), large, recordOf()], { severalLines: true });
    expect(forwarded).toEqual({ name: 'vendor', handedOver: 2, parked: 1, lost: 0, errors: { RecordTooLarge: 1 } });
    expect(JSON.parse(Buffer.from(parked()[0].rawData, 'base64').toString()).path).toBe(large.path);
  });

  test('counts why, by code', async () => {
    firehose.otherwise = inPart((text) => /id-[01]"/.test(text) ? 'InternalFailure' : text.includes('id-2"') ? 'ServiceUnavailableException' : undefined);
    const { forwarded } = await forward(some(4));
    expect(forwarded).toEqual({ name: 'vendor', handedOver: 1, parked: 3, lost: 0, errors: { InternalFailure: 2, ServiceUnavailableException: 1 } });
  });

  test('says what is lost where the bucket takes nothing either, and does not fail', async () => {
    firehose.otherwise = failure(400, 'ResourceNotFoundException');
    answerS3 = (_, response) => void response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>');
    expect((await forward(some(3))).forwarded).toEqual({
      name: 'vendor', handedOver: 0, parked: 0, lost: 3, errors: { 'ResourceNotFoundException': 3, 'parking: AccessDenied': 3 },
    });
  });

  test('parks what the bucket takes only at the second time', async () => {
    firehose.otherwise = failure(400, 'ResourceNotFoundException');
    const answer = answerS3;
    answerS3 = (_, response) => { answerS3 = answer; response.writeHead(503).end(); };
    expect((await forward(some(3))).forwarded).toMatchObject({ parked: 3, lost: 0 });
    expect(stored).toHaveLength(2);
  });

  test('waits 10 seconds for the stream at most, and 5 for the bucket', async () => {
    firehose.otherwise = () => undefined;
    answerS3 = () => undefined;
    const { forwarded, took } = await forward(some(3));
    expect(bounds).toEqual([10_000, 5_000]);
    expect(took).toBeGreaterThanOrEqual(730);
    expect(took).toBeLessThan(1_150);
    expect(forwarded).toMatchObject({ handedOver: 0, parked: 0, lost: 3 });
  });

  const tooMuch: UsageRecord[] = Array.from({ length: 400 }, (_, index) => ({ ...recordOf(), path: `${index}`.padEnd(10_000, 'x') }));

  test.each([
    ['takes no bytes', 'hang'],
    ['asks to wait for a minute', 'wait'],
    ['answers word by word', 'drip'],
  ])('waits no longer for a bucket that %s, also with megabytes to park', async (_, how) => {
    firehose.otherwise = failure(400, 'ResourceNotFoundException');
    server.removeAllListeners('request');
    // which the SDK asks for with a large body
    server.on('checkContinue', (request, response) => { if (how !== 'hang') { response.writeContinue(); server.emit('request', request, response); } });
    server.on('request', (request, response) => {
      request.resume();
      if (how === 'wait') {
        request.on('end', () => response.writeHead(503, { 'retry-after': '60' }).end());
      } else if (how === 'drip') {
        const timer = setInterval(() => response.write(' '), 10);
        response.on('close', () => clearInterval(timer));
      }
    });
    const { forwarded, took } = await forward(tooMuch);
    expect(forwarded).toMatchObject({ handedOver: 0, parked: 0, lost: 400 });
    expect(took).toBeLessThan(900);
  });
});
