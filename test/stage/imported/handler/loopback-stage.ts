import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Setting {
  readonly destinationArn?: string;
  readonly format?: string;
}

export interface Patch {
  readonly op: string;
  readonly path: string;
  readonly value?: string;
}

export interface StackResource {
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
}

/** What to do in place of an answer; `proceed` does what the request asks for. */
export type Instead = (response: ServerResponse, proceed: () => void) => void;

/** API Gateway with one stage, and CloudFormation with one stack, on the loopback address. */
export class LoopbackStage {
  public static async start(): Promise<LoopbackStage> {
    const server = createServer();
    const stage = new LoopbackStage(server);
    server.on('request', (request, response) => void stage.answer(request, response));
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return stage;
  }

  /** The access log of the stage; none at first. */
  public setting?: Setting;
  public exists = true;
  public stackStatus = 'UPDATE_IN_PROGRESS';
  /** The resources of the stack, with what they have otherwise than a setting of the stage that is there. */
  public resources: Partial<StackResource>[] = [];
  /** What is done with the next requests of a kind in place of answering them. */
  public readonly instead: Record<'GET' | 'PATCH' | 'POST', Instead[]> = { GET: [], PATCH: [], POST: [] };
  /** The same, once there is nothing left of that. */
  public readonly forever: { GET?: Instead; PATCH?: Instead; POST?: Instead } = {};
  /** The requests: GET and PATCH go to API Gateway, POST to CloudFormation. */
  public readonly received: string[] = [];
  public readonly patches: Patch[][] = [];

  private constructor(private readonly server: Server) {}

  public get endpoints() {
    const endpoint = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return { apiGateway: endpoint, cloudFormation: endpoint };
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.sendDate = false; // the function's clock may run faster, and the SDK would take it for wrong
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const method = request.method as 'GET' | 'PATCH' | 'POST';
    this.received.push(method === 'POST' ? method : `${method} ${request.url}`);
    const body = Buffer.concat(chunks).toString();
    const proceed = () => this.proceed(method, body, response);
    const instead = this.instead[method].shift() ?? this.forever[method];
    if (instead) {
      instead(response, proceed);
    } else {
      proceed();
    }
  }

  private proceed(method: string, body: string, response: ServerResponse): void {
    if (method === 'POST') {
      const query = new URLSearchParams(body);
      const list = query.get('Action') === 'ListStackResources';
      response.writeHead(200, { 'content-type': 'text/xml' })
        .end(list ? listStackResources(this.resources, Number(query.get('NextToken') ?? 0)) : describeStacks(this.stackStatus));
      return;
    }
    if (!this.exists) {
      refuse(404, 'NotFoundException', 'Invalid API identifier specified 123456789012:a1b2c3')(response, () => {});
      return;
    }
    if (method === 'PATCH') {
      this.patch((JSON.parse(body) as { patchOperations: Patch[] }).patchOperations);
    }
    json(response, 200, { stageName: 'prod', deploymentId: 'd', variables: { secret: 'of-the-stage' }, accessLogSettings: this.setting });
  }

  private patch(operations: Patch[]): void {
    this.patches.push(operations);
    for (const { op, path, value } of operations) {
      const name = /^\/accessLogSettings\/(destinationArn|format)$/.exec(path)?.[1];
      if (op === 'remove' && path === '/accessLogSettings') {
        this.setting = undefined;
      } else if (op === 'replace' && name) {
        this.setting = { ...this.setting, [name]: value };
      } else {
        throw new Error(`no such patch: ${op} ${path}`);
      }
    }
  }
}

/** An error as API Gateway sends it. */
export function refuse(status: number, error: string, message: string): Instead {
  return (response) => json(response, status, { message }, error);
}

/** An error as CloudFormation sends it. */
export function refuseQuery(status: number, error: string, message: string): Instead {
  return (response) => response.writeHead(status, { 'content-type': 'text/xml' })
    .end(`<ErrorResponse><Error><Type>Sender</Type><Code>${error}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`);
}

export const throttled = refuse(429, 'TooManyRequestsException', 'Too Many Requests');
export const conflict = refuse(409, 'ConflictException', 'Unable to complete operation due to concurrent modification. Please try again later.');
export const denied = refuse(403, 'AccessDeniedException', 'User: arn:aws:sts::123456789012:assumed-role/r/f is not authorized to perform: apigateway:X');
export const hanging: Instead = () => {};
export const cut: Instead = (response) => { response.socket!.destroy(); };
export const cutAfterwards: Instead = (response, proceed) => {
  const { end } = response;
  response.end = () => { response.socket!.destroy(); return response; };
  proceed();
  response.end = end;
};
/** Is announced again and again, so that the connection is never idle. */
export const announced: Instead = (response) => {
  const timer = setInterval(() => response.writeProcessing(), 20);
  response.on('close', () => clearInterval(timer));
};
export const garbage: Instead = (response) => { response.writeHead(200, { 'content-type': 'application/json' }).end('of-the-stage'); };
/** The head of an answer and half of its body, and nothing more. */
export const halfAnAnswer: Instead = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"stageName":');
};

function json(response: ServerResponse, status: number, body: object, error?: string): void {
  response.writeHead(status, { 'content-type': 'application/json', ...(error ? { 'x-amzn-errortype': error } : {}) });
  response.end(JSON.stringify(body));
}

function describeStacks(status: string): string {
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
    <StackName>stack</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus>
  </member></Stacks></DescribeStacksResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeStacksResponse>`;
}

/** A hundred to a page, as CloudFormation has them. */
function listStackResources(resources: readonly Partial<StackResource>[], start: number): string {
  const members = resources.slice(start, start + 100).map((resource) => {
    const fields: StackResource = {
      LogicalResourceId: 'Setting',
      PhysicalResourceId: 'a1b2c3/prod',
      ResourceType: 'Custom::ApiGatewayAccessLogSetting',
      ResourceStatus: 'CREATE_COMPLETE',
      ...resource,
    };
    return `<member>${Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`).join('')}<LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>`;
  });
  const next = start + 100 < resources.length ? `<NextToken>${start + 100}</NextToken>` : '';
  return `<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult>
    <StackResourceSummaries>${members.join('')}</StackResourceSummaries>${next}
  </ListStackResourcesResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ListStackResourcesResponse>`;
}
