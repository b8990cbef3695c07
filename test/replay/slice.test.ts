import type { Logger } from '@aws-lambda-powertools/logger';
import { expect, test } from 'vitest';
import type { StoredObject } from '../../src/replay/bucket';
import type { SliceTools } from '../../src/replay/slice';
import { Slice } from '../../src/replay/slice';
import { Streams } from '../../src/replay/streams';

const NEVER = new AbortController().signal;

test('what a slice sets aside is not for the same slice, though a later page of the listing has it', async () => {
  const written: string[] = [];
  const stored = (key: string): StoredObject => ({ key, etag: '"1"', bytes: 1, lastModified: 0 });
  const bucket = {
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
    write: async (key: string) => void written.push(key),
    move: async () => undefined,
  };
  const lease = { linesDone: () => 0, note: () => undefined, forget: () => undefined, renew: async () => undefined, isDue: false };
  const tools = {
    bucket,
    lease,
    firehose: {},
    pacing: { of: () => ({}) },
    streams: new Streams('main', {}),
    logger: { info: () => undefined } as unknown as Logger,
    errorsPrefix: 'errors/',
    maxReplays: 3,
    time: { end: NEVER, latest: NEVER },
  } as unknown as SliceTools;
  const slice = new Slice(tools);
  await slice.run('set-aside/', Date.now());
  expect(written).toEqual(['errors/set-aside/logs/a~1-0']);
  expect(slice.counts).toEqual({ done: true, objects: 1, replayed: 0, setAside: 1 });
});
