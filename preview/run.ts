import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib';
import type { Assembly } from './assembly';
import { synthesize } from './assembly';
import { importDatasets } from './datasets';
import { deliver, stagesOf } from './deliver';
import { Engine } from './engine';
import { glueTables } from './glue-table';
import { renderPage } from './page/page';
import type { DeliveryStream } from './pipeline/delivery-stream';
import { deliveryStreams } from './pipeline/delivery-stream';
import { loggingStages } from './pipeline/stages';
import type { Progress } from './progress';
import { countDelivered, failureReasons } from './summary';
import type { Delivered, Summary } from './summary';
import { Account } from './traffic/account';
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
    const forwarded = await deliver({ assembly, stream, bucketDirectory, traffic, progress: options.progress, warn: options.warn });
    return await present(assembly, stream, bucketDirectory, traffic, forwarded, options);
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

async function readTraffic(assembly: Assembly, stream: DeliveryStream, options: RunOptions): Promise<Traffic> {
  const stages = stagesOf(assembly, stream);
  const now = options.now.getTime() - LAST_ARRIVAL;
  const account = new Account(assembly.template, stages, now);
  return options.trafficFile === undefined
    ? madeUpTraffic(stages, account, { requests: options.requests, seed: options.seed, now })
    : fileTraffic(options.trafficFile, stages, account, { now, warn: options.warn });
}

async function present(
  { template }: Assembly, stream: DeliveryStream, bucketDirectory: string, traffic: Traffic, forwarders: Summary['forwarders'], options: RunOptions,
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
    const summary = { requests: traffic.requests, ...delivered, forwarders, skippedLines: traffic.skippedLines };
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
  const { requests, delivered, failed, skippedLines, status, usagePlan, customers, attribution, objects, bytes, forwarders } = counted;
  const seconds = Math.round(performance.now() / 100) / 10;
  const counts = { requests, delivered, failed, skippedLines, status, usagePlan, customers, attribution, objects, bytes };
  const summary = { ...counts, ...forwarders ? { forwarders } : {}, seconds };
  mkdirSync(outDirectory, { recursive: true });
  writeFileSync(join(outDirectory, 'index.html'), html);
  writeFileSync(join(outDirectory, 'summary.json'), `${JSON.stringify(summary)}\n`);
  return summary;
}

