import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DIRECTORY } from './directory';
import { enrichBatch } from '../../src/enrichment/batch';
import { countBatch } from '../../src/enrichment/count';
import { Enricher } from '../../src/enrichment/enricher';
import { KeyIndex } from '../../src/enrichment/key-index';
import { AccessLogSchema } from '../../src/record/schema';
import { lineOf, REQUEST } from '../record/lines';

let printed: Record<string, unknown>[];

beforeEach(() => {
  printed = [];
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'enrich-7f3');
  const keep = (text: unknown) => { printed.push(JSON.parse(String(text)) as Record<string, unknown>); };
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => { keep(text); return true; });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('a batch without fault publishes nothing, because each metric is billed', () => {
  countBatch({ failed: 0, unattributed: 0 });
  vi.restoreAllMocks();
  expect(printed).toEqual([]);
});

test('a batch publishes what is amiss in it, and nothing of the batch before', () => {
  countBatch({ failed: 3, unattributed: 4 });
  countBatch({ failed: 0, unattributed: 1 });
  vi.restoreAllMocks();
  const directive = (...names: string[]) => ({
    Timestamp: expect.any(Number),
    CloudWatchMetrics: [{ Namespace: 'ApiUsageAnalytics', Dimensions: [['FunctionName']], Metrics: names.map((Name) => ({ Name, Unit: 'Count' })) }],
  });
  expect(printed).toEqual([
    { _aws: directive('FailedRecords', 'UnattributedRecords'), FunctionName: 'enrich-7f3', FailedRecords: 3, UnattributedRecords: 4 },
    { _aws: directive('UnattributedRecords'), FunctionName: 'enrich-7f3', UnattributedRecords: 1 },
  ]);
});

test('unattributed are requests with a key of somebody who is not known, and no key that a client has made up', () => {
  vi.restoreAllMocks();
  const enricher = new Enricher(new AccessLogSchema()._logged());
  const unattributed = (directory: KeyIndex | undefined, ...lines: string[]) => enrichBatch(lines.map((line, index) => ({
    recordId: String(index), approximateArrivalTimestamp: 0, data: Buffer.from(line).toString('base64'),
  })), enricher, directory).unattributed;
  const { api_key_id: _, ...keyless } = REQUEST;
  const lines = [lineOf(), lineOf({ ...REQUEST, api_key_id: 'new' }), lineOf(keyless), lineOf({ ...keyless, error_type: 'INVALID_API_KEY' })];
  expect(unattributed(DIRECTORY, ...lines)).toBe(1);
  expect(unattributed(undefined, ...lines)).toBe(2);
  // it was counted when it came for the first time
  expect(unattributed(DIRECTORY, '{"attribution":"unknown_key","extended_request_id":"x"}\n')).toBe(0);
});
