import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, listen } from './loopback';
import type { LoopbackServer } from './loopback';

/** Takes the records of one call, all of them. */
export type TakeRecords = (records: Buffer[]) => void;

const TARGET = 'Firehose_20150804.PutRecordBatch';
const CALL_RECORDS = 500;
const CALL_BYTES = 4 * 1024 * 1024;
const RECORD_BYTES = 1_000 * 1024;

/** An error as Firehose names it. */
class Refusal extends Error {
  constructor(public readonly type: string, message: string) {
    super(message);
  }
}

/**
 * Speaks as much of Firehose's protocol as the functions of this library use: PutRecordBatch, with its limits.
 *
 * @param streams what takes the records of each delivery stream, by the stream's name
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export async function startFirehose(streams: Record<string, TakeRecords>): Promise<LoopbackServer> {
  let taken = 0;
  return listen(async (request, response) => {
    try {
      checkOperation(request);
      const { name, records } = readCall(await bodyOf(request));
      if (!Object.hasOwn(streams, name)) {
        throw new Refusal('ResourceNotFoundException', `Firehose ${name} under account 123456789012 not found.`);
      }
      streams[name](records);
      send(response, 200, { FailedPutCount: 0, RequestResponses: records.map(() => ({ RecordId: String(++taken).padStart(56, '0') })) });
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      send(response, 400, { __type: error.type, message: error.message }, { 'x-amzn-ErrorType': error.type });
    }
  });
}

function checkOperation({ method, headers }: IncomingMessage): void {
  const target = headers['x-amz-target'];
  if (method !== 'POST' || target !== TARGET) {
    throw new Refusal('UnknownOperationException', `The preview's Firehose has no ${method} of ${String(target)}; it has ${TARGET}`);
  }
  if (headers['content-type'] !== 'application/x-amz-json-1.1') {
    throw new Refusal('SerializationException', `The preview's Firehose does not read '${headers['content-type']}'`);
  }
}

function readCall(body: Buffer): { name: string; records: Buffer[] } {
  const { DeliveryStreamName: name, Records: records } = parse(body);
  if (typeof name !== 'string' || !/^[\w.-]{1,64}$/.test(name)) {
    throw new Refusal('ValidationException', `1 validation error detected: DeliveryStreamName is ${JSON.stringify(name)}`);
  }
  if (!Array.isArray(records) || records.length < 1 || records.length > CALL_RECORDS) {
    throw new Refusal('ValidationException', `1 validation error detected: Records has to hold 1 to ${CALL_RECORDS}`);
  }
  const blobs = records.map((record: { Data?: unknown } | null) => {
    if (typeof record?.Data !== 'string') {
      throw new Refusal('SerializationException', 'Data of a record has to be a base64 text');
    }
    return Buffer.from(record.Data, 'base64');
  });
  if (blobs.some(({ length }) => length > RECORD_BYTES)) {
    throw new Refusal('ValidationException', `1 validation error detected: Data of a record has at most ${RECORD_BYTES} bytes`);
  }
  if (blobs.reduce((bytes, { length }) => bytes + length, 0) > CALL_BYTES) {
    throw new Refusal('InvalidArgumentException', `Records size exceeds 4 MB limit: ${CALL_BYTES} bytes`);
  }
  return { name, records: blobs };
}

function parse(body: Buffer): { DeliveryStreamName?: unknown; Records?: unknown } {
  try {
    return Object(JSON.parse(body.toString())) as object;
  } catch {
    throw new Refusal('SerializationException', 'The request is no JSON');
  }
}

function send(response: ServerResponse, status: number, answer: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', ...headers }).end(JSON.stringify(answer));
}
