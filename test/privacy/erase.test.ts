import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Delivered } from './delivered';
import type { Meanwhile } from './s3-front';
import { withConditionalDeletes } from './s3-front';
import { errorRecord } from '../../preview/pipeline/error-record';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { startS3 } from '../../preview/servers/s3';
import type { Request } from '../../preview/traffic/traffic';
import { LogForwarder, RecordFormat } from '../../src';
import { Enricher } from '../../src/enrichment/enricher';
import { Renderer } from '../../src/enrichment/forwarding/renderer';
import { RecordLayout } from '../../src/record/record-layout';
import { AccessLogSchema } from '../../src/record/schema';
import { main } from '../../tools/erase-customer/cli';

const DAY = '2026/03/10';
const APIABLE = 'apiable/aws/logs/';
const FORWARDERS = () => [LogForwarder.s3({ prefix: 'archive/' }), LogForwarder.apiable({ accountId: '123456789012' })];

let directory: string;
let pristine: string;
let delivered: Delivered;
/** The id of a key, which is the customer's, and records that failed. */
let victim: string;
let failed: { readonly theirs: Request[]; readonly others: Request[] };

/** All that a bucket holds, in base64 or not, as text. */
function everything({ keys, read }: Pick<Delivered, 'keys' | 'read'>): string {
  return keys.filter((key) => !key.startsWith('directory/')).map((key) => {
    const text = read(key).toString('latin1');
    const within = [...text.matchAll(/"rawData"\s*:\s*"([^"]*)"/g)].map(([, data]) => Buffer.from(data, 'base64').toString('latin1'));
    return [text, ...within].join('\n');
  }).join('\n');
}

function put(key: string, body: string | Buffer): void {
  const file = join(delivered.directory, key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, body);
}

/** Rows of the logs, as text, to compare. */
async function rowsOf(condition: string): Promise<string[]> {
  const database = /FROM "([^"]+)"/.exec(delivered.savedQueries.DuplicateDeliveries)![1];
  const [rows] = await delivered.ask(`SELECT * FROM "${database}"."logs" WHERE ${condition} ORDER BY extended_request_id`);
  return rows.map((row) => JSON.stringify(row));
}

/** Errors of all kinds, of the customer and of others. */
function putErrors(): void {
  const schema = new AccessLogSchema();
  const enricher = new Enricher(schema._logged());
  const raw = (request: Request) => delivered.stage.format.render(request.context);
  const enriched = (request: Request) => enricher.enrich(raw(request), undefined)!;
  const layout = (of: RecordLayout) => {
    const renderer = new Renderer(of._settings, schema._delivered());
    return (request: Request) => renderer.line(enriched(request).record);
  };
  const failure = { errorCode: 'Lambda.FunctionError', errorMessage: 'The Lambda function failed', lambdaArn: 'arn' };
  const original = (request: Request) => errorRecord('processing-failed', { data: raw(request), arrival: request.time, bytes: 1 }, failure, undefined);
  const transformed = (request: Request) => (
    errorRecord('format-conversion-failed', { data: enriched(request).line, arrival: request.time, bytes: 1 }, failure, undefined));
  const packed = (...requests: Request[]) => `${JSON.stringify({
    attemptsMade: 1,
    arrivalTimestamp: 1,
    lines: requests.length,
    rawData: Buffer.from(`${requests.map(layout(RecordLayout.openObserve())).join('').trimEnd()}\t\t\n`).toString('base64'),
  })}\n`;
  const { theirs: [one, two, three, four, five, six], others: [other, another, third] } = failed;

  put(`errors/logs/processing-failed/${DAY}/a`, [original(one), original(other), original(two)].join(''));
  put(`errors/logs/processing-failed/${DAY}/only-theirs.gz`, gzipSync(original(three)));
  put(`errors/logs/format-conversion-failed/${DAY}/b.gz`, gzipSync([transformed(other), transformed(three)].join('')));
  put(`errors/set-aside/logs/processing-failed/${DAY}/c`, [one, another].map((request) => original(request).replace('{', '{"setAsideReason":"3 replays",')).join(''));
  put(`errors/forwarders/openobserve/handover-failed/${DAY}/d.ndjson`, packed(four, other, another, five));
  // as AWS writes it: a receiver's answer in errorMessage, its quotes not escaped
  put(`errors/forwarders/moesif/http-endpoint-failed/${DAY}/e`, [one, third].map((request) => (
    `{"attemptsMade":8,"errorMessage":"Received: 503: {"message":"away"}","rawData":"${Buffer.from(layout(RecordLayout.moesif())(request)).toString('base64')}"}\n`)).join(''));
  put(`errors/forwarders/apiable/processing-failed/${DAY}/f`, `${JSON.stringify({ rawData: Buffer.from(layout(RecordLayout.apiable())(six)).toString('base64') })}\n`);
  put(`replayed/logs/processing-failed/${DAY}/g`, [original(six), original(third)].join(''));
  // what the enrichment cannot read
  put(`errors/logs/processing-failed/${DAY}/broken`, [`{"api_key_id":"${victim}", cut`, '{"api_key_id":"somebody", cut'].map((data) => (
    errorRecord('processing-failed', { data, arrival: 1, bytes: 1 }, failure, undefined))).join(''));
  put('replayed/lease.json', '{"until":1}');
  put('athena/result.csv', `"${victim}"`);
}

