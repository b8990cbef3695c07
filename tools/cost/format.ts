const UNITS = [[1e12, 'trillion'], [1e9, 'billion'], [1e6, 'million'], [1e3, 'thousand']] as const;

/** Dollars: no more digits than such a sum deserves. */
export function usd(cost: number): string {
  if (cost === 0) {
    return '0';
  }
  if (cost < 0.005) {
    return '< 0.01';
  }
  return cost < 9.995 ? cost.toFixed(2) : Number(cost.toPrecision(2)).toLocaleString('en-US');
}

/** A number, of two digits. */
export function two(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en-US', { maximumFractionDigits: 10 });
}

/** Requests: 1.7 billion. */
export function count(value: number): string {
  const rounded = Number(value.toPrecision(2));
  const [size, unit] = UNITS.find(([least]) => rounded >= least) ?? [1, ''];
  return `${two(rounded / size)} ${unit}`.trim();
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map((_name, column) => column === 0 ? '---' : '---:'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** The same with all columns at the left: of words. */
export function wordTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
