import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { conversionFailed, endpointFailed, gzipped, handoverFailed, lineOf, linesOf, processingFailed } from './error-objects';
import { MAIN_STREAM, MOESIF_STREAM, ReplayBench } from './replay-bench';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { bodyOf, listen } from '../../preview/servers/loopback';
import type { DryRunCounts } from '../../src/replay/dry-run';
import type { Answer } from '../enrichment/forwarding/loopback-firehose';
import { failure, inPart, taken } from '../enrichment/forwarding/loopback-firehose';
import { temporaryDirectory } from '../preview/temporary';

const directory = temporaryDirectory();
let bench: ReplayBench;
beforeEach(async () => { bench = await ReplayBench.start(directory.path()); });
afterEach(async () => bench.stop());

/** As a record comes back: with a mark of each replay before its line feed. */
const marked = (line: string, times = 1) => line.replace(/\n$/, `${'\t'.repeat(times)}\n`);

describe('records that failed', () => {
  test('come back to the stream that they belong to, each once and marked, and their objects move', async () => {
    const [original, enriched, packed] = [linesOf(700, 'p'), linesOf(3, 'c'), linesOf(2, 'h').join('')];
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', original.map((line) => processingFailed(line)).join(''));
    bench.put('errors/logs/format-conversion-failed/2026/01/31/main-2', conversionFailed(enriched[0]) + conversionFailed(enriched[1], 'plain') + conversionFailed(enriched[2]));
    bench.put('errors/forwarders/moesif/http-endpoint-failed/2026/01/31/moesif-1', endpointFailed(lineOf('m')));
    bench.put('errors/forwarders/moesif/handover-failed/2026/01/31/one.ndjson', handoverFailed(packed, 2));
    expect(await bench.replay()).toEqual({ done: true, objects: 4, replayed: 705, setAside: 0 });
    expect(bench.records().sort()).toEqual([...original, ...enriched].map((line) => marked(line)).sort());
    expect(bench.records(MOESIF_STREAM).sort()).toEqual([lineOf('m'), packed].map((line) => marked(line)).sort());
    expect(bench.keys()).toEqual([
      'replayed/forwarders/moesif/handover-failed/2026/01/31/one.ndjson',
      'replayed/forwarders/moesif/http-endpoint-failed/2026/01/31/moesif-1',
      'replayed/logs/format-conversion-failed/2026/01/31/main-2',
      'replayed/logs/processing-failed/2026/01/31/main-1',
    ]);
    expect(bench.read('replayed/logs/processing-failed/2026/01/31/main-1')).toBe(original.map((line) => processingFailed(line)).join(''));
  });

  test('come back from compressed objects, in several members as well', async () => {
    bench.put('errors/logs/processing-failed/2026/01/31/main-1.gz', Buffer.concat([gzipped(processingFailed(lineOf(1))), gzipped(processingFailed(lineOf(2)))]));
    expect(await bench.replay()).toMatchObject({ done: true, replayed: 2 });
    expect(bench.records()).toEqual([marked(lineOf(1)), marked(lineOf(2))]);
  });

  test('come back page by page, from more objects than S3 lists at once', async () => {
    const lines = linesOf(1_007);
    lines.forEach((line, index) => bench.put(`errors/logs/processing-failed/2026/01/31/main-${index}`, processingFailed(line)));
    expect(await bench.replay()).toEqual({ done: true, objects: 1_007, replayed: 1_007, setAside: 0 });
    expect(bench.records().sort()).toEqual(lines.map((line) => marked(line)).sort());
    expect(bench.keys('errors/')).toEqual([]);
  });

  test('come back from one folder alone', async () => {
    bench.put('errors/logs/processing-failed/2026/01/30/main-1', processingFailed(lineOf(30)));
    bench.put('errors/logs/processing-failed/2026/01/31/main-2', processingFailed(lineOf(31)));
    expect(await bench.replay({ folder: 'logs/processing-failed/2026/01/31/' })).toMatchObject({ done: true, objects: 1, replayed: 1 });
    expect(bench.keys('errors/')).toEqual(['errors/logs/processing-failed/2026/01/30/main-1']);
    expect(bench.records()).toEqual([marked(lineOf(31))]);
  });

  test('keep their other bytes, and need no line feed at their end', async () => {
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', processingFailed('{"a":"ü😀"}').trimEnd());
    await bench.replay();
    expect(bench.records()).toEqual(['{"a":"ü😀"}\t']);
  });

  test('leave an empty object, and one of blank lines, moved', async () => {
    bench.put('errors/logs/processing-failed/2026/01/31/empty', '');
    bench.put('errors/logs/processing-failed/2026/01/31/empty.gz', gzipped(''));
    bench.put('errors/logs/processing-failed/2026/01/31/blank', '\n\n');
    expect(await bench.replay()).toEqual({ done: true, objects: 3, replayed: 0, setAside: 0 });
    expect(bench.keys('errors/')).toEqual([]);
    expect(bench.firehose.calls).toEqual([]);
  });

  test('that fail again after the slice began are left to the next one', async () => {
    bench.put('errors/logs/processing-failed/2026/01/31/before', processingFailed(lineOf(1)));
    bench.put('errors/logs/processing-failed/2026/01/31/since', processingFailed(lineOf(2)));
    bench.date('errors/logs/processing-failed/2026/01/31/since', Date.now() + 3_600_000);
    expect(await bench.replay()).toEqual({ done: true, objects: 1, replayed: 1, setAside: 0 });
    expect(bench.keys('errors/')).toEqual(['errors/logs/processing-failed/2026/01/31/since']);
  });

  test('are not put back once more where their object cannot be moved', async () => {
    const stuck = await listen(async (request, response) => {
      const body = await bodyOf(request);
      if (request.method === 'DELETE') {
        return void response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>');
      }
      const names = ['if-match', 'if-none-match', 'range', 'x-amz-copy-source'];
      const headers = Object.fromEntries(names.flatMap((name) => request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]]));
      const answer = await fetch(bench.s3.url + request.url!, { method: request.method, headers, body: request.method === 'PUT' ? Uint8Array.from(body) : undefined });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
    });
    try {
      bench.put('errors/logs/processing-failed/2026/01/31/main-1', processingFailed(lineOf(1)));
      for (let run = 0; run < 3; run++) {
        await expect(bench.replay({}, { s3: stuck.url })).rejects.toThrow('S3 denies the replay one object, such as \'errors/logs/processing-failed/2026/01/31/main-1\' (no): allow it');
      }
      expect(bench.records()).toHaveLength(1);
    } finally {
      stuck.close();
    }
  });

  test('of a forwarder that is gone stay, and the answer says so', async () => {
    bench.put('errors/forwarders/gone/handover-failed/2026/01/31/one.ndjson', handoverFailed(lineOf(1)));
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', processingFailed(lineOf(2)));
    expect(await bench.replay()).toEqual({
      done: true,
      objects: 1,
      replayed: 1,
      setAside: 0,
      left: { 'forwarders/gone/handover-failed/': { objects: 1, why: 'there is no forwarder \'gone\' any more; delete them, or add it again' } },
    });
    expect(bench.keys('errors/')).toEqual(['errors/forwarders/gone/handover-failed/2026/01/31/one.ndjson']);
    expect(await bench.replay({ folder: 'forwarders/gone/' })).toMatchObject({ done: true, objects: 0, left: { 'forwarders/gone/handover-failed/': { objects: 1 } } });
  });

  test('are told of by counts and keys alone, in a line an object and a line a slice, and by metrics', async () => {
    let output = '';
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', processingFailed(lineOf('secret-1')) + processingFailed(''));
    await bench.replay({}, { onOutput: (text) => { output += text; } });
    await expect.poll(() => output).toContain('slice ended');
    const lines = output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { message: 'object replayed', key: 'errors/logs/processing-failed/2026/01/31/main-1', stream: MAIN_STREAM, replayed: 1, setAside: 1 },
      { FunctionName: 'Replay', ReplayedRecords: 1, SetAsideRecords: 1, _aws: { CloudWatchMetrics: [{ Namespace: 'ApiUsageAnalytics', Dimensions: [['FunctionName']] }] } },
      { message: 'slice ended', done: true, objects: 1, replayed: 1, setAside: 1 },
    ]);
    expect(output).not.toContain('secret');
    output = '';
    await bench.replay({}, { onOutput: (text) => { output += text; } });
    await expect.poll(() => output).toContain('slice ended');
    expect(output).not.toContain('_aws');
  });
});

