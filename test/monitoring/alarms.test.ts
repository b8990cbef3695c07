import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { monitoredApp } from './app';
import { MINUTE, run, START } from './bench';
import { alarmsOf } from './cloudwatch';
import { crawlerEvent, crawlerOf, invocationFailure, invocations } from './crawler-events';
import type { Fault } from './fault';
import type { Assembly } from '../../preview/assembly';
import { synthesize } from '../../preview/assembly';
import { processingFailed } from '../replay/error-objects';

let work: string;
let assembly: Assembly;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'monitoring-'));
  assembly = synthesize(monitoredApp, join(work, 'cdk.out'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const runWith = (fault?: Fault) => run(assembly, mkdtempSync(join(work, 'bucket-')), fault);

/** A request with another key, or none. */
const withKey = (key: string | undefined, errorType?: string): Fault['lines'] => (minute, usual, { format, apiId, stage }) => [...usual, format.render({
  'extendedRequestId': `other-${minute}=`, 'requestTimeEpoch': '1773100800000', 'status': '200', apiId, stage, 'identity.apiKeyId': key, 'error.responseType': errorType,
})];

/** What the enrichment has written before, and what is none of it. */
const enriched = (status: string) => `{"attribution":"plan","extended_request_id":"again=","request_time":"2026-03-10 00:00:00.000","status":${status}}\n`;

const FAILED_OBJECT = 'errors/logs/processing-failed/2026/03/09/object';

/** What is done to the app, and the alarms that are to go off. */
const FAULTS: readonly (readonly [string, Fault, readonly string[]])[] = [
  ['S3 takes nothing from the delivery stream', { bucket: 'away' }, ['DataFreshness']],
  ['more arrives in a second than the stream takes', { quota: 5, lines: (_, usual) => Array(10).fill(usual).flat() as string[] }, ['ThrottledRecords']],
  ['somebody has changed the table', { table: 'changed' }, ['FailedConversions']],
  ['a record comes back that does not fit the table any more', { lines: (_, usual) => [...usual, enriched('"none"')] }, ['FailedRecords']],
  ['something else writes to the stream', { lines: (_, usual) => [...usual, 'hello\n'] }, ['FailedRecords']],
  ['the function cannot start', { function: 'broken' }, ['EnrichmentErrors']],
  // the minute that it has is over, which is long as well
  ['the function hangs', { function: 'hangs' }, ['EnrichmentErrors', 'EnrichmentDuration']],
  ['the account has no concurrency left', { function: 'throttled' }, ['EnrichmentThrottles']],
  ['the function is slow', { function: 'slow' }, ['EnrichmentDuration']],
  ['API Gateway refuses to list the keys', { refresh: 'denied' }, ['DirectoryAge']],
  ['nothing starts the refresh', { refresh: 'stopped' }, ['DirectoryAge']],
  ['the directory is not there', { directory: 'missing' }, ['UnattributedRecords']],
  ['a key is not in the directory', { lines: withKey('k9') }, ['UnattributedRecords']],
  ['the crawler fails', { events: (name) => [crawlerEvent(name, 'Started'), crawlerEvent(name, 'Failed')] }, ['CrawlerFailures']],
  ['the crawler cannot begin', { events: (name) => [invocationFailure(name)] }, ['CrawlerFailures']],
  ['a query wants to read too much', { queries: [{ bytes: 3 * 1024 ** 3 }] }, ['QueryLimit']],
  ['the replay may not list what failed', { replay: 'denied' }, ['ReplayErrors']],
  ['a record fails again and again', { replay: 'real', failed: { [FAILED_OBJECT]: processingFailed('{"extended_request_id":"poison="}\t\t\t\n') } }, ['SetAsideRecords']],
  // both have lost their streams
  ['the streams of forwarders are away', { forwarderStreams: 'away' }, ['Forwarder-receiver-ParkedRecords', 'Forwarder-folder-ParkedRecords']],
  ['and the bucket does not take the records either', { forwarderStreams: 'away', parking: 'refused' }, ['Forwarder-receiver-LostRecords', 'Forwarder-folder-LostRecords']],
  // a request that is answered by 413 has failed as well
  ['a receiver answers 413', { receiver: 413 }, ['Forwarder-receiver-DroppedBatches', 'Forwarder-receiver-FailedDelivery']],
  ['a receiver answers 500', { receiver: 500 }, ['Forwarder-receiver-FailedDelivery']],
  ['S3 takes nothing from a forwarder\'s stream', { folder: 'away' }, ['Forwarder-folder-FailedDelivery']],
];

/** All alarms of the app. */
const ALL = [...new Set(FAULTS.flatMap(([, , alarms]) => alarms))].sort();

describe('without a fault', () => {
  test('no alarm goes off, while users cancel queries, another crawler fails and clients send keys that there are none of', async () => {
    const { alarms, all, datapoints } = await runWith({ lines: withKey(undefined, 'INVALID_API_KEY') });
    expect(alarms).toEqual([]);
    expect(all.map(({ id }) => id).sort()).toEqual(ALL);
    expect(datapoints.some(({ metricName }) => metricName === 'UnattributedRecords' || metricName === 'FailedRecords')).toBe(false);
  });

  test('no alarm goes off for a key that is new, until the directory has it', async () => {
    const lines: Fault['lines'] = (minute, usual, stage) => minute >= 26 && minute < 36 ? withKey('new')!(minute, usual, stage) : usual;
    const { alarms, datapoints } = await runWith({ lines });
    expect(alarms).toEqual([]);
    expect(datapoints.some(({ metricName }) => metricName === 'UnattributedRecords')).toBe(true);
  });

  test('no alarm goes off for an invocation that Lambda refuses once, which Firehose repeats', async () => {
    const { alarms, datapoints } = await runWith({ function: 'throttled once' });
    expect(alarms).toEqual([]);
    expect(datapoints.filter(({ metricName }) => metricName === 'Throttles')).toHaveLength(1);
  });

  test('records are put back', async () => {
    const { alarms, datapoints } = await runWith({ replay: 'real', failed: { [FAILED_OBJECT]: processingFailed(enriched('200')) } });
    expect(alarms).toEqual([]);
    expect(datapoints.filter(({ metricName }) => metricName === 'ReplayedRecords').map(({ value }) => value)).toEqual([1]);
  });

  test('the directory is refreshed, and counts as fresh', async () => {
    expect((await runWith({ refresh: 'real' })).alarms).toEqual([]);
  });

  test('the directory counts as fresh from the first run on, at a first deployment', async () => {
    const age = (await runWith({ minutes: 10 })).all.find(({ id }) => id === 'DirectoryAge')!;
    expect(age.stateAt(START)).toBe('ALARM');
    expect(age.stateAt(START + age.period)).toBe('OK');
  });
});

describe('the crawler\'s alarm stays until a run succeeds', () => {
  const day = 24 * 60 * MINUTE;
  const stateAt = (time: number, ...runs: readonly (readonly [object, number])[]) => {
    const { template } = assembly;
    const datapoints = runs.flatMap(([event, at]) => invocations(template, event, at));
    return alarmsOf(template, datapoints).find(({ id }) => id === 'CrawlerFailures')!.stateAt(time);
  };

  test('be it in a week', () => {
    const name = crawlerOf(assembly.template);
    const runs = [[crawlerEvent(name, 'Failed'), START], [crawlerEvent(name, 'Succeeded'), START + 7 * day]] as const;
    expect(stateAt(START + 10 * MINUTE, ...runs)).toBe('ALARM');
    expect(stateAt(START + 6 * day, ...runs)).toBe('ALARM');
    expect(stateAt(START + 7 * day + 10 * MINUTE, ...runs)).toBe('OK');
  });

  test('or in a quarter of an hour, by hand', () => {
    const name = crawlerOf(assembly.template);
    const runs = [[invocationFailure(name), START], [crawlerEvent(name, 'Started'), START + 10 * MINUTE], [crawlerEvent(name, 'Succeeded'), START + 15 * MINUTE]] as const;
    expect(stateAt(START + 15 * MINUTE, ...runs)).toBe('ALARM');
    expect(stateAt(START + 20 * MINUTE, ...runs)).toBe('OK');
  });

  test('and not one of another crawler', () => {
    const runs = [[crawlerEvent(crawlerOf(assembly.template), 'Failed'), START], [crawlerEvent('another', 'Succeeded'), START + day]] as const;
    expect(stateAt(START + 2 * day, ...runs)).toBe('ALARM');
  });
});

describe('each alarm goes off for its own fault, and for no other\'s', () => {
  test.each(FAULTS)('%s', async (_, fault, alarms) => {
    expect((await runWith(fault)).alarms).toEqual([...alarms].sort());
  });
});
