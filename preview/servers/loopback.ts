import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that only this machine reaches. */
export interface LoopbackServer {
  readonly url: string;
  close(): void;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Listens on a free port of the loopback address. */
export async function listen(handler: Handler): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    Promise.resolve().then(() => handler(request, response)).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A request's body as it was meant: the SDK may send it in signed chunks. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  const body = Buffer.concat(parts);
  return request.headers['content-encoding']?.includes('aws-chunked') ? withoutChunks(body) : body;
}

/** Takes the payload out of `aws-chunked` coding: `<size in hex>[;signature]\r\n<bytes>\r\n`, then trailers. */
function withoutChunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', position);
    const size = parseInt(body.toString('latin1', position, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) {
      return Buffer.concat(parts);
    }
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    position = lineEnd + 2 + size + 2;
  }
}