describe('a stream that does not take all at once', () => {
  test('gets what it refused again, and nothing twice', async () => {
    const accepted: string[] = [];
    const seen = new Map<string, number>();
    const grudging: Answer = (response, call) => inPart((record) => {
      const times = (seen.get(record) ?? 0) + 1;
      seen.set(record, times);
      if (times <= Number(/id-(\d+)/.exec(record)![1]) % 3) {
        return 'ServiceUnavailableException';
      }
      accepted.push(record);
      return undefined;
    })(response, call);
    bench.firehose.next.push(failure(400, 'ThrottlingException'), failure(503, 'ServiceUnavailableException'), (response) => void response.destroy());
    bench.firehose.otherwise = grudging;
    const lines = linesOf(600);
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', lines.map((line) => processingFailed(line)).join(''));
    expect(await bench.replay()).toEqual({ done: true, objects: 1, replayed: 600, setAside: 0 });
    expect(accepted.sort()).toEqual(lines.map((line) => marked(line)).sort());
  });

  test.each([
    ['AccessDeniedException', 'allow the function\'s role firehose:PutRecordBatch on it, and look for a policy that denies it'],
    ['ResourceNotFoundException', 'undo what deleted it (docs/operations.md, Undoing a change)'],
    ['InvalidKMSResourceException', 'enable the stream\'s KMS key, and look at what its policy allows'],
    ['InvalidArgumentException', 'see that it takes records by Direct PUT'],
  ])('keeps its records where they are after %s, and the others go back', async (code, mend) => {
    const refuse = failure(400, code, 'It said no.');
    bench.firehose.otherwise = (response, call) => (call.streamName === MAIN_STREAM ? refuse : inPart(() => undefined))(response, call);
    bench.put('errors/forwarders/moesif/handover-failed/2026/01/31/one.ndjson', handoverFailed(lineOf('m1')));
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', processingFailed(lineOf(1)));
    bench.put('errors/logs/processing-failed/2026/01/31/main-2', processingFailed(lineOf(2)));
    bench.put('errors/set-aside/logs/processing-failed/2026/01/31/main-3', processingFailed(lineOf(3)));
    await expect(bench.replay()).rejects.toThrow(
      `The delivery stream '${MAIN_STREAM}' takes no records (${code}: It said no): ${mend}, then replay again. Its objects stay where they are.`,
    );
    expect(bench.keys('errors/')).toEqual([
      'errors/logs/processing-failed/2026/01/31/main-1', 'errors/logs/processing-failed/2026/01/31/main-2', 'errors/set-aside/logs/processing-failed/2026/01/31/main-3',
    ]);
    expect(bench.records(MOESIF_STREAM)).toEqual([marked(lineOf('m1'))]);
    // once it is mended
    bench.firehose.calls.length = 0;
    bench.firehose.otherwise = inPart(() => undefined);
    expect(await bench.replay()).toMatchObject({ done: true, replayed: 2 });
    expect(bench.records()).toEqual([1, 2].map((index) => marked(lineOf(index))));
  });

  test('is gone on with where it stopped within an object', async () => {
    const lines = linesOf(1_300);
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', lines.map((line) => processingFailed(line)).join(''));
    bench.firehose.next.push(inPart(() => undefined), inPart(() => undefined), failure(400, 'AccessDeniedException'));
    await expect(bench.replay()).rejects.toThrow('takes no records');
    const before = bench.firehose.calls.slice(0, 2).flatMap(({ records }) => records);
    bench.firehose.calls.length = 0;
    expect(await bench.replay()).toMatchObject({ done: true, objects: 1, replayed: 300 });
    expect([...before, ...bench.records()]).toEqual(lines.map((line) => marked(line)));
  });
});

