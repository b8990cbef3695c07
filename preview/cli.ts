import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { progressBar } from './progress';
import type { RunResult } from './run';
import { forwarderLines } from './summary';

const HELP = `Sends requests through the app of examples/typescript/quickstart.ts on this machine, and draws its dashboard.

  npm run preview -- [options]

  --traffic FILE   take the requests from a log: API Gateway's access log, one JSON object a line,
                   or Common or Combined Log Format (default: they are made up)
  --requests N     how many requests are made up, over the last 60 days (default: 20000)
  --seed N         other made-up requests for another number (default: 1); they end now, so that
                   their times, and what depends on the time of day, follow the clock
  --forward        hand each request to OpenObserve, Moesif and Apiable as well, whose parts receivers on
                   this machine play; takes about twice as long
  --out DIR        where index.html and summary.json are written (default: preview-out)
  --json           write the summary, and nothing else, to standard output (with npm run -s)
  --help           show this text
`;

const MOST_REQUESTS = 1_000_000;

interface Options {
  readonly traffic?: string;
  readonly requests: number;
  readonly seed: number;
  readonly forward: boolean;
  readonly out: string;
  readonly json: boolean;
  readonly help: boolean;
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      traffic: { type: 'string' },
      requests: { type: 'string' },
      seed: { type: 'string' },
      forward: { type: 'boolean' },
      out: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.traffic !== undefined && values.requests !== undefined) {
    throw new Error('--requests is for requests that are made up: leave it out with --traffic, whose requests are all taken');
  }
  return {
    traffic: values.traffic,
    requests: wholeNumber('--requests', values.requests ?? '20000', 1, MOST_REQUESTS),
    seed: wholeNumber('--seed', values.seed ?? '1', 0, 2 ** 31 - 2),
    forward: values.forward ?? false,
    out: resolve(values.out || 'preview-out'),
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

function wholeNumber(option: string, text: string, lowest: number, highest: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < lowest || number > highest) {
    throw new Error(`${option} is '${text}'; give a whole number from ${lowest} to ${highest}`);
  }
  return number;
}

/** Before the work, not after it. */
function checkOut(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new Error(`--out is '${directory}', which is a file; give a directory`);
  }
}

function report({ page, summary }: RunResult): string {
  const share = (counts: Record<string, number>) => Object.entries(counts).map(([name, requests]) => `${name}: ${requests}`).join(', ');
  return [
    `${summary.requests} requests of ${summary.customers} customers: ${summary.delivered} delivered, ${summary.failed} failed, ${summary.skippedLines} lines skipped`,
    `by status: ${share(summary.status)}`,
    `by plan: ${share(summary.usagePlan)}`,
    `${summary.objects} objects, ${summary.bytes} bytes, ${summary.seconds} seconds`,
    ...forwarderLines(summary),
    '',
    `The dashboard: ${page}`,
    `The figures:   ${join(page, '..', 'summary.json')}`,
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  checkOut(options.out);
  const progress = progressBar(process.stderr);
  const warn = (message: string) => {
    progress.end();
    process.stderr.write(`${message}\n`);
  };
  try {
    progress('Loading the app');
    // loaded late, so that a slip in the options shows at once
    const [{ quickstart }, { withForwarders }, { run }] = await Promise.all([
      import('../examples/typescript/quickstart.js'), import('./with-forwarders.js'), import('./run.js'),
    ]);
    const result = await run({
      define: options.forward ? withForwarders(quickstart) : quickstart,
      trafficFile: options.traffic,
      requests: options.requests,
      seed: options.seed,
      outDirectory: options.out,
      now: new Date(),
      progress,
      warn,
    });
    progress.end();
    process.stdout.write(options.json ? `${JSON.stringify(result.summary)}\n` : report(result));
  } finally {
    progress.end();
  }
}

// ended by its own hand, it cleans up
['SIGINT', 'SIGTERM'].forEach((signal, index) => process.once(signal, () => process.exit(index === 0 ? 130 : 143)));

main().catch((error: Error) => {
  // one sentence: whoever runs the preview did not write it
  process.stderr.write(`${error.message.split('\n')[0]}\n`);
  process.exitCode = 1;
});
