import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { LoopbackServer } from '../../preview/servers/loopback';
import { bodyOf, listen } from '../../preview/servers/loopback';

/** A request that stands before a server. */
export interface Knock {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** How many came before it at its path. */
  readonly number: number;
}

/** Hands a request on to the server, with another body if need be, and brings its answer. */
export type HandOn = (body?: Buffer) => Promise<{ status: number; body: string }>;

/** Answers a request in its own way, or never: then it says so. */
export type Manner = (knock: Knock, response: ServerResponse, handOn: HandOn) => Promise<Answered> | Answered;

type Answered = 'never' | void;

/** A server that stands before another, and lets through what it likes. */
export async function before<T extends LoopbackServer>(server: T, manner: Manner): Promise<T> {
  const counts = new Map<string, number>();
  const front = await listen(async (request, response) => {
    const body = await bodyOf(request);
    const number = counts.get(request.url!) ?? 0;
    counts.set(request.url!, number + 1);
    await manner({ path: request.url!, headers: request.headers, body, number }, response, async (other = body) => {
      const { connection, host, 'content-length': length, 'transfer-encoding': coding, expect, ...headers } = request.headers;
      const answer = await fetch(`${server.url}${request.url}`, { method: request.method, headers: headers as Record<string, string>, body: new Uint8Array(other) });
      return { status: answer.status, body: await answer.text() };
    });
  });
  return {
    ...server,
    url: front.url,
    close: () => {
      front.close();
      server.close();
    },
  };
}

/** Answers as a server of JSON does. */
export function reply(response: ServerResponse, status: number, body: string, contentType = 'application/json'): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

/** The lines of a request of Firehose's to an HTTP endpoint. */
export function linesOf({ headers, body }: Pick<Knock, 'headers' | 'body'>): string[] {
  const json = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  const { records } = JSON.parse(json.toString()) as { records: { data: string }[] };
  return records.flatMap(({ data }) => linesIn(data));
}

/** The lines in base64. */
export function linesIn(data: string): string[] {
  return Buffer.from(data, 'base64').toString().split('\n').filter((line) => line !== '');
}
