import { randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Refused } from '../../delivery/hand-over';

/** Where records of one forwarder are parked. */
export interface Parking {
  readonly bucket: string;
  /** The folder, with a slash at its end. */
  readonly prefix: string;
}

/**
 * Writes records that a stream has not taken below the error prefix, one JSON object a record in the form of Firehose's own
 * error records, so that they are put back in the same way.
 */
export async function park(
  s3: S3Client, { bucket, prefix }: Parking, refused: readonly Refused[], arrival: number, signal: AbortSignal,
): Promise<void> {
  const day = new Date(arrival).toISOString().slice(0, 10).replaceAll('-', '/');
  const lines = refused.map(({ record, errorCode, errorMessage, attempts }) => JSON.stringify({
    attemptsMade: attempts,
    arrivalTimestamp: arrival,
    errorCode,
    errorMessage,
    attemptEndingTimestamp: Date.now(),
    lines: record.lines,
    rawData: record.data.toString('base64'),
  }));
  await s3.send(new PutObjectCommand({
    Bucket: bucket, Key: `${prefix}handover-failed/${day}/${randomUUID()}.ndjson`, Body: `${lines.join('\n')}\n`, ContentType: 'application/x-ndjson',
  }), { abortSignal: signal });
}
