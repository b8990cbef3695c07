import { FirehoseClient } from '@aws-sdk/client-firehose';
import type { S3Client } from '@aws-sdk/client-s3';
import { countForwarded } from './count';
import type { Forwarded } from './forwarder';
import { Forwarder } from './forwarder';
import { Renderer } from './renderer';
import type { ForwarderSettings } from './settings';
import type { Column } from '../../record/column';
import type { UsageRecord } from '../enricher';

/** Hands a batch to all receivers at once, so that it waits for the slowest and not for all, and counts what became of it. */
export type Forward = (records: readonly UsageRecord[], arrival: number) => Promise<Forwarded[]>;

/** @param settings What the construct has written */
export function openForwarders(settings: string, columns: readonly Column[], s3: S3Client, bucket: string): Forward {
  // attempts are counted and spaced out by what hands over
  const firehose = new FirehoseClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
  const forwarders = (JSON.parse(settings) as ForwarderSettings[])
    .map((forwarder) => new Forwarder(forwarder, new Renderer(forwarder.layout, columns), firehose, s3, bucket));
  return async (records, arrival) => {
    const forwarded = await Promise.all(forwarders.map((forwarder) => forwarder.forward(records, arrival)));
    forwarded.forEach((counts) => countForwarded(counts));
    return forwarded;
  };
}
