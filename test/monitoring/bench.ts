import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { accountOf, directoryOf, PLANTED } from './account';
import type { Alarm, Datapoint } from './cloudwatch';
import { alarmsOf } from './cloudwatch';
import { crawlerEvent, crawlerOf, invocations } from './crawler-events';
import { embeddedMetrics } from './embedded-metrics';
import { filterMatches } from './event-pattern';
import type { Fault } from './fault';
import type { Assembly } from '../../preview/assembly';
import { LambdaFunction } from '../../preview/lambda/function';
import type { Invocable } from '../../preview/lambda/invocable';
import { Unanswered } from '../../preview/lambda/invocable';
import type { DeliveryStream } from '../../preview/pipeline/delivery-stream';
import { deliveryStreams } from '../../preview/pipeline/delivery-stream';
import { Firehose } from '../../preview/pipeline/firehose';
import type { Forwarder } from '../../preview/pipeline/forwarder';
import { forwardersOf } from '../../preview/pipeline/forwarder';
import { HttpDelivery } from '../../preview/pipeline/http-delivery';
import { ObjectWriter } from '../../preview/pipeline/object-writer';
import { ParquetWriter } from '../../preview/pipeline/parquet-writer';
import type { Stage } from '../../preview/pipeline/stages';
import { loggingStages } from '../../preview/pipeline/stages';
import { WorkQueue } from '../../preview/pipeline/work-queue';
import { startApiGateway } from '../../preview/servers/api-gateway';
import { startFirehose } from '../../preview/servers/firehose';
import { bodyOf, listen } from '../../preview/servers/loopback';
import { startS3 } from '../../preview/servers/s3';

/** On a boundary of all periods up to a day. */
export const START = Date.parse('2026-03-10T00:00:00Z');
export const MINUTE = 60_000;

/** What became of a run. */
export interface Run {
  /** Ids of the alarms that were in ALARM at some time. */
  readonly alarms: readonly string[];
  readonly all: readonly Alarm[];
  readonly datapoints: readonly Datapoint[];
  /** All that the functions wrote. */
  readonly output: string;
  /** How often they were invoked, and came to an end. */
  readonly answered: number;
}

/** Runs the app with a request every twenty seconds, for an hour and a half unless the fault says otherwise, and looks at its alarms. */
export async function run(assembly: Assembly, bucketDirectory: string, fault: Fault = {}): Promise<Run> {
  const bench = await Bench.open(assembly, bucketDirectory, fault);
  try {
    return await bench.run();
  } finally {
    await bench.close();
  }
}

class Bench {
  public static async open(assembly: Assembly, bucketDirectory: string, fault: Fault): Promise<Bench> {
    const bench = new Bench(assembly, bucketDirectory, fault);
    await bench.start();
    return bench;
  }

  private readonly datapoints: Datapoint[] = [];
  private readonly stream: DeliveryStream;
  private readonly stage: Stage;
  private readonly forwarders: readonly Forwarder[];
  private readonly closing: (() => void | Promise<void>)[] = [];
  private readonly queue = new WorkQueue();
  private now = START;
  private output = '';
  private answered = 0;
  private enrichment!: Invocable;
  private refresh?: Invocable;
  private replay?: Invocable;
  private firehose!: Firehose;
  private http!: HttpDelivery;
  /** Arrivals of what is not delivered yet. */
  private readonly pending: number[] = [];
  private readonly pendingInFolder: number[] = [];
  private taken = { second: -1, records: 0 };

  private constructor(private readonly assembly: Assembly, private readonly bucketDirectory: string, private readonly fault: Fault) {
    const { template } = assembly;
    [this.stage] = loggingStages(template);
    const stream = deliveryStreams(template).find(({ arn }) => arn === this.stage.deliveryStreamArn)!;
    this.stream = fault.table === 'changed' ? { ...stream, conversion: withChangedTable(stream.conversion!) } : stream;
    this.forwarders = forwardersOf(assembly, this.stream);
  }

  public async run(): Promise<Run> {
    const { minutes = 90 } = this.fault;
    for (let minute = 0; minute < minutes; minute++) {
      const start = START + minute * MINUTE;
      this.now = start;
      const lines = this.linesOf(minute);
      if (minute % 5 === 0) {
        await this.runRefresh();
      }
      for (const [index, line] of lines.entries()) {
        await this.put(line, start + Math.floor(index / lines.length * 3) * 20_000);
      }
      await this.queue.wait();
      this.deliverFolder();
      this.publishAges();
    }
    if (this.replay) {
      await this.replay.invoke({}).catch(() => undefined);
    }
    this.runQueries();
    this.sendEvents();
    const end = START + minutes * MINUTE;
    const all = alarmsOf(this.assembly.template, this.datapoints);
    const fired = all.filter((alarm) => times(alarm, end).some((time) => alarm.stateAt(time) === 'ALARM'));
    return { alarms: fired.map(({ id }) => id).sort(), all, datapoints: this.datapoints, output: this.output, answered: this.answered };
  }

