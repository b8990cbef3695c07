import type { Logger } from '@aws-lambda-powertools/logger';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { lineOf, linesOf, processingFailed } from './error-objects';
import type { StoredObject } from '../../src/replay/bucket';
import type { Progress } from '../../src/replay/lease';
import { LeaseLost } from '../../src/replay/lease';
import { Pacing } from '../../src/replay/pacing';
import type { SliceTools } from '../../src/replay/slice';
import { Slice } from '../../src/replay/slice';
import { Streams } from '../../src/replay/streams';

const NEVER = new AbortController().signal;

let written: string[];
let put: string[];
let moved: string[];
let begun: Map<string, Progress>;
let end: AbortController;
beforeEach(() => {
  [written, put, moved, begun, end] = [[], [], [], new Map(), new AbortController()];
});

const stored = (key: string): StoredObject => ({ key, etag: '"1"', bytes: 1, lastModified: 0 });

const bucketOf = (objects: Record<string, string[]>) => ({
  list: async function* (prefix: string) {
    yield* Object.keys(objects).filter((key) => key.startsWith(prefix)).map(stored);
  },
  has: async () => true,
  // a line a piece
  read: async function* ({ key }: StoredObject) {
    yield* objects[key].map((line) => Buffer.from(line));
  },
  write: async (key: string) => void written.push(key),
  move: async ({ key }: StoredObject) => void moved.push(key),
});

const leaseOf = () => ({
  linesDone: (key: string) => begun.get(key)?.lines ?? 0,
  note: (key: string, progress: Progress) => void begun.set(key, progress),
  forget: (key: string) => void begun.delete(key),
  renew: vi.fn(async () => undefined),
  hold: vi.fn(async () => undefined),
  isDue: false,
});

const firehose = {
  send: async ({ input: { Records } }: { input: { Records: { Data: Buffer }[] } }) => {
    put.push(...Records.map(({ Data }) => Data.toString()));
    return { RequestResponses: Records.map(() => ({ RecordId: 'r' })) };
  },
};

const sliceOf = (tools: { bucket: object; lease: object; firehose?: object }) => new Slice({
  firehose,
  pacing: new Pacing(2 ** 40),
  streams: new Streams('main', {}),
  logger: { info: () => undefined } as unknown as Logger,
  errorsPrefix: 'errors/',
  maxReplays: 3,
  time: { end: end.signal, latest: NEVER },
  ...tools,
} as unknown as SliceTools);

const failedLines = (count: number) => linesOf(count).map((line) => processingFailed(line));

test('what a slice sets aside is not for the same slice, though a later page of the listing has it', async () => {
  const bucket = {
    ...bucketOf({}),
    list: async function* (prefix: string) {
      if (prefix !== 'errors/set-aside/') {
        return;
      }
      yield stored('errors/set-aside/logs/a');
      for (let page = 0; page < 3 && page < written.length; page++) {
        yield stored(written[page]);
      }
    },
    read: async function* () { yield Buffer.from('no JSON\n'); },
  };
  const slice = sliceOf({ bucket, lease: leaseOf() });
  await slice.run('set-aside/', Date.now());
  expect(written).toEqual(['errors/set-aside/logs/a~1-0']);
  expect(slice.counts).toEqual({ done: true, objects: 1, replayed: 0, setAside: 1 });
});

describe('lines that are only read', () => {
  // those of an object that was set aside, before any is put back, and those that are done
  const OBJECTS = [['set-aside/', 0], ['', 100]] as const;

  test.each(OBJECTS)('keep the lease: in \'%s\', with %i lines done', async (folder, done) => {
    const key = `errors/${folder}logs/a`;
    begun.set(key, { etag: '"1"', lines: done });
    const lease = leaseOf();
    let read = 0;
    const lines = failedLines(100);
    const bucket = {
      ...bucketOf({ [key]: lines }),
      read: async function* () {
        for (const line of lines) {
          read++;
          yield Buffer.from(line);
        }
      },
    };
    lease.renew.mockImplementation(async () => {
      if (read === 50) {
        throw new LeaseLost('somebody else has it');
      }
    });
    await expect(sliceOf({ bucket, lease }).run(folder, Date.now())).rejects.toThrow(LeaseLost);
    expect([read, put, moved]).toEqual([50, [], []]);
  });

  test.each(OBJECTS)('end with the slice: in \'%s\', with %i lines done', async (folder, done) => {
    const key = `errors/${folder}logs/a`;
    begun.set(key, { etag: '"1"', lines: done });
    let read = 0;
    const bucket = {
      ...bucketOf({ [key]: [] }),
      read: async function* () {
        for (const line of failedLines(100)) {
          if (++read === 50) {
            end.abort();
          }
          yield Buffer.from(line);
        }
      },
    };
    const slice = sliceOf({ bucket, lease: leaseOf() });
    await slice.run(folder, Date.now());
    expect(slice.counts).toMatchObject({ done: false, objects: 0, replayed: 0 });
    expect([read, begun.get(key)?.lines]).toEqual([50, done]);
  });
});

describe('progress', () => {
  test('of an object that stays is written before the next one is begun', async () => {
    const lease = leaseOf();
    const bucket = {
      ...bucketOf({ 'errors/logs/a': failedLines(3), 'errors/logs/b': [processingFailed(lineOf('b'))] }),
      move: async ({ key }: StoredObject) => {
        if (key.endsWith('a')) {
          throw Object.assign(new Error('no'), { name: 'AccessDenied' });
        }
      },
    };
    const saved: [number, number][] = [];
    lease.hold.mockImplementation(async () => void saved.push([begun.get('errors/logs/a')!.lines, put.length]));
    await expect(sliceOf({ bucket, lease }).run('', Date.now())).rejects.toThrow('S3 denies the replay one object');
    expect([saved, put.length]).toEqual([[[3, 3]], 4]);
  });

  test('is written after what is set aside, whose parts may be as large as memory allows', async () => {
    const order: string[] = [];
    const poison = processingFailed(lineOf('poison', 'x'.repeat(700_000)).replace('\n', '\t\t\t\n'));
    const lease = leaseOf();
    lease.hold.mockImplementation(async () => void order.push(`lease ${begun.get('errors/logs/a')?.lines}`));
    const bucket = { ...bucketOf({ 'errors/logs/a': Array<string>(7).fill(poison) }), write: async () => void order.push('write') };
    await sliceOf({ bucket, lease }).run('', Date.now());
    expect(order).toEqual(['lease undefined', 'write', 'lease 5', 'lease 5', 'write']);
  });
});

test('nothing is set aside by a run that has lost its lease: another run may have written it', async () => {
  const lease = leaseOf();
  lease.hold.mockRejectedValue(new LeaseLost('somebody else has it'));
  await expect(sliceOf({ bucket: bucketOf({ 'errors/logs/a': ['no JSON\n'] }), lease }).run('', Date.now())).rejects.toThrow(LeaseLost);
  expect([written, moved]).toEqual([[], []]);
});
