import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { FirehoseTransformationEvent, FirehoseTransformationResult } from 'aws-lambda';
import { enrichBatch } from './batch';
import { DirectorySource } from './directory-source';
import { Enricher } from './enricher';
import { BUCKET_NAME, COLUMNS, decodeColumns, FORWARDERS } from './environment';
import { API_KEYS_OBJECT } from '../record/layout';

const logger = new Logger({ serviceName: 'enrichment' });
const s3 = new S3Client({
  maxAttempts: 3,
  // a batch waits for the directory, so one that does not come is soon given up
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3),
});
const directory = new DirectorySource(s3, process.env[BUCKET_NAME]!, API_KEYS_OBJECT);
const schema = decodeColumns(process.env[COLUMNS]!);
const enricher = new Enricher(schema._logged());
// the client that forwards is only loaded where there is something to forward to
const settings = process.env[FORWARDERS];
const forwarding = settings === undefined ? undefined
  : import('./forwarding/open.js').then(({ openForwarders }) => openForwarders(settings, schema._delivered(), s3, process.env[BUCKET_NAME]!));

/** Firehose's transformation: one batch of access log lines in, the same records out, enriched. */
export async function handler(event: FirehoseTransformationEvent): Promise<FirehoseTransformationResult> {
  const started = Date.now();
  const keys = await directory.get(started);
  const { response, delivered, unreadable, oversized, untyped } = enrichBatch(event.records, enricher, keys);
  const forward = await forwarding;
  const forwarded = await forward?.(delivered, started) ?? [];
  const figures = {
    records: event.records.length,
    unreadable,
    oversized,
    untyped,
    keys: keys?.size,
    directory: directory.lastRefresh,
    ...forwarded.length > 0 ? { forwarded } : {},
    milliseconds: Date.now() - started,
  };
  if (unreadable + oversized > 0 || !keys || forwarded.some(({ parked, lost }) => parked + lost > 0)) {
    logger.warn('batch enriched in part', figures);
  } else {
    logger.info('batch enriched', figures);
  }
  return response;
}
