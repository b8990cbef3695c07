import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const BUNDLE = resolve(__dirname, '../../../../assets/stage/imported/access-log-setting.lambda/index.js');
const CLOCK = resolve(__dirname, 'skipping-clock.cjs');

/** As Lambda does it: what a function throws is turned into message and trace. */
const MAIN = `
  const { handler } = require(process.env.BUNDLE);
  process.on('message', async (event) => {
    const deadline = Date.now() + Number(process.env.MILLISECONDS);
    const started = Date.now();
    const context = { functionName: 'setting', awsRequestId: 'r', getRemainingTimeInMillis: () => deadline - Date.now() };
    let answer;
    try {
      answer = { result: await handler(event, context) };
    } catch (error) {
      answer = { failure: { errorType: error.name, errorMessage: error.message, trace: error.stack.split('\\n') } };
    }
    process.send({ ...answer, seconds: (Date.now() - started) / 1000 });
  });
  process.on('disconnect', () => process.exit());
`;

export interface Endpoints {
  readonly apiGateway: string;
  readonly cloudFormation: string;
}

export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: string[];
}

export interface Answer {
  readonly result?: { readonly PhysicalResourceId: string; readonly Data: Record<string, string> };
  readonly failure?: Failure;
  /** How long it took by the function's own clock. */
  readonly seconds: number;
  /** What the function logged. */
  readonly logged: Record<string, unknown>[];
}

/** The bundled function, as it is shipped, in a process of its own, where waiting takes no time. */
export class HostedFunction {
  private readonly child: ChildProcess;
  /** Standard output, and standard error, where warnings and errors are logged. */
  private readonly written = ['', ''];

  /** @param milliseconds the function's time, by its own clock */
  constructor(endpoints: Endpoints, milliseconds = 300_000) {
    this.child = spawn(process.execPath, ['--require', CLOCK, '-e', MAIN], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        BUNDLE,
        MILLISECONDS: String(milliseconds),
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_LAMBDA_LOG_GROUP_NAME: 'settings-log',
        AWS_ENDPOINT_URL_API_GATEWAY: endpoints.apiGateway,
        AWS_ENDPOINT_URL_CLOUDFORMATION: endpoints.cloudFormation,
      },
    });
    this.child.stdout!.on('data', (data) => { this.written[0] += data; });
    this.child.stderr!.on('data', (data) => { this.written[1] += data; });
  }

  public async invoke(event: object): Promise<Answer> {
    const before = this.written.map(({ length }) => length);
    const answer = await new Promise<Omit<Answer, 'logged'>>((done, fail) => {
      this.child.once('message', (message) => done(message as Answer));
      this.child.once('exit', (code) => fail(new Error(`The function ended with ${code}: ${this.output}`)));
      this.child.send(event);
    });
    this.child.removeAllListeners('exit');
    const logged = () => this.written.flatMap((text, index) => linesOf(text.slice(before[index])));
    // the log comes by another way than the answer, and may be a little later
    for (let attempt = 0; attempt < 100 && !logged().some(({ message }) => message === 'access log'); attempt++) {
      await new Promise((done) => { setTimeout(done, 10); });
    }
    return { ...answer, logged: logged() };
  }

  /** All that the process wrote. */
  public get output(): string {
    return this.written.join('');
  }

  public async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const ended = new Promise((done) => { this.child.once('exit', done); });
      this.child.disconnect();
      await ended;
    }
  }
}

function linesOf(text: string): Record<string, unknown>[] {
  // Node.js has warnings of its own
  return text.split('\n').slice(0, -1).filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
}
