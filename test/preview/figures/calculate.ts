/** The plain arithmetic of the expected figures. Nothing here is of the library. */

export function groups<T, K>(rows: readonly T[], by: (row: T) => K): Map<K, T[]> {
  const result = new Map<K, T[]>();
  for (const row of rows) {
    const group = result.get(by(row));
    if (group) {
      group.push(row);
    } else {
      result.set(by(row), [row]);
    }
  }
  return result;
}

/** What is null counts as 0; of nothing, there is no sum. */
export function sum<T>(rows: readonly T[], value: (row: T) => number | null): number | null {
  return rows.length === 0 ? null : rows.reduce((total, row) => total + (value(row) ?? 0), 0);
}

export function ratio(dividend: number | null, divisor: number | null): number | null {
  return dividend === null || !divisor ? null : dividend / divisor;
}

export function isNumber(value: number | null): value is number {
  return value !== null;
}

export function numbers<T>(rows: readonly T[], value: (row: T) => number | null): number[] {
  return rows.map(value).filter(isNumber);
}

export function most(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

export function least(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values);
}

/** The nearest rank: the least value that at least so many percent of the values do not exceed. */
export function percentile(values: readonly number[], percent: number): number | null {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending.find((_, index) => 100 * (index + 1) >= percent * ascending.length) ?? null;
}

/** As people sort names: `/v2` before `/v10`. */
export function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** The largest first, what has no figure last. */
export function byFigure(a: number | null, b: number | null): number {
  return a === null || b === null ? Number(a === null) - Number(b === null) : b - a;
}
