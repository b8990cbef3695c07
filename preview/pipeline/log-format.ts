import { problemWithExpression } from '../../src/record/context-variables';

const VARIABLE = /\$(?:context\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|[A-Za-z]+\b[\w.]*)/g;

/** The values of a request's `$context` variables, without the `$context.` before the name. */
export type Context = Record<string, string | undefined>;

/** A stage's access log format. */
export class LogFormat {
  /** Text and the name of a variable, by turns. */
  private readonly parts: string[] = [];

  /** @param format as it stands in the template */
  constructor(format: string) {
    let end = 0;
    for (const match of format.matchAll(VARIABLE)) {
      const problem = problemWithExpression(match[0]);
      if (problem) {
        throw new Error(`The access log format has '${match[0]}': ${problem}`);
      }
      this.parts.push(format.slice(end, match.index), match[0].slice('$context.'.length));
      end = match.index + match[0].length;
    }
    this.parts.push(format.slice(end));
  }

  /** The names in the format and the variables that they are filled from, for a format that is one JSON object. */
  public get fields(): Record<string, string> {
    const fields: Record<string, string> = {};
    for (let index = 1; index < this.parts.length; index += 2) {
      const name = /"([^"]+)":"?$/.exec(this.parts[index - 1]);
      if (name) {
        fields[name[1]] = this.parts[index];
      }
    }
    return fields;
  }

  /** The line that API Gateway writes. What is absent stands as `-`, text is escaped as in JSON. */
  public render(context: Context): string {
    return this.parts.map((part, index) => index % 2 === 0 ? part : valueOf(part, context)).join('');
  }
}

function valueOf(name: string, context: Context): string {
  const value = context[name];
  if (value === undefined) {
    return name === 'customDomain.basePathMatched' ? '(none)' : '-';
  }
  return /["\\\u0000-\u001f]/.test(value) ? JSON.stringify(value).slice(1, -1) : value;
}
