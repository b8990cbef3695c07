import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { linesOf, processingFailed } from './error-objects';
import { ReplayBench } from './replay-bench';
import { temporaryDirectory } from '../preview/temporary';

const OBJECTS = 6;
const RECORDS = 300;

const directory = temporaryDirectory();
let bench: ReplayBench;
beforeEach(async () => { bench = await ReplayBench.start(directory.path()); });
afterEach(async () => bench.stop());

const objectOf = (record: string) => /id-(\d+)-/.exec(record)![1];

test('a run that is killed repeats the records of one object at most, and loses none', async () => {
  let killed = 0;
  await fc.assert(fc.asyncProperty(fc.integer({ min: 100, max: 1_600 }), async (milliseconds) => {
    bench.firehose.calls.length = 0;
    for (let object = 0; object < OBJECTS; object++) {
      bench.put(`errors/logs/processing-failed/2026/01/31/main-${object}`, linesOf(RECORDS, `${object}-`).map((line) => processingFailed(line)).join(''));
    }
    const first = bench.function({ bytesPerSecond: 100_000 });
    const run = first.invoke({}).then(() => undefined, (error: Error) => error);
    const timer = setTimeout(() => first.kill(), milliseconds);
    const error = await run;
    clearTimeout(timer);
    if (error) {
      expect(error.message).toMatch(/ended/);
      killed++;
      if (bench.has('replayed/lease.json')) {
        bench.letLeaseRunOut();
      }
    }
    await bench.untilDone();

    const times = new Map<string, number>();
    bench.records().forEach((record) => times.set(record, (times.get(record) ?? 0) + 1));
    expect(times.size).toBe(OBJECTS * RECORDS);
    const repeated = [...times].filter(([, count]) => count > 1);
    expect(new Set(repeated.map(([record]) => objectOf(record))).size).toBeLessThanOrEqual(1);
    expect(Math.max(...times.values())).toBeLessThanOrEqual(2);
    expect(bench.keys('errors/')).toEqual([]);
  }), { numRuns: 12, endOnFailure: true });
  // else nothing was shown
  expect(killed).toBeGreaterThan(3);
});
