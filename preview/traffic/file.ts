import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Account } from './account';
import type { LoggedRequest } from './common-log';
import { parseCommonLog } from './common-log';
import { JsonLogReader } from './json-log';
import { decode, readLines } from './lines';
import { clfTime } from './time';
import type { Request, Traffic } from './traffic';
import type { Context } from '../pipeline/log-format';
import type { Stage } from '../pipeline/stages';

/** What a first reading of a file finds: where its requests stand, not the requests themselves. */
interface Index {
  readonly times: number[];
  readonly offsets: number[];
  readonly lengths: number[];
  readonly numbers: number[];
  /** Numbers of the first lines that are no request. */
  readonly skipped: number[];
  skippedLines: number;
  readonly customers: Set<string>;
  readonly keys: Set<string>;
  readonly stages: Set<string>;
}

export interface FileOptions {
  /** When the traffic is to end, milliseconds since 1970. */
  readonly now: number;
  /** Is told of lines that are no request. */
  readonly warn: (message: string) => void;
}

const SHOWN_LINES = 5;
/** Traffic that ended so long ago is recent enough to be left where it is. */
const RECENT = 3_600_000;

/** Reads traffic from a log: API Gateway's as JSON, Common or Combined Log Format, also mixed. */
export async function fileTraffic(path: string, stages: readonly Stage[], account: Account, { now, warn }: FileOptions): Promise<Traffic> {
  const parser = new LineParser(stages);
  const index = await readIndex(path, parser);
  if (index.times.length === 0) {
    throw new Error(`${path} has no line that is a request: expected are API Gateway's access logs, one JSON object a line, or Common or Combined Log Format`);
  }
  if (index.skippedLines > 0) {
    const more = index.skippedLines > index.skipped.length ? ', …' : '';
    warn(`${index.skippedLines} of ${index.skippedLines + index.times.length} lines of ${path} are no requests and were skipped: line ${index.skipped.join(', ')}${more}`);
  }
  const order = index.times.map((_, position) => position).sort((one, other) => index.times[one] - index.times[other]);
  const first = index.times[order[0]];
  const last = index.times[order[order.length - 1]];
  const shift = last > now || now - last > RECENT ? now - last : 0;
  subscribe(account, index, first + shift);

  return {
    requests: index.times.length,
    skippedLines: index.skippedLines,
    account: account.controlPlane(),
    notes: notesOf(path, index, first, last, shift),
    * read() {
      const file = openSync(path, 'r');
      try {
        for (const position of order) {
          yield requestAt(file, index, position, parser, stages, shift);
        }
      } finally {
        closeSync(file);
      }
    },
  };
}

/** Recognizes the format of each line by its content. */
class LineParser {
  private readonly json: JsonLogReader;
  private readonly defaultStage: Stage;

  constructor(stages: readonly Stage[]) {
    this.json = new JsonLogReader(stages.map(({ format }) => format));
    this.defaultStage = stages[0];
  }

  public parse(text: string): LoggedRequest | undefined {
    return text.startsWith('{') ? this.json.parse(text) : parseCommonLog(text);
  }

  /** The stage of a request; a log that names none is taken for the first stage's. */
  public stageOf({ context }: LoggedRequest): string {
    return `${context.apiId ?? this.defaultStage.apiId}/${context.stage ?? this.defaultStage.stage}`;
  }
}

async function readIndex(path: string, parser: LineParser): Promise<Index> {
  const index: Index = {
    times: [], offsets: [], lengths: [], numbers: [], skipped: [], skippedLines: 0, customers: new Set(), keys: new Set(), stages: new Set(),
  };
  for await (const { number, offset, length, text } of readLines(path)) {
    if (text === '') {
      continue;
    }
    const request = text === undefined ? undefined : parser.parse(text);
    if (!request) {
      index.skippedLines++;
      if (index.skipped.length < SHOWN_LINES) {
        index.skipped.push(number);
      }
      continue;
    }
    index.times.push(request.time);
    index.offsets.push(offset);
    index.lengths.push(length);
    index.numbers.push(number);
    index.stages.add(parser.stageOf(request));
    const key = request.context['identity.apiKeyId'];
    const customer = customerOf(request);
    if (key !== undefined) {
      index.keys.add(key);
    } else if (customer !== undefined) {
      index.customers.add(customer);
    }
  }
  return index;
}

function requestAt(file: number, index: Index, position: number, parser: LineParser, stages: readonly Stage[], shift: number): Request {
  const bytes = Buffer.alloc(index.lengths[position]);
  readSync(file, bytes, 0, bytes.length, index.offsets[position]);
  const number = index.numbers[position];
  const request = parser.parse(decode(bytes, number));
  if (!request) {
    throw new Error(`The traffic file was changed while it was read, at line ${number}`);
  }
  const stage = parser.stageOf(request);
  const time = Math.floor(request.time + shift);
  const [apiId, stageName] = stage.split('/');
  const identity = identityOf(request, customerOf(request));
  return { time, stage, context: { ...defaultsOf(number, stages), ...request.context, ...identity, ...timesOf(time), apiId, stage: stageName } };
}

/** What a log has no word of. */
function defaultsOf(number: number, stages: readonly Stage[]): Context {
  const id = createHash('sha256').update(`line ${number}`).digest('hex');
  return {
    accountId: '123456789012',
    domainName: `${stages[0].apiId}.execute-api.us-east-1.amazonaws.com`,
    extendedRequestId: `${id.slice(0, 14)}=`,
    requestId: `${id.slice(14, 22)}-${id.slice(22, 26)}-4${id.slice(27, 30)}-a${id.slice(31, 34)}-${id.slice(34, 46)}`,
  };
}

function timesOf(time: number): Context {
  return { requestTimeEpoch: String(time), requestTime: clfTime(time) };
}

function identityOf({ context }: LoggedRequest, customer: string | undefined): Context {
  return context['identity.apiKeyId'] === undefined && customer !== undefined ? { 'identity.apiKeyId': keyIdOf(customer) } : {};
}

/** The address that stands for the customer, in a log that names nobody. */
function customerOf({ context, namesCallers }: LoggedRequest): string | undefined {
  return namesCallers ? undefined : context['identity.sourceIp'];
}

/** An id as API Gateway makes them. */
function keyIdOf(customer: string): string {
  return BigInt(`0x${createHash('sha256').update(customer).digest('hex')}`).toString(36).slice(0, 10);
}

function subscribe(account: Account, { customers, keys, stages }: Index, first: number): void {
  const created = Math.floor(first / 1000) - 86_400;
  const known = new Set(account.apiKeys.map(({ id }) => id));
  account.addStages(stages);
  customers.forEach((customer) => account.addKey(keyIdOf(customer), customer, created, account.shareOut(customer).id));
  keys.forEach((key) => known.has(key) || account.addKey(key, key, created, account.shareOut(key).id));
}

function notesOf(path: string, index: Index, first: number, last: number, shift: number): string[] {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  const name = path.split(/[\\/]/).at(-1);
  return [
    `The traffic is that of ${name}, of ${day(first)} to ${day(last)}${shift ? '; it was shifted as a whole so that it ends now' : ''}.`,
    ...index.customers.size > 0 ? ['The log names no API keys: each source address stands for a customer.'] : [],
    ...index.keys.size > 0 ? ['The log has the ids of API keys, but not their names.'] : [],
    'Usage plans were given out to the customers in fixed shares.',
    ...index.skippedLines > 0 ? [`${index.skippedLines} lines of the file are no requests and were skipped.`] : [],
  ];
}
