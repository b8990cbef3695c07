import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from './temporary';
import { LogFormat } from '../../preview/pipeline/log-format';
import { Template } from '../../preview/template';
import { Account } from '../../preview/traffic/account';
import { fileTraffic } from '../../preview/traffic/file';
import { AccessLogSchema } from '../../src/record/schema';

const now = Date.parse('2026-03-10T12:00:00Z');
const stage = { apiId: 'api', stage: 'prod', format: new LogFormat(new AccessLogSchema().format), deliveryStreamArn: 'arn', endpoints: [] };
const directory = temporaryDirectory();

function line(time: string, address = '192.0.2.7', status = 200) {
  return `${address} - - [${time} +0000] "GET /pets/1 HTTP/1.1" ${status} 12`;
}

async function read(file: string) {
  const warnings: string[] = [];
  const account = new Account(new Template({}), [stage], now);
  const traffic = await fileTraffic(file, [stage], account, { now, warn: (message) => warnings.push(message) });
  return { traffic, warnings, requests: [...traffic.read()] };
}

test('old traffic is shifted as a whole so that it ends now, and the page says so', async () => {
  const { traffic, requests } = await read(directory.write('a.log', `${line('17/May/2015:10:00:00')}\n${line('17/May/2015:11:30:00')}\n`));
  expect(requests.map(({ time }) => new Date(time).toISOString())).toEqual(['2026-03-10T10:30:00.000Z', '2026-03-10T12:00:00.000Z']);
  expect(requests[0].context).toMatchObject({ requestTimeEpoch: String(requests[0].time), requestTime: '10/Mar/2026:10:30:00 +0000' });
  expect(traffic.notes[0]).toBe('The traffic is that of a.log, of 2015-05-17 to 2015-05-17; it was shifted as a whole so that it ends now.');
});

test('recent traffic stays where it is', async () => {
  const { requests, traffic } = await read(directory.write('a.log', line('10/Mar/2026:11:30:00')));
  expect(requests[0].time).toBe(Date.parse('2026-03-10T11:30:00Z'));
  expect(traffic.notes[0]).not.toContain('shifted');
});

test('requests come in the order of their time, whatever the file\'s', async () => {
  const times = ['10/Mar/2026:11:30:02', '10/Mar/2026:11:30:00', '10/Mar/2026:11:30:01'];
  const { requests } = await read(directory.write('a.log', times.map((time, index) => line(time, `192.0.2.${index}`)).join('\r\n')));
  expect(requests.map(({ context }) => context['identity.sourceIp'])).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.0']);
});

test('each address is a customer, on the same plan every time, by a key named after it', async () => {
  const addresses = Array.from({ length: 1_000 }, (_, index) => `2001:db8::${index}`);
  const file = directory.write('a.log', addresses.map((address) => line('10/Mar/2026:11:30:02', address)).join('\n'));
  const { traffic, requests } = await read(file);
  const names = new Map(traffic.account.apiKeys.map(({ id, name }) => [id, name]));
  expect(requests.every(({ context }) => names.get(context['identity.apiKeyId']!) === context['identity.sourceIp'])).toBe(true);
  expect(names.size).toBe(1_000);
  const [free, professional, enterprise, ...others] = traffic.account.usagePlans;
  expect([free.name, professional.name, enterprise.name, others]).toEqual(['Free', 'Professional', 'Enterprise', []]);
  expect(free.keyIds.length).toBeGreaterThan(professional.keyIds.length);
  expect(professional.keyIds.length).toBeGreaterThan(enterprise.keyIds.length);
  expect((await read(file)).traffic.account.usagePlans).toEqual(traffic.account.usagePlans);
});

test('keys, APIs and stages that a log names are kept, and the plans are open to them', async () => {
  const logged = { requestTimeEpoch: now - 1_000, status: 200, apiId: 'other', stage: 'beta', identity: { apiKeyId: 'k1', sourceIp: '192.0.2.7' } };
  const { traffic, requests } = await read(directory.write('a.log', JSON.stringify(logged)));
  expect(requests[0]).toMatchObject({ stage: 'other/beta', context: { 'identity.apiKeyId': 'k1' } });
  expect(traffic.account.apiKeys.map(({ id, name }) => [id, name])).toEqual([['k1', 'k1']]);
  expect(traffic.account.usagePlans[0].apiStages).toContainEqual({ apiId: 'other', stage: 'beta' });
});

test('formats can be mixed, and a mark at the beginning does no harm', async () => {
  const json = JSON.stringify({ requestTimeEpoch: now - 1_000, status: 200, ip: '192.0.2.7' });
  const { requests, warnings } = await read(directory.write('a.log', `\ufeff${line('10/Mar/2026:11:30:02')}\n${json}\n`));
  expect(requests).toHaveLength(2);
  expect(warnings).toEqual([]);
});

describe('bad files', () => {
  test('garbage is counted and named, and does not end the run', async () => {
    const good = line('10/Mar/2026:11:30:02');
    const bad = ['garbage', '{"half":', '\u0001\u0002', 'x'.repeat(1_500_000), '[]', '{"status":1}', 'a - - b'];
    const file = directory.write('a.log', [good, ...bad, good, ''].join('\n'));
    const { traffic, warnings, requests } = await read(file);
    expect(requests).toHaveLength(2);
    expect(traffic.skippedLines).toBe(7);
    expect(warnings).toEqual([`7 of 9 lines of ${file} are no requests and were skipped: line 2, 3, 4, 5, 6, …`]);
    expect(traffic.notes.at(-1)).toContain('7 lines');
  });

  test('a line of 5 MB is skipped, not kept', async () => {
    const { traffic } = await read(directory.write('a.log', `${'x'.repeat(5_000_000)}\n${line('10/Mar/2026:11:30:02')}`));
    expect(traffic).toMatchObject({ requests: 1, skippedLines: 1 });
  });

  test.each([
    ['fails for an empty file', '', 'is empty'],
    ['fails for a binary file', Buffer.from([0x1f, 0x8b, 0, 0, 1, 2]), 'is no text file'],
    ['fails for a file without a request', 'one\ntwo\n', 'has no line that is a request'],
    ['fails for a file of blank lines', '\n\n\n', 'has no line that is a request'],
  ])('%s', async (_, content, message) => {
    await expect(read(directory.write('a.log', content))).rejects.toThrow(message);
  });

  test('fails for a file that is missing, and for a directory', async () => {
    await expect(read(join(directory.path(), 'nothing.log'))).rejects.toThrow('There is no file');
    mkdirSync(join(directory.path(), 'logs'));
    await expect(read(join(directory.path(), 'logs'))).rejects.toThrow('is no regular file');
  });
});

const REAL = join(__dirname, '..', '..', '..', 'shared', 'data', 'apache-combined.log');

test.skipIf(!existsSync(REAL))('a real log (skipped where ../shared/data is absent) is read to its unterminated last line', async () => {
  const { traffic, requests, warnings } = await read(REAL);
  expect(traffic).toMatchObject({ requests: 10_000, skippedLines: 0 });
  expect(warnings).toEqual([]);
  const count = (status: string) => requests.filter(({ context }) => context.status === status).length;
  expect(['200', '304', '404', '301', '206', '500', '416', '403'].map(count)).toEqual([9126, 445, 213, 164, 45, 3, 2, 2]);
  expect(traffic.account.apiKeys).toHaveLength(1_753);
});
