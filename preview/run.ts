import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib';
import type { Assembly } from './assembly';
import { synthesize } from './assembly';
import { importDatasets } from './datasets';
import { Engine } from './engine';
import { glueTables } from './glue-table';
import { LambdaFunction } from './lambda/function';
import type { Endpoints } from './lambda/function';
import { renderPage } from './page/page';
import type { DeliveryStream } from './pipeline/delivery-stream';
import { deliveryStreams } from './pipeline/delivery-stream';
import { Firehose } from './pipeline/firehose';
import { loggingStages } from './pipeline/stages';
import type { Stage } from './pipeline/stages';
import type { Progress } from './progress';
import { startApiGateway } from './servers/api-gateway';
import { startS3 } from './servers/s3';
import { countDelivered, failureReasons } from './summary';
import type { Delivered, Summary } from './summary';
import { Account } from './traffic/account';
import { arrivals } from './traffic/arrivals';
import { fileTraffic } from './traffic/file';
import { madeUpTraffic } from './traffic/made-up';
import type { Traffic } from './traffic/traffic';

export interface RunOptions {
  /** The app that is run. */
  readonly define: (app: App) => Stack;
  /** A log to take the traffic from; without it, traffic is made up. */
  readonly trafficFile?: string;
  readonly requests: number;
  readonly seed: number;
  /** Where the page and the summary are written. */
  readonly outDirectory: string;
  readonly now: Date;
  readonly progress: Progress;
  readonly warn: (message: string) => void;
}

/** What a run leaves behind. */
export interface RunResult {
  readonly summary: Summary;
  /** The page. */
  readonly page: string;
}

/** The last request is so old, in milliseconds, that its record has arrived by now. */
const LAST_ARRIVAL = 15_000;

