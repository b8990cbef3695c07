import { Agent, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../../../preview/servers/loopback';
import type { LoopbackServer } from '../../../preview/servers/loopback';
import { RATE } from '../clock';
import type { BenchClock } from '../clock';

/** What can go wrong with a request. `done …` happens after it took effect: the one who asked does not learn it. */
export type Fault =
  | 'none'
  | 500
  | 503
  | 429
  | 403
  | 404
  | 'reset'
  | 'done, reset'
  | 'hangs'
  | 'slow'
  | 'half'
  | 'killed'
  | 'done, killed'
  /** Those that one kind of server alone knows. */
  | 'old'
  | 'garbage'
  | 'changes'
  | 'in part';

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What distinguishes one kind of server. */
export interface Service {
  /** Where the honest server is. */
  url(): string;
  /** An error as it writes it. */
  error(status: number): Answer;
  /** The request as the honest server is to get it. */
  changed?(request: Request): Request;
  /** Before a request takes effect, and after it. */
  before?(request: Request): void | Promise<void>;
  after?(request: Request, answer: Answer): void;
  /** A fault of its own. */
  own?(fault: Fault, request: Request, pass: (request: Request) => Promise<Answer>): Promise<Answer | undefined>;
}

/** How long a server hangs that does not answer, and one that is slow, in milliseconds of the bench. */
const HANGS = 40_000;
const SLOW = 2_000;

/** Stands before an honest server, and lets requests fail by a plan. */
export class FaultyServer {
  public static async start(service: Service, clock: BenchClock, kill: () => void): Promise<FaultyServer> {
    const faulty = new FaultyServer(service, clock, kill);
    faulty.server = await listen((request, response) => faulty.serve(request, response));
    return faulty;
  }

  /** How many requests came, and how many of them went wrong. */
  public requests = 0;
  public faults = 0;
  /** How many took effect, and the one who asked did not learn it. */
  public lost = 0;
  private plan: Fault[] = [];
  private operation = '';
  private server!: LoopbackServer;
  private readonly agent = new Agent({ keepAlive: true });

  private constructor(private readonly service: Service, private readonly clock: BenchClock, private readonly kill: () => void) {}

  public get url(): string {
    return this.server.url;
  }

  /** What goes wrong with the next requests, one by one; or with those alone whose URL names an operation. */
  public fail(plan: readonly Fault[], operation = ''): void {
    [this.plan, this.operation] = [[...plan], operation];
  }

  public close(): void {
    this.server.close();
    this.agent.destroy();
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests++;
    const fault = incoming.url!.includes(this.operation) && this.plan.shift() || 'none';
    this.faults += Number(fault !== 'none');
    const parts: Buffer[] = [];
    try {
      for await (const part of incoming) {
        parts.push(part as Buffer);
      }
    } catch {
      // who asked has given up, or was killed
      return;
    }
    const request = { method: incoming.method!, url: incoming.url!, headers: incoming.headers, body: Buffer.concat(parts) };
    const answer = await this.answer(fault, request, response);
    this.lost += Number(fault === 'done, reset' || fault === 'half' || (answer?.status === 200 && response.destroyed));
    if (!answer || response.destroyed) {
      response.destroy();
      return;
    }
    const { 'transfer-encoding': _, 'connection': __, 'keep-alive': ___, ...headers } = answer.headers;
    response.writeHead(answer.status, { ...headers, date: new Date(this.clock.now()).toUTCString() });
    if (fault === 'half') {
      response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => response.destroy());
    } else {
      response.end(answer.body);
    }
  }

  /** Nothing means that the connection breaks. */
  private async answer(fault: Fault, request: Request, response: ServerResponse): Promise<Answer | undefined> {
    switch (fault) {
      case 'none':
      case 'half':
        return this.pass(request);
      case 'reset':
        return undefined;
      case 'killed':
        this.kill();
        return undefined;
      case 'done, reset':
        await this.pass(request);
        return undefined;
      case 'done, killed':
        await this.pass(request);
        this.kill();
        return undefined;
      case 'hangs':
        await untilClosed(response, HANGS / RATE);
        return undefined;
      case 'slow': {
        const answer = await this.pass(request);
        await untilClosed(response, SLOW / RATE);
        return answer;
      }
      default:
        return typeof fault === 'number' ? this.service.error(fault) : this.service.own!(fault, request, (changed) => this.pass(changed));
    }
  }

  private async pass(request: Request): Promise<Answer> {
    await this.service.before?.(request);
    const answer = await this.forward(this.service.changed?.(request) ?? request);
    this.service.after?.(request, answer);
    return answer;
  }

  private forward({ method, url, headers: { expect: _, ...headers }, body }: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const passed = httpRequest(`${this.service.url()}${url}`, {
        method, agent: this.agent, headers: { ...headers, 'content-length': String(body.length) },
      }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }));
        response.on('error', reject);
      });
      passed.on('error', reject);
      passed.end(body);
    });
  }
}

function untilClosed(response: ServerResponse, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
