import { Days, DAYS_PARAMETER } from '../data';

/** What the reader has chosen, by parameter; no values is all. */
export type Choices = Readonly<Record<string, readonly (string | number)[]>>;

/** How many days a period has; without end where none are chosen. */
export function daysOf(days: Days, choices: Choices): number {
  return days === 'chosen' ? Number(choices[DAYS_PARAMETER]?.[0] ?? Infinity) : days;
}
