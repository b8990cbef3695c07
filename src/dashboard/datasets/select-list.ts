/** Expressions under their names, each on a line of its own. Names are quoted: a consumer can call a column `order`. */
export function selectList(...expressions: Readonly<Record<string, string>>[]): string {
  return expressions.flatMap((part) => Object.entries(part)).map(([name, expression]) => `${expression} AS "${name}"`).join(',\n');
}

/** Groups by the first columns of a statement. */
export function firstColumns(count: number): string {
  return Array.from({ length: count }, (_, index) => index + 1).join(', ');
}
