import type { Datasets } from './datasets';
import { quotedName } from './text';
import type { ParameterData } from '../data';
import type { Choices } from '../read/choices';
import type { ColumnReference } from '../read/columns';
import type { Dashboard } from '../read/definition';
import type { Parameter } from '../read/parameters';

/** What the reader can choose. Of a parameter that does not work on the page, nothing. */
export async function parameterData(dashboard: Dashboard, choices: Choices, datasets: Datasets): Promise<ParameterData[]> {
  const { parameters, sheets, daysParameter } = dashboard;
  const controls = sheets.flatMap((sheet) => sheet.controls);
  const data: ParameterData[] = [];
  for (const parameter of parameters) {
    const columns = controls.filter((control) => control.parameter === parameter.name).flatMap(({ values }) => isColumn(values) ? values : []);
    columns.forEach((column) => datasets.check(column, 'text'));
    const { name, multiple, defaults } = parameter;
    const offered = choices.works(name) || name === daysParameter ? await valuesOf(parameter, columns, choices, datasets) : [];
    data.push({ name, values: offered, chosen: defaults, multiple });
  }
  return data;
}

function isColumn(values: readonly string[] | ColumnReference): values is ColumnReference {
  return !Array.isArray(values);
}

async function valuesOf(
  parameter: Parameter, columns: readonly ColumnReference[], choices: Choices, datasets: Datasets,
): Promise<(string | number)[]> {
  if (parameter.type === 'number') {
    return [...choices.days];
  }
  const found = new Set(choices.listed(parameter).map(String));
  const distinct = new Map(columns.map((reference) => [`${reference.dataset} ${reference.column}`, reference]));
  for (const { dataset, column } of distinct.values()) {
    const name = quotedName(column);
    const rows = await datasets.query(`SELECT DISTINCT ${name} AS value FROM ${datasets.relation(dataset)} WHERE ${name} IS NOT NULL`);
    rows.forEach(({ value }) => found.add(String(value)));
  }
  return [...found].sort(byNamePlaceholdersLast);
}

/** `(no plan)` is no plan, so it comes behind them. */
function byNamePlaceholdersLast(a: string, b: string): number {
  const isPlaceholder = (name: string) => Number(name.startsWith('('));
  return isPlaceholder(a) - isPlaceholder(b) || a.localeCompare(b, 'en', { numeric: true });
}
