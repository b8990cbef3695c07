import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FirehoseClient } from '@aws-sdk/client-firehose';

/** A call as it came over the wire. */
export interface Call {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly streamName: string;
  /** The records, decoded. */
  readonly records: readonly string[];
  /** Their bytes before base64. */
  readonly bytes: number;
}

/** What is answered to a call. */
export type Answer = (response: ServerResponse, call: Call) => void;

interface Item {
  readonly RecordId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

/** Firehose's PutRecordBatch on the loopback address: JSON 1.1, and whatever answers a test wants. */
export class LoopbackFirehose {
  public static async start(): Promise<LoopbackFirehose> {
    const server = createServer();
    const firehose = new LoopbackFirehose(server);
    server.on('request', (request, response) => void firehose.answer(request, response));
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return firehose;
  }

  public readonly calls: Call[] = [];
  /** Answers to the next calls; what is left is taken. */
  public readonly next: Answer[] = [];
  /** The answer to all calls for which there is no other. */
  public otherwise: Answer = taken;

  private constructor(private readonly server: Server) {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** As the enrichment makes one, but for the time-out. */
  public client(requestTimeout = 3_000): FirehoseClient {
    return new FirehoseClient({
      endpoint: this.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 1_000, requestTimeout, throwOnRequestTimeout: true },
    });
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { DeliveryStreamName: string; Records: { Data: string }[] };
    const data = body.Records.map(({ Data }) => Buffer.from(Data, 'base64'));
    const call: Call = {
      at: Date.now(),
      method: request.method!,
      path: request.url!,
      headers: request.headers,
      streamName: body.DeliveryStreamName,
      records: data.map((bytes) => bytes.toString()),
      bytes: data.reduce((sum, { length }) => sum + length, 0),
    };
    this.calls.push(call);
    (this.next.shift() ?? this.otherwise)(response, call);
  }
}

/** All of it is taken. */
export const taken: Answer = (response, call) => answered(response, call.records.map((_, index) => ({ RecordId: `id-${index}` })));

/** Records for which there is an error are refused, the others are taken. */
export function inPart(errorOf: (record: string) => string | undefined): Answer {
  return (response, { records }) => answered(response, records.map((record, index) => {
    const code = errorOf(record);
    return code ? { ErrorCode: code, ErrorMessage: 'Slow down.' } : { RecordId: `id-${index}` };
  }));
}

/** Answers about some of the records alone. */
export function aboutFirst(count: number): Answer {
  return (response, { records }) => answered(response, records.slice(0, count).map((_, index) => ({ RecordId: `id-${index}` })));
}

export function failure(status: number, code: string, message = 'no'): Answer {
  return (response) => send(response, status, { __type: `com.amazonaws.firehose#${code}`, message });
}

function answered(response: ServerResponse, RequestResponses: Item[]): void {
  send(response, 200, { Encrypted: true, FailedPutCount: RequestResponses.filter(({ ErrorCode }) => ErrorCode).length, RequestResponses });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r' }).end(JSON.stringify(body));
}