  public async close(): Promise<void> {
    vi.restoreAllMocks();
    await this.queue.wait();
    for (const close of this.closing.reverse()) {
      await close();
    }
  }

  private async start(): Promise<void> {
    if (this.fault.directory !== 'missing') {
      this.write('directory/api_keys/api-keys.ndjson', directoryOf(this.stage));
    }
    Object.entries(this.fault.failed ?? {}).forEach(([key, text]) => this.write(key, text));
    const s3 = await this.startS3();
    const apiGateway = this.fault.refresh === 'denied'
      ? await listen((_, response) => { response.writeHead(403, { 'x-amzn-ErrorType': 'AccessDeniedException' }).end('{"message":"no"}'); })
      : await startApiGateway(accountOf(this.stage));
    const putBack = (records: Buffer[]) => records.forEach((record) => this.queue.add(() => this.put(record.toString(), this.now)));
    const forwarding = this.forwarders.map((forwarder) => [
      streamName(forwarder), (records: Buffer[]) => this.takeForwarded(forwarder, records),
    ] as const);
    const firehose = await startFirehose(this.fault.forwarderStreams === 'away' ? {} : Object.fromEntries([[this.stream.name, putBack], ...forwarding]));
    const receiver = await this.startReceiver();
    [s3, apiGateway, firehose, receiver].forEach((server) => this.closing.push(() => server.close()));
    const endpoints = { s3: s3.url, apiGateway: apiGateway.url, firehose: firehose.url };

    this.enrichment = this.metered(this.stream.processor!.functionId, endpoints);
    if (this.fault.refresh === 'real' || this.fault.refresh === 'denied') {
      this.refresh = this.metered(this.functionId('Directory'), endpoints);
    }
    if (this.fault.replay) {
      this.replay = this.metered(this.functionId('Replay'), endpoints);
    }
    this.watchDelivery();
    this.firehose = await Firehose.open(this.stream, this.bucketDirectory, this.enrichment);
    this.closing.push(() => this.firehose.end());
    this.startHttp(receiver.url);
  }

  private async startS3() {
    const real = await startS3({ [this.stream.bucket]: this.bucketDirectory });
    this.closing.push(() => real.close());
    return listen(async (request, response) => {
      if (this.hangs) {
        return;
      }
      const isDenied = request.method === 'PUT' && this.fault.parking === 'refused' || request.url!.includes('list-type') && this.fault.replay === 'denied';
      if (isDenied) {
        response.writeHead(403, { 'Content-Type': 'application/xml' }).end('<Error><Code>AccessDenied</Code></Error>');
        return;
      }
      const body = request.method === 'PUT' ? new Uint8Array(await bodyOf(request)) : undefined;
      const { 'content-encoding': _, 'transfer-encoding': __, 'content-length': ___, ...headers } = request.headers;
      const answer = await fetch(`${real.url}${request.url}`, { method: request.method, body, headers: headers as Record<string, string> });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
    });
  }

  private async startReceiver() {
    const status = this.fault.receiver ?? 200;
    return listen(async (request, response) => {
      const { requestId, timestamp } = JSON.parse((await bodyOf(request)).toString()) as { requestId: string; timestamp: number };
      const { http } = this.forwarders[0].stream as { http: { name: string } };
      this.count('AWS/Firehose', 'DeliveryToHttpEndpoint.Success', { DeliveryStreamName: http.name }, status === 200 ? 1 : 0);
      if (status === 413) {
        this.writeStreamLog({ errorCode: 'HttpEndpoint.DestinationException', message: `Received the following response from the endpoint destination. ${status}: too large` });
      }
      const answer = Buffer.from(JSON.stringify({ requestId, timestamp }));
      response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': answer.length }).end(answer);
    });
  }

  private startHttp(url: string): void {
    const { http } = this.forwarders[0].stream as { http: ConstructorParameters<typeof HttpDelivery>[0] };
    const clock = { sleep: () => Promise.resolve(), timeout: (milliseconds: number) => AbortSignal.timeout(milliseconds) };
    this.http = new HttpDelivery(http, this.bucketDirectory, { url, accessKey: 'made up' }, clock);
    this.closing.push(() => this.http.end());
  }

