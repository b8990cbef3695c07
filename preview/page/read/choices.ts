import type { FieldData } from '../data';
import type { Dashboard } from './definition';
import type { Parameter } from './parameters';

/**
 * The page embeds figures by these columns, so that a reader can filter by them there. Each more would multiply its size: six endpoints alone
 * double the cells of a million requests, and its controls answer too slowly then.
 */
const WORKING_COLUMNS = ['usage_plan', 'customer'];

/** What a reader can choose on the page itself. */
export class Choices {
  /** The days that the reader can choose, ascending; none where no period is chosen. */
  public readonly days: readonly number[];

  constructor(private readonly dashboard: Dashboard) {
    const parameter = dashboard.parameters.find(({ name }) => name === dashboard.daysParameter);
    const days = parameter ? this.listed(parameter).map(Number) : [];
    this.days = [...new Set(days)].sort((a, b) => a - b);
  }

  /** Whether a parameter has a control, and all that it changes is embedded. */
  public works(name: string): boolean {
    const { sheets, filters, daysParameter } = this.dashboard;
    if (!sheets.some(({ controls }) => controls.some(({ parameter }) => parameter === name))) {
      return false;
    }
    const filtered = filters.filter((filter) => filter.kind === 'parameter' && filter.parameter === name);
    return name === daysParameter || filtered.length > 0 && filtered.every(({ column }) => WORKING_COLUMNS.includes(column.column));
  }

  /** What a click on a visual can set: a column that the page has figures by, called as its control is. */
  public clicked(column: string): FieldData[] {
    const { sheets, filters } = this.dashboard;
    const names = filters.flatMap((filter) => filter.kind === 'parameter' && filter.column.column === column ? filter.parameter : []);
    const control = sheets.flatMap(({ controls }) => controls).find(({ parameter }) => names.includes(parameter) && this.works(parameter));
    return control ? [{ column, label: control.title }] : [];
  }

  /** What a definition lists for a parameter, and what it has at first: where it has another value, its list shows that as well. */
  public listed({ name, defaults }: Parameter): (string | number)[] {
    const controls = this.dashboard.sheets.flatMap((sheet) => sheet.controls).filter(({ parameter }) => parameter === name);
    return [...controls.flatMap(({ values }) => Array.isArray(values) ? values as string[] : []), ...defaults];
  }

  public defaults(name: string): readonly (string | number)[] {
    return this.dashboard.parameters.find((parameter) => parameter.name === name)?.defaults ?? [];
  }
}