describe('the time of a slice', () => {
  test('ends within a large object, with which the next one goes on', async () => {
    const lines = linesOf(900, 'paced-');
    bench.put('errors/logs/processing-failed/2026/01/31/large', lines.map((line) => processingFailed(line)).join(''));
    bench.put('errors/logs/processing-failed/2026/01/31/small', processingFailed(lineOf('small')));
    const slices = await bench.untilDone({ timeoutSeconds: 4, bytesPerSecond: 8_000 });
    expect(slices.length).toBeGreaterThan(1);
    expect(slices.slice(0, -1).map(({ done, objects }) => [done, objects])).toEqual(slices.slice(0, -1).map(() => [false, 0]));
    expect(slices.at(-1)).toMatchObject({ done: true, objects: 2 });
    expect(slices.reduce((sum, { replayed }) => sum + replayed, 0)).toBe(901);
    expect(bench.records()).toEqual([...lines, lineOf('small')].map((line) => marked(line)));
    expect(JSON.parse(bench.read('replayed/lease.json'))).toMatchObject({ until: 0, begun: {} });
  });

  test('ends within a stream that throttles, which loses nothing', async () => {
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', linesOf(10).map((line) => processingFailed(line)).join(''));
    bench.firehose.otherwise = failure(400, 'ThrottlingException');
    expect(await bench.replay({}, { timeoutSeconds: 2 })).toEqual({ done: false, objects: 0, replayed: 0, setAside: 0 });
    bench.firehose.otherwise = inPart(() => undefined);
    bench.firehose.calls.length = 0;
    expect(await bench.replay()).toMatchObject({ done: true, replayed: 10 });
    expect(bench.records()).toHaveLength(10);
  });

  test('of another folder leaves in mind what was begun before', async () => {
    const lines = linesOf(700, 'begun-');
    bench.put('errors/logs/processing-failed/2026/01/31/large', lines.map((line) => processingFailed(line)).join(''));
    bench.put('errors/logs/processing-failed/2026/02/01/other', processingFailed(lineOf('other')));
    expect(await bench.replay({ folder: 'logs/processing-failed/2026/01/' }, { timeoutSeconds: 3, bytesPerSecond: 8_000 })).toMatchObject({ done: false });
    expect(await bench.replay({ folder: 'logs/processing-failed/2026/02/' })).toMatchObject({ done: true, replayed: 1 });
    expect(await bench.replay()).toMatchObject({ done: true, objects: 1 });
    expect(bench.records().filter((record) => record.includes('begun'))).toEqual(lines.map((line) => marked(line)));
  });
});

