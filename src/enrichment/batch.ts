import type {
  FirehoseTransformationEventRecord, FirehoseTransformationResult, FirehoseTransformationResultRecord,
} from 'aws-lambda';
import type { EnrichedLine, Enricher } from './enricher';
import type { KeyIndex } from './key-index';

/**
 * Lambda's limit on a response is 6 MB. What does not fit is failed, so that Firehose keeps the
 * original under the error prefix, from where it can be replayed; too large a response would fail the whole batch.
 */
const RESPONSE_BYTES = 6_000_000;

/** Of a failed record's answer with the comma behind it, but for its id. */
const FAILED_BYTES = JSON.stringify(failed('')).length - '""'.length + ','.length;

/** One buffer for all lines but very long ones: a new one for each costs more than what is done with it. */
const scratch = Buffer.allocUnsafe(64 * 1024);

/**
 * Somebody is behind the key, and the directory does not tell who. A key that there is none of (`invalid_key`) is not among them:
 * any client can make that up.
 */
const UNATTRIBUTED: ReadonlySet<unknown> = new Set(['unknown_key', 'directory_unavailable']);

/** What happened to a batch. */
export interface BatchResult {
  readonly response: FirehoseTransformationResult;
  /** What is delivered for the first time: a replay of what had been enriched is not forwarded again. */
  readonly toForward: readonly EnrichedLine[];
  /** Those of them with a key that the directory does not know, or cannot be asked for. */
  readonly unattributed: number;
  /** Lines that are no record of API Gateway's. */
  readonly unreadable: number;
  /** Records that would have made the response too large. */
  readonly oversized: number;
  /** By column, how many values did not fit their type. */
  readonly untyped: Record<string, number>;
}

/**
 * Enriches a batch: each record comes back exactly once, with its id.
 *
 * @param isForwarded Whether anybody asks for `toForward`: else nothing is kept for it
 */
export function enrichBatch(
  records: readonly FirehoseTransformationEventRecord[],
  enricher: Enricher,
  directory: KeyIndex | undefined,
  isForwarded = true,
): BatchResult {
  const untyped: Record<string, number> = {};
  const toForward: EnrichedLine[] = [];
  let unreadable = 0;
  let oversized = 0;
  let unattributed = 0;
  // every record is answered, so the shortest answers are set aside for all of them first
  let left = RESPONSE_BYTES - records.reduce((bytes, { recordId }) => bytes + FAILED_BYTES + JSON.stringify(recordId).length, 0);

  const answers = records.map(({ recordId, data }): FirehoseTransformationResultRecord => {
    const enriched = enrichOrFail(enricher, data, directory);
    if (!enriched) {
      unreadable++;
      return failed(recordId);
    }
    const encoded = encode(enriched.line);
    if (encoded.length > left) {
      oversized++;
      return failed(recordId);
    }
    left -= encoded.length;
    if (!enriched.isOwnOutput) {
      if (isForwarded) {
        toForward.push(enriched);
      }
      unattributed += UNATTRIBUTED.has(enriched.attribution) ? 1 : 0;
    }
    for (const name of enriched.untyped) {
      untyped[name] = (untyped[name] ?? 0) + 1;
    }
    return { recordId, result: 'Ok', data: encoded };
  });

  return { response: { records: answers }, toForward, unreadable, oversized, unattributed, untyped };
}

/** No record may end the batch of others, whatever is wrong with it or with this code. */
function enrichOrFail(enricher: Enricher, data: string, directory: KeyIndex | undefined): EnrichedLine | undefined {
  try {
    return enricher.enrich(decode(data), directory);
  } catch {
    return undefined;
  }
}

/** Without data, which the type demands: Firehose keeps the original of a failed record by itself. */
function failed(recordId: string): FirehoseTransformationResultRecord {
  return { recordId, result: 'ProcessingFailed' } as FirehoseTransformationResultRecord;
}

function decode(data: string): string {
  return data.length > scratch.length ? Buffer.from(data, 'base64').toString('utf8') : scratch.toString('utf8', 0, scratch.write(data, 'base64'));
}

/** A character of a text has three bytes at most. */
function encode(line: string): string {
  return 3 * line.length > scratch.length ? Buffer.from(line, 'utf8').toString('base64') : scratch.toString('base64', 0, scratch.write(line, 'utf8'));
}
