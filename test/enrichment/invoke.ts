import type { FirehoseTransformationResult } from 'aws-lambda';
import type { LambdaFunction } from '../../preview/lambda/function';

/** Has the function enrich lines as Firehose does: what became of each, with its columns. */
export async function enrichedBy(enrich: LambdaFunction, lines: readonly string[]) {
  const records = lines.map((line, index) => ({
    recordId: `record-${index}`, approximateArrivalTimestamp: Date.now(), data: Buffer.from(line).toString('base64'),
  }));
  const event = { invocationId: 'i', deliveryStreamArn: 'arn', region: 'us-east-1', records };
  const { records: answers } = await enrich.invoke<FirehoseTransformationResult>(event);
  return answers.map(({ recordId, result, data }) => ({ recordId, result, ...(data ? JSON.parse(Buffer.from(data, 'base64').toString()) : {}) }));
}
