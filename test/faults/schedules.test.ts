import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bench } from './bench';
import { runSchedule } from './run-schedule';
import { report, runSchedules } from './run-schedules';
import type { Replay, Schedule, Traffic } from './schedule';
import type { Fault } from './servers/faulty-server';

const SCHEDULES = 100;
const MINUTES = 60_000;

let bench: Bench;

beforeAll(async () => {
  bench = await Bench.open();
});

afterAll(() => bench.close());

const traffic = (changes: Partial<Traffic> = {}): Traffic => ({
  step: 'traffic', requests: 10, seconds: 100, size: 'usual', twice: false, garbage: 0, invocations: [], s3: [], firehose: [], otherTable: false, toTheEnd: true, ...changes,
});

const replay = (changes: Partial<Replay> = {}): Replay => ({ step: 'replay', s3: [], firehose: [], invocations: [], otherTable: false, ...changes });

const schedule = (changes: Partial<Schedule> = {}): Schedule => ({
  seed: 1, month: '2030-06', secondsToEnd: 400, cold: false, megabytes: 1, skewSeconds: 0, steps: [traffic()], daysToReplay: 0.5, ...changes,
});

describe('the bundled functions under faults', () => {
  test(`lose nothing in ${SCHEDULES} schedules, and count each request once`, async () => {
    const { totals, broken } = await runSchedules(bench, Array.from({ length: SCHEDULES }, (_, index) => index + 1));
    console.log(JSON.stringify(totals));
    expect(broken.map(report).join('\n\n')).toBe('');
    expect(totals).toMatchObject({ schedules: SCHEDULES, lost: 0 });
    // there was something to lose
    expect(totals.faults).toBeGreaterThan(SCHEDULES);
    expect(totals.killed).toBeGreaterThan(SCHEDULES / 4);
    expect(totals.failedAtFirst).toBeGreaterThan(totals.requests / 100);
    expect(totals.deliveredTwice).toBeGreaterThan(0);
    expect(totals.replayed).toBeGreaterThanOrEqual(totals.failedAtFirst / 2);
  }, 10 * MINUTES);

  test('batches at their limits lose nothing', async () => {
    const outcomes = [
      // a MB of the shortest lines is answered with more than 6 MB
      await runSchedule(bench, schedule({ month: '2030-06', megabytes: 3, steps: [traffic({ requests: 10_000, size: 'tiny', seconds: 5 })] })),
      await runSchedule(bench, schedule({ month: '2030-07', megabytes: 3, steps: [traffic({ requests: 1_000, size: 'large', seconds: 5 })] })),
      await runSchedule(bench, schedule({ month: '2030-08', steps: [traffic({ requests: 1, size: 'huge' })] })),
      // the largest record is put back as well
      await runSchedule(bench, schedule({ month: '2030-09', steps: [traffic({ requests: 2, size: 'huge', invocations: ['refused', 'refused'] })] })),
    ];
    const failed = outcomes.map(({ requests, failedAtFirst }) => [requests, failedAtFirst > 0]);
    expect(failed).toEqual([[10_000, true], [1_000, false], [1, false], [2, true]]);
    expect(await bench.functions.enrich.invoke({ records: [] })).toEqual({ records: [] });
  }, 5 * MINUTES);

  test('an invocation that was not answered is repeated three times, and then its records are kept', async () => {
    const run = (count: number) => runSchedule(bench, schedule({ month: '2030-10', steps: [traffic({ requests: 3, seconds: 0, invocations: Array(count).fill('too many') })] }));
    expect(await run(3)).toMatchObject({ failedAtFirst: 0, invocations: 4 });
    expect(await run(4)).toMatchObject({ failedAtFirst: 3, replayed: 3 });
  });

  test('records that fail until they are set aside come back when the fault is over', async () => {
    const steps = [traffic({ requests: 40, otherTable: true }), ...Array(5).fill({ step: 'pause', minutes: 1 }).flatMap((pause: Schedule['steps'][number]) => [replay({ otherTable: true }), pause])];
    const { failedAtFirst, replayed } = await runSchedule(bench, schedule({ month: '2030-11', steps }));
    // three times while the table was another, and once more from set-aside/
    expect(failedAtFirst).toBeGreaterThan(0);
    expect(replayed).toBe(failedAtFirst);
  });
});

describe('the replay under faults', () => {
  const failed = traffic({ requests: 12, invocations: ['refused'] });
  const run = (...steps: Schedule['steps']) => runSchedule(bench, schedule({ steps: [failed, failed, ...steps] }));

  // a busy machine has answers come too late, which are causes to repeat as well
  const options = { retry: 2 };

  test('repeats one object alone where it is killed, though another one was denied and stayed', options, async () => {
    const denied = await run(replay({ s3: [403], operation: 'CopyObject', firehose: ['none', 'done, killed'] }));
    expect(denied).toMatchObject({ repeatedObjects: 1, causesToRepeat: 1 });
    const killed = await run(replay({ firehose: ['done, killed'] }), { step: 'pause', minutes: 6 }, replay({ firehose: ['none', 'done, reset'] }));
    expect(killed).toMatchObject({ repeatedObjects: 2, causesToRepeat: 2 });
  });

  test.each<[Fault, string]>([
    ['hangs', 'GetObject'], ['slow', 'GetObject'], ['half', 'GetObject'], [404, '/errors/'],
    ['hangs', 'CopyObject'], ['half', 'CopyObject'], ['done, reset', 'CopyObject'], ['done, reset', 'DeleteObject'], ['hangs', 'list-type'],
  ])('repeats nothing where S3 does this: %s, at %s', options, async (fault, operation) => {
    expect(await run(replay({ s3: [fault], operation }))).toMatchObject({ faults: 1, repeatedObjects: 0, causesToRepeat: 0 });
  });

  test('repeats nothing where objects are listed that are gone', options, async () => {
    expect(await run(replay(), replay({ s3: ['old'], operation: 'list-type' }))).toMatchObject({ repeatedObjects: 0, causesToRepeat: 0 });
  });
});

describe('the bench', () => {
  const steps = [traffic({ requests: 12, invocations: ['refused'] }), { step: 'pause', minutes: 6 } as const, traffic({ requests: 12 })];
  const broken = (changes: Partial<Schedule>) => runSchedule(bench, schedule({ steps, ...changes })).then(() => 'nothing found', (error: Error) => error.message);

  test('finds a record that the function leaves out', async () => {
    expect(await broken({ steps: [traffic({ invocations: ['dropped'] })] })).toMatch(/1 of 10 requests are neither delivered nor under errors/);
  });

  test('finds a record that the function delivers under another id', async () => {
    expect(await broken({ steps: [traffic({ invocations: ['renamed'] })] })).toMatch(/neither delivered nor under errors/);
  });

  test('finds a request that is counted for somebody else', async () => {
    expect(await broken({ steps: [traffic({ requests: 40, invocations: ['swapped'] })] })).toMatch(/The saved query counts/);
  });

  test('finds an object that the replay repeats', async () => {
    const take = bench.takePutBack.bind(bench);
    bench.takePutBack = () => take().flatMap((record) => [record, record]);
    try {
      expect(await broken({})).toMatch(/The replay has repeated the records of 1 objects, and had 0 causes to: errors\/logs\//);
    } finally {
      bench.takePutBack = take;
    }
  });

  test('finds a record that the replay drops', async () => {
    const take = bench.takeBack.bind(bench);
    bench.takeBack = () => take().slice(1);
    try {
      expect(await broken({})).toMatch(/After the replay 1 of 24 requests are not delivered/);
    } finally {
      bench.takeBack = take;
    }
  });
});
