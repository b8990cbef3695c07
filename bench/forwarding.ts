import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import type { FirehoseTransformationEventRecord } from 'aws-lambda';
import { bodyOf, listen } from '../preview/servers/loopback';
import { BUCKET_NAME, COLUMNS, encodeColumns, FORWARDERS } from '../src/enrichment/environment';
import type { ForwarderSettings } from '../src/enrichment/forwarding/settings';
import { RecordLayout } from '../src/record/record-layout';
import { AccessLogSchema } from '../src/record/schema';

/*
 * What do forwarders cost the enrichment, and how long does it wait for those that do not take records?
 *
 *   npx projen bundle && npx tsx --tsconfig tsconfig.dev.json bench/forwarding.ts [turns]
 *
 * Runs the bundled function against a server on the loopback address. Prints each figure, the bound that it should keep, and the figure as a
 * share of the bound; 15 turns where none are given, without and with forwarders in alternation.
 */

const FUNCTION = resolve(__dirname, '../assets/enrichment/enrich.lambda/index.js');
const BOUNDS = { batchMs: 300_000, responseMB: 6, memoryMB: 512, addedMs: 15_000 };
const WARM_UP = 3;

/** The size that the construct sets, and the largest that Firehose takes. */
const BATCHES = [{ name: '1 MiB', bytes: 1024 * 1024 }, { name: '3 MB', bytes: 3_000_000 }];

const LAYOUTS = [
  ['openobserve', RecordLayout.openObserve(), true],
  ['moesif', RecordLayout.moesif(), false],
  ['apiable', RecordLayout.apiable(), true],
] as const;
const SCHEMA = new AccessLogSchema(LAYOUTS.flatMap(([, layout]) => layout.columns));

const FORWARDER_SETTINGS = LAYOUTS.map(([name, layout, severalLines]): ForwarderSettings => ({
  name, streamName: name, errorsPrefix: `errors/forwarders/${name}/`, severalLines, layout: layout._settings, filter: {},
}));

interface Measured {
  readonly ms: number;
  readonly bytes: number;
  readonly delivered: number;
  /** The largest resident memory so far, in KB. */
  readonly peak: number;
}

/** The function in a process of its own, which has nothing else in it. The time is the handler's, without the event's way to it. */
class Instance {
  private readonly child: ChildProcess;
  private errors = '';

  constructor(forwarders: readonly ForwarderSettings[], endpoint: string) {
    const host = `const { handler } = require(${JSON.stringify(FUNCTION)});
      process.on('message', async (event) => {
        const started = performance.now();
        const response = await handler(event);
        const ms = performance.now() - started;
        const text = JSON.stringify(response);
        const delivered = response.records.filter(({ result }) => result === 'Ok').length;
        process.send({ ms, bytes: text.length, delivered, peak: process.resourceUsage().maxRSS });
      });`;
    this.child = spawn(process.execPath, ['-e', host], {
      env: {
        [BUCKET_NAME]: 'bucket',
        [COLUMNS]: encodeColumns(SCHEMA),
        ...forwarders.length > 0 ? { [FORWARDERS]: JSON.stringify(forwarders) } : {},
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'bench',
        AWS_SECRET_ACCESS_KEY: 'bench',
        AWS_LAMBDA_FUNCTION_NAME: 'enrich',
        AWS_ENDPOINT_URL_S3: endpoint,
        AWS_ENDPOINT_URL_FIREHOSE: endpoint,
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr!.on('data', (text: Buffer) => { this.errors += text.toString(); });
  }

  public invoke(records: readonly FirehoseTransformationEventRecord[]): Promise<Measured> {
    return new Promise((done, fail) => {
      this.child.removeAllListeners().once('message', (message) => done(message as Measured));
      this.child.once('exit', (code) => fail(new Error(`the function ended with exit code ${code}: ${this.errors}`)));
      this.child.send({ invocationId: 'bench', deliveryStreamArn: 'bench', region: 'us-east-1', records });
    });
  }

  public close(): void {
    this.child.removeAllListeners().kill();
  }
}

/** S3 and Firehose, as far as the function uses them. */
class Aws {
  public hanging: readonly string[] = [];
  public refusing: readonly string[] = [];
  public bucketHangs = false;
  private taken: { readonly name: string; readonly data: string }[] = [];
  private parked: { readonly name: string; readonly lines: number }[] = [];

  public async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, bucket, ...key] = request.url!.split('?')[0].split('/');
    if (request.method === 'GET') {
      response.writeHead(200).end(DIRECTORY);
    } else if (bucket) {
      await this.put(key.join('/'), request, response);
    } else {
      await this.putRecordBatch(request, response);
    }
  }

  /** The lines of each forwarder that were taken or parked since it was asked last. */
  public received(): Record<string, number> {
    const lines: Record<string, number> = {};
    const taken = this.taken.map(({ name, data }) => ({ name, lines: Buffer.from(data, 'base64').toString().split('\n').length - 1 }));
    for (const { name, lines: count } of [...taken, ...this.parked]) {
      lines[name] = (lines[name] ?? 0) + count;
    }
    [this.taken, this.parked] = [[], []];
    return lines;
  }

  private async put(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await bodyOf(request)).toString();
    if (this.bucketHangs) {
      return;
    }
    for (const line of body.trimEnd().split('\n')) {
      this.parked.push({ name: key.split('/')[2], lines: (JSON.parse(line) as { lines: number }).lines });
    }
    response.writeHead(200, { ETag: '"bench"' }).end();
  }

