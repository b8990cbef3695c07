import type { IncomingMessage } from 'node:http';
import { bodyOf, listen } from './loopback';
import type { LoopbackServer } from './loopback';
import { ProtocolFault, readDelivery } from './receiver-protocol';

/** One receiver, at a path of its own. */
export interface ReceiverEndpoint {
  /** With the query, as the request has it. */
  readonly path: string;
  readonly accessKey: string;
  /** Whether it takes several lines in one record. */
  readonly severalLines: boolean;
}

/** What a receiver has got. What Firehose repeated, it got twice. */
export interface Received {
  readonly requests: number;
  readonly records: number;
  readonly lines: number;
}

export interface Receiver extends LoopbackServer {
  /** What was wrong with requests, each once. */
  readonly faults: ReadonlySet<string>;
  received(path: string): Received;
}

/**
 * Takes Firehose's requests to HTTP endpoints, if they keep to the protocol, and answers as it demands.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html
 */
export async function startReceiver(endpoints: readonly ReceiverEndpoint[]): Promise<Receiver> {
  const counts = new Map(endpoints.map(({ path }) => [path, { requests: 0, records: 0, lines: 0 }]));
  const faults = new Set<string>();

  const take = async (request: IncomingMessage) => {
    const endpoint = endpoints.find(({ path }) => path === request.url);
    const delivery = readDelivery(request, await bodyOf(request), endpoint);
    const count = counts.get(request.url!)!;
    count.requests++;
    count.records += delivery.length;
    count.lines += delivery.reduce((sum, lines) => sum + lines.length, 0);
  };

  const server = await listen(async (request, response) => {
    const requestId = String(request.headers['x-amz-firehose-request-id'] ?? '');
    let status = 200;
    let errorMessage: string | undefined;
    try {
      await take(request);
    } catch (error) {
      status = error instanceof ProtocolFault ? error.status : 500;
      errorMessage = (error as Error).message;
      faults.add(`${request.url}: ${errorMessage}`);
    }
    const answer = JSON.stringify({ requestId, timestamp: Date.now(), errorMessage });
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(answer) }).end(answer);
  });
  return { ...server, faults, received: (path) => ({ ...counts.get(path)! }) };
}
