import { gzipSync } from 'node:zlib';
import { FirehoseClient, ListDeliveryStreamsCommand, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFirehose } from '../../preview/servers/firehose';
import type { LoopbackServer } from '../../preview/servers/loopback';
import type { Receiver } from '../../preview/servers/receiver';
import { startReceiver } from '../../preview/servers/receiver';

let server: LoopbackServer;

afterEach(() => server.close());

describe('Firehose', () => {
  const taken: string[] = [];
  let client: FirehoseClient;
  const put = (records: Buffer[], DeliveryStreamName = 'a.stream_of-mine') => (
    client.send(new PutRecordBatchCommand({ DeliveryStreamName, Records: records.map((Data) => ({ Data })) }))
  );
  const records = (number: number, bytes: number) => Array.from({ length: number }, () => Buffer.alloc(bytes, 'x'));

  beforeEach(async () => {
    taken.length = 0;
    server = await startFirehose({
      'a.stream_of-mine': (batch) => taken.push(...batch.map(String)),
      'big': (batch) => taken.push(...batch.map(({ length }) => String(length))),
    });
    client = new FirehoseClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1, endpoint: server.url });
  });

  test('takes records byte by byte and in their order, and answers one by one', async () => {
    const answer = await put([Buffer.from('{"a":"é"}\n'), Buffer.from('two')]);
    expect(taken).toEqual(['{"a":"é"}\n', 'two']);
    expect(answer.FailedPutCount).toBe(0);
    expect(new Set(answer.RequestResponses!.map(({ RecordId }) => RecordId)).size).toBe(2);
    expect(answer.RequestResponses!.every(({ RecordId, ErrorCode }) => RecordId && !ErrorCode)).toBe(true);
  });

  test('takes what is just within the limits', async () => {
    await put(records(500, 1), 'big');
    await put(records(4, 1_024_000), 'big');
    await put(records(4, 1_024_000).concat(records(1, 4 * 1024 * 1024 - 4 * 1_024_000)), 'big');
    expect(taken).toHaveLength(509);
  });

  test.each([
    ['501 records', records(501, 1), 'ValidationException'],
    ['no records', [], 'ValidationException'],
    ['a record of more than 1,000 KiB', records(1, 1_024_001), 'ValidationException'],
    ['more than 4 MiB', records(5, 838_861), 'InvalidArgumentException'],
  ])('refuses %s, as a whole', async (_, batch, name) => {
    await expect(put(batch, 'big')).rejects.toMatchObject({ name });
    expect(taken).toEqual([]);
  });

  test('refuses a stream that is not there, or whose name is none, and other operations', async () => {
    await expect(put(records(1, 1), 'other')).rejects.toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 400 } });
    await expect(put(records(1, 1), 'constructor')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(put(records(1, 1), 'a/b')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(client.send(new ListDeliveryStreamsCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
    expect(taken).toEqual([]);
  });

  test.each([
    ['no JSON', 'x'], ['a text as record', '{"DeliveryStreamName":"big","Records":["x"]}'], ['null', 'null'], ['a null record', '{"DeliveryStreamName":"big","Records":[null]}'],
  ])('refuses %s', async (_, body) => {
    const response = await fetch(server.url, { method: 'POST', body, headers: { 'X-Amz-Target': 'Firehose_20150804.PutRecordBatch', 'Content-Type': 'application/x-amz-json-1.1' } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: expect.stringMatching(/^(Serialization|Validation)Exception$/) });
  });
});