describe('two runs', () => {
  test('at the same time: one does the work, the other says so', async () => {
    const lines = linesOf(300);
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', lines.map((line) => processingFailed(line)).join(''));
    const results = await Promise.all([1, 2, 3].map(async () => bench.replay({}, { bytesPerSecond: 12_000 })));
    expect(results.filter(({ done }) => done)).toMatchObject([{ objects: 1, replayed: 300 }]);
    for (const { busy, replayed } of results.filter(({ done }) => !done)) {
      expect(busy).toMatch(/^Another run is at work, and has until \d{4}-\d\d-\d\dT[\d:.]+Z to say so again; wait for it, or until then if it is gone$/);
      expect(replayed).toBe(0);
    }
    expect(bench.records().sort()).toEqual(lines.map((line) => marked(line)).sort());
  });

  test('a lease that ran out is taken over, with what was done', async () => {
    const lines = linesOf(5);
    const content = lines.map((line) => processingFailed(line)).join('');
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', content);
    const response = await fetch(`${bench.s3.url}/bucket/errors/logs/processing-failed/2026/01/31/main-1`);
    const begun = { 'errors/logs/processing-failed/2026/01/31/main-1': { etag: response.headers.get('etag'), lines: 3 } };
    bench.put('replayed/lease.json', JSON.stringify({ holder: 'somebody', until: Date.now() + 60_000, begun }));
    expect(await bench.replay()).toMatchObject({ done: false, busy: expect.stringContaining('Another run') as string });
    bench.letLeaseRunOut();
    expect(await bench.replay()).toMatchObject({ done: true, replayed: 2 });
    expect(bench.records()).toEqual(lines.slice(3).map((line) => marked(line)));
  });

  test('a lease that is no JSON holds nobody off', async () => {
    bench.put('replayed/lease.json', 'hello');
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', processingFailed(lineOf(1)));
    expect(await bench.replay()).toMatchObject({ done: true, replayed: 1 });
  });
});

