/** What the page embeds: written by Node, read by the browser. Aggregates only, never a request. */

/** Sums by the combinations of some columns. Values repeat, so rows hold their numbers in the columns' lists. */
export interface Aggregates {
  readonly columns: readonly AggregateColumn[];
  /** The measure, a sum per row. */
  readonly sums: readonly number[];
}

export interface AggregateColumn {
  readonly name: string;
  readonly values: readonly string[];
  /** Per row, the number of its value in `values`. */
  readonly codes: readonly number[];
}

export interface NumberFormat {
  readonly kind: 'number' | 'percent';
  /** Decimal places; as many as help a reader where the definition names none. */
  readonly decimals?: number;
}

export interface FieldData {
  readonly column: string;
  readonly label: string;
}

export interface MeasureData {
  readonly label: string;
  readonly format: NumberFormat;
  readonly percentOfTotal: boolean;
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

interface CommonVisualData {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly place: GridPlace;
  readonly measure: MeasureData;
  readonly aggregates: Aggregates;
  /** The controls that filter this visual, by id. */
  readonly controls: readonly string[];
}

export interface PieVisualData extends CommonVisualData {
  readonly kind: 'pie';
  readonly category: FieldData;
  readonly sort: SortData;
  readonly limit: LimitData;
  readonly donut: boolean;
}

export interface BarVisualData extends CommonVisualData {
  readonly kind: 'bar';
  readonly category: FieldData;
  readonly colour?: FieldData;
  readonly sort: SortData;
  readonly limit: LimitData;
}

export interface SortedFieldData extends FieldData {
  readonly sort: SortData;
}

export interface PivotVisualData extends CommonVisualData {
  readonly kind: 'pivot';
  readonly rows: readonly SortedFieldData[];
  readonly columns: readonly SortedFieldData[];
  readonly rowTotals: boolean;
  readonly columnTotals: boolean;
  /** Whether each group of columns ends with its sum. */
  readonly columnSubtotals: boolean;
}

export type VisualData = PieVisualData | BarVisualData | PivotVisualData;

export interface ControlData {
  readonly id: string;
  readonly title: string;
  readonly column: string;
  readonly values: readonly string[];
  /** The values chosen at first; none is all. */
  readonly chosen: readonly string[];
  readonly multiple: boolean;
  /** Whether all values can be chosen at once. */
  readonly all: boolean;
  /** The titles of the visuals that it filters; none where it filters the whole sheet. */
  readonly scope: readonly string[];
}

export interface SheetData {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly controls: readonly ControlData[];
  readonly visuals: readonly VisualData[];
}

export interface PageData {
  readonly sheets: readonly SheetData[];
  /** Per column its values, largest first: a value has one colour all over the page. */
  readonly colours: Readonly<Record<string, readonly string[]>>;
}
