import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { FirehoseTransformationEvent, FirehoseTransformationResult } from 'aws-lambda';
import { enrichBatch } from './batch';
import { DirectorySource } from './directory-source';
import { Enricher } from './enricher';
import { BUCKET_NAME, COLUMNS, decodeColumns } from './environment';
import { API_KEYS_OBJECT } from '../record/layout';

const logger = new Logger({ serviceName: 'enrichment' });
const s3 = new S3Client({
  maxAttempts: 3,
  // a batch waits for the directory, so one that does not come is soon given up
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3),
});
const directory = new DirectorySource(s3, process.env[BUCKET_NAME]!, API_KEYS_OBJECT);
const enricher = new Enricher(decodeColumns(process.env[COLUMNS]!)._logged());

/** Firehose's transformation: one batch of access log lines in, the same records out, enriched. */
export async function handler(event: FirehoseTransformationEvent): Promise<FirehoseTransformationResult> {
  const started = Date.now();
  const keys = await directory.get(started);
  const { response, unreadable, oversized, untyped } = enrichBatch(event.records, enricher, keys);
  const figures = {
    records: event.records.length,
    unreadable,
    oversized,
    untyped,
    keys: keys?.size,
    directory: directory.lastRefresh,
    milliseconds: Date.now() - started,
  };
  if (unreadable + oversized > 0 || !keys) {
    logger.warn('batch enriched in part', figures);
  } else {
    logger.info('batch enriched', figures);
  }
  return response;
}
