import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';

/** Firehose's limits on one call, and on one record. Its documentation says 4 MB in one place and 4 MiB in another. */
export const CALL_RECORDS = 500;
export const CALL_BYTES = 4_000_000;
export const RECORD_BYTES = 1_000 * 1024;

/** The longest pause between two attempts, and the first one, in milliseconds. */
const LONGEST_PAUSE = 2_000;
const FIRST_PAUSE = 100;

/** Errors that no repetition mends. */
const PERMANENT = new Set(['AccessDeniedException', 'ResourceNotFoundException', 'InvalidArgumentException', 'ValidationException', 'InvalidKMSResourceException']);

const OUT_OF_TIME = { errorCode: 'OutOfTime', errorMessage: 'The stream had not taken the record when its time was over' };

/** A record of a delivery stream: one line or several, and how many. */
export interface PackedRecord {
  readonly data: Buffer;
  readonly lines: number;
}

/** A record that a stream did not take. */
export interface Refused {
  readonly record: PackedRecord;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attempts: number;
}

/** Whether a stream that refuses a record so will refuse it again. */
export function isPermanent(errorCode: string): boolean {
  return PERMANENT.has(errorCode);
}

/**
 * Puts records on a delivery stream, again and again as long as there is time, and returns those that it has not taken.
 * What was under way when the time ended may have been taken: then it is there twice.
 */
export async function handOver(
  client: FirehoseClient, streamName: string, records: readonly PackedRecord[], signal: AbortSignal,
): Promise<Refused[]> {
  const all = records.map((record): Refused => ({ record, ...OUT_OF_TIME, attempts: 0 }));
  const refused = all.filter(isTooLarge).map((item) => ({ ...item, errorCode: 'RecordTooLarge', errorMessage: `The record is larger than the ${RECORD_BYTES} bytes that Firehose takes` }));
  let pending = all.filter((item) => !isTooLarge(item));
  for (let round = 0; pending.length > 0 && !signal.aborted; round++) {
    if (round > 0) {
      await pause(round, signal);
    }
    const left: Refused[] = [];
    for (const call of calls(pending)) {
      left.push(...signal.aborted ? call : await put(client, streamName, call, signal));
    }
    refused.push(...left.filter(({ errorCode }) => isPermanent(errorCode)));
    pending = left.filter(({ errorCode }) => !isPermanent(errorCode));
  }
  return [...refused, ...pending];
}

function isTooLarge({ record }: Refused): boolean {
  return record.data.length > RECORD_BYTES;
}

function* calls(pending: readonly Refused[]): Generator<Refused[]> {
  let call: Refused[] = [];
  let bytes = 0;
  for (const item of pending) {
    const { length } = item.record.data;
    if (call.length === CALL_RECORDS || bytes + length > CALL_BYTES) {
      yield call;
      [call, bytes] = [[], 0];
    }
    call.push(item);
    bytes += length;
  }
  yield call;
}

/** Returns what the stream has not taken of one call. */
async function put(client: FirehoseClient, streamName: string, call: readonly Refused[], signal: AbortSignal): Promise<Refused[]> {
  const again = ({ record, attempts }: Refused, errorCode: string, errorMessage: string): Refused => (
    { record, errorCode, errorMessage, attempts: attempts + 1 }
  );
  try {
    const { RequestResponses = [] } = await client.send(
      new PutRecordBatchCommand({ DeliveryStreamName: streamName, Records: call.map(({ record }) => ({ Data: record.data })) }),
      { abortSignal: signal },
    );
    return call.flatMap((item, index) => {
      const { RecordId, ErrorCode = 'NoAnswer', ErrorMessage = 'Firehose did not say what became of the record' } = RequestResponses[index] ?? {};
      return RecordId ? [] : again(item, ErrorCode, ErrorMessage);
    });
  } catch (error) {
    const { name, message } = error as Error;
    // that the time is over says less than why the stream had not taken it before
    return call.map((item) => again(item, ...name === 'AbortError' ? [item.errorCode, item.errorMessage] as const : [name, message] as const));
  }
}

/** Half of it by chance, so that functions that were refused together do not come back together. */
function pause(round: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (round - 1));
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, longest / 2 + Math.random() * longest / 2);
    signal.addEventListener('abort', end);
  });
}
