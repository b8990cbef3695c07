import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORWARDERS, forwardingApp } from './forwarding-app';
import { temporaryDirectory } from './temporary';
import { quickstart } from '../../examples/typescript/quickstart';
import { run } from '../../preview/run';
import type { RunOptions } from '../../preview/run';
import { forwarderLines } from '../../preview/summary';

const now = new Date('2026-03-10T12:00:00Z');
const directory = temporaryDirectory();

async function preview(options: Partial<Pick<RunOptions, 'define' | 'requests' | 'seed' | 'trafficFile'>> = {}) {
  const warnings: string[] = [];
  const outDirectory = join(directory.path(), 'out');
  const { summary, page } = await run({
    define: quickstart, requests: 300, seed: 1, ...options, outDirectory, now, progress: () => undefined, warn: (message) => warnings.push(message),
  });
  return { summary, warnings, html: readFileSync(page, 'utf8'), written: JSON.parse(readFileSync(join(outDirectory, 'summary.json'), 'utf8')) as object };
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);

describe('the quickstart, run on this machine', { timeout: 60_000 }, () => {
  test('each request is delivered, with its status, its plan and its customer', async () => {
    const { summary, warnings, html, written } = await preview();
    expect(summary).toMatchObject({ requests: 300, delivered: 300, failed: 0, skippedLines: 0 });
    expect(warnings).toEqual([]);
    expect([summary.status, summary.usagePlan, summary.attribution].map(sum)).toEqual([300, 300, 300]);
    expect(Object.keys(summary.usagePlan)).toEqual(expect.arrayContaining(['Free', 'Professional', 'Enterprise']));
    expect(summary.attribution.plan).toBeGreaterThan(250);
    expect(summary.customers).toBeGreaterThan(10);
    expect(summary.objects).toBeGreaterThan(100);
    expect(summary.bytes).toBeGreaterThan(summary.objects * 100);
    expect(written).toEqual(summary);
    expect(Object.keys(written)).toEqual([
      'requests', 'delivered', 'failed', 'skippedLines', 'status', 'usagePlan', 'customers', 'attribution', 'objects', 'bytes', 'seconds',
    ]);
    expect(html).toContain('The traffic is made up (seed 1)');
  });

  test('the same seed makes the same traffic, another one other traffic', async () => {
    const figures = async (seed: number) => {
      const { summary } = await preview({ seed, requests: 150 });
      return [summary.status, summary.usagePlan, summary.attribution, summary.objects];
    };
    const first = await figures(7);
    expect(await figures(7)).toEqual(first);
    expect(await figures(8)).not.toEqual(first);
  });

  test('hostile text in a traffic file changes no counts and leaves no record out', async () => {
    const address = '192.0.2.7 - - [10/Mar/2026:11:30:00 +0000]';
    const forged = '\\",\\"status\\":\\"200\\",\\"api_key_id\\":\\"victim\\",\\"x\\":\\"';
    const file = directory.write('hostile.log', [
      `${address} "GET /a HTTP/1.1" 403 1 "-" "${forged}"`,
      `${address} "GET /${forged} HTTP/1.1" 404 1 "-" "<script>alert(1)</script>"`,
      `${address} "GET /a HTTP/1.1" 500 1 "-" "${'x'.repeat(900_000)}"`,
      JSON.stringify({ requestTime: '10/Mar/2026:11:30:00 +0000', status: 401, ip: '192.0.2.8', userAgent: '"}\n{"status":"200"} $context.status' }),
      'garbage',
    ].join('\n'));
    const { summary, warnings, html } = await preview({ trafficFile: file });
    expect(summary).toMatchObject({ requests: 4, delivered: 4, failed: 0, skippedLines: 1, customers: 2 });
    expect(summary.status).toEqual({ 401: 1, 403: 1, 404: 1, 500: 1 });
    expect(warnings).toEqual([`1 of 5 lines of ${file} are no requests and were skipped: line 5`]);
    expect(html).not.toContain('<script>alert(1)');
  });

  const real = join(__dirname, '..', '..', '..', 'shared', 'data', 'apache-combined.log');

  test.skipIf(!existsSync(real))('a real log (skipped where ../shared/data is absent) is counted to the last request', async () => {
    const { summary, html } = await preview({ trafficFile: real });
    expect(summary.delivered + summary.failed + summary.skippedLines).toBe(10_000);
    expect(summary).toMatchObject({
      requests: 10_000,
      delivered: 10_000,
      customers: 1_753,
      attribution: { plan: 10_000 },
      status: { 200: 9126, 206: 45, 301: 164, 304: 445, 403: 2, 404: 213, 416: 2, 500: 3 },
    });
    expect(html).toContain('it was shifted as a whole so that it ends now');
  });
});

test('an app with forwarders: the summary says what each receiver got, and the rest is as without them', { timeout: 60_000 }, async () => {
  const { summary, warnings, written } = await preview({ define: forwardingApp({ withOthers: true }) });
  expect(summary).toMatchObject({ requests: 300, delivered: 300, failed: 0 });
  expect(summary.forwarders).toEqual(Object.fromEntries([...FORWARDERS, 'east', 'west', 'archive'].map((name) => [name, { received: 300, parked: 0, dropped: 0 }])));
  expect(warnings).toEqual([]);
  expect(written).toEqual(summary);
  expect(forwarderLines(summary)[0]).toBe('forwarder openobserve: 300 records received, 0 parked');
  expect(forwarderLines({ forwarders: { x: { received: 1, parked: 2, dropped: 3 } } })).toEqual(['forwarder x: 1 records received, 2 parked, 3 dropped as too large']);
  expect(forwarderLines({})).toEqual([]);
});
