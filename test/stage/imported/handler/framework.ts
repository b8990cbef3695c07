import { EventEmitter } from 'node:events';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { HostedFunction } from './hosted-function';

/** What CloudFormation is told. */
export interface Told {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Record<string, string>;
}

type OnEvent = (event: object) => Promise<void>;
type Load = (request: string, ...rest: unknown[]) => unknown;

const require = createRequire(__filename);
const RUNTIME = join(dirname(require.resolve('aws-cdk-lib/package.json')), 'custom-resources/lib/provider-framework/runtime/framework.js');

/** The provider framework of aws-cdk-lib itself, between CloudFormation and the hosted function. */
export class Framework {
  /** The bodies of the answers to CloudFormation. */
  public readonly bodies: string[] = [];
  /** Events that reached the function. */
  public readonly events: { readonly RequestType: string }[] = [];

  constructor(private readonly hosted: HostedFunction) {}

  public async send(event: object): Promise<Told> {
    const log = console.log;
    process.env.USER_ON_EVENT_FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:setting';
    console.log = () => {}; // the framework is talkative
    try {
      await this.onEvent()({ ...event });
    } finally {
      console.log = log;
    }
    return JSON.parse(this.bodies.at(-1)!) as Told;
  }

  /** Loads the framework anew, with what it reaches others by: its clients of AWS, which are not installed, and its way to CloudFormation. */
  private onEvent(): OnEvent {
    const loader = Module as unknown as { _load: Load };
    const load = loader._load;
    const stubs: Record<string, object> = {
      'https': { request: (_options: object, done: (response: object) => void) => this.cloudFormation(done) },
      '@aws-sdk/client-lambda': { Lambda: lambdaClient((payload) => this.invoke(payload)) },
      '@aws-sdk/client-sfn': {},
    };
    loader._load = function (request, ...rest) { return stubs[request] ?? load.call(this, request, ...rest); };
    try {
      Object.keys(require.cache).filter((path) => path.startsWith(dirname(RUNTIME))).forEach((path) => { delete require.cache[path]; });
      return (require(RUNTIME) as { onEvent: OnEvent }).onEvent;
    } finally {
      loader._load = load;
    }
  }

  private async invoke(payload: string) {
    const event = JSON.parse(payload) as { RequestType: string };
    this.events.push(event);
    const { result, failure } = await this.hosted.invoke(event);
    return { Payload: Buffer.from(JSON.stringify(failure ?? result)), FunctionError: failure && 'Unhandled' };
  }

  /** The PUT to the address that CloudFormation gave. */
  private cloudFormation(done: (response: object) => void) {
    const write = (body: string) => this.bodies.push(body);
    const end = () => done({ statusCode: 200, resume: () => {} });
    return Object.assign(new EventEmitter(), { write, end });
  }
}

function lambdaClient(invoke: (payload: string) => Promise<object>) {
  return class {
    public async invoke({ Payload }: { Payload: string }): Promise<object> {
      return invoke(Payload);
    }
  };
}
