import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountStates } from './account';
import { faultsApp, FORWARDER } from './app';
import { BenchClock, RATE } from './clock';
import { FaultyFunction } from './functions/faulty-function';
import { Instances } from './functions/instances';
import type { PutBack } from './repeats';
import { BenchApiGateway } from './servers/api-gateway';
import { FaultyServer } from './servers/faulty-server';
import { BenchFirehose } from './servers/firehose';
import { BenchS3 } from './servers/s3';
import type { Assembly } from '../../preview/assembly';
import { synthesize } from '../../preview/assembly';
import { stagesOf } from '../../preview/deliver';
import type { FunctionProps } from '../../preview/lambda/function';
import { deliveryStreams } from '../../preview/pipeline/delivery-stream';
import type { DeliveryStream } from '../../preview/pipeline/delivery-stream';
import { startApiGateway } from '../../preview/servers/api-gateway';
import { startFirehose } from '../../preview/servers/firehose';
import { startS3 } from '../../preview/servers/s3';
import { API_KEYS_OBJECT } from '../../src/record/layout';

/** The directory is listed two requests a second, for minutes: its clock runs faster still. */
const REFRESH_RATE = 4 * RATE;

const MOST_RUNS = 20;

interface Faulty {
  readonly enrichS3: FaultyServer;
  readonly enrichFirehose: FaultyServer;
  readonly refreshS3: FaultyServer;
  readonly apiGateway: FaultyServer;
  readonly replayS3: FaultyServer;
  readonly replayFirehose: FaultyServer;
}

interface Functions {
  readonly enrich: Instances;
  readonly refresh: Instances;
  readonly replay: Instances;
}

/** A synthesized app with its bundled functions at work, in a world that fails by a plan. */
export class Bench {
  public static async open(): Promise<Bench> {
    const bench = new Bench();
    await bench.start();
    return bench;
  }

  public readonly assembly: Assembly;
  public readonly stream: DeliveryStream;
  public readonly apiId: string;
  public readonly bucketDirectory: string;
  public readonly clock: BenchClock;
  /** What the replay has put on the main stream, and nobody has taken from it yet. */
  private putBack: Buffer[] = [];
  /** What streams have taken from the replay, and nobody has taken from here yet. */
  private putBackRecords: PutBack[] = [];
  /** What the receiver's stream has taken. */
  public forwarded: Buffer[] = [];
  public faulty!: Faulty;
  public functions!: Functions;
  public transformation!: FaultyFunction;
  public account!: BenchApiGateway;
  private readonly directory = mkdtempSync(join(tmpdir(), 'faults-'));
  private readonly closers: (() => Promise<void> | void)[] = [];
  public honestS3 = '';
  private bucket!: BenchS3;
  private firstDirectory?: Buffer;
  /** As functions may have seen it. */
  private latest = 0;

  private constructor() {
    this.bucketDirectory = join(this.directory, 'bucket');
    mkdirSync(this.bucketDirectory);
    this.clock = new BenchClock(join(this.directory, 'clock.json'));
    this.assembly = synthesize(faultsApp, join(this.directory, 'cdk.out'));
    this.stream = deliveryStreams(this.assembly.template).find(({ processor }) => processor)!;
    this.apiId = stagesOf(this.assembly, this.stream)[0].apiId;
  }

  /** Forgets what was: an empty bucket but for the first directory, the first state of the account, and no faults. */
  public async reset(time: number, skew: number, cold: boolean): Promise<void> {
    this.endFaults();
    rmSync(this.bucketDirectory, { recursive: true, force: true, maxRetries: 3 });
    mkdirSync(this.bucketDirectory);
    this.account.show(0);
    if (time + skew < this.latest) {
      // the SDK's adaptive retries wait for years where a clock goes back by years
      this.functions.refresh.kill();
    }
    this.latest = time + skew;
    this.clock.skew = skew;
    this.clock.set(time);
    this.putBack = [];
    this.putBackRecords = [];
    this.forwarded = [];
    this.bucket.forget();
    Object.values(this.functions).forEach((instances) => { instances.output = ''; });
    if (!this.firstDirectory) {
      await this.refresh();
      this.firstDirectory = readFileSync(this.file(API_KEYS_OBJECT));
    }
    await fetch(`${this.honestS3}/${this.stream.bucket}/${API_KEYS_OBJECT}`, { method: 'PUT', body: new Uint8Array(this.firstDirectory) });
    if (cold) {
      this.functions.enrich.kill();
    } else {
      // a batch of no records, that has it read the directory
      await this.functions.enrich.invoke({ records: [] });
    }
  }