describe('a record that fails again and again', () => {
  /** Firehose's part: what was put is kept under the error prefix once more. */
  const failAgain = (name: string) => {
    const records = bench.records();
    bench.firehose.calls.length = 0;
    bench.put(`errors/logs/processing-failed/2026/02/01/${name}`, records.map((record) => processingFailed(record)).join(''));
    return records;
  };

  test('is set aside with its reason after three times, and comes back where that is asked for, as if it were new', async () => {
    bench.put('errors/logs/processing-failed/2026/01/31/main-0', processingFailed(lineOf('poison')));
    for (const times of [1, 2, 3]) {
      expect(await bench.replay()).toMatchObject({ done: true, replayed: 1, setAside: 0 });
      expect(failAgain(`main-${times}`)).toEqual([marked(lineOf('poison'), times)]);
    }
    expect(await bench.replay()).toEqual({ done: true, objects: 1, replayed: 0, setAside: 1 });
    expect(bench.firehose.calls).toEqual([]);
    const aside = 'errors/set-aside/logs/processing-failed/2026/02/01/main-3';
    expect(bench.keys('errors/')).toEqual([aside]);
    const original = JSON.parse(processingFailed(marked(lineOf('poison'), 3))) as object;
    expect(JSON.parse(bench.read(aside))).toEqual({ ...original, setAsideReason: 'it was put back 3 times, and failed again: Lambda.FunctionError' });
    expect(bench.has('replayed/logs/processing-failed/2026/02/01/main-3')).toBe(true);
    // it stays there
    expect(await bench.replay()).toEqual({ done: true, objects: 0, replayed: 0, setAside: 0 });
    expect(await bench.replay({ folder: 'set-aside/' })).toEqual({ done: true, objects: 1, replayed: 1, setAside: 0 });
    expect(bench.records()).toEqual([marked(lineOf('poison'))]);
    expect(bench.keys('errors/')).toEqual([]);
    expect(bench.has('replayed/set-aside/logs/processing-failed/2026/02/01/main-3')).toBe(true);
  });

  test('of a forwarder goes back from there to the forwarder', async () => {
    bench.put('errors/forwarders/moesif/handover-failed/2026/01/31/one.ndjson', handoverFailed(marked(lineOf('m'), 3)));
    expect(await bench.replay()).toMatchObject({ setAside: 1 });
    expect(await bench.replay({ folder: 'set-aside/forwarders/moesif/' })).toMatchObject({ replayed: 1 });
    expect(bench.records(MOESIF_STREAM)).toEqual([marked(lineOf('m'))]);
  });

  test('lets the others of its object through', async () => {
    const lines = linesOf(50);
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', lines.map((line, index) => processingFailed(index % 10 === 7 ? marked(line, 3) : line)).join(''));
    expect(await bench.replay()).toEqual({ done: true, objects: 1, replayed: 45, setAside: 5 });
    expect(bench.records()).toEqual(lines.filter((_, index) => index % 10 !== 7).map((line) => marked(line)));
    expect(bench.read('errors/set-aside/logs/processing-failed/2026/01/31/main-1').trimEnd().split('\n')).toHaveLength(5);
  });
});

