import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { handOver } from '../../src/delivery/hand-over';
import type { PackedRecord } from '../../src/delivery/hand-over';
import { aboutFirst, failure, inPart, LoopbackFirehose, taken } from '../enrichment/forwarding/loopback-firehose';

const record = (text: string): PackedRecord => ({ data: Buffer.from(text), lines: 1 });
const numbered = (count: number, bytes = 0) => Array.from({ length: count }, (_, index) => record(`${index}\n`.padEnd(bytes, 'x')));
const texts = (records: readonly { record: PackedRecord }[]) => records.map(({ record: { data } }) => data.toString());

describe('what is handed over to a stream', () => {
  let firehose: LoopbackFirehose;
  beforeEach(async () => { firehose = await LoopbackFirehose.start(); });
  afterEach(async () => firehose.stop());

  const put = async (records: PackedRecord[], { milliseconds = 20_000, requestTimeout = 3_000 } = {}) =>
    handOver(firehose.client(requestTimeout), 'vendor-stream', records, AbortSignal.timeout(milliseconds));
  const recordsOf = () => firehose.calls.map(({ records }) => records);

  test('goes by PutRecordBatch, signed, byte by byte', async () => {
    const records = [record('{"a":"ü😀"}\n'), { data: Buffer.from([0xff, 0, 0x7b]), lines: 1 }];
    expect(await put(records)).toEqual([]);
    expect(firehose.calls).toMatchObject([{
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Firehose_20150804.PutRecordBatch',
        'authorization': expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/us-east-1\/firehose\/aws4_request/),
      },
      streamName: 'vendor-stream',
      records: ['{"a":"ü😀"}\n', Buffer.from([0xff, 0, 0x7b]).toString()],
      bytes: records[0].data.length + 3,
    }]);
  });

  test('of nothing is no call', async () => {
    expect(await put([])).toEqual([]);
    expect(firehose.calls).toEqual([]);
  });

  test('is at most 500 records a call, in their order', async () => {
    const records = numbered(1_201);
    expect(await put(records)).toEqual([]);
    expect(firehose.calls.map((call) => call.records.length)).toEqual([500, 500, 201]);
    expect(recordsOf().flat()).toEqual(records.map(({ data }) => data.toString()));
  });

  test('is exactly 500 records in one call', async () => {
    await put(numbered(500));
    expect(firehose.calls).toHaveLength(1);
  });

  test('is at most 4 MB a call', async () => {
    const records = numbered(150, 64 * 1_024);
    expect(await put(records)).toEqual([]);
    expect(recordsOf().flat()).toEqual(records.map(({ data }) => data.toString()));
    for (const { bytes } of firehose.calls) {
      expect(bytes).toBeLessThanOrEqual(4_000_000);
    }
    expect(firehose.calls.length).toBeLessThanOrEqual(4);
  });

  test('goes on after a record that Firehose would not take for its size, which is refused without a call', async () => {
    const [small, largest, tooLarge] = [10, 1_024_000, 1_024_001].map((bytes) => record('x'.repeat(bytes)));
    const refused = await put([tooLarge, small, largest, tooLarge]);
    expect(firehose.calls.map((call) => call.records.map(({ length }) => length))).toEqual([[10, 1_024_000]]);
    expect(refused).toEqual(Array(2).fill({
      record: tooLarge, attempts: 0, errorCode: 'RecordTooLarge', errorMessage: 'The record is larger than the 1024000 bytes that Firehose takes',
    }));
  });

  test('is put again where it was refused, and only there', async () => {
    firehose.next.push(
      inPart((text) => Number(text) % 3 === 0 ? 'ServiceUnavailableException' : undefined),
      inPart((text) => Number(text) % 2 === 0 ? 'InternalFailure' : undefined),
    );
    expect(await put(numbered(10))).toEqual([]);
    expect(recordsOf()).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 3, 6, 9], [0, 6]].map((numbers) => numbers.map((number) => `${number}\n`)));
  });

  test('is put again in one call, where several calls were refused in part', async () => {
    const refuseSome = inPart((text) => Number(text) % 100 === 0 ? 'ServiceUnavailableException' : undefined);
    firehose.next.push(refuseSome, refuseSome, refuseSome);
    expect(await put(numbered(1_001))).toEqual([]);
    expect(recordsOf().map((records) => records.length)).toEqual([500, 500, 1, 11]);
    expect(recordsOf()[3]).toEqual(Array.from({ length: 11 }, (_, index) => `${index * 100}\n`));
  });

  test('is put again where nothing was said of it', async () => {
    firehose.next.push(aboutFirst(2));
    expect(await put(numbered(4))).toEqual([]);
    expect(recordsOf()[1]).toEqual(['2\n', '3\n']);
    firehose.otherwise = aboutFirst(0);
    expect(await put(numbered(1), { milliseconds: 500 })).toMatchObject([{ errorCode: 'NoAnswer', errorMessage: 'Firehose did not say what became of the record' }]);
  });

  test.each([
    ['throttling', failure(400, 'ThrottlingException')],
    ['an unavailable service', failure(503, 'ServiceUnavailableException', 'Slow down.')],
    ['an internal error', failure(500, 'InternalFailure')],
    ['expired credentials', failure(403, 'ExpiredTokenException')],
    ['an answer that is none', ((response) => response.writeHead(200).end('<html>')) as typeof taken],
    ['a cut connection', ((response) => response.destroy()) as typeof taken],
    ['a connection that is cut within the answer', ((response) => { response.writeHead(200, { 'content-length': 500 }).write('{"Req'); setTimeout(() => response.destroy(), 20); }) as typeof taken],
  ])('is put again after %s', async (_, answer) => {
    firehose.next.push(answer, answer);
    expect(await put(numbered(3))).toEqual([]);
    expect(recordsOf()).toEqual(Array(3).fill(['0\n', '1\n', '2\n']));
  });

  test('is put again after a time-out', async () => {
    firehose.next.push(() => undefined);
    expect(await put(numbered(2), { requestTimeout: 200 })).toEqual([]);
    expect(firehose.calls).toHaveLength(2);
  });

  test.each(['AccessDeniedException', 'ResourceNotFoundException', 'InvalidArgumentException', 'ValidationException', 'InvalidKMSResourceException'])(
    'is not put again after %s', async (code) => {
      firehose.otherwise = failure(400, code, 'for ever');
      const refused = await put(numbered(3));
      expect(firehose.calls).toHaveLength(1);
      expect(texts(refused)).toEqual(['0\n', '1\n', '2\n']);
      expect(refused).toMatchObject(Array(3).fill({ errorCode: code, errorMessage: 'for ever', attempts: 1 }));
    });

  test('is given back at once where its call failed for ever, while other calls go on', async () => {
    firehose.next.push(failure(400, 'InvalidArgumentException'), failure(503, 'ServiceUnavailableException'));
    expect(texts(await put(numbered(750)))).toEqual(numbered(500).map(({ data }) => data.toString()));
    expect(recordsOf().map((records) => [records.length, records[0]])).toEqual([[500, '0\n'], [250, '500\n'], [250, '500\n']]);
  });

  test('is put again after longer and longer pauses, never the same, of two seconds at most', async () => {
    firehose.next.push(...Array(4).fill(failure(503, 'ServiceUnavailableException')));
    await put(numbered(1));
    const pauses = firehose.calls.slice(1).map(({ at }, index) => at - firehose.calls[index].at);
    for (const [index, longest] of [100, 200, 400, 800].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(longest / 2 - 2);
      expect(pauses[index]).toBeLessThan(longest + 300);
    }
    const timers = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void) => { setImmediate(run); return 0; }) as unknown as typeof setTimeout);
    try {
      const client = { send: () => { throw Object.assign(new Error('no'), { name: 'ThrottlingException' }); } };
      const controller = new AbortController();
      setImmediate(function count(rounds = 0) { return timers.mock.calls.length >= 200 ? controller.abort() : setImmediate(count, rounds); });
      await handOver(client as never, 's', numbered(1), controller.signal);
      const waited = timers.mock.calls.map(([, milliseconds]) => milliseconds!);
      expect(Math.max(...waited)).toBeLessThanOrEqual(2_000);
      expect(Math.min(...waited.slice(10))).toBeGreaterThanOrEqual(1_000);
      expect(new Set(waited).size).toBeGreaterThan(100);
    } finally {
      timers.mockRestore();
    }
  });

  describe('within its time', () => {
    const timed = async (milliseconds: number, records = numbered(3), requestTimeout = 3_000) => {
      const started = Date.now();
      const refused = await put(records, { milliseconds, requestTimeout });
      return { refused, took: Date.now() - started };
    };

    test.each([
      ['hangs', (() => undefined) as typeof taken],
      ['hangs within its answer', ((response) => void response.writeHead(200, { 'content-length': 500 }).write('{"Req')) as typeof taken],
      ['answers word by word', ((response) => { response.writeHead(200); const timer = setInterval(() => response.write(' '), 20); response.on('close', () => clearInterval(timer)); }) as typeof taken],
      ['throttles', failure(400, 'ThrottlingException')],
      ['throttles, and asks for a minute', ((response) => void response.writeHead(503, { 'retry-after': '60', 'x-amz-retry-after': '60000' }).end('{}')) as typeof taken],
      ['refuses each record', inPart(() => 'ServiceUnavailableException')],
    ])('is given back when the stream %s', async (_, answer) => {
      firehose.otherwise = answer;
      const { refused, took } = await timed(600);
      expect(took).toBeGreaterThanOrEqual(580);
      expect(took).toBeLessThan(1_000);
      expect(texts(refused)).toEqual(['0\n', '1\n', '2\n']);
      for (const { attempts, errorCode, errorMessage } of refused) {
        expect(attempts).toBe(firehose.calls.length);
        expect(errorCode).toMatch(/^\w+$/);
        expect(errorMessage).not.toBe('');
      }
    });

    test('is not begun after it, and says so', async () => {
      expect(await handOver(firehose.client(), 's', numbered(2), AbortSignal.abort())).toEqual(
        numbered(2).map((item) => ({ record: item, attempts: 0, errorCode: 'OutOfTime', errorMessage: 'The stream had not taken the record when its time was over' })));
      expect(firehose.calls).toEqual([]);
    });

    test('is given back with the reason of the last answer, where there was one', async () => {
      firehose.next.push(failure(400, 'ThrottlingException', 'Rate exceeded'));
      firehose.otherwise = () => undefined;
      expect((await timed(500)).refused).toMatchObject(Array(3).fill({ attempts: 2, errorCode: 'ThrottlingException', errorMessage: 'Rate exceeded' }));
      expect((await timed(200)).refused).toMatchObject(Array(3).fill({ attempts: 1, errorCode: 'OutOfTime' }));
    });

    test('is put as far as it goes, each call in turn', async () => {
      firehose.next.push(taken, () => undefined);
      const { refused } = await timed(400, numbered(1_200));
      expect(texts(refused)).toEqual(numbered(1_200).slice(500).map(({ data }) => data.toString()));
      expect(refused.map(({ attempts }) => attempts)).toEqual([...Array(500).fill(1), ...Array(200).fill(0)]);
      expect(firehose.calls).toHaveLength(2);
    });

    test('is given back where nobody listens', async () => {
      const client = firehose.client();
      await firehose.stop();
      const refused = await handOver(client, 's', numbered(2), AbortSignal.timeout(400));
      expect(refused).toMatchObject([{ errorCode: 'Error', errorMessage: expect.stringContaining('ECONNREFUSED') }, {}]);
      firehose = await LoopbackFirehose.start();
    });

    test('leaves no listeners on its signal', async () => {
      const signal = AbortSignal.timeout(20_000);
      const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
      firehose.next.push(...Array(3).fill(failure(503, 'ServiceUnavailableException')));
      await handOver(firehose.client(), 's', numbered(1), signal);
      await vi.waitFor(() => {
        const removed = remove.mock.calls.map(([, listener]) => listener);
        const left = add.mock.calls.filter(([, listener]) => !removed.includes(listener));
        expect(left).toEqual([]);
      });
    });
  });
});
