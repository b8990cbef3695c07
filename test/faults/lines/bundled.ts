import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FirehoseTransformationResult } from 'aws-lambda';
import * as fc from 'fast-check';
import { checkAnswers, ownOutput } from './check-batch';
import { corpus } from './fuzz';
import { hostileLines, SCHEMA } from './hostile-line';
import type { HostileLine } from './hostile-line';
import { LambdaFunction } from '../../../preview/lambda/function';
import { startS3 } from '../../../preview/servers/s3';
import { encodeColumns } from '../../../src/enrichment/environment';
import { API_KEYS_OBJECT } from '../../../src/record/layout';
import { entry } from '../../enrichment/directory';

const BATCH = 500;

/** Sends the corpus and generated lines through the function as it is shipped. */
export async function fuzzBundled(lines: number, seed: number): Promise<{ lines: number; delivered: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const s3 = await startS3({ bucket: directory });
  await fetch(`${s3.url}/bucket/${API_KEYS_OBJECT}`, { method: 'PUT', body: `${JSON.stringify(entry())}\n` });
  const enrich = new LambdaFunction({
    name: 'enrich',
    codeDirectory: resolve(__dirname, '../../../assets/enrichment/enrich.lambda'),
    handler: 'index.handler',
    timeoutSeconds: 60,
    memorySizeMb: 512,
    environment: { BUCKET_NAME: 'bucket', COLUMNS: encodeColumns(SCHEMA) },
  }, { s3: s3.url, apiGateway: s3.url });
  const send = async (batch: readonly HostileLine[]) => {
    const records = batch.map(({ data }, index) => ({ recordId: `record-${index}`, approximateArrivalTimestamp: 0, data: data.toString('base64') }));
    const { records: answers } = await enrich.invoke<FirehoseTransformationResult>({ invocationId: 'i', deliveryStreamArn: 'arn', region: 'us-east-1', records });
    return checkAnswers(batch, answers);
  };
  try {
    let delivered = await send(corpus());
    for (let sent = 0; sent < lines; sent += BATCH) {
      delivered += await send(fc.sample(hostileLines(ownOutput), { numRuns: BATCH, seed: seed + sent }));
    }
    return { lines, delivered };
  } finally {
    await enrich.close();
    s3.close();
    rmSync(directory, { recursive: true });
  }
}
