import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from './temporary';
import { HttpDelivery } from '../../preview/pipeline/http-delivery';
import { post } from '../../preview/pipeline/http-post';
import type { HttpStream } from '../../preview/pipeline/http-stream';
import { verdictOn } from '../../preview/pipeline/http-verdict';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { bodyOf, listen } from '../../preview/servers/loopback';

const directory = temporaryDirectory();
const start = Date.parse('2026-12-31T23:59:00Z');
const servers: LoopbackServer[] = [];

afterEach(() => servers.splice(0).forEach((server) => server.close()));

interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  readonly body: { requestId: string; timestamp: number; records: { data: string }[] };
}

/** A receiver that answers by a status each time, `'hang'`, or a body of its own. */
async function receiver(...answers: (number | 'hang' | string)[]): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = await listen(async (request, response) => {
    const raw = await bodyOf(request);
    const body = JSON.parse((request.headers['content-encoding'] ? gunzipSync(raw) : raw).toString()) as Seen['body'];
    seen.push({ path: request.url!, headers: request.headers, raw, body });
    const answer = answers.length > 1 ? answers.shift()! : answers[0] ?? 200;
    if (answer !== 'hang') {
      const text = typeof answer === 'string' ? answer : JSON.stringify({ requestId: body.requestId, timestamp: 1, errorMessage: 'said "so"' });
      response.writeHead(typeof answer === 'string' ? 200 : answer, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
    }
  });
  servers.push(server);
  return { url: server.url, seen };
}

function stream(changes: Partial<HttpStream> = {}): HttpStream {
  return {
    name: 'Stream',
    arn: 'arn:aws:firehose:us-east-1:123456789012:deliverystream/Stream',
    url: 'https://example.com/',
    secret: 'arn:secret',
    gzip: false,
    attributes: {},
    buffer: { seconds: 60, megabytes: 1, records: 10_000 },
    retrySeconds: 7_200,
    backup: { bucket: 'bucket', errorPrefix: 'errors/x/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/', gzip: false, buffer: { seconds: 300, megabytes: 5 } },
    ...changes,
  };
}

/** Delivers records, each at so many seconds. */
async function deliver(config: HttpStream, url: string, records: [number, string | Buffer][], patience = () => new AbortController().signal) {
  const pauses: number[] = [];
  const timeouts: number[] = [];
  const bucket = join(directory.path(), 'bucket');
  const delivery = new HttpDelivery(config, bucket, { url, accessKey: 'k\'ey' }, {
    sleep: async (milliseconds) => void pauses.push(milliseconds),
    timeout: (milliseconds) => {
      timeouts.push(milliseconds);
      return patience();
    },
  });
  for (const [seconds, data] of records) {
    await delivery.put(Buffer.from(data), start + seconds * 1_000);
  }
  await delivery.end();
  const files = readdirSync(directory.path(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)).sort();
  const lines = files.flatMap((file) => {
    const bytes = readFileSync(file);
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  });
  return { delivery, pauses, timeouts, lines, keys: files.map((file) => file.slice(bucket.length + 1)) };
}

const dataOf = ({ body }: Seen) => body.records.map(({ data }) => Buffer.from(data, 'base64').toString());

