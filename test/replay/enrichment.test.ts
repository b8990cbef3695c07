import { resolve } from 'node:path';
import type { FirehoseTransformationResult } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { conversionFailed, processingFailed } from './error-objects';
import { ReplayBench } from './replay-bench';
import { LambdaFunction } from '../../preview/lambda/function';
import { enrichBatch } from '../../src/enrichment/batch';
import { Enricher } from '../../src/enrichment/enricher';
import { AccessLogSchema } from '../../src/record/schema';
import { settingsOf } from '../enrichment/forwarding/records';
import { enrichedBy } from '../enrichment/invoke';
import { temporaryDirectory } from '../preview/temporary';
import { lineOf, REQUEST } from '../record/lines';

const enricher = new Enricher(new AccessLogSchema()._logged());
const RAW = lineOf(REQUEST);
const enrich = (line: string) => enricher.enrich(line, undefined)!.line;
const batchOf = (...lines: string[]) => enrichBatch(
  lines.map((line, index) => ({ recordId: String(index), approximateArrivalTimestamp: 0, data: Buffer.from(line).toString('base64') })), enricher, undefined,
);
const decoded = ({ records }: FirehoseTransformationResult) => records.map(({ data }) => Buffer.from(data ?? '', 'base64').toString());
const marked = (line: string, times: number) => line.replace(/\n$/, `${'\t'.repeat(times)}\n`);

describe('a line that was put back', () => {
  test.each([1, 2, 3, 7])('keeps its %s marks through the enrichment, before it and after it, and is the same otherwise', (times) => {
    const enriched = enrich(RAW);
    expect(enrich(marked(RAW, times))).toBe(marked(enriched, times));
    expect(enrich(marked(enriched, times))).toBe(marked(enriched, times));
    expect(JSON.parse(marked(enriched, times))).toEqual(JSON.parse(enriched));
  });

  test('has none where it had none', () => {
    expect(enrich(RAW)).toMatch(/[^\t]\n$/);
    expect(enrich(`${RAW.trimEnd()}  \t \n`)).toMatch(/[^\t]\n$/);
  });

  test('is delivered, and not forwarded again where it had been enriched already', () => {
    const { toForward, response } = batchOf(RAW, marked(RAW, 1), enrich(RAW), marked(enrich(RAW), 1));
    expect(toForward.map(({ line }) => line)).toEqual([0, 1].map((times) => marked(enrich(RAW), times)));
    expect(decoded(response)).toEqual([0, 1, 0, 1].map((times) => marked(enrich(RAW), times)));
  });
});

describe('the bundled enrichment', () => {
  const directory = temporaryDirectory();
  let bench: ReplayBench;
  beforeEach(async () => { bench = await ReplayBench.start(directory.path()); });
  afterEach(async () => bench.stop());

  test('hands a record to the forwarders once, though it comes back enriched', async () => {
    const lambda = new LambdaFunction({
      name: 'enrich',
      codeDirectory: resolve(__dirname, '../../assets/enrichment/enrich.lambda'),
      handler: 'index.handler',
      timeoutSeconds: 60,
      memorySizeMb: 512,
      environment: { BUCKET_NAME: 'bucket', COLUMNS: '[]', FORWARDERS: JSON.stringify([settingsOf({ name: 'vendor', streamName: 'vendor-stream' })]) },
    }, { s3: bench.s3.url, apiGateway: bench.s3.url, firehose: bench.firehose.url });
    try {
      expect(await enrichedBy(lambda, [marked(RAW, 1), enrich(RAW), marked(enrich(RAW), 2)])).toMatchObject(Array(3).fill({ result: 'Ok' }));
      expect(bench.records('vendor-stream')).toHaveLength(1);
      expect(bench.records('vendor-stream')[0]).not.toContain('\t');
    } finally {
      await lambda.close();
    }
  });
});

describe('a record that the conversion refuses each time', () => {
  const directory = temporaryDirectory();
  let bench: ReplayBench;
  beforeEach(async () => { bench = await ReplayBench.start(directory.path()); });
  afterEach(async () => bench.stop());

  test('is set aside in the end, though it goes through the enrichment in between', async () => {
    bench.put('errors/logs/processing-failed/2026/01/31/0', processingFailed(RAW));
    for (const round of [1, 2, 3]) {
      expect(await bench.replay()).toMatchObject({ done: true, replayed: 1 });
      const [line] = decoded(batchOf(...bench.records()).response);
      expect(line).toBe(marked(enrich(RAW), round));
      bench.firehose.calls.length = 0;
      bench.put(`errors/logs/format-conversion-failed/2026/01/31/${round}`, conversionFailed(line));
    }
    expect(await bench.replay()).toEqual({ done: true, objects: 1, replayed: 0, setAside: 1 });
    expect(JSON.parse(bench.read('errors/set-aside/logs/format-conversion-failed/2026/01/31/3'))).toMatchObject({
      setAsideReason: 'it was put back 3 times, and failed again: DataFormatConversion.InvalidSchema',
    });
  });
});
