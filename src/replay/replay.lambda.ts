import { Logger } from '@aws-lambda-powertools/logger';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { Bucket } from './bucket';
import { countSlice } from './count';
import type { DryRunCounts } from './dry-run';
import { dryRun } from './dry-run';
import { BUCKET_NAME, BYTES_PER_SECOND, ERRORS_PREFIX, FORWARDER_STREAMS, MAX_REPLAYS, STREAM_NAME } from './environment';
import { checkFolder } from './folder';
import { Lease, LeaseLost } from './lease';
import { LEASE_OBJECT } from './lease-object';
import { Pacing } from './pacing';
import type { SliceTime } from './putting-back';
import type { ReplayRequest } from './request';
import { readRequest } from './request';
import type { SliceCounts } from './slice';
import { Slice } from './slice';
import { Streams } from './streams';

/** Kept back from the function's time for what is under way, and for the progress to be written: a quarter where it has little. */
const TIME_TO_END = 15_000;

const logger = new Logger({ serviceName: 'replay' });
const s3 = new S3Client({
  maxAttempts: 5,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3),
});
// attempts are counted and spaced out by what hands over
const firehose = new FirehoseClient({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
});
const environment = {
  bucketName: process.env[BUCKET_NAME]!,
  errorsPrefix: process.env[ERRORS_PREFIX]!,
  maxReplays: Number(process.env[MAX_REPLAYS]),
  bytesPerSecond: Number(process.env[BYTES_PER_SECOND]),
  streams: new Streams(process.env[STREAM_NAME]!, JSON.parse(process.env[FORWARDER_STREAMS]!) as Record<string, string>),
};
const bucket = new Bucket(s3, environment.bucketName);

/** What came of an invocation. With `busy`, another run is at work, and nothing was done. */
export type ReplayResult = DryRunCounts | (SliceCounts & { readonly busy?: string });

/** Puts records that failed back on the stream that they belong to, as many as there is time for. */
export async function handler(event: unknown, context: Context): Promise<ReplayResult> {
  logger.addContext(context);
  try {
    return await replay(event, context);
  } catch (error) {
    const { name, message } = error as Error;
    throw name === 'AccessDenied'
      ? new Error(`S3 denies the replay what it needs of the bucket '${environment.bucketName}' (${message}): allow it to the function's role, as docs/replay.md lists it. Nothing is lost`)
      : error;
  }
}

async function replay(event: unknown, context: Context): Promise<ReplayResult> {
  const started = Date.now();
  const { errorsPrefix, maxReplays, streams } = environment;
  const request = readRequest(event, errorsPrefix);
  const time = timeOf(context.getRemainingTimeInMillis());
  await checkFolder(request.folder, errorsPrefix, streams, bucket);
  if (request.dryRun) {
    const counts = await dryRun({ bucket, streams, errorsPrefix, maxReplays, end: time.end }, request.folder, started);
    logger.info('dry run', { folder: request.folder, ...counts });
    return counts;
  }
  const lease = await Lease.take(s3, environment.bucketName);
  if (!(lease instanceof Lease)) {
    const until = new Date(lease.until).toISOString();
    const busy = `Another run is at work, and has until ${until} to say so again; wait for it, or until then if it is gone`;
    logger.info('another run is at work', { lease: LEASE_OBJECT, until });
    return { done: false, objects: 0, replayed: 0, setAside: 0, busy };
  }
  return runSlice(lease, request, time, started);
}

async function runSlice(lease: Lease, { folder, bytesPerSecond }: ReplayRequest, time: SliceTime, started: number): Promise<SliceCounts> {
  const pacing = new Pacing(bytesPerSecond ?? environment.bytesPerSecond);
  const slice = new Slice({ ...environment, bucket, firehose, lease, pacing, logger, time });
  let isOurs = true;
  try {
    await slice.run(folder, started);
    return slice.counts;
  } catch (error) {
    isOurs = !(error instanceof LeaseLost);
    throw error;
  } finally {
    countSlice(slice.counts);
    logger.info('slice ended', { folder, ...slice.counts, seconds: (Date.now() - started) / 1000 });
    if (isOurs) {
      // it ends by itself; why the slice failed must not be hidden by this
      await lease.release().catch(({ name }: Error) => logger.warn('the lease is not released', { error: name }));
    }
  }
}

function timeOf(remaining: number): SliceTime {
  const kept = Math.min(TIME_TO_END, remaining / 4);
  return { end: AbortSignal.timeout(Math.floor(remaining - kept)), latest: AbortSignal.timeout(Math.floor(remaining - kept / 2)) };
}
