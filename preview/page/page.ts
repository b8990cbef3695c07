import { bundle } from './bundle';
import { ControlData, PageData, SheetData, VisualData } from './data';
import { html } from './html';
import { Dashboard, readDefinition } from './read/definition';
import { appliesTo, CategoryFilter, Filter } from './read/filters';
import { Control, Sheet } from './read/sheet';
import { aggregate } from './sql/aggregate';
import { Datasets, Query } from './sql/datasets';
import { keyFigures } from './sql/key-figures';
import { isPlaceholder } from './view/groups';

export interface PageInput {
  readonly title: string;
  /** The dashboard's definition in CloudFormation's spelling, all references resolved. */
  readonly definition: object;
  /** By dataset identifier, the relation that holds the dataset's result. */
  readonly relations: Readonly<Record<string, string>>;
  readonly query: Query;
  /** The instant at which relative dates are taken, in UTC. */
  readonly now: Date;
  /** What the reader has to know about the data, such as that it is made up. */
  readonly notes: readonly string[];
}

/** Draws a dashboard's definition as one HTML page that needs no network. Refuses by name whatever it does not know. */
export async function renderPage(input: PageInput): Promise<string> {
  const dashboard = readDefinition(input.definition);
  const datasets = await Datasets.describe(input.relations, input.query);
  const sheets: SheetData[] = [];
  for (const sheet of dashboard.sheets) {
    sheets.push(await sheetData(sheet, dashboard, datasets, input));
  }
  const figures = await keyFigures(dashboard, input.now, datasets, input.query);
  return html({ ...input, figures }, { sheets, colours: coloursOf(sheets) }, await bundle());
}

async function sheetData(sheet: Sheet, dashboard: Dashboard, datasets: Datasets, input: PageInput): Promise<SheetData> {
  const visuals: VisualData[] = [];
  for (const { place, drawing, ...visual } of sheet.visuals) {
    const filters = dashboard.filters.filter((filter) => appliesTo(filter, sheet.id, { id: visual.id, dataset: visual.measure.dataset }));
    const controls = sheet.controls.filter((control) => filters.some((filter) => filter.id === control.filterId));
    const isControlled = (filter: Filter) => controls.some((control) => control.filterId === filter.id);
    const aggregates = await aggregate(
      { ...visual, drawing }, filters.filter((filter) => !isControlled(filter)), filters.filter(isControlled), input.now, datasets, input.query);
    visuals.push({ ...drawing, id: visual.id, place, aggregates, controls: controls.map(({ id }) => id) });
  }
  return {
    id: sheet.id,
    name: sheet.name,
    description: sheet.description,
    controls: sheet.controls.map((control) => controlData(control, visuals, dashboard.filters)),
    visuals,
  };
}

function controlData(control: Control, visuals: readonly VisualData[], filters: readonly Filter[]): ControlData {
  const filter = controlledFilter(control, filters);
  const { column } = filter.column;
  const scope = visuals.filter((visual) => visual.controls.includes(control.id));
  const found = scope.flatMap((visual) => visual.aggregates.columns.find(({ name }) => name === column)?.values ?? []);
  return {
    id: control.id,
    title: control.title,
    column,
    values: control.values ?? [...new Set(found)].sort(byNamePlaceholdersLast),
    chosen: filter.values,
    multiple: control.multiple,
    all: control.selectAll && filter.all,
    scope: scope.length === visuals.length ? [] : scope.map(({ title }) => title),
  };
}

function controlledFilter(control: Control, filters: readonly Filter[]): CategoryFilter {
  const filter = filters.find(({ id }) => id === control.filterId);
  if (filter?.kind !== 'category') {
    throw new Error(`The preview cannot draw ${control.path}: a Dropdown takes a CategoryFilter, and '${control.filterId}' is none.`);
  }
  return filter;
}

function byNamePlaceholdersLast(a: string, b: string): number {
  return Number(isPlaceholder(a)) - Number(isPlaceholder(b)) || a.localeCompare(b, 'en', { numeric: true });
}

/** A column of many values is none that a reader tells apart by colours. */
const MAX_COLOURED_VALUES = 40;

function coloursOf(sheets: readonly SheetData[]): PageData['colours'] {
  const colours: Record<string, string[]> = {};
  for (const { aggregates } of sheets.flatMap(({ visuals }) => visuals)) {
    for (const { name, values, codes } of aggregates.columns.filter((column) => column.values.length <= MAX_COLOURED_VALUES)) {
      const sums = values.map(() => 0);
      codes.forEach((code, row) => sums[code] += aggregates.sums[row]);
      const ordered = values.map((value, index) => ({ value, sum: sums[index] })).sort((a, b) => b.sum - a.sum);
      colours[name] = [...new Set([...colours[name] ?? [], ...ordered.map(({ value }) => value)])];
    }
  }
  return colours;
}