describe('a receiver', () => {
  const ID = 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f';
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await startReceiver([
      { path: '/several?x=1', accessKey: 'key of several', severalLines: true }, { path: '/one', accessKey: 'key of one', severalLines: false },
    ]);
    server = receiver;
  });

  const base64 = (...lines: string[]) => ({ data: Buffer.from(lines.map((line) => `${line}\n`).join('')).toString('base64') });
  const content = (changes = {}) => JSON.stringify({ requestId: ID, timestamp: 1, records: [base64('{"a":1}', '{\t"b":2}'), base64('{}')], ...changes });

  /** A header that is undefined is left out. */
  async function send(body: string | Buffer, changes: Record<string, string | undefined> = {}, path = '/several?x=1', method = 'POST') {
    const headers = Object.entries({
      'X-Amz-Firehose-Protocol-Version': '1.0',
      'X-Amz-Firehose-Request-Id': ID,
      'X-Amz-Firehose-Source-Arn': 'arn:aws:firehose:us-east-1:123456789012:deliverystream/x',
      'X-Amz-Firehose-Access-Key': 'key of several',
      'Content-Type': 'application/json',
      ...changes,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await fetch(`${receiver.url}${path}`, { method, headers, body: typeof body === 'string' ? body : new Uint8Array(body) });
    return { status: response.status, headers: response.headers, answer: await response.json() as Record<string, unknown> };
  }

  test('takes records, plain and compressed, counts them, and answers as the specification demands', async () => {
    const { status, headers, answer } = await send(content());
    expect([status, headers.get('content-type'), headers.get('content-encoding')]).toEqual([200, 'application/json', null]);
    expect(Number(headers.get('content-length'))).toBeGreaterThan(0);
    expect(answer).toEqual({ requestId: ID, timestamp: expect.any(Number) });
    expect((await send(gzipSync(content()), { 'Content-Encoding': 'gzip', 'X-Amz-Firehose-Common-Attributes': '{"commonAttributes":{"a":"b"}}' })).status).toBe(200);
    expect(receiver.received('/several?x=1')).toEqual({ requests: 2, records: 4, lines: 6 });
    expect(receiver.received('/one')).toEqual({ requests: 0, records: 0, lines: 0 });
    expect([...receiver.faults]).toEqual([]);
  });

  test.each<[string, number, string | Buffer, Record<string, string | undefined>, string]>([
    ['no key', 401, content(), { 'X-Amz-Firehose-Access-Key': undefined }, 'Access-Key is missing'],
    ['another key', 401, content(), { 'X-Amz-Firehose-Access-Key': 'key of one' }, 'Access-Key is wrong'],
    ['no version', 400, content(), { 'X-Amz-Firehose-Protocol-Version': undefined }, 'Protocol-Version is missing'],
    ['another version', 400, content(), { 'X-Amz-Firehose-Protocol-Version': '2.0' }, 'Protocol-Version is wrong'],
    ['no request id', 400, content(), { 'X-Amz-Firehose-Request-Id': undefined }, 'Request-Id is missing'],
    ['another request id in the body', 400, content({ requestId: 'x' }), {}, 'requestId is not that of the header'],
    ['no ARN', 400, content(), { 'X-Amz-Firehose-Source-Arn': 'x' }, 'Source-Arn is wrong'],
    ['another content type', 400, content(), { 'Content-Type': 'text/plain' }, 'Content-Type is wrong'],
    ['another encoding', 400, content(), { 'Content-Encoding': 'br' }, 'Content-Encoding is wrong'],
    ['gzip that is none', 400, content(), { 'Content-Encoding': 'gzip' }, 'the body is no gzip'],
    ['gzip that is not announced', 400, gzipSync(content()), {}, 'the body is no JSON'],
    ['attributes that are none', 400, content(), { 'X-Amz-Firehose-Common-Attributes': '{"a":"b"}' }, 'Common-Attributes is wrong'],
    ['a text as timestamp', 400, content({ timestamp: '1' }), {}, 'timestamp is no whole number'],
    ['no records', 400, content({ records: [] }), {}, 'records has to hold'],
    ['too many records', 400, content({ records: Array(10_001).fill(base64('{}')) }), {}, 'records has to hold'],
    ['data that is no base64', 400, content({ records: [{ data: 'é' }] }), {}, 'no base64'],
    ['data that is too long', 400, content({ records: [{ data: 'AAAA'.repeat(341_335) }] }), {}, 'no base64'],
    ['a blank line', 400, content({ records: [base64('{}', '')] }), {}, 'no JSON object'],
    ['a line that is an array', 400, content({ records: [base64('[]')] }), {}, 'no JSON object'],
    ['an empty record', 400, content({ records: [{ data: '' }] }), {}, 'no JSON object'],
  ])('says what is wrong: %s', async (_, status, body, headers, message) => {
    const result = await send(body, headers);
    expect(result.status).toBe(status);
    expect(result.answer).toMatchObject({ timestamp: expect.any(Number), errorMessage: expect.stringContaining(message) });
    expect([...receiver.faults]).toEqual([`/several?x=1: ${String(result.answer.errorMessage)}`]);
    expect(receiver.received('/several?x=1').requests).toBe(0);
    // a key is never shown
    expect(JSON.stringify(result.answer)).not.toContain('key of');
  });

  test('takes one line a record where it takes no more', async () => {
    const changes = { 'X-Amz-Firehose-Access-Key': 'key of one' };
    expect((await send(content({ records: [base64('{}'), base64('{}')] }), changes, '/one')).status).toBe(200);
    expect((await send(content(), changes, '/one')).answer.errorMessage).toContain('several lines');
    expect(receiver.received('/one')).toEqual({ requests: 1, records: 2, lines: 2 });
  });

  test('knows its own paths alone, and POST alone', async () => {
    expect((await send(content(), {}, '/several')).status).toBe(404);
    expect((await send(content(), {}, '/several?x=1', 'PUT')).status).toBe(404);
  });

  test('a body over 64 MiB is too large, also one that says so only when it is unpacked', async () => {
    const large = gzipSync(content({ filling: ' '.repeat(91 * 1024 * 1024) }), { level: 1 });
    expect((await send(large, { 'Content-Encoding': 'gzip' })).status).toBe(413);
  });
});
