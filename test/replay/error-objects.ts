import { gzipSync } from 'node:zlib';

const ARRIVAL = Date.UTC(2026, 0, 31, 23, 59, 59, 999);

/** An access log line, or whatever else is put on a stream. */
export const lineOf = (index: number | string, more = '') => `{"extended_request_id":"id-${index}","path":"/pets/${index}${more}"}\n`;
export const linesOf = (count: number, prefix = '') => Array.from({ length: count }, (_, index) => lineOf(`${prefix}${index}`));

const base64 = (data: string | Buffer) => Buffer.from(data).toString('base64');

/** @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html */
export const processingFailed = (data: string | Buffer, errorCode = 'Lambda.FunctionError', lambda = 'lambdaArn') => `${JSON.stringify({
  attemptsMade: 4,
  arrivalTimestamp: ARRIVAL,
  errorCode,
  errorMessage: 'The Lambda function was successfully invoked but it returned an error result.',
  attemptEndingTimestamp: ARRIVAL + 61_234,
  rawData: base64(data),
  [lambda]: 'arn:aws:lambda:us-east-1:123456789012:function:Enrich:$LATEST',
})}\n`;

/** @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html */
export const conversionFailed = (data: string | Buffer, spelling: 'last' | 'plain' = 'last') => `${JSON.stringify({
  attemptsMade: 1,
  arrivalTimestamp: ARRIVAL,
  [spelling === 'last' ? 'lastErrorCode' : 'errorCode']: 'DataFormatConversion.InvalidSchema',
  [spelling === 'last' ? 'lastErrorMessage' : 'errorMessage']: 'The schema is invalid. Error parsing the schema: Error: type expected at the position 0 of \'STRING\'.',
  attemptEndingTimestamp: ARRIVAL + 4_321,
  rawData: base64(data),
  sequenceNumber: '49650000000000000000000000000000000000000000000000000002.0',
  subSequenceNumber: null,
  dataCatalogTable: { catalogId: null, databaseName: 'usage', tableName: 'logs', region: 'us-east-1', versionId: 'LATEST', catalogArn: null },
})}\n`;

/** With a receiver's answer in the message as Firehose writes it: its quotes are not escaped, and the line is no JSON. */
export const endpointFailed = (data: string | Buffer, answer = '{"errorMessage": "no space", "rawData": "QUJD"}') => (
  `{"attemptsMade":19,"arrivalTimestamp":${ARRIVAL},"errorCode":"HttpEndpoint.DestinationException",`
  + `"errorMessage":"The following response was received from the endpoint destination. 503: ${answer}","attemptEndingTimestamp":${ARRIVAL + 7_200_000},`
  + `"rawData":"${base64(data)}","subsequenceNumber":0,"dataId":"49650000000000000000000000000000000000000000000000000002.0"}\n`
);

/** As the enrichment parks what a forwarder's stream does not take. */
export const handoverFailed = (data: string | Buffer, lines = 1) => `${JSON.stringify({
  attemptsMade: 7,
  arrivalTimestamp: ARRIVAL,
  errorCode: 'ServiceUnavailableException',
  errorMessage: 'Slow down.',
  attemptEndingTimestamp: ARRIVAL + 10_000,
  lines,
  rawData: base64(data),
})}\n`;

export const gzipped = (text: string) => gzipSync(text);
