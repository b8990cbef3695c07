import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { FirehoseTransformationEvent, FirehoseTransformationResult } from 'aws-lambda';
import { enrichBatch } from './batch';
import { countBatch } from './count';
import { DirectorySource } from './directory-source';
import { BUCKET_NAME, COLUMNS, decodeColumns, FORWARDERS, HASH_KEY_ARN, PRIVACY } from './environment';
import { enricherOpener } from './open-enricher';
import { API_KEYS_OBJECT } from '../record/layout';

const logger = new Logger({ serviceName: 'enrichment' });
const s3 = new S3Client({
  maxAttempts: 3,
  // a batch waits for the directory, so one that does not come is soon given up
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3),
});
const directory = new DirectorySource(s3, process.env[BUCKET_NAME]!, API_KEYS_OBJECT);
const schema = decodeColumns(process.env[COLUMNS]!, process.env[PRIVACY]);
const openEnricher = enricherOpener(schema, process.env[HASH_KEY_ARN]);
// the client that forwards is only loaded where there is something to forward to
const settings = process.env[FORWARDERS];
const forwarding = settings === undefined ? undefined
  : import('./forwarding/open.js').then(({ openForwarders }) => openForwarders(settings, schema._delivered(), s3, process.env[BUCKET_NAME]!));

/** Firehose's transformation: one batch of access log lines in, the same records out, enriched. */
export async function handler(event: FirehoseTransformationEvent): Promise<FirehoseTransformationResult> {
  const started = Date.now();
  const [keys, enricher] = await Promise.all([directory.get(started), openEnricher()]);
  const { response, toForward, unreadable, oversized, unattributed, untyped } = enrichBatch(event.records, enricher, keys, forwarding !== undefined);
  const forward = await forwarding;
  const forwarded = await forward?.(toForward.map(({ record }) => record), started) ?? [];
  countBatch({ failed: unreadable + oversized, unattributed });
  const figures = {
    records: event.records.length,
    unreadable,
    oversized,
    unattributed,
    untyped,
    keys: keys?.size,
    directory: { ...directory.lastRefresh, ...directory.age(started) },
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