describe('what cannot be put back', () => {
  test('is set aside line by line, and stays so where it is asked for again', async () => {
    const lines = ['{"errorCode":"X"}', '{"rawData":""}', 'no JSON', `{"rawData":"${'QUJD'.repeat(400_000)}"}`];
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', `${lines[0]}\n${processingFailed(lineOf(1))}\n${lines.slice(1).join('\n')}\n`);
    expect(await bench.replay()).toEqual({ done: true, objects: 1, replayed: 1, setAside: 4 });
    const aside = 'errors/set-aside/logs/processing-failed/2026/01/31/main-1';
    const kept = () => bench.keys('errors/').flatMap((key) => bench.read(key).trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>));
    expect(bench.keys('errors/')).toEqual([aside]);
    expect(kept()).toMatchObject([{ errorCode: 'X' }, { rawData: '' }, { unreadableLine: Buffer.from('no JSON').toString('base64') }, { rawData: 'QUJD'.repeat(400_000) }]);
    const before = kept();
    for (const generation of [1, 2]) {
      expect(await bench.replay({ folder: 'set-aside/' })).toMatchObject({ done: true, objects: 1, replayed: 0, setAside: 4 });
      expect(bench.keys('errors/')).toEqual([`${aside}~${generation}-0`]);
      expect(kept().map(({ setAsideReason, ...rest }) => rest)).toEqual(before.map(({ setAsideReason, ...rest }) => rest));
    }
  });

  test('is set aside in parts where it is much', async () => {
    const poison = Array.from({ length: 3_000 }, (_, index) => processingFailed(marked(lineOf(index, 'x'.repeat(2_000)), 3)));
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', poison.join(''));
    expect(await bench.replay()).toEqual({ done: true, objects: 1, replayed: 0, setAside: 3_000 });
    expect(bench.keys('errors/').length).toBeGreaterThan(1);
    expect(bench.keys('errors/').flatMap((key) => bench.read(key).trimEnd().split('\n'))).toHaveLength(3_000);
    expect(await bench.replay({ folder: 'set-aside/' })).toMatchObject({ done: true, replayed: 3_000, setAside: 0 });
    expect(new Set(bench.records()).size).toBe(3_000);
  });

  test('is an object with broken GZIP: it is set aside as a whole, and does not keep others', async () => {
    bench.put('errors/logs/processing-failed/2026/01/31/broken.gz', gzipped(processingFailed(lineOf(1))).subarray(0, 80));
    bench.put('errors/logs/processing-failed/2026/01/31/whole', processingFailed(lineOf(2)));
    const replay = bench.function();
    expect(await replay.invoke({})).toMatchObject({ done: true, objects: 2, replayed: 1, setAside: 0, unreadableObjects: 1 });
    // what nobody can count is alarmed on all the same
    await vi.waitFor(() => expect(replay.lastOutput).toContain('"SetAsideRecords":1'));
    const { metadata } = await fetch(`${bench.s3.url}/bucket/errors/set-aside/logs/processing-failed/2026/01/31/broken.gz`).then(({ headers }) => ({
      metadata: headers.get('x-amz-meta-set-aside-reason'),
    }));
    expect(metadata).toContain('GZIP');
    expect(bench.keys('errors/')).toEqual(['errors/set-aside/logs/processing-failed/2026/01/31/broken.gz']);
    expect(await bench.replay({ folder: 'set-aside/' })).toMatchObject({
      done: true, replayed: 0, left: { 'set-aside/logs/processing-failed/': { objects: 1, why: expect.stringContaining('they are not what Firehose writes') as string } },
    });
    expect(bench.keys('errors/')).toEqual(['errors/set-aside/logs/processing-failed/2026/01/31/broken.gz']);
  });
});

describe('a dry run', () => {
  test('counts by folder and error code, and changes nothing', async () => {
    bench.put('errors/logs/processing-failed/2026/01/30/a', [1, 2, 3].map((index) => processingFailed(lineOf(index))).join(''));
    bench.put('errors/logs/processing-failed/2026/01/31/b.gz', gzipped(processingFailed(lineOf(4), 'Lambda.MissingRecordId') + processingFailed(marked(lineOf(5), 3))));
    bench.put('errors/logs/format-conversion-failed/2026/01/31/c', conversionFailed(lineOf(6)) + 'no JSON\n');
    bench.put('errors/forwarders/gone/handover-failed/2026/01/31/d', handoverFailed(lineOf(7)));
    bench.put('errors/forwarders/moesif/http-endpoint-failed/2026/01/31/e', endpointFailed(lineOf(8)));
    bench.put('errors/logs/processing-failed/2026/01/31/broken.gz', gzipped('x').subarray(0, 12));
    bench.put('errors/set-aside/logs/processing-failed/2026/01/31/f', processingFailed(marked(lineOf(9), 3)));
    const before = bench.keys();
    expect(await bench.function().invoke<DryRunCounts>({ dryRun: true })).toEqual({
      dryRun: true,
      done: true,
      objects: 6,
      records: 9,
      wouldSetAside: 2,
      unreadableObjects: 1,
      folders: {
        'logs/processing-failed/': { stream: MAIN_STREAM, errors: { 'Lambda.FunctionError': 4, 'Lambda.MissingRecordId': 1 } },
        'logs/format-conversion-failed/': { stream: MAIN_STREAM, errors: { 'DataFormatConversion.InvalidSchema': 1, 'none': 1 } },
        'forwarders/gone/handover-failed/': { stream: 'none: there is no forwarder \'gone\' any more', errors: { ServiceUnavailableException: 1 } },
        'forwarders/moesif/http-endpoint-failed/': { stream: MOESIF_STREAM, errors: { 'HttpEndpoint.DestinationException': 1 } },
      },
    });
    expect(await bench.function().invoke<DryRunCounts>({ dryRun: true, folder: 'set-aside/' })).toMatchObject({ records: 1, wouldSetAside: 0 });
    expect(bench.keys()).toEqual(before);
    expect(bench.has('replayed/lease.json')).toBe(false);
    expect(bench.firehose.calls).toEqual([]);
  });
});

