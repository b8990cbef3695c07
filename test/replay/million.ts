import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { lineOf, processingFailed } from './error-objects';
import { LambdaFunction } from '../../preview/lambda/function';
import { startFirehose } from '../../preview/servers/firehose';
import { startS3 } from '../../preview/servers/s3';
import type { SliceCounts } from '../../src/replay/slice';

// A million failed records, as large as those of a real API, put back by the bundled function with its pace lifted:
// npx tsx --tsconfig tsconfig.dev.json test/replay/million.ts [records] [seconds a slice]
const RECORDS = Number(process.argv[2] ?? 1_000_000);
const SLICE_SECONDS = Number(process.argv[3] ?? 60);
/** So many make an object of some 128 MiB, the largest that Firehose writes. */
const OBJECT_RECORDS = 100_000;
const MEMORY_MB = 512;
const FILLING = 'x'.repeat(700);

const log = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'million-'));
  const seen = new Uint8Array(RECORDS);
  let bytes = 0;
  const firehose = await startFirehose({
    main: (records) => records.forEach((record) => {
      bytes += record.length;
      const text = record.toString();
      seen[Number(/id-(\d+)"/.exec(text)![1])] += text.endsWith('}\t\n') ? 1 : 100;
    }),
  });
  const s3 = await startS3({ bucket: directory });
  try {
    log(`${writeObjects(directory)} MiB of error objects, every second compressed`);
    const replay = new LambdaFunction({
      name: 'Replay',
      codeDirectory: resolve(__dirname, '../../assets/replay/replay.lambda'),
      handler: 'index.handler',
      timeoutSeconds: SLICE_SECONDS,
      memorySizeMb: MEMORY_MB,
      environment: {
        BUCKET_NAME: 'bucket', ERRORS_PREFIX: 'errors/', STREAM_NAME: 'main', FORWARDER_STREAMS: '{}', BYTES_PER_SECOND: String(2 ** 40), MAX_REPLAYS: '3',
      },
    }, { s3: s3.url, apiGateway: s3.url, firehose: firehose.url });
    const started = Date.now();
    await work(replay);
    const seconds = (Date.now() - started) / 1000;
    log(`peak memory ${peakMegabytes(replay)} MiB of the function's ${MEMORY_MB}`);
    await replay.close();
    log(`${seconds.toFixed(1)} s, ${Math.round(RECORDS / seconds)} records a second, ${(bytes / 2 ** 20 / seconds).toFixed(1)} MiB a second`);
    const times = (count: number) => seen.reduce((sum, value) => sum + (value === count ? 1 : 0), 0);
    log(`${times(1)} records came once, ${times(0)} never, ${RECORDS - times(0) - times(1)} otherwise; ${objectsIn(join(directory, 'errors'))} objects are left`);
    process.exitCode = times(1) === RECORDS ? 0 : 1;
  } finally {
    s3.close();
    firehose.close();
    rmSync(directory, { recursive: true });
  }
}

/** Returns how many mebibytes the objects hold, before compression. */
function writeObjects(directory: string): number {
  let written = 0;
  for (let first = 0; first < RECORDS; first += OBJECT_RECORDS) {
    const lines = Array.from({ length: Math.min(OBJECT_RECORDS, RECORDS - first) }, (_, index) => processingFailed(lineOf(first + index, FILLING)));
    const isCompressed = first / OBJECT_RECORDS % 2 === 1;
    const file = join(directory, `errors/logs/processing-failed/2026/01/31/main-${String(first).padStart(9, '0')}${isCompressed ? '.gz' : ''}`);
    mkdirSync(dirname(file), { recursive: true });
    const content = Buffer.from(lines.join(''));
    written += content.length;
    writeFileSync(file, isCompressed ? gzipSync(content) : content);
  }
  return Math.round(written / 2 ** 20);
}

async function work(replay: LambdaFunction): Promise<void> {
  let slices = 0;
  let isDone = false;
  while (!isDone) {
    const { done, objects, replayed } = await replay.invoke<SliceCounts>({});
    log(`slice ${++slices}: ${replayed} records, ${objects} objects moved${done ? ', done' : ''}`);
    isDone = done;
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function peakMegabytes(replay: LambdaFunction): number {
  const { pid } = (replay as unknown as { child: { pid: number } }).child;
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024);
}

function objectsIn(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}

void main();
