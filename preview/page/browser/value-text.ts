import { DAYS_PARAMETER } from '../data.js';

/** A value as the reader sees it: of the period, the days that it counts. */
export function valueText(parameter: string, value: string | number): string {
  return parameter !== DAYS_PARAMETER ? String(value) : Number(value) === 1 ? 'Last 24 hours' : `Last ${value} days`;
}

/** What is chosen, in short. */
export function chosenText(parameter: string, values: readonly (string | number)[]): string {
  return values.length === 0 ? 'All' : values.length < 3 ? values.map((value) => valueText(parameter, value)).join(', ') : `${values.length} chosen`;
}