/** Sends traffic through a synthesized app and draws its dashboard. */
export async function run(options: RunOptions): Promise<RunResult> {
  const work = mkdtempSync(join(tmpdir(), 'preview-'));
  const clean = () => rmSync(work, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', clean);
  try {
    options.progress('Synthesizing the app');
    const assembly = synthesize(options.define, join(work, 'cdk.out'));
    const stream = theDeliveryStream(assembly);
    const bucketDirectory = join(work, 'bucket');
    mkdirSync(bucketDirectory);

    options.progress('Reading the traffic');
    const traffic = await readTraffic(assembly, stream, options);
    await deliver(assembly, stream, bucketDirectory, traffic, options.progress);
    return await present(assembly, stream, bucketDirectory, traffic, options);
  } finally {
    process.off('exit', clean);
    clean();
  }
}

function theDeliveryStream({ template }: Assembly): DeliveryStream {
  const arns = new Set(loggingStages(template).map(({ deliveryStreamArn }) => deliveryStreamArn));
  const streams = deliveryStreams(template).filter(({ arn }) => arns.has(arn));
  if (streams.length !== 1 || arns.size !== 1) {
    throw new Error(`The preview runs an app whose stages log to one delivery stream of the app; they log to ${[...arns].join(', ') || 'none'}`);
  }
  return streams[0];
}

async function readTraffic({ template }: Assembly, stream: DeliveryStream, options: RunOptions): Promise<Traffic> {
  const stages = stagesOf(template, stream);
  const now = options.now.getTime() - LAST_ARRIVAL;
  const account = new Account(template, stages, now);
  return options.trafficFile === undefined
    ? madeUpTraffic(stages, account, { requests: options.requests, seed: options.seed, now })
    : fileTraffic(options.trafficFile, stages, account, { now, warn: options.warn });
}

function stagesOf(template: Assembly['template'], stream: DeliveryStream): Stage[] {
  return loggingStages(template).filter(({ deliveryStreamArn }) => deliveryStreamArn === stream.arn);
}

async function deliver(
  assembly: Assembly, stream: DeliveryStream, bucketDirectory: string, traffic: Traffic, progress: Progress,
): Promise<void> {
  const s3 = await startS3({ [stream.bucket]: bucketDirectory });
  const apiGateway = await startApiGateway(traffic.account);
  const endpoints = { s3: s3.url, apiGateway: apiGateway.url };
  try {
    progress('Writing the directory of API keys');
    await runSchedules(assembly, endpoints);
    await sendThrough(assembly, stream, bucketDirectory, traffic, endpoints, progress);
  } finally {
    s3.close();
    apiGateway.close();
  }
}

/** Scheduler runs a rate at once when it is made: so each scheduled function is invoked, once. */
async function runSchedules({ template, functionProps }: Assembly, endpoints: Endpoints): Promise<void> {
  const functions = template.resourcesOfType('AWS::Lambda::Function');
  for (const { properties } of template.resourcesOfType('AWS::Scheduler::Schedule')) {
    const { Arn, Input } = template.resolve<{ Arn: string; Input?: string }>(properties.Target);
    const target = functions.find(({ id }) => template.resolve({ 'Fn::GetAtt': [id, 'Arn'] }) === Arn);
    if (target) {
      const lambda = new LambdaFunction(functionProps(target.id), endpoints);
      try {
        await lambda.invoke(JSON.parse(Input ?? '{}'));
      } finally {
        await lambda.close();
      }
    }
  }
}

async function sendThrough(
  { template, functionProps }: Assembly, stream: DeliveryStream, bucketDirectory: string, traffic: Traffic, endpoints: Endpoints, progress: Progress,
): Promise<void> {
  const stages = stagesOf(template, stream);
  const lambda = stream.processor && new LambdaFunction(functionProps(stream.processor.functionId), endpoints);
  const firehose = await Firehose.open(stream, bucketDirectory, lambda);
  try {
    let sent = 0;
    for (const { request, arrival } of arrivals(traffic.read())) {
      const { format } = stages.find(({ apiId, stage }) => `${apiId}/${stage}` === request.stage) ?? stages[0];
      await firehose.put(format.render(request.context), arrival);
      progress('Sending requests', ++sent, traffic.requests);
    }
    await firehose.end();
  } finally {
    await lambda?.close();
  }
}

async function present(
  { template }: Assembly, stream: DeliveryStream, bucketDirectory: string, traffic: Traffic, options: RunOptions,
): Promise<RunResult> {
  options.progress('Running the datasets\' SQL');
  const { outDirectory, now } = options;
  const engine = await Engine.open({ template, bucketDirectory, now });
  try {
    const delivered = await count(template, stream, bucketDirectory, engine);
    checkNothingIsLost(traffic, delivered, options.warn);
    const [mostly] = await failureReasons(engine, bucketDirectory, stream.errorPrefix);
    if (mostly) {
      options.warn(`${delivered.failed} records failed, ${mostly.requests} of them with ${mostly.reason.split('\n')[0]}`);
    }
    const dashboard = await importDatasets(template, engine);
    options.progress('Drawing the dashboard');
    // the page's figures are QuickSight's, which divides with a remainder
    await engine.run('SET integer_division = false');
    const page = join(outDirectory, 'index.html');
    const html = await renderPage({ ...dashboard, query: (sql) => engine.query(sql), now, notes: [...traffic.notes] });
    const summary = { requests: traffic.requests, ...delivered, skippedLines: traffic.skippedLines };
    return { page, summary: write(outDirectory, html, summary) };
  } finally {
    engine.close();
  }
}

async function count(template: Assembly['template'], stream: DeliveryStream, bucketDirectory: string, engine: Engine): Promise<Delivered> {
  const logs = glueTables(template).find(({ prefix }) => stream.prefix.startsWith(prefix));
  if (!logs) {
    throw new Error(`No Glue table of the app lies where the delivery stream writes, at '${stream.prefix}'`);
  }
  return countDelivered(engine, logs, bucketDirectory, stream.errorPrefix);
}

function checkNothingIsLost({ requests }: Traffic, { delivered, failed }: Delivered, warn: RunOptions['warn']): void {
  if (delivered + failed !== requests) {
    warn(`Of ${requests} requests, ${delivered} were delivered and ${failed} failed: ${requests - delivered - failed} were lost on the way`);
  }
}

function write(outDirectory: string, html: string, counted: Omit<Summary, 'seconds'>): Summary {
  const { requests, delivered, failed, skippedLines, status, usagePlan, customers, attribution, objects, bytes } = counted;
  const seconds = Math.round(performance.now() / 100) / 10;
  const summary = { requests, delivered, failed, skippedLines, status, usagePlan, customers, attribution, objects, bytes, seconds };
  mkdirSync(outDirectory, { recursive: true });
  writeFileSync(join(outDirectory, 'index.html'), html);
  writeFileSync(join(outDirectory, 'summary.json'), `${JSON.stringify(summary)}\n`);
  return summary;
}