describe('others do not wait', () => {
  test('for a receiver whose stream takes nothing: the analytics\' own records go first', async () => {
    bench.put('errors/forwarders/moesif/handover-failed/2026/01/31/a', handoverFailed(lineOf(1)));
    bench.put('errors/logs/processing-failed/2026/01/31/b', processingFailed(lineOf(2)));
    bench.put('errors/set-aside/forwarders/moesif/handover-failed/2026/01/31/c', handoverFailed(lineOf(3)));
    bench.put('errors/set-aside/logs/processing-failed/2026/01/31/d', processingFailed(lineOf(4)));
    bench.firehose.otherwise = (response, call) => (call.streamName === MOESIF_STREAM ? failure(503, 'ServiceUnavailableException', 'slow down') : taken)(response, call);
    for (const folder of ['', 'set-aside/']) {
      expect(await bench.replay({ folder }, { timeoutSeconds: 4 })).toMatchObject({ done: false, objects: 1, replayed: 1 });
    }
    expect(bench.records()).toEqual([marked(lineOf(2), 1), marked(lineOf(4), 1)]);
  });

  test('for an object that S3 denies: it stays, is named, and the others go back', async () => {
    const denying = await listen(async (request, response) => {
      const body = await bodyOf(request);
      if (request.method === 'GET' && /main-1(\?|$)/.test(request.url!) && !request.url!.includes('list-type')) {
        return void response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>');
      }
      const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => /^(if-|range|x-amz-copy|x-amz-tagging)/.test(name)).map(([name, value]) => [name, String(value)]));
      const answer = await fetch(bench.s3.url + request.url!, { method: request.method, headers, body: request.method === 'PUT' ? Uint8Array.from(body) : undefined });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
    });
    try {
      [1, 2].forEach((index) => bench.put(`errors/logs/processing-failed/2026/01/31/main-${index}`, processingFailed(lineOf(index))));
      await expect(bench.replay({}, { s3: denying.url })).rejects.toThrow('S3 denies the replay one object, such as \'errors/logs/processing-failed/2026/01/31/main-1\' (no)');
      expect(bench.records()).toEqual([marked(lineOf(2), 1)]);
      expect(bench.keys()).toEqual(['errors/logs/processing-failed/2026/01/31/main-1', 'replayed/logs/processing-failed/2026/01/31/main-2']);
    } finally {
      denying.close();
    }
  });
});

describe('fails with a sentence, and touches nothing', () => {
  let denying: LoopbackServer | undefined;
  afterEach(() => denying?.close());

  test('for an event that it does not understand', async () => {
    bench.put('errors/logs/processing-failed/2026/01/31/main-1', processingFailed(lineOf(1)));
    await expect(bench.replay({ folders: 'logs/' })).rejects.toThrow('The event has a field \'folders\', which the replay does not know; it knows dryRun, folder, bytesPerSecond');
    for (const dryRun of [true, false]) {
      await expect(bench.replay({ dryRun, folder: 'forwarders/typo/' })).rejects.toThrow('The event\'s folder is \'forwarders/typo/\', in which nothing lies; give one that begins with \'forwarders/moesif/\'');
    }
    await expect(bench.replay({ folder: '../logs/' })).rejects.toThrow('The event\'s folder is \'../logs/\', which is outside \'errors/\'');
    expect(bench.keys()).toEqual(['errors/logs/processing-failed/2026/01/31/main-1']);
  });

  test('where S3 denies it what it needs', async () => {
    denying = await listen((request, response) => {
      request.resume();
      response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>AccessDenied</Code><Message>not authorized to perform: s3:PutObject</Message></Error>');
    });
    await expect(bench.replay({}, { s3: denying.url })).rejects.toThrow(
      'S3 denies the replay what it needs of the bucket \'bucket\' (not authorized to perform: s3:PutObject): allow it to the function\'s role',
    );
  });
});
