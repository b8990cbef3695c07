import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLANTED } from './account';
import { monitoredApp } from './app';
import { run } from './bench';
import type { Fault } from './fault';
import type { Assembly } from '../../preview/assembly';
import { synthesize } from '../../preview/assembly';
import { processingFailed } from '../replay/error-objects';

let work: string;
let assembly: Assembly;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'log-lines-'));
  assembly = synthesize(monitoredApp, join(work, 'cdk.out'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const runWith = (fault: Fault) => run(assembly, mkdtempSync(join(work, 'bucket-')), { minutes: 12, ...fault });

/** What a request is made of, and a log line may not have. */
const OF_REQUESTS = {
  'identity.sourceIp': '203.0.113.77',
  'identity.userAgent': 'planted-agent/1.0',
  'path': '/planted/path',
  'error.message': 'planted error message',
  'authorizer.principalId': 'planted-principal',
  'requestId': 'planted-request-id',
  'extendedRequestId': 'planted-extended-id=',
};
const ALL_PLANTED = [...Object.values(PLANTED), ...Object.values(OF_REQUESTS)];

/** Each line, and one of each kind that cannot be read. */
const lines: Fault['lines'] = (_, usual, { format, apiId, stage }) => [
  ...usual,
  format.render({ ...OF_REQUESTS, requestTimeEpoch: '1773100800000', status: 'planted-extended-id=', apiId, stage, ['identity.apiKeyId']: 'unknown' }),
  `${Object.values(OF_REQUESTS).join(' ')}\n`,
];
const failed = {
  'errors/logs/processing-failed/2026/03/09/poison': processingFailed(`{"path":"${OF_REQUESTS.path}"}\t\t\t\n`),
  'errors/logs/processing-failed/2026/03/09/back': processingFailed(`{"path":"${OF_REQUESTS.path}"}\n`),
  'errors/logs/processing-failed/2026/03/09/broken': `{"rawData": ${OF_REQUESTS.path} ${PLANTED.keyValue}\n`,
};

describe('what handlers write to their logs', () => {
  test.each<[string, Fault]>([
    ['all goes well', { lines, refresh: 'real', replay: 'real', failed }],
    ['records are parked', { lines, refresh: 'real', forwarderStreams: 'away' }],
    ['records are lost', { lines, refresh: 'denied', replay: 'denied', failed, forwarderStreams: 'away', parking: 'refused' }],
    ['the directory is missing', { lines, directory: 'missing' }],
    ['the function is broken', { lines, function: 'broken' }],
  ])('holds nothing of a request, a customer or a key when %s', async (_, fault) => {
    const { output } = await runWith(fault);
    expect(ALL_PLANTED.filter((value) => output.includes(value) || output.includes(Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -1)))).toEqual([]);
  });

  test('is one structured line a batch, with counts, the time it took and the directory\'s age', async () => {
    const { output, answered } = await runWith({ lines });
    const written = output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => !('_aws' in line));
    expect(written).toHaveLength(answered);
    for (const line of written) {
      expect(line).toMatchObject({
        service: 'enrichment',
        message: expect.stringMatching(/^batch enriched/),
        records: expect.any(Number),
        unreadable: expect.any(Number),
        oversized: 0,
        unattributed: expect.any(Number),
        keys: 1,
        directory: { outcome: 'changed', readSecondsAgo: expect.any(Number), changedSecondsAgo: expect.any(Number) },
        forwarded: [expect.objectContaining({ name: 'receiver', parked: 0 }), expect.objectContaining({ name: 'folder', lost: 0 })],
        milliseconds: expect.any(Number),
      });
    }
    expect(written.some(({ unreadable, unattributed }) => Number(unreadable) > 0 && Number(unattributed) > 0)).toBe(true);
  });
});
