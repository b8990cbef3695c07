import { byFigure, byName, groups, isNumber } from './calculate';
import type { Call } from './calls';
import { DAY, HOUR } from './clock';
import type { CustomerRow } from './customer-rows';
import type { Choice, Question } from './question';
import { answer, inPeriod, isPreceded } from './question';

type Row = Call | CustomerRow;

/** A figure of some rows; of a share, the whole is all rows of the visual. */
export type Figure<T> = (rows: readonly T[], whole: readonly T[]) => number | null;

/** What a visual shows under a choice. */
export type Expectation = (choice: Choice) => unknown;

/** A rate changes by points, any other figure by a part of the one before. */
export function kpi<T extends Row>(question: Question<T>, figure: Figure<T>, isRate = false): Expectation {
  return (choice) => {
    const [rows, past] = (['within', 'before'] as const).map((which) => answer(question, choice, which));
    const value = figure(rows, rows);
    const before = isPreceded(question, choice) ? figure(past, past) : null;
    const change = value === null || before === null ? null : value - before;
    return { value, before, change: change === null || isRate ? change : before ? change / before : null, isInPoints: isRate };
  };
}

interface Lines<T> {
  readonly time: (row: T) => number;
  /** A line for each value; without it, a line for each figure. */
  readonly by?: (row: T) => string;
  readonly figures: Readonly<Record<string, Figure<T>>>;
  /** What a step without rows has: 0 where something is counted. */
  readonly gap: 0 | null;
  /** Hours, where a single day is chosen. */
  readonly hourly?: boolean;
}

/** At most ten lines from a midnight on, the largest by the sum of what is drawn; steps from the first that any plan or customer has to the last. */
export function lines<T extends Row>(asked: Question<T>, { time, by, figures, gap, hourly = true }: Lines<T>): Expectation {
  const question = { ...asked, isFromMidnight: true };
  return (choice) => {
    const isHourly = hourly && choice.Days === 1;
    const size = isHourly ? HOUR : DAY;
    const stepOf = (row: T) => Math.floor(time(row) / size);
    const steps = inPeriod(question, choice).map(stepOf);
    const [first, last] = [Math.min(...steps), Math.max(...steps)];
    const times = steps.length === 0 ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const rows = answer(question, choice);
    const [single] = Object.values(figures);
    const series = by ? [...groups(rows, by)].map(([name, own]) => ({ name, own, figure: single }))
      : Object.entries(figures).map(([name, figure]) => ({ name, own: rows, figure }));
    const drawn = series.map(({ name, own, figure }) => {
      const byStep = groups(own, stepOf);
      const values = times.map((step) => figure(byStep.get(step) ?? [], rows));
      const known = values.filter(isNumber);
      return { name, isKnown: known.length > 0, total: known.reduce((a, b) => a + b, 0), values: values.map((value) => value ?? gap) };
    }).filter(({ isKnown }) => isKnown);
    const sorted = by ? drawn.sort((a, b) => b.total - a.total || byName(a.name, b.name)) : drawn;
    return {
      times: times.map((step) => step * size),
      isHourly,
      series: sorted.slice(0, 10).map(({ name, values }) => ({ name, values })),
      count: sorted.length,
    };
  };
}

/** The twenty longest bars by the first figure: parts side by side, or stacked by a colour. */
export function bars<T extends Row>(
  question: Question<T>, by: (row: T) => string, figures: Readonly<Record<string, Figure<T>>>, colour?: (row: T) => string,
): Expectation {
  return (choice) => {
    const rows = answer(question, choice);
    const all = Object.values(figures);
    const ranking = [...groups(rows, by)].map(([name, own]) => ({ name, own, total: all[0](own, rows) }))
      .filter(({ total }) => total !== null).sort((a, b) => byFigure(a.total, b.total) || byName(a.name, b.name));
    const kept = ranking.slice(0, 20);
    const parts = colour ? [...new Set(kept.flatMap(({ own }) => own.map(colour)))].sort(byName) : Object.keys(figures);
    return {
      bars: kept.map(({ name, own, total }) => ({
        name,
        total,
        parts: colour ? parts.map((part) => all[0](own.filter((row) => colour(row) === part), rows) ?? 0) : all.map((figure) => figure(own, rows)),
      })),
      parts,
      categories: ranking.length,
    };
  };
}

/** Slices, the largest first. There are fewer plans than a chart holds. */
export function slices<T extends Row>(question: Question<T>, by: (row: T) => string, figure: Figure<T>): Expectation {
  return (choice) => {
    const rows = answer(question, choice);
    return [...groups(rows, by)].map(([name, own]) => ({ name, value: figure(own, rows)!, share: figure(own, rows)! / figure(rows, rows)! }))
      .sort((a, b) => b.value - a.value || byName(a.name, b.name));
  };
}

/** Rows by their names, sorted by one of the figures, at most 200. */
export function table<T extends Row>(
  question: Question<T>, by: readonly ((row: T) => string)[], figures: readonly Figure<T>[], sortedBy = 0,
): Expectation {
  return (choice) => {
    const rows = answer(question, choice);
    const all = [...groups(rows, (row) => JSON.stringify(by.map((name) => name(row)))).values()].map((own) => (
      { names: by.map((name) => name(own[0])), values: figures.map((figure) => figure(own, rows)) }
    )).sort((a, b) => byFigure(a.values[sortedBy], b.values[sortedBy]) || byName(a.names.join(' '), b.names.join(' ')));
    return { rows: all.slice(0, 200), count: all.length };
  };
}