async function prepare(recordFormat: RecordFormat): Promise<void> {
  directory = mkdtempSync(join(tmpdir(), 'erase-'));
  delivered = await Delivered.by(directory, { recordFormat, forwarders: FORWARDERS() });
  const [mostFirst] = await delivered.ask<{ customer_id: string }>(delivered.savedQueries.RequestsThisMonth);
  const keys = new Set(delivered.sent.map(({ context }) => context['identity.apiKeyId']));
  victim = mostFirst.find(({ customer_id }) => keys.has(customer_id))!.customer_id;
  const isTheirs = ({ context }: Request) => context['identity.apiKeyId'] === victim;
  // other requests than those that were delivered
  const renamed = delivered.sent.filter(({ context }) => context['identity.apiKeyId'] !== undefined)
    .map((request, index) => ({ ...request, context: { ...request.context, extendedRequestId: `failed-${index}=` } }));
  failed = { theirs: renamed.filter(isTheirs), others: renamed.filter((request) => !isTheirs(request)) };
  putErrors();
  pristine = join(directory, 'pristine');
  cpSync(delivered.directory, pristine, { recursive: true, preserveTimestamps: true });
}

/** Runs the tool, and returns what it printed. */
async function run(url: string, ...args: string[]): Promise<{ code: number; printed: string }> {
  const lines: string[] = [];
  const s3 = new S3Client({ endpoint: url, forcePathStyle: true, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' }, maxAttempts: 1 });
  const code = await main(['--bucket', delivered.bucket, '--folder', 'archive/', '--folder', APIABLE, ...args], (line) => lines.push(line), s3);
  s3.destroy();
  return { code, printed: lines.join('\n') };
}

describe.each([RecordFormat.PARQUET, RecordFormat.JSON])('erasing a customer, with the logs as %s', (recordFormat) => {
  let meanwhile: Meanwhile;
  let s3: LoopbackServer;
  let front: LoopbackServer;

  beforeAll(() => prepare(recordFormat));
  afterAll(() => rmSync(directory, { recursive: true }));
  beforeEach(async () => {
    meanwhile = () => undefined;
    s3 = await startS3({ [delivered.bucket]: delivered.directory });
    front = await withConditionalDeletes(s3, (...request) => meanwhile(...request));
  });
  afterEach(() => {
    front.close();
    s3.close();
    rmSync(delivered.directory, { recursive: true });
    cpSync(pristine, delivered.directory, { recursive: true, preserveTimestamps: true });
  });

  const hashes = () => delivered.keys.map((key) => `${key} ${createHash('md5').update(readFileSync(join(delivered.directory, key))).digest('hex')}`);
  const idsOf = (requests: readonly Request[]) => requests.map(({ context }) => context.extendedRequestId!);

  test('changes nothing unless it is asked to, and says what it would erase', async () => {
    const before = hashes();
    const theirs = (await rowsOf(`customer_id = '${victim}'`)).length;
    expect(theirs).toBeGreaterThan(10);
    const { code, printed } = await run(front.url, '--customer-id', victim);
    expect(code).toBe(0);
    expect(hashes()).toEqual(before);
    expect(printed).toContain('logs/: 400 records in');
    expect(printed).toContain(`${theirs} of them the customer's`);
    expect(printed).toContain('errors/: 17 records in 8 objects, 10 of them the customer\'s, in 8 objects');
    expect(printed).toContain('replayed/: 2 records in 1 objects, 1 of them the customer\'s, in 1 objects');
    expect(printed).toContain('Nothing is changed: a dry run; --erase takes them out');
    expect(await run(front.url, '--customer-id', victim, '--dry-run')).toEqual({ code, printed });
  });

  test('leaves none of their records anywhere, and all others as they were', async () => {
    const query = delivered.savedQueries.RequestsThisMonth;
    const [before] = await delivered.ask<{ customer_id: string }>(query);
    const others = await rowsOf(`customer_id IS DISTINCT FROM '${victim}'`);
    const kept = everything({ keys: delivered.keys, read: (key) => delivered.read(key) });
    const theirIds = [...delivered.sent, ...failed.theirs].filter(({ context }) => context['identity.apiKeyId'] === victim);

    const { code, printed } = await run(front.url, '--customer-id', victim, '--erase');
    expect([code, printed]).toEqual([0, expect.stringMatching(/(\d+) of \1 records erased/)]);

    const left = everything({ keys: delivered.keys.filter((key) => !key.startsWith('athena/')), read: (key) => delivered.read(key) });
    expect(idsOf(theirIds).filter((id) => left.includes(id))).toEqual([]);
    expect(left).not.toContain(victim);
    // what was there of the others is there
    const otherIds = idsOf([...delivered.sent, ...failed.others].filter(({ context }) => context['identity.apiKeyId'] !== victim));
    expect(otherIds.filter((id) => kept.includes(id) && !left.includes(id))).toEqual([]);
    expect(await rowsOf('true')).toEqual(others);
    const [after] = await delivered.ask<{ customer_id: string }>(query);
    expect(after).toEqual(before.filter(({ customer_id }) => customer_id !== victim));
    expect(before.length - after.length).toBeGreaterThan(0);
  });

  test('leaves of an error object the other records as they were, and of a packed one the other lines and its replays', async () => {
    const linesOf = (key: string) => delivered.read(key).toString().trimEnd().split('\n');
    const [a, b, moesif, broken] = [
      `errors/logs/processing-failed/${DAY}/a`, `errors/logs/format-conversion-failed/${DAY}/b.gz`,
      `errors/forwarders/moesif/http-endpoint-failed/${DAY}/e`, `errors/logs/processing-failed/${DAY}/broken`,
    ].map((key) => ({ key, before: linesOf(key) }));
    await run(front.url, '--customer-id', victim, '--erase');
    expect(linesOf(a.key)).toEqual([a.before[1]]);
    expect(linesOf(b.key)).toEqual([b.before[0]]);
    expect(linesOf(moesif.key)).toEqual([moesif.before[1]]);
    expect(linesOf(broken.key)).toEqual([broken.before[1]]);
    expect(existsSync(join(delivered.directory, `errors/logs/processing-failed/${DAY}/only-theirs.gz`))).toBe(false);
    const { rawData, ...packed } = JSON.parse(linesOf(`errors/forwarders/openobserve/handover-failed/${DAY}/d.ndjson`)[0]) as { rawData: string };
    expect(packed).toEqual({ attemptsMade: 1, arrivalTimestamp: 1, lines: 2 });
    const text = Buffer.from(rawData, 'base64').toString();
    expect(text).toMatch(/^\{\t[^\n]+\}\n\{\t[^\n]+\}\t\t\n$/);
    expect(text.match(/failed-\d+=/g)).toEqual(idsOf(failed.others.slice(0, 2)));
  });

  test('finds by what the logs say the keys of records that name nobody', async () => {
    // the customer's key is deleted, and their id is another one
    rmSync(join(delivered.directory, 'directory'), { recursive: true });
    const [request] = failed.theirs;
    const open = { attribution: 'unknown_key', extended_request_id: 'open=', api_key_id: 'second-key' };
    put('archive/2026/03/10/11/named', `${JSON.stringify({ ...open, extended_request_id: 'named=', attribution: 'plan', customer_id: victim })}\n`);
    put(`errors/logs/processing-failed/${DAY}/open`, `${JSON.stringify({ rawData: Buffer.from(`${JSON.stringify(open)}\n`).toString('base64') })}\n`);
    const { printed } = await run(front.url, '--customer-id', victim, '--erase');
    expect(printed).toMatch(/lead to the customer: .*second-key/);
    expect(delivered.keys).not.toContain(`errors/logs/processing-failed/${DAY}/open`);
    expect(request).toBeDefined();
  });

  test('reads a line of API Gateway as the enrichment does: nobody can write another\'s key into it', async () => {
    const forged = (request: Request, key: string) => (
      delivered.stage.format.render(request.context).replace(/"user_agent":"[^"]*"/, `"user_agent":"x","api_key_id":"${key}"`));
    const key = `errors/logs/processing-failed/${DAY}/forged`;
    const [theirs, others] = [forged(failed.theirs[0], 'somebody'), forged(failed.others[0], victim)];
    expect((JSON.parse(others) as { api_key_id: string }).api_key_id).toBe(victim);
    put(key, [theirs, others].map((line) => `${JSON.stringify({ rawData: Buffer.from(line).toString('base64') })}\n`).join(''));
    await run(front.url, '--customer-id', victim, '--erase');
    expect(delivered.read(key).toString()).toBe(`${JSON.stringify({ rawData: Buffer.from(others).toString('base64') })}\n`);
  });

  test('takes out all records of a key, whichever customer they name', async () => {
    put('archive/2026/03/10/11/renamed', `${JSON.stringify({ extended_request_id: 'r=', api_key_id: 'old-key', customer_id: 'somebody' })}\n`);
    const { printed } = await run(front.url, '--api-key-id', 'old-key', '--erase');
    expect(printed).toContain('1 of 1 records erased');
    expect(delivered.keys).not.toContain('archive/2026/03/10/11/renamed');
  });

  test('finds in a receiver\'s layout the customer, whichever key they called with', async () => {
    const [theirs, others] = ['acme', 'another'].map((companyId) => `${JSON.stringify({ companyId, apiKey: 'k', requestId: companyId })}\n`);
    put('archive/2026/03/10/11/moesif', theirs + others);
    await run(front.url, '--customer-id', 'acme', '--erase');
    expect(delivered.read('archive/2026/03/10/11/moesif').toString()).toBe(others);
  });

  test('says what it could not read, goes on, and does not end as if all was done', async () => {
    const parquet = delivered.keys.find((key) => key.startsWith('logs/'))!;
    put(parquet, Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(20)]));
    put('archive/2026/03/10/11/torn.gz', gzipSync('{"customer_id":"acme"}\n'.repeat(1_000)).subarray(0, 40));
    const { code, printed } = await run(front.url, '--customer-id', victim, '--erase');
    expect(code).toBe(1);
    expect(printed).toContain(`FAILED ${parquet}: `);
    expect(printed).toContain('FAILED archive/2026/03/10/11/torn.gz: ');
    expect(delivered.keys.filter((key) => key.startsWith('errors/')).map((key) => delivered.read(key).toString()).join('')).not.toContain(victim);
  });

  test('takes out who calls without a key, by the principal that they are', async () => {
    const caller = delivered.sent.find(({ context }) => context['authorizer.principalId'] !== undefined && context['identity.apiKeyId'] === undefined)!;
    const id = caller.context['authorizer.principalId']!;
    const raw = delivered.stage.format.render(caller.context);
    put(`errors/logs/processing-failed/${DAY}/principal`, `${JSON.stringify({ rawData: Buffer.from(raw).toString('base64') })}\n`);
    const before = await rowsOf('true');
    const { code } = await run(front.url, '--customer-id', id, '--erase');
    expect(code).toBe(0);
    expect(delivered.keys).not.toContain(`errors/logs/processing-failed/${DAY}/principal`);
    expect(await rowsOf('true')).toEqual(before.filter((row) => (JSON.parse(row) as { customer_id: string }).customer_id !== id));
  });

  test('looks into the given days alone', async () => {
    const { printed } = await run(front.url, '--customer-id', victim, '--until', '2026-03-09', '--erase');
    expect(printed).toContain('0 of 0 records erased');
    expect((await run(front.url, '--customer-id', victim, '--from', '2026-03-11')).printed).toContain('\n0 records would be erased.');
    const { printed: all } = await run(front.url, '--customer-id', victim, '--from', '2026-03-10', '--until', '2026-03-10');
    expect(all).not.toContain('0 of them the customer\'s, in 0 objects');
  });

  test('goes on where another run was ended, and a second one finds nothing', async () => {
    let changes = 0;
    meanwhile = (method) => {
      if ((method === 'PUT' || method === 'DELETE') && ++changes > 5) {
        front.close();
        throw new Error('ended');
      }
    };
    await run(front.url, '--customer-id', victim, '--erase').catch(() => undefined);
    expect(changes).toBeGreaterThan(5);
    meanwhile = () => undefined;
    front = await withConditionalDeletes(s3);
    expect((await run(front.url, '--customer-id', victim, '--erase')).code).toBe(0);
    expect((await run(front.url, '--customer-id', victim)).printed).toContain('\n0 records would be erased.');
    expect(everything({ keys: delivered.keys.filter((key) => !key.startsWith('athena/')), read: (key) => delivered.read(key) })).not.toContain(victim);
  });

  test('changes the logs last, which say what is theirs elsewhere', async () => {
    const changed: string[] = [];
    meanwhile = (method, path) => {
      if (method === 'PUT' || method === 'DELETE') {
        changed.push(path.includes('/logs/year') ? 'logs' : 'others');
      }
    };
    await run(front.url, '--customer-id', victim, '--erase');
    expect(changed.lastIndexOf('others')).toBeLessThan(changed.indexOf('logs'));
    expect(changed).toContain('others');
  });

  test('takes an object that is changed underneath as it is then, and does not undo the change', async () => {
    const key = `errors/logs/processing-failed/${DAY}/a`;
    const added = `${JSON.stringify({ rawData: Buffer.from('{"api_key_id":"newcomer"}\n').toString('base64') })}\n`;
    let times = 0;
    meanwhile = (method, path) => {
      if (method === 'PUT' && path.includes(key) && ++times === 1) {
        const file = join(delivered.directory, key);
        writeFileSync(file, readFileSync(file, 'utf8') + added);
        utimesSync(file, new Date(), new Date(Date.now() + 60_000));
      }
    };
    const { code } = await run(front.url, '--customer-id', victim, '--erase');
    expect([code, times]).toEqual([0, 2]);
    expect(delivered.read(key).toString()).toContain(added);
    expect(everything({ keys: [key], read: (name) => delivered.read(name) })).not.toContain(victim);
  });

  test('says what it has not looked into, and what is out of its reach', async () => {
    put('another/application.json', '{"api_key_id":"x"}');
    put('archive/2026/03/10/11/picture', Buffer.from([0x89, 0x50, 0x4e, 0x47]));
    put('archive/2026/03/10/11/own-layout', '{"user":{"id":"x"}}\n');
    const { printed } = await run(front.url, '--customer-id', victim);
    expect(printed).toContain('folders that were not looked into: another/, athena/, directory/ ');
    expect(printed).toContain('neither Parquet nor JSON: archive/2026/03/10/11/picture');
    expect(printed).toContain('1 objects say neither customer nor key');
    expect(printed).toContain('SPICE');
    const { printed: named } = await run(front.url, '--customer-id', 'x', '--customer-field', 'user.id');
    expect(named).toContain('archive/: 401 records in');
    expect(named).toContain('\n1 records would be erased.');
  });
});

test('a Parquet object keeps columns, types, order and compression', async () => {
  await prepare(RecordFormat.PARQUET);
  const s3 = await startS3({ [delivered.bucket]: delivered.directory });
  const front = await withConditionalDeletes(s3);
  const duckdb = await DuckDBInstance.create();
  const connection = await duckdb.connect();
  try {
    const [key] = delivered.keys.filter((name) => name.startsWith('logs/'));
    const shapeOf = async () => {
      const file = `'${join(delivered.directory, key)}'`;
      const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
      return [
        await read(`SELECT name, type, converted_type, logical_type FROM parquet_schema(${file}) WHERE type IS NOT NULL`),
        await read(`SELECT DISTINCT compression FROM parquet_metadata(${file})`),
        await read(`SELECT * FROM read_parquet(${file}) WHERE customer_id IS DISTINCT FROM '${victim}'`),
      ];
    };
    const [before, bytes] = [await shapeOf(), readFileSync(join(delivered.directory, key))];
    expect(bytes.includes(victim)).toBe(true);
    await run(front.url, '--customer-id', victim, '--erase');
    expect(await shapeOf()).toEqual(before);
    expect(before[1]).toEqual([{ compression: 'SNAPPY' }]);
  } finally {
    connection.closeSync();
    duckdb.closeSync();
    front.close();
    s3.close();
    rmSync(directory, { recursive: true });
  }
});

test.each([
  [['--customer-id', 'x'], '--bucket is missing'],
  [['--bucket', 'b'], 'nobody is to be erased'],
  [['--bucket', 'b', '--customer-id', '-'], 'stands for nobody in particular'],
  [['--bucket', 'b', '--customer-id', 'x', '--from', '2026'], '\'2026\' is no day'],
  [['--bucket', 'b', '--customer-id', 'x', '--folder', 'archive'], '\'archive\' is no folder'],
  [['--bucket', 'b', '--customer-id', 'x', '--erase', '--dry-run'], '--erase and --dry-run are both given'],
])('fails for %j', async (args, problem) => {
  const lines: string[] = [];
  expect(await main(args, (line) => lines.push(line))).toBe(2);
  expect(lines.join('\n')).toContain(problem);
});
