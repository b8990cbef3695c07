/** What the page embeds: written by Node, read by the browser. Aggregates, and of single requests the latest few hundred. */

/** Figures by the combinations of some columns: the least that a visual needs to be drawn under every choice of its controls. */
export interface Cube {
  /** How many cells there are; each column below has so many entries. */
  readonly size: number;
  /** What cells are told apart by. */
  readonly keys: readonly KeyColumn[];
  /** What cells hold. */
  readonly atoms: readonly AtomColumn[];
}

/** Values repeat, so cells hold their numbers in the list of values. */
export interface KeyColumn {
  /** A column of the dataset, or one of `AGE`, `TIME` and `VALUE`. */
  readonly name: string;
  /** Texts; of `AGE`, `TIME` and `VALUE` numbers, or null. */
  readonly values: readonly (string | number | null)[];
  readonly codes: readonly number[];
}

/**
 * How old a row is: the least number of days, of those that some period begins or ends at, within which it lies. A row is within the last
 * N days if this is at most N, and within the N days before them if it is more than N and at most 2 N. Null is older than all of them.
 * In a line chart, more than one day begin at a midnight.
 */
export const AGE = '@age';
/** The time of a line chart's axis, in milliseconds since 1970, UTC. */
export const TIME = '@time';
/** The values that percentiles are taken of. */
export const VALUE = '@value';

export interface AtomColumn {
  readonly name: string;
  /** How cells that fall together are merged. */
  readonly merge: 'sum' | 'max' | 'min';
  readonly values: readonly (number | null)[];
}

/** Days of a period: a fixed number, or what the reader chooses. */
export type Days = number | 'chosen';
/** The parameter whose value are the chosen days. */
export const DAYS_PARAMETER = 'Days';

/** A figure over some cells. Null where there is nothing to make it of. */
export type MeasureValue = (
  /** An atom, merged. Times are milliseconds since 1970. */
  | { readonly kind: 'atom'; readonly atom: string }
  /** One sum divided by another; null where that is 0. */
  | { readonly kind: 'ratio'; readonly numerator: string; readonly denominator: string }
  /** A sum divided by a constant. */
  | { readonly kind: 'scaled'; readonly atom: string; readonly divisor: number }
  /** A sum's part of the sum over the whole visual. */
  | { readonly kind: 'share'; readonly atom: string }
  /** The least of the values of `VALUE` up to which at least so many percent of the weight lie. Null values do not count. */
  | { readonly kind: 'percentile'; readonly weight: string; readonly percentile: number }
  /** How many different values of a key there are, but for `absent`. */
  | { readonly kind: 'distinct'; readonly key: string; readonly absent: string }
) & {
  /** Over the cells of a period, or of the one before it; all cells without it. Null where the period is `longest` or longer. */
  readonly within?: { readonly days: Days; readonly which: 'within' | 'before'; readonly longest?: number };
};

export interface NumberFormat {
  readonly kind: 'number' | 'percent' | 'time';
  /** Decimal places; as many as help a reader where the definition names none. */
  readonly decimals?: number;
  /** What stands behind the number, such as ` ms`. A number of ` MB` is shown in the unit that reads best. */
  readonly suffix?: string;
}

export interface FieldData {
  readonly column: string;
  readonly label: string;
}

export interface MeasureData {
  readonly label: string;
  readonly format: NumberFormat;
  readonly value: MeasureValue;
}

export interface SortData {
  readonly by: 'name' | 'value';
  readonly descending: boolean;
}

export interface LimitData {
  readonly items: number;
  /** Whether what is beyond the limit is drawn as one item, "Other". */
  readonly other: boolean;
}

/** Cells of QuickSight's grid, which is 36 columns wide. */
export interface GridPlace {
  readonly column?: number;
  readonly columnSpan: number;
  readonly row?: number;
  readonly rowSpan: number;
}

/** A parameter by which the reader filters a visual: cells whose key is one of the chosen values pass; without a choice, all do. */
export interface FilteredBy {
  readonly parameter: string;
  readonly column: string;
}

interface CommonVisualData {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly place: GridPlace;
  readonly cube: Cube;
  /** The period whose cells pass, by `AGE`; without it, all do. */
  readonly period?: { readonly days: Days };
  readonly filteredBy: readonly FilteredBy[];
  /** A click on a value of one of these filters other visuals of the sheet. Only columns that the page has figures by. */
  readonly clicks?: readonly FieldData[];
  /** The ids of those visuals. */
  readonly clickTargets?: readonly string[];
}

