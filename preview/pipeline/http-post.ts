import type { Agent, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:http';

/** What an endpoint answered. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** No answer came, or none that Firehose reads. */
export class NoResponse extends Error {
  /** @param errorCode as Firehose names it */
  constructor(public readonly errorCode: string, message: string) {
    super(message);
  }
}

const LOOPBACK = '127.0.0.1';
const LARGEST_RESPONSE = 1024 * 1024;

/** Posts to this machine, and to no other: what the preview forwards is somebody's traffic. */
export async function post(url: string, headers: Record<string, string>, body: Buffer, agent: Agent, signal: AbortSignal): Promise<HttpResponse> {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  if (protocol !== 'http:' || hostname !== LOOPBACK) {
    throw new Error(`The preview delivers to ${LOOPBACK} alone, and not to '${url}'`);
  }
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(noResponse(error, signal));
    const sent = request({ host: LOOPBACK, port, path: pathname + search, method: 'POST', headers, agent, signal }, (response) => {
      read(response).then((content) => resolve({ status: response.statusCode!, headers: response.headers, body: content }), fail);
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

async function read(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response) {
    bytes += (part as Buffer).length;
    if (bytes > LARGEST_RESPONSE) {
      throw new NoResponse('HttpEndpoint.ResponseTooLarge', `The response is larger than ${LARGEST_RESPONSE} bytes`);
    }
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

function noResponse(error: NodeJS.ErrnoException, signal: AbortSignal): NoResponse {
  if (error instanceof NoResponse) {
    return error;
  }
  if (signal.aborted) {
    return new NoResponse('HttpEndpoint.RequestTimeout', 'The request timed out before a response was received');
  }
  if (error.code?.startsWith('HPE_')) {
    return new NoResponse('HttpEndpoint.InvalidResponseFromDestination', `The response is no HTTP: ${error.message}`);
  }
  return error.code === 'ECONNREFUSED'
    ? new NoResponse('HttpEndpoint.ConnectionFailed', 'The endpoint cannot be connected to')
    : new NoResponse('HttpEndpoint.ConnectionReset', `The connection was closed by the endpoint (${error.code ?? error.message})`);
}
