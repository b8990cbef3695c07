import { DAY, FIRST_OF_MONTH, NOW, dayOf } from './clock';

/** What a reader chooses. */
export interface Choice {
  readonly Days: number;
  readonly Plan?: readonly string[];
  readonly Customer?: readonly string[];
}

/** What visuals of every dataset are filtered by. */
interface Filterable {
  readonly usage_plan: string;
  readonly customer: string;
}

/** The rows that a visual is about, and which choices change them. */
export interface Question<T> {
  readonly rows: readonly T[];
  /** The time that periods are taken of; without it, no period is. */
  readonly time?: (row: T) => number;
  /** Days; or what the reader chooses; or the present month. */
  readonly period?: number | 'chosen' | 'month';
  /** Whether more than one day begin at a midnight. */
  readonly isFromMidnight?: boolean;
  /** How far the rows go back, in days. */
  readonly held?: number;
  readonly follows: readonly ('Plan' | 'Customer')[];
}

/** The rows of the period, those before it, or all, under a choice. */
export function answer<T extends Filterable>(question: Question<T>, choice: Choice, which: 'within' | 'before' = 'within'): T[] {
  const { follows } = question;
  return inPeriod(question, choice, which).filter(({ usage_plan, customer }) => (
    (!follows.includes('Plan') || (choice.Plan?.includes(usage_plan) ?? true))
    && (!follows.includes('Customer') || (choice.Customer?.includes(customer) ?? true))));
}

/** The same, whichever plan and customer is chosen. */
export function inPeriod<T>({ rows, time, period, isFromMidnight }: Question<T>, { Days }: Choice, which: 'within' | 'before' = 'within'): T[] {
  if (time === undefined || period === undefined) {
    return [...rows];
  }
  if (period === 'month') {
    return rows.filter((row) => time(row) >= FIRST_OF_MONTH);
  }
  const length = (period === 'chosen' ? Days : period) * DAY;
  if (isFromMidnight && length > DAY) {
    return rows.filter((row) => time(row) >= dayOf(NOW - length));
  }
  const end = which === 'within' ? NOW : NOW - length;
  return rows.filter((row) => time(row) > end - length && time(row) <= end);
}

/** Whether the rows go back to the beginning of the period before. */
export function isPreceded<T>({ period, held = 0 }: Question<T>, { Days }: Choice): boolean {
  return typeof period === 'number' ? 2 * period <= held : period === 'chosen' && 2 * Days <= held;
}

/** The question of some of the rows only. */
export function only<T>(question: Question<T>, isMeant: (row: T) => boolean): Question<T> {
  return { ...question, rows: question.rows.filter(isMeant) };
}
