import type { FirehoseTransformationEvent, FirehoseTransformationResult } from 'aws-lambda';
import type { Buffered } from './buffer';
import type { Invocable } from '../lambda/invocable';
import { Unanswered } from '../lambda/invocable';

/** A record as API Gateway puts it. */
export interface SourceRecord extends Buffered {
  readonly data: string;
}

/** What became of a record. */
export type Outcome =
  | { readonly kind: 'ok'; readonly data: string }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'failed'; readonly errorCode: string; readonly errorMessage: string; readonly attempts?: number };

/** Firehose's own default. */
const RETRIES = 3;

const RESPONSE_LIMIT = 6 * 1024 * 1024;
const RESULTS = ['Ok', 'Dropped', 'ProcessingFailed'];

/** Hands batches to the function of a delivery stream, and takes its answers as Firehose does. */
export class Transformation {
  private batches = 0;
  private records = 0;

  /** @param retries how often an invocation that was not answered is repeated */
  constructor(private readonly deliveryStreamArn: string, private readonly lambda: Invocable, private readonly retries = RETRIES) {}

  /** What became of each record of a batch, in its order. A bad answer fails the whole batch. */
  public async transform(batch: readonly SourceRecord[]): Promise<Outcome[]> {
    const event = this.event(batch);
    for (let attempts = 1; ; attempts++) {
      try {
        return outcomes(event, await this.lambda.invoke<FirehoseTransformationResult>(event));
      } catch (error) {
        if (!(error instanceof Unanswered) || attempts > this.retries) {
          return failAll(batch, error instanceof Unanswered ? error.errorCode : 'Lambda.FunctionError', (error as Error).message, attempts);
        }
      }
    }
  }

  private event(batch: readonly SourceRecord[]): FirehoseTransformationEvent {
    const number = String(++this.batches).padStart(12, '0');
    return {
      invocationId: `00000000-0000-4000-9000-${number}`,
      deliveryStreamArn: this.deliveryStreamArn,
      region: 'us-east-1',
      records: batch.map(({ arrival, data }) => ({
        recordId: `${String(++this.records).padStart(56, '0')}000000`,
        approximateArrivalTimestamp: arrival,
        data: Buffer.from(data, 'utf8').toString('base64'),
      })),
    };
  }
}

function outcomes({ records }: FirehoseTransformationEvent, response: FirehoseTransformationResult): Outcome[] {
  if (!Array.isArray(response?.records)) {
    return failAll(records, 'Lambda.JsonProcessingException', 'The response has no list of records');
  }
  const size = response.records.reduce((bytes, { data }) => bytes + (data?.length ?? 0), 0);
  if (size > RESPONSE_LIMIT * 0.9 && Buffer.byteLength(JSON.stringify(response)) > RESPONSE_LIMIT) {
    return failAll(records, 'Lambda.FunctionError', `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT} bytes)`);
  }
  const answers = new Map(response.records.map((answer) => [answer.recordId, answer]));
  if (answers.size < response.records.length) {
    return failAll(records, 'Lambda.DuplicatedRecordId', 'Multiple records were returned with the same record ID');
  }
  if (records.some(({ recordId }) => !answers.has(recordId)) || answers.size > records.length) {
    return failAll(records, 'Lambda.MissingRecordId', 'One or more record Ids were not returned, or are none of the batch');
  }
  return records.map(({ recordId }) => outcome(answers.get(recordId)!));
}

function outcome({ result, data }: FirehoseTransformationResult['records'][number]): Outcome {
  if (!RESULTS.includes(result)) {
    return { kind: 'failed', errorCode: 'Lambda.JsonProcessingException', errorMessage: `The result '${result}' is none of ${RESULTS.join(', ')}` };
  }
  if (result === 'Dropped') {
    return { kind: 'dropped' };
  }
  return result === 'Ok'
    ? { kind: 'ok', data: Buffer.from(data ?? '', 'base64').toString('utf8') }
    : { kind: 'failed', errorCode: 'Lambda.ProcessingFailedStatus', errorMessage: 'ProcessingFailed status set for record' };
}

function failAll(records: readonly unknown[], errorCode: string, errorMessage: string, attempts?: number): Outcome[] {
  return records.map(() => ({ kind: 'failed', errorCode, errorMessage, attempts }));
}
