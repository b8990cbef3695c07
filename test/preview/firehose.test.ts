import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { FirehoseTransformationEvent } from 'aws-lambda';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { temporaryDirectory } from './temporary';
import { LambdaFunction } from '../../preview/lambda/function';
import { Unanswered } from '../../preview/lambda/invocable';
import type { DeliveryStream } from '../../preview/pipeline/delivery-stream';
import { Firehose } from '../../preview/pipeline/firehose';

const directory = temporaryDirectory();
const start = Date.parse('2026-12-31T23:58:00Z');
const lambdas: LambdaFunction[] = [];

afterEach(async () => {
  await Promise.all(lambdas.splice(0).map((made) => made.close()));
});

const TABLE = {
  database: 'usage',
  name: 'logs',
  columns: [
    { name: 'id', type: 'VARCHAR', glueType: 'string' },
    { name: 'status', type: 'INTEGER', glueType: 'int' },
    { name: 'length', type: 'BIGINT', glueType: 'bigint' },
    { name: 'time', type: 'TIMESTAMP', glueType: 'timestamp' },
    { name: 'good', type: 'BOOLEAN', glueType: 'boolean' },
    { name: 'ratio', type: 'DOUBLE', glueType: 'double' },
    { name: 'tags', type: 'VARCHAR[]', glueType: 'array<string>' },
  ],
  partitions: [],
  format: 'parquet' as const,
  bucket: 'bucket',
  prefix: 'logs/',
};

function stream(changes: Partial<DeliveryStream> = {}): DeliveryStream {
  return {
    name: 'amazon-apigateway-logs',
    arn: 'arn:aws:firehose:us-east-1:123456789012:deliverystream/amazon-apigateway-logs',
    bucket: 'bucket',
    prefix: 'logs/!{timestamp:yyyy/MM/dd/HH}/',
    errorPrefix: 'errors/!{firehose:error-output-type}/',
    buffer: { seconds: 300, megabytes: 1 },
    processor: { functionId: 'Function', functionArn: 'arn:function', buffer: { seconds: 60, megabytes: 1 } },
    gzip: true,
    extension: '.gz',
    ...changes,
  };
}

function lambda(handler: string, environment = {}, timeoutSeconds = 5): LambdaFunction {
  directory.write('index.js', `exports.handler = ${handler};`);
  const made = new LambdaFunction({
    name: 'Function', codeDirectory: directory.path(), handler: 'index.handler', timeoutSeconds, memorySizeMb: 128, environment,
  }, { s3: 'http://127.0.0.1:1', apiGateway: 'http://127.0.0.1:2' });
  lambdas.push(made);
  return made;
}

const ECHO = "async ({ records }) => ({ records: records.map(({ recordId, data }) => ({ recordId, result: 'Ok', data })) })";

/** Delivers lines, each at so many seconds, and returns the objects' content by key. */
async function deliver(config: DeliveryStream, handler: string, records: [number, string][]) {
  const bucket = join(directory.path(), 'bucket');
  const firehose = await Firehose.open(config, bucket, config.processor && lambda(handler));
  for (const [seconds, data] of records) {
    await firehose.put(data, start + seconds * 1000);
  }
  await firehose.end();
  const files = readdirSync(bucket, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(bucket.length + 1)).sort().map((key) => ({ key, file: join(bucket, key) }));
}

function lines(file: string): string[] {
  const content = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(content) : content).toString().trim().split('\n');
}

test('an object lies in the hour of its oldest record, and ends with the interval', async () => {
  const objects = await deliver(stream(), ECHO, [[0, 'a\n'], [150, 'b\n'], [299, 'c\n'], [300, 'd\n']]);
  expect(objects.map(({ key, file }) => [key.slice(0, 19), lines(file)])).toEqual([
    ['logs/2026/12/31/23/', ['a', 'b', 'c']],
    ['logs/2027/01/01/00/', ['d']],
  ]);
  expect(objects[0].key).toMatch(/\/amazon-apigateway-logs-1-2026-12-31-23-58-00-[0-9a-f-]{36}\.gz$/);
});

test('an object ends with its size', async () => {
  const big = `${'x'.repeat(400_000)}\n`;
  const objects = await deliver(stream(), ECHO, [[0, big], [1, big], [2, big]]);
  expect(objects.map(({ file }) => lines(file).length).sort()).toEqual([1, 2]);
});