describe('a request', () => {
  test('has the headers and the body of the specification', async () => {
    const { url, seen } = await receiver();
    const { keys, timeouts } = await deliver(stream(), `${url}/a/b?c=d`, [[0, 'é\n'], [1, Buffer.alloc(0)]]);
    const [{ path, headers, raw, body }] = seen;
    expect(path).toBe('/a/b?c=d');
    expect(headers).toMatchObject({
      'x-amz-firehose-protocol-version': '1.0',
      'x-amz-firehose-request-id': body.requestId,
      'x-amz-firehose-source-arn': stream().arn,
      'x-amz-firehose-access-key': "k'ey",
      'content-type': 'application/json',
      'content-length': String(raw.length),
    });
    expect(body.requestId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).not.toHaveProperty('x-amz-firehose-common-attributes');
    expect(body).toEqual({ requestId: body.requestId, timestamp: start + 1_000, records: [{ data: 'w6kK' }, { data: '' }] });
    expect(timeouts).toEqual([180_000]);
    expect(keys).toEqual([]);
  });

  test('is compressed, and has attributes, where the stream says so', async () => {
    const { url, seen } = await receiver();
    await deliver(stream({ gzip: true, attributes: { team: 'pets' } }), url, [[0, 'a']]);
    expect(seen[0].headers).toMatchObject({ 'content-encoding': 'gzip', 'x-amz-firehose-common-attributes': '{"commonAttributes":{"team":"pets"}}' });
    expect(seen[0].raw.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  });

  test('ends with the interval, the size and 10,000 records, whichever comes first', async () => {
    const { url, seen } = await receiver();
    await deliver(stream(), url, [[0, 'a'], [59, 'b'], [60, 'c'], [61, 'd']]);
    expect(seen.splice(0).map(dataOf)).toEqual([['a', 'b'], ['c', 'd']]);
    await deliver(stream(), url, [[0, 'x'.repeat(700_000)], [0, 'x'.repeat(348_576)], [0, 'y']]);
    expect(seen.splice(0).map(({ body }) => body.records.length)).toEqual([2, 1]);
    await deliver(stream(), url, Array.from({ length: 10_001 }, () => [0, 'x']));
    expect(seen.map(({ body }) => body.records.length)).toEqual([10_000, 1]);
  });

  test('has an id of its own, which it keeps over all attempts', async () => {
    const { url, seen } = await receiver(500, 400, 200);
    const { pauses, keys } = await deliver(stream(), url, [[0, 'a'], [60, 'b']]);
    const ids = seen.map(({ body }) => body.requestId);
    expect([ids[0] === ids[1], ids[1] === ids[2], new Set(ids).size]).toEqual([true, true, 2]);
    expect(seen.slice(0, 3).map(({ raw }) => raw.toString())).toEqual(Array(3).fill(seen[0].raw.toString()));
    expect(pauses).toHaveLength(2);
    expect(keys).toEqual([]);
  });

  test('goes to this machine alone', async () => {
    const agent = new Agent();
    for (const url of ['http://192.0.2.1/', 'https://127.0.0.1/', 'http://localhost/', 'http://127.0.0.1.example.com/', 'http://0.0.0.0/']) {
      await expect(post(url, {}, Buffer.alloc(0), agent, new AbortController().signal)).rejects.toThrow(`The preview delivers to 127.0.0.1 alone, and not to '${url}'`);
    }
    await expect(deliver(stream(), 'https://api.moesif.net/v1', [[0, 'a']])).rejects.toThrow('127.0.0.1 alone');
  });
});

describe('what is not delivered', () => {
  test('is tried again for two hours, at growing intervals of two minutes at most, and kept then', async () => {
    const { url, seen } = await receiver(503);
    const { pauses, lines, keys } = await deliver(stream(), url, [[0, 'a\n'], [59, 'é'], [61, 'c']]);
    const perBatch = seen.filter(({ body }) => body.requestId === seen[0].body.requestId).length;
    const first = pauses.slice(0, perBatch - 1);
    const sum = first.reduce((total, pause) => total + pause, 0);
    expect(sum).toBeGreaterThanOrEqual(7_200_000);
    expect(sum - first.at(-1)!).toBeLessThan(7_200_000);
    first.forEach((pause, retry) => {
      expect(pause).toBeGreaterThanOrEqual(Math.min(120_000, 0.85 * 1_000 * 2 ** retry) - 18_000 * Number(retry === 7));
      expect(pause).toBeLessThanOrEqual(Math.min(120_000, 1.15 * 1_000 * 2 ** retry));
    });
    expect(new Set(pauses.slice(0, 7).map((pause, retry) => pause / 2 ** retry)).size).toBeGreaterThan(1);
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatch(/^errors\/x\/http-endpoint-failed\/2026\/12\/31\/Stream-1-2026-12-31-23-59-00-[\da-f-]{36}$/);
    expect(lines.map(({ rawData }) => Buffer.from(rawData as string, 'base64').toString())).toEqual(['a\n', 'é', 'c']);
    expect(lines[0]).toEqual({
      attemptsMade: perBatch,
      arrivalTimestamp: start,
      errorCode: 'HttpEndpoint.DestinationException',
      errorMessage: expect.stringContaining('Received the following response from the endpoint destination. 503: {"requestId":'),
      attemptEndingTimestamp: Math.round(start + 59_000 + sum),
      rawData: 'YQo=',
      subsequenceNumber: 0,
      dataId: expect.stringMatching(/^\d{56}\.0$/),
    });
    expect(lines.map(({ arrivalTimestamp }) => arrivalTimestamp)).toEqual([start, start + 59_000, start + 61_000]);
    expect(new Set(lines.map(({ dataId }) => dataId)).size).toBe(3);
  });

  test('is not tried again where the retry duration is nothing, and is compressed where the backup is', async () => {
    const { url, seen } = await receiver(500);
    const backup = { ...stream().backup, gzip: true };
    const { pauses, lines, keys } = await deliver(stream({ retrySeconds: 0, backup }), url, [[0, 'a']]);
    expect([seen.length, pauses.length, lines.length, lines[0].attemptsMade]).toEqual([1, 0, 1, 1]);
    expect(keys[0]).toMatch(/\.gz$/);
  });

  test('is tried again after the time-out of three minutes, which is no part of the retry duration', async () => {
    const { url, seen } = await receiver('hang', 'hang', 200);
    const { pauses, timeouts, lines } = await deliver(stream({ retrySeconds: 3 }), url, [[0, 'a']], () => AbortSignal.timeout(150));
    expect([seen.length, pauses.length, lines.length]).toEqual([3, 2, 0]);
    expect(timeouts).toEqual([180_000, 180_000, 180_000]);
    const hanging = await receiver('hang');
    const { lines: [line] } = await deliver(stream({ retrySeconds: 0 }), hanging.url, [[0, 'a']], () => AbortSignal.timeout(50));
    expect(line).toMatchObject({ errorCode: 'HttpEndpoint.RequestTimeout' });
  });

  test('is dropped for 413, by lines, and the next batch is not', async () => {
    const { url, seen } = await receiver(413, 200);
    const { delivery, pauses, keys } = await deliver(stream(), url, [[0, 'a\nb\n'], [1, 'c\n'], [60, 'd\n']]);
    expect([delivery.dropped, seen.length, pauses.length, keys.length]).toEqual([3, 2, 0, 0]);
  });

  test('is kept where nobody listens, and where the answer is larger than 1 MiB', async () => {
    const { lines: [refused] } = await deliver(stream({ retrySeconds: 0 }), 'http://127.0.0.1:1', [[0, 'a']]);
    expect(refused).toMatchObject({ errorCode: 'HttpEndpoint.ConnectionFailed' });
    const { url } = await receiver('x'.repeat(1024 * 1024 + 1));
    const { lines } = await deliver(stream({ name: 'Zoo', retrySeconds: 0 }), url, [[0, 'a']]);
    expect(lines.at(-1)).toMatchObject({ errorCode: 'HttpEndpoint.ResponseTooLarge' });
  });
});

describe('an answer', () => {
  const verdict = (status: number, body: unknown, headers: IncomingHttpHeaders = {}) => {
    const text = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    return verdictOn({ status, body: text, headers: { 'content-type': 'application/json', 'content-length': String(text.length), ...headers } }, 'id');
  };
  const good = { requestId: 'id', timestamp: 1 };

  test.each<[string, number, unknown, IncomingHttpHeaders]>([
    ['the smallest', 200, good, {}],
    ['an error message, and other fields', 200, { ...good, errorMessage: 'x'.repeat(8192), more: 1 }, {}],
    ['a charset', 200, good, { 'content-type': 'Application/JSON; charset=utf-8' }],
  ])('is a success: %s', (_, status, body, headers) => {
    expect(verdict(status, body, headers)).toEqual({ kind: 'delivered' });
  });

  test.each([201, 202, 204, 299, 400, 401, 403, 404, 408, 414, 429, 500, 503, 599])('%i is tried again', (status) => {
    expect(verdict(status, good)).toMatchObject({ kind: 'failed', errorCode: 'HttpEndpoint.DestinationException' });
  });

  test('413 is for good, but one that breaks a rule is as good as 500', () => {
    expect(verdict(413, good)).toEqual({ kind: 'dropped' });
    expect(verdict(413, '<html>', { 'content-type': 'text/html' })).toMatchObject({ kind: 'failed' });
  });

  test.each<[string, number, unknown, IncomingHttpHeaders, string]>([
    ['a redirect', 302, good, {}, 'its status is 302'],
    ['text', 200, good, { 'content-type': 'text/plain' }, 'its Content-Type'],
    ['no type', 200, good, { 'content-type': undefined }, 'its Content-Type'],
    ['a compressed body', 200, good, { 'content-encoding': 'gzip' }, 'Content-Encoding'],
    ['no length', 200, good, { 'content-length': undefined }, 'Content-Length'],
    ['no JSON', 200, 'OK', {}, 'no JSON'],
    ['nothing', 200, '', {}, 'no JSON'],
    ['an array', 200, [good], {}, 'no JSON object'],
    ['null', 200, null, {}, 'no JSON object'],
    ['another id', 200, { ...good, requestId: 'ID' }, {}, 'its requestId'],
    ['no id', 200, { timestamp: 1 }, {}, 'its requestId'],
    ['a text as timestamp', 200, { ...good, timestamp: '1' }, {}, 'its timestamp'],
    ['a fraction as timestamp', 200, { ...good, timestamp: 1.5 }, {}, 'its timestamp'],
    ['no timestamp', 200, { requestId: 'id' }, {}, 'its timestamp'],
    ['a long message', 200, { ...good, errorMessage: 'x'.repeat(8193) }, {}, 'its errorMessage'],
    ['a number as message', 200, { ...good, errorMessage: 1 }, {}, 'its errorMessage'],
  ])('breaks a rule: %s', (_, status, body, headers, message) => {
    expect(verdict(status, body, headers)).toEqual({
      kind: 'failed', errorCode: 'HttpEndpoint.InvalidResponseFromDestination', errorMessage: expect.stringContaining(message),
    });
  });
});
