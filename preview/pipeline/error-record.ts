import type { GlueTable } from '../glue-table';
import type { SourceRecord } from './transformation';

/** The `error-output-type`s that the preview can meet on the way to S3. */
export type ErrorKind = 'processing-failed' | 'format-conversion-failed';

/** Why a record failed. */
export interface Failure {
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly lambdaArn?: string;
  /** How often the function was invoked. */
  readonly attempts?: number;
}

/**
 * The line that Firehose writes under the error prefix.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html#data-transformation-failure-handling
 */
export function errorRecord(kind: ErrorKind, { data, arrival }: SourceRecord, failure: Failure, table: GlueTable | undefined): string {
  const attempt = {
    attemptsMade: failure.attempts ?? 1,
    arrivalTimestamp: arrival,
    attemptEndingTimestamp: arrival + 1_000,
    rawData: Buffer.from(data, 'utf8').toString('base64'),
  };
  const { errorCode, errorMessage, lambdaArn } = failure;
  return `${JSON.stringify(kind === 'processing-failed'
    ? { ...attempt, errorCode, errorMessage, lambdaArn }
    : {
      ...attempt,
      lastErrorCode: errorCode,
      lastErrorMessage: errorMessage,
      dataCatalogTable: { databaseName: table?.database, tableName: table?.name, region: 'us-east-1', versionId: 'LATEST' },
    })}\n`;
}