test('the function gets Firehose\'s event, by its own buffer', async () => {
  const handler = `async (event) => ({ records: event.records.map(({ recordId, approximateArrivalTimestamp, data }, index) => ({ recordId, result: 'Ok',
    data: Buffer.from(JSON.stringify({ ...event, records: event.records.length, index, approximateArrivalTimestamp, data: Buffer.from(data, 'base64').toString() }) + '\\n').toString('base64') })) })`;
  const [object] = await deliver(stream(), handler, [[0, 'a\n'], [59, 'b\n'], [60, 'c\n']]);
  const seen = lines(object.file).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(seen.map(({ records, index, data }) => [records, index, data])).toEqual([[2, 0, 'a\n'], [2, 1, 'b\n'], [1, 0, 'c\n']]);
  expect(seen[0]).toMatchObject({ region: 'us-east-1', deliveryStreamArn: stream().arn, approximateArrivalTimestamp: start });
  expect(new Set(seen.map(({ invocationId }) => invocationId)).size).toBe(2);
});

describe('a bad answer', () => {
  test.each([
    ['fails the batch for a missing record', 'async () => ({ records: [] })', 'Lambda.MissingRecordId'],
    ['fails the batch for a doubled record', `async (e) => ({ records: [...(await (${ECHO})(e)).records, ...(await (${ECHO})(e)).records] })`, 'Lambda.DuplicatedRecordId'],
    ['fails the batch for a foreign record', `async (e) => ({ records: [...(await (${ECHO})(e)).records, { recordId: 'x', result: 'Ok', data: '' }] })`, 'Lambda.MissingRecordId'],
    ['fails the batch for no records', 'async () => undefined', 'Lambda.JsonProcessingException'],
    ['fails the record for an unknown result', 'async (e) => ({ records: e.records.map((r) => ({ ...r, result: \'ok\' })) })', 'Lambda.JsonProcessingException'],
    ['fails the batch for an error', "async () => { throw new Error('no'); }", 'Lambda.FunctionError'],
    ['fails the batch for a process that ends', 'async () => process.exit(3)', 'Lambda.FunctionError'],
    ['fails the batch for an answer over 6 MB', 'async (e) => ({ records: e.records.map((r) => ({ ...r, result: \'Ok\', data: \'x\'.repeat(6 * 1024 * 1024) })) })', 'Lambda.FunctionError'],
    ['fails the record for ProcessingFailed', 'async (e) => ({ records: e.records.map(({ recordId }) => ({ recordId, result: \'ProcessingFailed\' })) })', 'Lambda.ProcessingFailedStatus'],
  ])('%s', async (_, handler, errorCode) => {
    const [object] = await deliver(stream(), handler, [[0, 'original é\n']]);
    expect(object.key).toMatch(/^errors\/processing-failed\//);
    const failed = JSON.parse(lines(object.file)[0]) as Record<string, string>;
    expect(failed).toMatchObject({ errorCode, lambdaArn: 'arn:function', arrivalTimestamp: start });
    expect(Buffer.from(failed.rawData, 'base64').toString()).toBe('original é\n');
  });

  test('an invocation that was not answered is repeated three times, and no other', async () => {
    const answer = async (failures: number, error: (number: number) => Error) => {
      const bucket = join(directory.path(), 'bucket');
      let invocations = 0;
      const invocable = {
        invoke: <T>(event: unknown) => {
          invocations++;
          const { records } = event as FirehoseTransformationEvent;
          return invocations > failures ? Promise.resolve({ records: records.map(({ recordId, data }) => ({ recordId, result: 'Ok', data })) } as T) : Promise.reject(error(invocations));
        },
      };
      const firehose = await Firehose.open(stream(), bucket, invocable);
      await firehose.put('a\n', start);
      await firehose.end();
      const [object] = readdirSync(bucket, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const [line] = lines(join(object.parentPath, object.name));
      rmSync(bucket, { recursive: true });
      return { invocations, line };
    };
    const tooMany = () => new Unanswered('Lambda.InvokeLimitExceeded', 'Rate Exceeded.');
    expect(await answer(3, tooMany)).toEqual({ invocations: 4, line: 'a' });
    const failed = await answer(4, tooMany);
    expect([failed.invocations, JSON.parse(failed.line)]).toEqual([4, expect.objectContaining({ attemptsMade: 4, errorCode: 'Lambda.InvokeLimitExceeded' })]);
    const refused = await answer(1, () => new Error('no'));
    expect([refused.invocations, JSON.parse(refused.line)]).toEqual([1, expect.objectContaining({ attemptsMade: 1, errorCode: 'Lambda.FunctionError' })]);
  });

  test('a function that takes too long is invoked four times', async () => {
    const slow = lambda('() => new Promise((resolve) => setTimeout(resolve, 60_000))', {}, 0.1);
    const firehose = await Firehose.open(stream(), join(directory.path(), 'bucket'), slow);
    await firehose.put('a\n', start);
    await firehose.end();
    const [object] = readdirSync(join(directory.path(), 'bucket'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(JSON.parse(lines(join(object.parentPath, object.name))[0])).toMatchObject({ attemptsMade: 4, errorCode: 'Lambda.FunctionTimedOut' });
  });

  test('an instance that is killed fails its batch at once, and says so', async () => {
    const hanging = lambda('() => { console.log("begun"); return new Promise((resolve) => setTimeout(resolve, 60_000)); }');
    const failure = expect(hanging.invoke({})).rejects.toThrow('it ended with SIGKILL');
    await vi.waitFor(() => expect(hanging.lastOutput).toContain('begun'), 10_000);
    hanging.kill();
    await failure;
    await expect(hanging.invoke({})).rejects.toThrow('it has ended');
  });

  test('a dropped record is left out', async () => {
    const handler = 'async (e) => ({ records: e.records.map(({ recordId, data }, i) => ({ recordId, result: i ? \'Ok\' : \'Dropped\', data })) })';
    const objects = await deliver(stream(), handler, [[0, 'a\n'], [1, 'b\n']]);
    expect(objects.map(({ file }) => lines(file))).toEqual([['b']]);
  });
});

describe('Parquet', () => {
  const parquet = stream({ processor: undefined, gzip: false, extension: '.parquet', conversion: { table: TABLE, compression: 'SNAPPY' } });

  test('records are converted by the columns of the table', async () => {
    const record = { id: 'a', status: 200, length: 9007199254740991, time: '2026-12-31 23:59:59.123', good: true, ratio: 0.5, tags: ['x', 'y'], undeclared: 1 };
    const objects = await deliver(parquet, '', [[0, `${JSON.stringify(record)}\n`], [1, '{"id":"b","status":"404","time":1798761599123}\n'], [400, '{"id":"c"}\n']]);
    expect(objects.map(({ key }) => key.slice(0, 19))).toEqual(['logs/2026/12/31/23/', 'logs/2027/01/01/00/']);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const rows = await connection.runAndReadAll(`SELECT * FROM read_parquet('${objects[0].file}') ORDER BY id`);
    const time = new Date('2026-12-31T23:59:59.123Z');
    expect(rows.getRowObjectsJS()).toEqual([
      { id: 'a', status: 200, length: 9007199254740991n, time, good: true, ratio: 0.5, tags: ['x', 'y'] },
      { id: 'b', status: 404, length: null, time, good: null, ratio: null, tags: null },
    ]);
    const codec = await connection.runAndReadAll(`SELECT DISTINCT compression FROM parquet_metadata('${objects[0].file}')`);
    expect(codec.getRowsJS()).toEqual([['SNAPPY']]);
  });

  test.each([
    ['{"status":"-"}', '"-" of \'status\' is no int'],
    ['{"status":1.5}', 'is no int'],
    ['{"status":2147483648}', 'is no int'],
    ['{"time":"2026-12-31T23:59:59+00:00"}', 'is no timestamp'],
    ['{"time":"31/Dec/2026:23:59:59 +0000"}', 'is no timestamp'],
    ['{"ratio":"-"}', 'is no double'],
    ['{"good":"yes"}', 'is no boolean'],
    ['{"tags":"x"}', 'is no array<string>'],
    ['no json', 'not a valid JSON object'],
    ['[1]', 'not a valid JSON object'],
  ])('fails a record that the conversion refuses: %s', async (record, message) => {
    const [object] = await deliver(parquet, '', [[0, record]]);
    expect(object.key).toMatch(/^errors\/format-conversion-failed\//);
    const failed = JSON.parse(lines(object.file)[0]) as Record<string, string>;
    expect(failed.lastErrorMessage).toContain(message);
    expect(failed).toMatchObject({ lastErrorCode: 'DataFormatConversion.ParseError', dataCatalogTable: { databaseName: 'usage', tableName: 'logs' } });
    expect(Buffer.from(failed.rawData, 'base64').toString()).toBe(record);
  });
});

test('the function has the variables of its template, those of Lambda, and none of the machine\'s', async () => {
  process.env.PREVIEW_SECRET = 'x';
  const made = lambda('async (event, context) => ({ env: process.env, name: context.functionName, left: context.getRemainingTimeInMillis() })', { BUCKET: 'b' });
  const { env, name, left } = await made.invoke<{ env: Record<string, string>; name: string; left: number }>({});
  delete process.env.PREVIEW_SECRET;
  expect(env).toMatchObject({ BUCKET: 'b', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_API_GATEWAY: 'http://127.0.0.1:2' });
  expect(env).not.toHaveProperty('PREVIEW_SECRET');
  expect(env).not.toHaveProperty('PATH');
  expect(name).toBe('Function');
  expect(left).toBeGreaterThan(4_000);
});
