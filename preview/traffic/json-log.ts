import type { LoggedRequest } from './common-log';
import { parseTime } from './time';
import { LOGGED_COLUMNS } from '../../src/record/columns';
import { problemWithExpression } from '../../src/record/context-variables';
import { LineReader } from '../../src/record/line';
import type { Context, LogFormat } from '../pipeline/log-format';

/** Names that people give to variables, besides the variables' own: those of CDK's standard formats, and short ones. */
const ALIASES: Record<string, string> = {
  ip: 'identity.sourceIp',
  clientip: 'identity.sourceIp',
  caller: 'identity.caller',
  user: 'identity.user',
  method: 'httpMethod',
  statuscode: 'status',
  responsestatus: 'status',
  httpstatus: 'status',
  latency: 'responseLatency',
  ...Object.fromEntries(LOGGED_COLUMNS.flatMap(({ name, expression }) => {
    const variable = expression.slice('$context.'.length);
    const lastPart = variable.startsWith('identity.') || variable.startsWith('authorizer.principal') ? [variable.split('.').at(-1)!] : [];
    // an account is the API's rather than the caller's
    return [...lastPart.filter((part) => part !== 'accountId'), name, variable].map((alias) => [normalized(alias), variable]);
  })),
};

const TIMES = ['requestTimeEpoch', 'requestTime', 'request_time', 'time', 'timestamp', '@timestamp'];
const CALLERS = ['identity.apiKeyId', 'identity.user', 'identity.caller', 'identity.cognitoIdentityId', 'authorizer.principalId', 'authorizer.claims.sub'];

/** Reads API Gateway's access logs of one JSON object a line, in the formats of the given stages and in others by their names. */
export class JsonLogReader {
  /** By the beginning of a line, the reader for a stage's own format. */
  private readonly own: { readonly beginning: string; readonly reader: LineReader; readonly fields: Record<string, string> }[];
  private readonly fields: Record<string, string>;

  constructor(formats: readonly LogFormat[]) {
    this.fields = Object.assign({}, ...formats.map((format) => format.fields)) as Record<string, string>;
    this.own = formats.map(({ fields }) => ({
      beginning: `{"${Object.keys(fields)[0]}":"`,
      fields,
      reader: new LineReader(Object.entries(fields).map(([name, variable]) => (
        LOGGED_COLUMNS.find((column) => column.name === name)
          ?? { name, type: 'string', expression: `$context.${variable}`, origin: 'client', description: '' }))),
    }));
  }

  public parse(line: string): LoggedRequest | undefined {
    const values = this.readOwn(line) ?? this.readAny(line);
    const time = values && TIMES.map((name) => parseTime(values.times[name])).find((found) => found !== undefined);
    if (!values || time === undefined || !(values.context.status || values.context.httpMethod)) {
      return undefined;
    }
    return { time, context: values.context, namesCallers: values.namesCallers };
  }

  /** A stage's own format is read as the enrichment reads it, since a client's text may have broken the JSON. */
  private readOwn(line: string): Values | undefined {
    const own = this.own.find(({ beginning }) => line.startsWith(beginning));
    const values = own?.reader.read(line)?.values;
    if (!own || !values) {
      return undefined;
    }
    const context = Object.fromEntries(Object.entries(values).map(([name, value]) => [own.fields[name], value]));
    return { context, times: context, namesCallers: true };
  }

  private readAny(line: string): Values | undefined {
    let object: unknown;
    try {
      object = JSON.parse(line);
    } catch {
      return undefined;
    }
    const context: Context = {};
    const times: Record<string, unknown> = {};
    let namesCallers = false;
    for (const [path, value] of leaves(object)) {
      const name = path.replace(/^\$?context\./, '');
      const variable = this.variableOf(name);
      if (TIMES.includes(name)) {
        times[name] = value;
      } else if (variable !== undefined) {
        context[variable] ??= present(value);
        namesCallers ||= variable === 'identity.apiKeyId' || CALLERS.includes(variable) && context[variable] !== undefined;
      }
    }
    return { context, times, namesCallers };
  }

  private variableOf(name: string): string | undefined {
    return this.fields[name] ?? ALIASES[normalized(name)] ?? (problemWithExpression(`$context.${name}`) ? undefined : name);
  }
}

interface Values {
  readonly context: Context;
  readonly times: Record<string, unknown>;
  readonly namesCallers: boolean;
}

/** The values of an object and of the objects in it, by their paths. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return path ? [[path, value]] : [];
  }
  return Object.entries(value).flatMap(([key, item]) => leaves(item, path ? `${path}.${key}` : key));
}

function present(value: unknown): string | undefined {
  return value === null || value === '-' || value === '' || value === '(none)' || typeof value === 'object' ? undefined : String(value);
}

function normalized(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}
