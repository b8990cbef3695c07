import type { Answer, Fault, Request, Service } from './faulty-server';

const NAMES: Record<number, string> = {
  403: 'AccessDeniedException', 404: 'NotFoundException', 429: 'TooManyRequestsException', 500: 'InternalFailure', 503: 'ServiceUnavailableException',
};

/** API Gateway sends pages as large as it likes: small ones let a list change while it is read. */
const PAGE = 3;

/** API Gateway's control plane, before one honest server for each state of the account. */
export class BenchApiGateway implements Service {
  private state = 0;

  constructor(private readonly states: readonly string[]) {}

  /** Which state of the account is shown from now on. */
  public show(state: number): void {
    this.state = state;
  }

  public url(): string {
    return this.states[this.state];
  }

  public error(status: number): Answer {
    const headers = { 'content-type': 'application/json', 'x-amzn-errortype': NAMES[status] };
    return { status, headers, body: Buffer.from(JSON.stringify({ message: 'by plan' })) };
  }

  public async own(fault: Fault, request: Request, pass: (request: Request) => Promise<Answer>): Promise<Answer | undefined> {
    const answer = await pass(request);
    if (fault === 'changes') {
      this.state = (this.state + 1) % this.states.length;
      return answer;
    }
    // what comes out of a broken proxy: the page, and not as JSON, with a success or without
    const body = Buffer.from(`<html>${answer.body.toString()}`);
    return { status: request.url.includes('keys') ? 200 : 502, headers: { 'content-type': 'application/json' }, body };
  }

  public changed({ url, ...request }: Request): Request {
    return { ...request, url: url.replace(/\blimit=\d+/, `limit=${PAGE}`) };
  }
}