/** One figure, and the same of the period before. */
export interface KpiVisualData extends CommonVisualData {
  readonly kind: 'kpi';
  readonly value: MeasureData;
  readonly before?: MeasureData;
}

export interface LineVisualData extends CommonVisualData {
  readonly kind: 'line';
  readonly time: {
    readonly label: string;
    /** `chosen`: `TIME` holds hours of the last day and days before; where more than one day is chosen, all of it is days. */
    readonly steps: 'hour' | 'day' | 'chosen';
  };
  /** One where there is a colour, which then has a line for each of its values. */
  readonly measures: readonly MeasureData[];
  readonly colour?: FieldData;
  /** What lines are at where they have no figure: at 0, or they have a gap. */
  readonly missing: 'zero' | 'gap';
  /** Lines at most, the largest: by the sum of what is drawn of them. */
  readonly limit: LimitData;
}

export interface BarVisualData extends CommonVisualData {
  readonly kind: 'bar';
  readonly category: FieldData;
  /** Several stand side by side; one may be stacked by a colour. */
  readonly measures: readonly MeasureData[];
  readonly colour?: FieldData;
  /** By the name, or by the first measure. */
  readonly sort: SortData;
  readonly limit: LimitData;
}

export interface PieVisualData extends CommonVisualData {
  readonly kind: 'pie';
  readonly category: FieldData;
  readonly measure: MeasureData;
  readonly sort: SortData;
  readonly limit: LimitData;
  readonly donut: boolean;
}

export interface SortedFieldData extends FieldData {
  readonly sort: SortData;
}

export interface PivotVisualData extends CommonVisualData {
  readonly kind: 'pivot';
  readonly rows: readonly SortedFieldData[];
  readonly columns: readonly SortedFieldData[];
  readonly measure: MeasureData;
  readonly rowTotals: boolean;
  readonly columnTotals: boolean;
  /** Whether each group of columns ends with its sum. */
  readonly columnSubtotals: boolean;
}

/** A row that leads to another sheet, on which it sets parameters by its own values. */
export interface RowLink {
  readonly label: string;
  readonly sheet: string;
  /** Only parameters that the page has a working control for. */
  readonly sets: readonly FilteredBy[];
}

export interface TableVisualData extends CommonVisualData {
  readonly kind: 'table';
  readonly fields: readonly FieldData[];
  readonly measures: readonly MeasureData[];
  /** The number of the measure that rows are sorted by; rows without it come last. */
  readonly sortedBy: number;
  readonly descending: boolean;
  readonly link?: RowLink;
}

/** So many rows, the first of a `RowsVisualData`, are the latest of all without a gap; what follows is of single values. */
export const LATEST_ROWS = 200;

/** Single rows, the latest first. The cube says how many there are under the reader's choices (its only atom is `rows`). */
export interface RowsVisualData extends CommonVisualData {
  readonly kind: 'rows';
  readonly columns: readonly (FieldData & { readonly format: 'text' | 'number' | 'time' })[];
  /** The rows that the page has: the latest of all, and of each value of a control. Keys are `AGE` and those of `filteredBy`. */
  readonly rows: Cube;
  /** One entry a row, in the order of `columns`; times are milliseconds since 1970. */
  readonly cells: readonly (readonly (string | number | null)[])[];
}

export type VisualData =
  | KpiVisualData | LineVisualData | BarVisualData | PieVisualData | PivotVisualData | TableVisualData | RowsVisualData;

/** A control as a sheet has it. What is chosen belongs to its parameter, and so to all sheets. */
export interface ControlData {
  readonly id: string;
  readonly parameter: string;
  readonly title: string;
  /** Whether it works on the page; those that do not work there but in QuickSight are shown as such. */
  readonly works: boolean;
}

/** What a reader chooses. */
export interface ParameterData {
  readonly name: string;
  readonly values: readonly (string | number)[];
  /** The values chosen at first; none is all. */
  readonly chosen: readonly (string | number)[];
  readonly multiple: boolean;
}

export interface SheetData {
  readonly visuals: readonly VisualData[];
}

export interface SheetHead {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly controls: readonly ControlData[];
}

/** Embedded as JSON. The visuals of each sheet are embedded by themselves, compressed (gzip, base64), and read when the sheet is shown first. */
export interface PageData {
  readonly sheets: readonly SheetHead[];
  readonly parameters: readonly ParameterData[];
  /** Per column its values, largest first: a value has one colour all over the page. */
  readonly colours: Readonly<Record<string, readonly string[]>>;
}

/** The id of the element that holds a sheet's `SheetData`. */
export function sheetDataId(sheetId: string): string {
  return `sheet-data-${sheetId}`;
}
