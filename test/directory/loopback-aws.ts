import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface Received {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export interface StoredObject {
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** A usage plan as API Gateway sends it, and the keys on it. */
export interface PlanOnTheWire {
  readonly plan: { readonly id: string; readonly [name: string]: unknown };
  readonly keys: readonly { readonly id: string; readonly name: string; readonly value: string }[];
}

/** API Gateway's control plane and S3 on the loopback address, as far as the refresh function uses them. */
export class LoopbackAws {
  public static async start(): Promise<LoopbackAws> {
    const server = createServer();
    const aws = new LoopbackAws(server);
    server.on('request', (request, response) => void aws.answer(request, response));
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return aws;
  }

  public readonly received: Received[] = [];
  public readonly objects = new Map<string, StoredObject>();
  public keys: object[] = [];
  public plans: PlanOnTheWire[] = [];
  /** Answers to give in place of the next ones of the control plane. */
  public readonly instead: ((response: ServerResponse) => void)[] = [];
  /** Status for a missing object: 403 for who may not list the bucket. */
  public missing = 403;
  /** Items of a page, in place of the number that was asked for. */
  public pageSize?: number;

  private constructor(private readonly server: Server) {}

  public get endpoint(): string {
    // a name, not the address: only for addresses does the SDK use path style by itself
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  public requests(method: string, path: RegExp): Received[] {
    return this.received.filter((request) => request.method === method && path.test(request.path));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, this.endpoint);
    const path = decodeURIComponent(pathname);
    this.received.push({ at: Date.now(), method: request.method!, path, query: searchParams, headers: request.headers });
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    if (path.startsWith('/bucket/')) {
      this.answerS3(request, response, path, Buffer.concat(chunks).toString());
      return;
    }
    const instead = this.instead.shift();
    if (instead) {
      instead(response);
    } else {
      this.answerApiGateway(response, path, searchParams);
    }
  }

  private answerS3(request: IncomingMessage, response: ServerResponse, path: string, body: string): void {
    const stored = this.objects.get(path);
    if (request.method === 'PUT') {
      this.objects.set(path, { body, headers: request.headers });
      response.writeHead(200, { etag: '"1"' }).end();
    } else if (!stored) {
      response.writeHead(this.missing).end();
    } else {
      const metadata = Object.entries(stored.headers).filter(([name]) => name.startsWith('x-amz-meta-'));
      response.writeHead(200, { ...Object.fromEntries(metadata), 'content-length': Buffer.byteLength(stored.body) }).end();
    }
  }

  private answerApiGateway(response: ServerResponse, path: string, query: URLSearchParams): void {
    const plan = /^\/usageplans\/([^/]+)\/keys$/.exec(path)?.[1];
    const lists: Record<string, readonly object[] | undefined> = {
      '/apikeys': this.keys,
      '/usageplans': this.plans.map((entry) => entry.plan),
      [`/usageplans/${plan}/keys`]: this.plans.find((entry) => entry.plan.id === plan)?.keys.map((key) => ({ ...key, type: 'API_KEY' })),
    };
    const items = lists[path];
    if (!items) {
      json(response, 404, { message: 'Invalid Usage Plan ID specified' }, 'NotFoundException');
      return;
    }
    const start = Number(query.get('position') ?? 0);
    const end = start + (this.pageSize ?? Number(query.get('limit') ?? 25));
    json(response, 200, { item: items.slice(start, end), ...(end < items.length ? { position: String(end) } : {}) });
  }
}

export function tooManyRequests(response: ServerResponse): void {
  json(response, 429, { message: 'Too Many Requests' }, 'TooManyRequestsException');
}

function json(response: ServerResponse, status: number, body: object, error?: string): void {
  response.writeHead(status, { 'content-type': 'application/json', ...(error ? { 'x-amzn-errortype': error } : {}) });
  response.end(JSON.stringify(body));
}