  /** What Lambda tells of invocations, and what CloudWatch reads in their output. */
  private metered(functionId: string, endpoints: ConstructorParameters<typeof LambdaFunction>[1]): Invocable {
    const props = this.assembly.functionProps(functionId);
    const { function: fault } = this.fault;
    const dimensions = { FunctionName: props.name };
    let lines = 0;
    let rest = '';
    const instance = () => new LambdaFunction({
      ...props,
      environment: fault === 'broken' ? { ...props.environment, COLUMNS: 'no JSON' } : props.environment,
      timeoutSeconds: fault === 'hangs' ? 1 : props.timeoutSeconds,
    }, endpoints, {
      onOutput: (text) => {
        this.output += text;
        const parts = (rest + text).split('\n');
        rest = parts.pop()!;
        for (const part of parts.filter((line) => line.startsWith('{'))) {
          const line = JSON.parse(part) as Record<string, unknown>;
          this.datapoints.push(...embeddedMetrics(line, this.now));
          lines += '_aws' in line ? 0 : 1;
        }
      },
    });
    let lambda = instance();
    let timedOut = false;
    let refusals = 0;
    this.closing.push(() => lambda.close());
    return {
      invoke: async <T>(event: unknown): Promise<T> => {
        if (fault === 'throttled' || fault === 'throttled once' && refusals++ === 0) {
          this.count('AWS/Lambda', 'Throttles', dimensions, 1);
          throw new Unanswered('Lambda.InvokeLimitExceeded', 'Rate Exceeded.');
        }
        if (timedOut || this.hangs) {
          // Lambda ends what has run out of time; a cold start has to read the directory
          lambda.kill();
          lambda = instance();
        }
        const [started, before] = [performance.now(), lines];
        let error: unknown;
        const result = await lambda.invoke<T>(event).catch((reason: unknown) => { error = reason; });
        timedOut = error instanceof Unanswered;
        // a neighbour takes most of a slow one's processor
        const milliseconds = timedOut ? props.timeoutSeconds * 1_000 : performance.now() - started + (fault === 'slow' ? 46_000 : 0);
        this.count('AWS/Lambda', 'Invocations', dimensions, 1);
        this.count('AWS/Lambda', 'Errors', dimensions, error === undefined ? 0 : 1);
        this.count('AWS/Lambda', 'Duration', dimensions, milliseconds);
        if (error !== undefined) {
          throw error;
        }
        this.answered++;
        // the output may come after the answer
        await vi.waitFor(() => {
          if (lines === before) {
            throw new Error(`Function '${props.name}' has logged nothing of its run`);
          }
        }, { timeout: 5_000, interval: 1 });
        return result as T;
      },
    };
  }

  /** By the rate of the schedule, which is that of the runs. */
  private async runRefresh(): Promise<void> {
    if (this.refresh) {
      await this.refresh.invoke({}).catch(() => undefined);
    } else if (this.fault.refresh !== 'stopped') {
      const dimensions = { FunctionName: this.assembly.functionProps(this.functionId('Directory')).name };
      this.count('AWS/Lambda', 'Invocations', dimensions, 1);
      this.count('AWS/Lambda', 'Errors', dimensions, 0);
    }
  }

  /** Across two periods of five minutes. */
  private get hangs(): boolean {
    const minute = Math.floor((this.now - START) / MINUTE);
    return this.fault.function === 'hangs' && minute >= 14 && minute <= 15;
  }

  private functionId(part: string): string {
    return this.assembly.template.resourcesOfType('AWS::Lambda::Function').find(({ id }) => id.startsWith(`UsageAnalytics${part}Function`))!.id;
  }

  private linesOf(minute: number): string[] {
    const { format, apiId, stage } = this.stage;
    const usual = [0, 1, 2].map((index) => format.render({
      extendedRequestId: `${minute}-${index}=`, requestTimeEpoch: String(this.now), status: '200', apiId, stage, ['identity.apiKeyId']: PLANTED.keyId,
    }));
    return this.fault.lines?.(minute, usual, this.stage) ?? usual;
  }

  private async put(line: string, arrival: number): Promise<void> {
    this.now = arrival;
    const second = Math.floor(arrival / 1_000);
    this.taken = second === this.taken.second ? { second, records: this.taken.records + 1 } : { second, records: 1 };
    const dimensions = { DeliveryStreamName: this.stream.name };
    if (this.taken.records > (this.fault.quota ?? 1_000)) {
      this.count('AWS/Firehose', 'ThrottledRecords', dimensions, 1);
      return;
    }
    this.count('AWS/Firehose', 'IncomingRecords', dimensions, 1);
    this.pending.push(arrival);
    await this.firehose.put(line, arrival);
  }

