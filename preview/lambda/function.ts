import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Invocable } from './invocable';
import { Unanswered } from './invocable';

/** A Lambda function of the template. */
export interface FunctionProps {
  readonly name: string;
  /** Directory of its bundled code. */
  readonly codeDirectory: string;
  /** As in the template: `<file>.<export>`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memorySizeMb: number;
  /** The variables that the template gives it. */
  readonly environment: Record<string, string>;
}

/** Where the function finds AWS. */
export interface Endpoints {
  readonly s3: string;
  readonly apiGateway: string;
  /** Without it, nothing is there. */
  readonly firehose?: string;
  /** Without it, nothing is there. */
  readonly secretsManager?: string;
}

/** How tests run an instance. */
export interface InstanceOptions {
  /** Preloaded into its process. */
  readonly preload?: string;
  /** How many times as fast its clock runs as this process's own; what is preloaded has to see to it. */
  readonly clockRate?: number;
  /** Takes all that the function writes. */
  readonly onOutput?: (text: string) => void;
}

/** Port 1 of this machine, where nothing listens: what has no server here must not reach AWS. */
const NOWHERE = 'http://127.0.0.1:1';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly timedOut?: boolean;
}

/** How long an instance has to end, in milliseconds. */
const GRACE = 2_000;

/** How much of a function's output is kept for the message of an error. */
const KEPT_OUTPUT = 4_000;

/** One warm instance of a function: its bundled code, unmodified, in a process of its own. */
export class LambdaFunction implements Invocable {
  private readonly child: ChildProcess;
  private invocations = 0;
  private output = '';
  private settle?: (answer: Answer) => void;
  private ended = false;
  private readonly loaded: Promise<unknown>;

  constructor(private readonly props: FunctionProps, endpoints: Endpoints, private readonly options: InstanceOptions = {}) {
    const [file, handler] = splitHandler(props.handler);
    const path = join(props.codeDirectory, `${file}.js`);
    this.child = fork(join(__dirname, 'host.cjs'), [path, handler, props.name, String(props.timeoutSeconds)], {
      cwd: props.codeDirectory,
      env: environment(props, endpoints),
      execArgv: options.preload === undefined ? [] : ['--require', options.preload],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const keep = (text: Buffer) => {
      this.output = (this.output + text.toString()).slice(-KEPT_OUTPUT);
      options.onOutput?.(text.toString());
    };
    this.child.stdout!.on('data', keep);
    this.child.stderr!.on('data', keep);
    this.loaded = new Promise((resolve) => this.child.once('message', resolve).once('exit', resolve));
    this.child.on('message', (answer) => this.settle?.(answer as Answer));
    // not 'close', which does not come after a disconnection
    this.child.on('exit', (code, signal) => {
      this.ended = true;
      this.settle?.({ id: this.invocations, error: `it ended with ${signal ?? `exit code ${code}`}; its last output was: ${this.output}` });
    });
  }

  /** What the function wrote last, its log lines among it. */
  public get lastOutput(): string {
    return this.output;
  }

  /** Invokes the function. As in Lambda, an instance takes one event at a time. */
  public async invoke<T>(event: unknown): Promise<T> {
    const id = ++this.invocations;
    const answer = await this.answer(id, event);
    if (answer.timedOut) {
      throw new Unanswered('Lambda.FunctionTimedOut', `Function '${this.props.name}' failed: ${answer.error}`);
    }
    if (answer.error !== undefined) {
      throw new Error(`Function '${this.props.name}' failed: ${answer.error}`);
    }
    return answer.result as T;
  }

  private async answer(id: number, event: unknown): Promise<Answer> {
    await this.loaded;
    if (this.ended) {
      return { id, error: `it has ended; its last output was: ${this.output}` };
    }
    const milliseconds = this.props.timeoutSeconds * 1000 / (this.options.clockRate ?? 1);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Answer>((resolve) => {
        this.settle = (answer) => answer.id === id && resolve(answer);
        timer = setTimeout(() => resolve({ id, error: `Task timed out after ${this.props.timeoutSeconds} seconds`, timedOut: true }), milliseconds);
        // one that is killed at this moment ends, which is all there is to say
        this.child.send({ id, event }, () => undefined);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the instance at once, whatever it is doing. */
  public kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Ends the instance, gently if it lets itself be. */
  public async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) {
      return;
    }
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    const timer = setTimeout(() => this.child.kill('SIGKILL'), GRACE);
    if (this.child.connected) {
      this.child.disconnect();
    }
    await exited;
    clearTimeout(timer);
  }
}

function splitHandler(handler: string): [string, string] {
  const dot = handler.lastIndexOf('.');
  return [handler.slice(0, dot), handler.slice(dot + 1)];
}

/** What the template says, and what Lambda adds. */
function environment({ name, codeDirectory, handler, memorySizeMb, environment: variables }: FunctionProps, endpoints: Endpoints) {
  return {
    ...variables,
    _HANDLER: handler,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'preview',
    AWS_SECRET_ACCESS_KEY: 'preview',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    LAMBDA_TASK_ROOT: codeDirectory,
    TZ: ':UTC',
    // whoever runs the preview may have settings of their own, which are none of the function's
    AWS_CONFIG_FILE: join(codeDirectory, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(codeDirectory, 'none'),
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_API_GATEWAY: endpoints.apiGateway,
    AWS_ENDPOINT_URL_FIREHOSE: endpoints.firehose ?? NOWHERE,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager ?? NOWHERE,
  };
}