  private async putRecordBatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { DeliveryStreamName: name, Records: records } = JSON.parse((await bodyOf(request)).toString()) as {
      DeliveryStreamName: string; Records: { Data: string }[];
    };
    if (this.hanging.includes(name)) {
      return;
    }
    const refused = this.refusing.includes(name);
    const answers = records.map((_record, index) => (
      refused ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' } : { RecordId: String(index) }
    ));
    if (!refused) {
      this.taken.push(...records.map(({ Data: data }) => ({ name, data })));
    }
    const body = JSON.stringify({ FailedPutCount: refused ? records.length : 0, RequestResponses: answers });
    response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end(body);
  }
}

/** A thousand keys, each on a plan. */
const DIRECTORY = Array.from({ length: 1000 }, (_value, index) => JSON.stringify({
  api_key_id: `key-${index}`,
  api_key_name: `customer-${index}`,
  enabled: true,
  customer_id: `key-${index}`,
  customer: `Customer ${index}`,
  usage_plan_id: 'plan-free',
  usage_plan: 'Free',
  stages: ['a1b2c3d4e5/prod'],
})).join('\n');

/** Lines of API Gateway's, as many as fit. */
function batch(bytes: number): FirehoseTransformationEventRecord[] {
  const agents = ['curl/8.9.1', 'python-requests/2.32.3', 'okhttp/4.12.0', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36'];
  const byExpression = new Map(SCHEMA._logged().map(({ name, expression }) => [`"${expression}"`, name]));
  const records: FirehoseTransformationEventRecord[] = [];
  for (let index = 0, left = bytes; ; index++) {
    const id = String(index).padStart(8, '0');
    const values: Record<string, string | number> = {
      extended_request_id: `JKJaXmPL${id}=`,
      request_time: Date.now(),
      account_id: '123456789012',
      api_id: 'a1b2c3d4e5',
      stage: 'prod',
      resource_path: '/pets/{petId}',
      resource_id: 'r3s0rc',
      status: index % 20 ? 200 : 404,
      response_length: 5120 + index,
      response_latency_ms: 87,
      integration_latency_ms: 80,
      integration_status: 200,
      api_key_id: `key-${index % 1000}`,
      source_ip: '203.0.113.7',
      http_method: 'GET',
      protocol: 'HTTP/1.1',
      domain_name: 'api.example.com',
      xray_trace_id: `1-67891233-abcdef0123456789${id}`,
      request_id: `3b1f0c5a-0000-4000-8000-1f2e${id}`,
      path: `/prod/pets/${index}`,
      user_agent: agents[index % agents.length],
    };
    const line = SCHEMA.format.replace(/"\$context[^"]*"/g, (expression) => `"${values[byExpression.get(expression)!] ?? '-'}"`);
    left -= line.length;
    if (left < 0) {
      return records;
    }
    records.push({ recordId: `${'4'.repeat(48)}${id}`, approximateArrivalTimestamp: Date.now(), data: Buffer.from(line).toString('base64') });
  }
}

async function run(turns: number): Promise<void> {
  const aws = new Aws();
  const server = await listen((request, response) => aws.answer(request, response));
  try {
    for (const { name, bytes } of BATCHES) {
      const records = batch(bytes);
      print(`\nbatches of ${name}: ${records.length} lines, medians of ${turns} turns`);
      const [none, three] = [new Instance([], server.url), new Instance(FORWARDER_SETTINGS, server.url)];
      try {
        const usual = await compare(records, turns, none, three, aws);
        await disturb(records, usual, three, aws);
      } finally {
        none.close();
        three.close();
      }
    }
  } finally {
    server.close();
  }
}

/** Returns the milliseconds of a batch with forwarders. */
async function compare(records: FirehoseTransformationEventRecord[], turns: number, none: Instance, three: Instance, aws: Aws): Promise<number> {
  const measured: { readonly without: Measured; readonly with3: Measured }[] = [];
  for (let turn = 0; turn < WARM_UP + turns; turn++) {
    measured.push({ without: await none.invoke(records), with3: await three.invoke(records) });
    check(aws.received(), records.length, LAYOUTS.length);
  }
  const warm = measured.slice(WARM_UP);
  const [ms0, ms3] = [median(warm.map(({ without }) => without.ms)), median(warm.map(({ with3 }) => with3.ms))];
  const rate = (ms: number) => Math.round(records.length / ms * 1000).toLocaleString('en').padStart(8);
  const { without, with3 } = warm[warm.length - 1];
  print(`${'records/s, no forwarder'.padEnd(50)} ${rate(ms0)}`);
  print(`${'records/s, 3 forwarders'.padEnd(50)} ${rate(ms3)}  ${(ms0 / ms3).toFixed(2)} of that`);
  figure('a batch, no forwarder, ms', ms0, BOUNDS.batchMs);
  figure('a batch, 3 forwarders, ms', ms3, BOUNDS.batchMs);
  figure('the slowest, 3 forwarders, the first included, ms', Math.max(...measured.map((turn) => turn.with3.ms)), BOUNDS.batchMs);
  figure('response, MB', with3.bytes / 1e6, BOUNDS.responseMB);
  figure('peak resident memory, no forwarder, MB', without.peak / 1024, BOUNDS.memoryMB);
  figure('peak resident memory, 3 forwarders, MB', with3.peak / 1024, BOUNDS.memoryMB);
  return ms3;
}

/** One stream hangs, one refuses all, and one takes; then the bucket for what they do not take hangs as well. */
async function disturb(records: FirehoseTransformationEventRecord[], usual: number, three: Instance, aws: Aws): Promise<void> {
  Object.assign(aws, { hanging: ['openobserve'], refusing: ['moesif'] });
  for (const bucketHangs of [false, true]) {
    aws.bucketHangs = bucketHangs;
    const { ms, delivered, peak } = await three.invoke(records);
    check(aws.received(), records.length, bucketHangs ? 1 : LAYOUTS.length);
    print(bucketHangs ? 'and the bucket hangs as well:' : 'one stream hangs, one refuses all:');
    figure('added to a batch, ms', ms - usual, BOUNDS.addedMs);
    figure('peak resident memory, MB', peak / 1024, BOUNDS.memoryMB);
    print(`${'records of the main way that came back as Ok'.padEnd(50)} ${String(delivered).padStart(8)}  of ${records.length}`);
  }
  Object.assign(aws, { hanging: [], refusing: [], bucketHangs: false });
}

/** Each of so many forwarders has every line once, taken or parked. */
function check(received: Record<string, number>, lines: number, forwarders: number): void {
  const counts = Object.values(received);
  if (counts.length !== forwarders || counts.some((count) => count !== lines)) {
    throw new Error(`${lines} lines for each of ${forwarders} forwarders were expected, got ${JSON.stringify(received)}`);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function figure(what: string, value: number, bound: number): void {
  print(`${what.padEnd(50)} ${value.toFixed(1).padStart(8)}  bound ${String(bound).padStart(6)}  ratio ${(value / bound).toFixed(4)}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

void run(Number(process.argv[2] ?? 15));