  /** Firehose delivers, or keeps what fails, in the order of arrival. */
  private watchDelivery(): void {
    const { fault, stream } = this;
    const delivered = (records: number) => { this.pending.splice(0, records); };
    const failedConversion = () => this.count('AWS/Firehose', 'FailedConversion.Records', { DeliveryStreamName: stream.name }, 1);
    const { write } = ParquetWriter.prototype;
    vi.spyOn(ParquetWriter.prototype, 'write').mockImplementation(async function (this: ParquetWriter, object) {
      if (fault.bucket !== 'away') {
        await write.call(this, object);
        delivered(object.rows.length);
      }
    });
    const { writeText } = ObjectWriter.prototype;
    vi.spyOn(ObjectWriter.prototype, 'writeText').mockImplementation(function (this: ObjectWriter, file, records, gzip) {
      writeText.call(this, file, records, gzip);
      if (file.includes('/errors/logs/')) {
        delivered(records.length);
        records.filter(() => file.includes('format-conversion-failed')).forEach(failedConversion);
      }
    });
  }

  private takeForwarded({ name }: Forwarder, records: readonly Buffer[]): void {
    const arrival = this.now;
    if (name === 'receiver') {
      records.forEach((record) => this.queue.add(() => this.http.put(record, arrival)));
    } else {
      this.pendingInFolder.push(...records.map(() => arrival));
    }
  }

  private deliverFolder(): void {
    if (this.fault.folder !== 'away' && this.now - (this.pendingInFolder[0] ?? this.now) >= 5 * MINUTE) {
      this.pendingInFolder.length = 0;
    }
  }

  private publishAges(): void {
    const age = ([oldest]: readonly number[]) => oldest === undefined ? 0 : (this.now - oldest) / 1_000;
    const { s3 } = this.forwarders[1].stream as { s3: DeliveryStream };
    this.count('AWS/Firehose', 'DeliveryToS3.DataFreshness', { DeliveryStreamName: this.stream.name }, age(this.pending));
    this.count('AWS/Firehose', 'DeliveryToS3.DataFreshness', { DeliveryStreamName: s3.name }, age(this.pendingInFolder));
  }

  /** Athena ends a query at the work group's limit, and counts what it had read. */
  private runQueries(): void {
    const [{ properties }] = this.assembly.template.resourcesOfType('AWS::Athena::WorkGroup');
    const { Name, WorkGroupConfiguration: { BytesScannedCutoffPerQuery: limit } } = this.assembly.template.resolve<{
      Name: string; WorkGroupConfiguration: { BytesScannedCutoffPerQuery: number };
    }>(properties);
    this.now = START + 10 * MINUTE;
    for (const { bytes, cancelledAt = Infinity } of this.fault.queries ?? [{ bytes: limit - 1 }, { bytes: 2 * limit, cancelledAt: limit / 2 }]) {
      const read = Math.min(bytes, cancelledAt, limit);
      const QueryState = read < bytes ? 'CANCELED' : 'SUCCEEDED';
      this.count('AWS/Athena', 'ProcessedBytes', { WorkGroup: Name, QueryType: 'DML', QueryState }, read);
    }
  }

  private sendEvents(): void {
    const { template } = this.assembly;
    const name = crawlerOf(template);
    for (const event of this.fault.events?.(name) ?? [crawlerEvent(name, 'Succeeded'), crawlerEvent('another', 'Failed')]) {
      this.datapoints.push(...invocations(template, event, this.now));
    }
  }

  private writeStreamLog(line: Record<string, unknown>): void {
    const { template } = this.assembly;
    for (const { properties } of template.resourcesOfType('AWS::Logs::MetricFilter')) {
      const { FilterPattern, MetricTransformations: [{ MetricNamespace, MetricName, MetricValue }] } = template.resolve<{
        FilterPattern: string; MetricTransformations: { MetricNamespace: string; MetricName: string; MetricValue: string }[];
      }>(properties);
      if (filterMatches(line, FilterPattern)) {
        this.count(MetricNamespace, MetricName, {}, Number(MetricValue));
      }
    }
  }

  private count(namespace: string, metricName: string, dimensions: Record<string, string>, value: number): void {
    this.datapoints.push({ namespace, metricName, dimensions, time: this.now, value });
  }

  /** Some time ago. */
  private write(key: string, text: string): void {
    const file = join(this.bucketDirectory, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, new Date(START), new Date(START));
  }
}

/** When an alarm is looked at: each whole period in the run, from the first one that has what it looks back on. An alarm that looks further is looked at once. */
function times(alarm: Alarm, end: number): number[] {
  const first = START + alarm.range;
  const all: number[] = [];
  for (let time = first; time <= end; time += alarm.period) {
    all.push(time);
  }
  return all.length > 0 ? all : [first];
}

function withChangedTable({ table, compression }: NonNullable<DeliveryStream['conversion']>): DeliveryStream['conversion'] {
  const columns = table.columns.map((column) => column.name === 'customer' ? { ...column, glueType: 'int' } : column);
  return { table: { ...table, columns }, compression };
}

function streamName({ stream }: Forwarder): string {
  return 'http' in stream ? stream.http.name : stream.s3.name;
}
