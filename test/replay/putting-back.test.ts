import type { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Bucket } from '../../src/replay/bucket';
import { ErrorPlace } from '../../src/replay/error-place';
import type { Lease } from '../../src/replay/lease';
import { Pace, Pacing } from '../../src/replay/pacing';
import { OutOfTime, PuttingBack, StreamRefuses } from '../../src/replay/putting-back';
import { SetAside } from '../../src/replay/set-aside';

const lease = { renew: async () => undefined } as unknown as Lease;

describe('records on their way back', () => {
  let end: AbortController;
  let latest: AbortController;
  let calls: string[][];
  beforeEach(() => {
    [end, latest, calls] = [new AbortController(), new AbortController(), []];
  });

  /** @param during What happens while a call is under way */
  const puttingBack = (during: (records: string[]) => void = () => undefined, pace = 2 ** 40) => {
    const send = async ({ input }: PutRecordBatchCommand, { abortSignal }: { abortSignal: AbortSignal }) => {
      const records = input.Records!.map(({ Data }) => Buffer.from(Data!).toString());
      during(records);
      if (abortSignal.aborted) {
        throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
      }
      calls.push(records);
      return { RequestResponses: records.map(() => ({ RecordId: 'r' })) };
    };
    return new PuttingBack({ send } as unknown as FirehoseClient, 'main', new Pace(pace), lease, { end: end.signal, latest: latest.signal });
  };
  const add = async (to: PuttingBack, count: number, bytes = 2) => {
    for (let line = 0; line < count; line++) {
      await to.add(line, Buffer.from('x'.repeat(bytes - 1) + '\n'));
    }
  };

  test('go by 500, or by 4 MB, or by a second\'s worth of the pace, whichever is less', async () => {
    const many = puttingBack();
    await add(many, 501);
    expect(calls.map(({ length }) => length)).toEqual([500]);
    const large = puttingBack();
    await add(large, 9, 500_000);
    expect(calls.map(({ length }) => length)).toEqual([500, 7]);
    const paced = puttingBack(undefined, 100_000);
    await add(paced, 2, 60_000);
    expect(calls.map(({ length }) => length)).toEqual([500, 7, 1]);
  });

  test('are all put that are under way when the time of the slice ends', async () => {
    const records = puttingBack(() => end.abort());
    await add(records, 3);
    await records.flush();
    expect([records.records, records.firstLine, calls]).toEqual([3, undefined, [['x\t\n', 'x\t\n', 'x\t\n']]]);
    await records.add(3, Buffer.from('y\n'));
    await expect(records.flush()).rejects.toThrow(OutOfTime);
    expect(records.firstLine).toBe(3);
  });

  test('are left from the first that the stream has not taken, where a call takes longer than there is time', async () => {
    const records = puttingBack(() => { end.abort(); latest.abort(); });
    await add(records, 3);
    await expect(records.flush()).rejects.toThrow(OutOfTime);
    expect([records.records, records.firstLine]).toEqual([0, 0]);
  });

  test('fail with the stream\'s reason where it takes none', async () => {
    const records = puttingBack(() => { throw Object.assign(new Error('no'), { name: 'AccessDeniedException' }); });
    await add(records, 1);
    await expect(records.flush()).rejects.toMatchObject({ streamName: 'main', errorCode: 'AccessDeniedException', message: 'no' });
    await expect(records.flush()).rejects.toThrow(StreamRefuses);
  });

  test('are given up where the stream takes none for a minute, so that others do not wait', async () => {
    const refuses = puttingBack(() => { throw Object.assign(new Error('slow down'), { name: 'ServiceUnavailableException' }); });
    await add(refuses, 1);
    latest.abort(); // each attempt ends at once
    let now = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => now += 11_000);
    await expect(refuses.flush()).rejects.toThrow(StreamRefuses);
    expect(refuses.firstLine).toBe(0);
    vi.restoreAllMocks();
  });

  test('have each stream\'s own pace', () => {
    const pacing = new Pacing(1_000);
    expect([pacing.of('a').reserve(5_000, 0), pacing.of('b').reserve(1_000, 0), pacing.of('a').reserve(1_000, 0)]).toEqual([0, 0, 5_000]);
  });

  test('go without a mark where that would be larger than Firehose takes', async () => {
    const records = puttingBack();
    await records.add(0, Buffer.alloc(1_024_000, 'x'));
    await records.flush();
    expect(calls[0][0]).toBe('x'.repeat(1_024_000));
  });
});

describe('lines that are set aside', () => {
  test('are written up to where the object is done, and those behind are read again', async () => {
    const written: [string, string][] = [];
    const bucket = { write: async (key: string, body: Buffer) => void written.push([key, body.toString()]) } as unknown as Bucket;
    const setAside = new SetAside(bucket, new ErrorPlace('errors/', 'errors/logs/a'), 0);
    [1, 5, 9].forEach((line) => setAside.add(line, { line }, 'why'));
    expect(await setAside.flush(6)).toBe('errors/set-aside/logs/a');
    setAside.add(9, { line: 9 }, 'why');
    expect(await setAside.flush(10)).toBe('errors/set-aside/logs/a~0-6');
    expect(await setAside.flush(11)).toBeUndefined();
    expect(setAside.records).toBe(3);
    expect(written).toEqual([
      ['errors/set-aside/logs/a', '{"line":1,"setAsideReason":"why"}\n{"line":5,"setAsideReason":"why"}\n'],
      ['errors/set-aside/logs/a~0-6', '{"line":9,"setAsideReason":"why"}\n'],
    ]);
  });
});
