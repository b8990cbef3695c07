import type { Expression } from './expression';

/** The parts of a call of a function, or undefined for any other expression. */
export function callOf(expression: Expression | undefined, name: string): readonly Expression[] | undefined {
  return expression?.kind === 'call' && expression.name === name ? expression.parts : undefined;
}

/** Both sides of an operation, or undefined for any other expression. */
export function operationOf(expression: Expression | undefined, name: string): readonly Expression[] | undefined {
  return expression?.kind === 'operation' && expression.name === name ? expression.parts : undefined;
}

export function fieldOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'field' ? expression.name : undefined;
}

export function textOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'text' ? expression.value : undefined;
}

export function numberOf(expression: Expression | undefined): number | undefined {
  return expression?.kind === 'number' ? expression.value : undefined;
}

/** All fields that an expression names. */
export function fieldsIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'field': return [expression.name];
    case 'list': return expression.items.flatMap(fieldsIn);
    case 'call':
    case 'operation': return expression.parts.flatMap(fieldsIn);
    default: return [];
  }
}
