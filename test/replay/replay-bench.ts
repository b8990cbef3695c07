import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LambdaFunction } from '../../preview/lambda/function';
import type { InstanceOptions } from '../../preview/lambda/function';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { startS3 } from '../../preview/servers/s3';
import type { ReplayResult } from '../../src/replay/replay.lambda';
import type { SliceCounts } from '../../src/replay/slice';
import { LoopbackFirehose } from '../enrichment/forwarding/loopback-firehose';

const CODE = resolve(__dirname, '../../assets/replay/replay.lambda');

export const MAIN_STREAM = 'amazon-apigateway-main';
export const MOESIF_STREAM = 'moesif-stream';

export interface ReplayOptions extends InstanceOptions {
  readonly timeoutSeconds?: number;
  readonly bytesPerSecond?: number;
  readonly maxReplays?: number;
  readonly s3?: string;
  readonly firehose?: string;
}

/** The bundled function against S3 and Firehose on the loopback address. */
export class ReplayBench {
  public static async start(directory: string): Promise<ReplayBench> {
    return new ReplayBench(directory, await startS3({ bucket: directory }), await LoopbackFirehose.start());
  }

  private readonly functions: LambdaFunction[] = [];

  private constructor(private readonly directory: string, public readonly s3: LoopbackServer, public readonly firehose: LoopbackFirehose) {}

  public async stop(): Promise<void> {
    await Promise.all(this.functions.map((replay) => replay.close()));
    this.s3.close();
    await this.firehose.stop();
  }

  /** A warm instance. */
  public function(options: ReplayOptions = {}): LambdaFunction {
    const { timeoutSeconds = 900, bytesPerSecond = 2 ** 40, maxReplays = 3, s3 = this.s3.url, firehose = this.firehose.url } = options;
    const replay = new LambdaFunction({
      name: 'Replay',
      codeDirectory: CODE,
      handler: 'index.handler',
      timeoutSeconds,
      memorySizeMb: 512,
      environment: {
        BUCKET_NAME: 'bucket',
        ERRORS_PREFIX: 'errors/',
        STREAM_NAME: MAIN_STREAM,
        FORWARDER_STREAMS: JSON.stringify({ moesif: MOESIF_STREAM }),
        BYTES_PER_SECOND: String(bytesPerSecond),
        MAX_REPLAYS: String(maxReplays),
      },
    }, { s3, apiGateway: 'http://127.0.0.1:1', firehose }, options);
    this.functions.push(replay);
    return replay;
  }

  public async replay(event: object = {}, options: ReplayOptions = {}): Promise<SliceCounts & { busy?: string }> {
    return this.function(options).invoke<SliceCounts & { busy?: string }>(event);
  }

  /** Invokes again and again, as the saved command does. */
  public async untilDone(options: ReplayOptions = {}, event: object = {}): Promise<SliceCounts[]> {
    const replay = this.function(options);
    const slices: SliceCounts[] = [];
    do {
      slices.push(await replay.invoke<ReplayResult & SliceCounts>(event));
    } while (!slices.at(-1)!.done);
    return slices;
  }

  public put(key: string, content: string | Buffer): void {
    const file = join(this.directory, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** As if it had been written then, milliseconds since 1970. */
  public date(key: string, time: number): void {
    utimesSync(join(this.directory, key), time / 1000, time / 1000);
  }

  public read(key: string): string {
    return readFileSync(join(this.directory, key)).toString();
  }

  public has(key: string): boolean {
    return existsSync(join(this.directory, key));
  }

  /** Keys of the bucket's objects, but for the lease. */
  public keys(prefix = ''): string[] {
    return readdirSync(this.directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(this.directory.length + 1))
      .filter((key) => key.startsWith(prefix) && key !== 'replayed/lease.json').sort();
  }

  /** The lease of a run that is gone, as it is when its time is over. */
  public letLeaseRunOut(): void {
    this.put('replayed/lease.json', JSON.stringify({ ...JSON.parse(this.read('replayed/lease.json')), until: Date.now() - 1 }));
  }

  /** What a stream was put, call by call, whether or not it took it. */
  public records(streamName = MAIN_STREAM): string[] {
    return this.firehose.calls.filter((call) => call.streamName === streamName).flatMap(({ records }) => records);
  }
}