  /** Runs the directory every five minutes until it succeeds, as its schedule does: a busy machine may take its time. */
  public async refresh(): Promise<void> {
    for (let run = 1; ; run++) {
      try {
        await this.functions.refresh.invoke({});
        return;
      } catch (error) {
        if (run === MOST_RUNS) {
          throw error;
        }
        this.clock.forwardBy(300_000);
      }
    }
  }

  /** The functions' clocks are put right. */
  public endSkew(): void {
    if (this.clock.skew > 0) {
      this.functions.refresh.kill();
    }
    this.clock.skew = 0;
  }

  /** From now on all is well. */
  public endFaults(): void {
    this.latest = Math.max(this.latest, this.clock.now() + this.clock.skew);
    Object.values(this.faulty).forEach((server) => server.fail([]));
    this.transformation.fail([]);
  }

  /** Takes what the replay has put on the main stream. */
  public takeBack(): Buffer[] {
    const records = this.putBack;
    this.putBack = [];
    return records;
  }

  /** Takes what streams have taken from the replay. */
  public takePutBack(): PutBack[] {
    const records = this.putBackRecords;
    this.putBackRecords = [];
    return records;
  }

  /** The file of an object. */
  public file(key: string): string {
    return join(this.bucketDirectory, key);
  }

  public async close(): Promise<void> {
    for (const close of this.closers.reverse()) {
      await close();
    }
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }

  private async start(): Promise<void> {
    const s3 = await startS3({ [this.stream.bucket]: this.bucketDirectory });
    const states = await Promise.all(accountStates(this.apiId, 'prod').map((account) => startApiGateway(account)));
    const forwarderStream = deliveryStreams(this.assembly.template).find(({ processor }) => !processor)!;
    const firehose = await startFirehose({
      [this.stream.name]: (records) => this.putBack.push(...records),
      [forwarderStream.name]: (records) => this.forwarded.push(...records),
    });
    this.closers.push(() => [s3, firehose, ...states].forEach((server) => server.close()));
    this.account = new BenchApiGateway(states.map(({ url }) => url));
    this.honestS3 = s3.url;
    await this.startFaulty(s3.url, firehose.url);
    this.startFunctions();
    this.transformation = new FaultyFunction(this.functions.enrich);
  }

  private async startFaulty(s3: string, firehose: string): Promise<void> {
    const { clock, bucketDirectory } = this;
    const kill = (name: keyof Functions) => () => this.functions[name].kill();
    const startS3For = (name: keyof Functions) => FaultyServer.start(this.bucket, clock, kill(name));
    const putBack = (streamName: string, records: readonly Buffer[]) => this.putBackRecords.push(...records.map((data) => ({ streamName, data })));
    this.bucket = new BenchS3(s3, bucketDirectory, clock);
    this.faulty = {
      enrichS3: await startS3For('enrich'),
      enrichFirehose: await FaultyServer.start(new BenchFirehose(firehose), clock, kill('enrich')),
      refreshS3: await startS3For('refresh'),
      apiGateway: await FaultyServer.start(this.account, clock, kill('refresh')),
      replayS3: await startS3For('replay'),
      replayFirehose: await FaultyServer.start(new BenchFirehose(firehose, putBack), clock, kill('replay')),
    };
    this.closers.push(() => Object.values(this.faulty).forEach((server) => server.close()));
  }

  private startFunctions(): void {
    const { enrichS3, enrichFirehose, refreshS3, apiGateway, replayS3, replayFirehose } = this.faulty;
    const nowhere = 'http://127.0.0.1:1';
    this.functions = {
      enrich: new Instances(this.functionOf('Enrichment'), { s3: enrichS3.url, apiGateway: nowhere, firehose: enrichFirehose.url }, this.clock, RATE),
      refresh: new Instances(this.functionOf('Directory'), { s3: refreshS3.url, apiGateway: apiGateway.url }, this.clock, REFRESH_RATE),
      replay: new Instances(this.functionOf('Replay'), { s3: replayS3.url, apiGateway: nowhere, firehose: replayFirehose.url }, this.clock, RATE),
    };
    this.closers.push(async () => {
      await Promise.all(Object.values(this.functions).map((instances) => instances.close()));
    });
  }

  private functionOf(part: string): FunctionProps {
    const { template, functionProps } = this.assembly;
    const found = template.resourcesOfType('AWS::Lambda::Function').find(({ id }) => id.startsWith(`UsageAnalytics${part}`));
    if (!found) {
      throw new Error(`The app has no function of ${part}`);
    }
    return functionProps(found.id);
  }
}

export { FORWARDER };
