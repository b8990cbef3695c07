import { tokensOf } from './expression-tokens';
import type { Token } from './expression-tokens';

/** An expression in QuickSight's language, as a tree. */
export type Expression =
  | { readonly kind: 'field' | 'parameter'; readonly name: string }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'null' }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly parts: readonly Expression[] }
  | { readonly kind: 'operation'; readonly name: string; readonly parts: readonly Expression[] };

const FUNCTIONS = ['sum', 'sumIf', 'distinct_countIf', 'nullIf', 'percentile', 'percentOfTotal', 'ifelse', 'addDateTime', 'truncDate', 'now'];

/** From the operators that bind the least to those that bind the most. */
const OPERATORS = [['AND'], ['=', '<>', '>', '<=', '>='], ['*', '/']];

/** Parses an expression. Throws a part of a sentence that says what is not understood. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokensOf(text));
  const expression = parser.operation();
  parser.end();
  return expression;
}

class Parser {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  public operation(level = 0): Expression {
    if (level === OPERATORS.length) {
      return this.operand();
    }
    let expression = this.operation(level + 1);
    while (OPERATORS[level].includes(this.next().text) && this.next().kind === 'sign') {
      const name = this.take().text;
      expression = { kind: 'operation', name, parts: [expression, this.operation(level + 1)] };
    }
    return expression;
  }

  public end(): void {
    if (this.next().kind !== 'end') {
      this.fail();
    }
  }

  private operand(): Expression {
    const token = this.take();
    switch (token.kind) {
      case 'field':
      case 'parameter': return { kind: token.kind, name: token.text };
      case 'text': return { kind: 'text', value: token.text };
      case 'number': return { kind: 'number', value: Number(token.text) };
      case 'name': return token.text === 'NULL' ? { kind: 'null' } : this.call(token.text);
      default: return this.sign(token);
    }
  }

  private sign(token: Token): Expression {
    if (token.text === '-' && this.next().kind === 'number') {
      return { kind: 'number', value: -Number(this.take().text) };
    }
    if (token.text === '[') {
      return { kind: 'list', items: this.partsUntil(']') };
    }
    return this.fail(token);
  }

  private call(name: string): Expression {
    if (!FUNCTIONS.includes(name)) {
      throw new Error(`knows no ${name}, only the functions ${FUNCTIONS.join(', ')}`);
    }
    this.expect('(');
    return { kind: 'call', name, parts: this.partsUntil(')') };
  }

  private partsUntil(end: string): Expression[] {
    const parts: Expression[] = [];
    while (this.next().text !== end || this.next().kind !== 'sign') {
      if (parts.length > 0) {
        this.expect(',');
      }
      parts.push(this.operation());
    }
    this.take();
    return parts;
  }

  private expect(sign: string): void {
    if (this.next().kind !== 'sign' || this.next().text !== sign) {
      this.fail();
    }
    this.take();
  }

  private next(): Token {
    return this.tokens[this.position];
  }

  private take(): Token {
    const token = this.next();
    this.position = Math.min(this.position + 1, this.tokens.length - 1);
    return token;
  }

  private fail({ kind, text } = this.next()): never {
    throw new Error(kind === 'end' ? 'misses something at its end' : `does not understand '${text}' there`);
  }
}
