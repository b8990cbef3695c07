import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { LoopbackAws } from './loopback-aws';

const BUNDLE = resolve(__dirname, '../../assets/directory/refresh.lambda/index.js');

const MAIN = `
  const { handler } = require(process.env.BUNDLE);
  const started = Date.now();
  const context = { functionName: 'refresh', awsRequestId: 'r', getRemainingTimeInMillis: () => Number(process.env.MILLISECONDS) - (Date.now() - started) };
  handler({}, context).then(
    () => console.error('DONE ' + process.resourceUsage().maxRSS),
    (error) => { console.error(error.stack, JSON.stringify(error)); process.exitCode = 1; },
  );
`;

export interface Run {
  readonly ok: boolean;
  /** All that the function and the process wrote. */
  readonly output: string;
  /** The function's own log lines. */
  readonly logged: Record<string, unknown>[];
  readonly seconds: number;
  readonly megabytes: number;
}

/** Runs the bundled function, as it is shipped, against servers on the loopback address. */
export async function runRefresh(aws: LoopbackAws, options: { identity?: string; milliseconds?: number } = {}): Promise<Run> {
  const started = Date.now();
  const child = spawn(process.execPath, ['-e', MAIN], {
    env: {
      BUNDLE,
      MILLISECONDS: String(options.milliseconds ?? 240_000),
      BUCKET_NAME: 'bucket',
      CUSTOMER_IDENTITY: options.identity ?? 'api-key-name',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_S3: aws.endpoint,
      AWS_ENDPOINT_URL_API_GATEWAY: aws.endpoint,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => { stdout += data; });
  child.stderr.on('data', (data) => { stderr += data; });
  const code = await new Promise<number | null>((done) => { child.on('close', done); });
  return {
    ok: code === 0,
    output: stdout + stderr,
    logged: stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>),
    seconds: (Date.now() - started) / 1000,
    megabytes: Number(/DONE (\d+)/.exec(stderr)?.[1]) / 1024,
  };
}
