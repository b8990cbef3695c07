import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { ReceiverEndpoint } from './receiver';

/** A request that breaks the protocol, and how it is answered. */
export class ProtocolFault extends Error {
  constructor(public readonly status: number, message: string) {
    super(message);
  }
}

const MOST_RECORDS = 10_000;
const LONGEST_DATA = 1_365_336;
/** 64 MiB of records, as base64 text, and what stands around them. */
const LARGEST_BODY = 90 * 1024 * 1024;

/** The lines of each record of a request, which is refused by name if it breaks the protocol. */
export function readDelivery({ method, url, headers }: IncomingMessage, body: Buffer, endpoint: ReceiverEndpoint | undefined): string[][] {
  if (!endpoint || method !== 'POST') {
    throw new ProtocolFault(404, `there is no ${method} of '${url}'`);
  }
  checkHeaders(headers, body, endpoint);
  const { requestId, timestamp, records } = parse(decompress(headers, body));
  if (requestId !== headers['x-amz-firehose-request-id']) {
    throw new ProtocolFault(400, 'the requestId is not that of the header X-Amz-Firehose-Request-Id');
  }
  if (timestamp !== undefined && !Number.isInteger(timestamp)) {
    throw new ProtocolFault(400, 'the timestamp is no whole number');
  }
  if (!Array.isArray(records) || records.length < 1 || records.length > MOST_RECORDS) {
    throw new ProtocolFault(400, `records has to hold 1 to ${MOST_RECORDS}`);
  }
  return records.map((record: { data?: unknown } | null) => linesOf(record?.data, endpoint));
}

function checkHeaders(headers: IncomingHttpHeaders, body: Buffer, { accessKey }: ReceiverEndpoint): void {
  const expect = (name: string, isRight: (value: string) => boolean, status = 400) => {
    const value = headers[name.toLowerCase()];
    if (typeof value !== 'string' || !isRight(value)) {
      // never the value: it might be a key
      throw new ProtocolFault(status, `the header ${name} is ${value === undefined ? 'missing' : 'wrong'}`);
    }
  };
  expect('X-Amz-Firehose-Access-Key', (value) => value === accessKey, 401);
  expect('X-Amz-Firehose-Protocol-Version', (value) => value === '1.0');
  expect('X-Amz-Firehose-Request-Id', (value) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value));
  expect('X-Amz-Firehose-Source-Arn', (value) => /^arn:[\w-]+:firehose:[\w-]+:\d{12}:deliverystream\/[\w.-]+$/.test(value));
  expect('Content-Type', (value) => value === 'application/json');
  expect('Content-Length', (value) => value === String(body.length));
  if (headers['content-encoding'] !== undefined) {
    expect('Content-Encoding', (value) => value === 'gzip');
  }
  if (headers['x-amz-firehose-common-attributes'] !== undefined) {
    expect('X-Amz-Firehose-Common-Attributes', isAttributes);
  }
}

function isAttributes(header: string): boolean {
  try {
    const { commonAttributes } = JSON.parse(header) as { commonAttributes: Record<string, unknown> };
    const entries = Object.entries(commonAttributes);
    return entries.length <= 50 && entries.every(([name, value]) => name.length <= 256 && typeof value === 'string' && value.length <= 1024);
  } catch {
    return false;
  }
}

function decompress(headers: IncomingHttpHeaders, body: Buffer): Buffer {
  try {
    const content = headers['content-encoding'] ? gunzipSync(body, { maxOutputLength: LARGEST_BODY }) : body;
    if (content.length <= LARGEST_BODY) {
      return content;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') {
      throw new ProtocolFault(400, 'the body is no gzip, and Content-Encoding says so');
    }
  }
  throw new ProtocolFault(413, `the body is larger than ${LARGEST_BODY} bytes`);
}

function parse(content: Buffer): { requestId?: unknown; timestamp?: unknown; records?: unknown } {
  try {
    return Object(JSON.parse(content.toString())) as object;
  } catch {
    throw new ProtocolFault(400, 'the body is no JSON');
  }
}

/** Each layout writes one JSON object a line, and receivers refuse, or lose, all else. */
function linesOf(data: unknown, { severalLines }: ReceiverEndpoint): string[] {
  if (typeof data !== 'string' || data.length > LONGEST_DATA || !/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(data)) {
    throw new ProtocolFault(400, `the data of a record is no base64 of at most ${LONGEST_DATA} characters`);
  }
  const lines = Buffer.from(data, 'base64').toString().replace(/\n$/, '').split('\n');
  if (lines.some((line) => !isObject(line))) {
    throw new ProtocolFault(400, 'a line of a record is no JSON object');
  }
  if (lines.length > 1 && !severalLines) {
    throw new ProtocolFault(400, 'a record has several lines, and the receiver takes one');
  }
  return lines;
}

function isObject(line: string): boolean {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
