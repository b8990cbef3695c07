import { bundle } from './bundle';
import type { SheetData, SheetHead, VisualData } from './data';
import { html } from './html';
import { Choices } from './read/choices';
import { coloursOf } from './read/colours';
import type { Dashboard } from './read/definition';
import { readDefinition } from './read/definition';
import { appliesTo } from './read/filters';
import type { Sheet } from './read/sheet';
import { cubeOf } from './sql/cube';
import type { Query } from './sql/datasets';
import { Datasets } from './sql/datasets';
import { parameterData } from './sql/parameter-values';
import { rowsOf } from './sql/rows';
import { scopeOf } from './sql/scope';

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
  const choices = new Choices(dashboard);
  const datasets = await Datasets.describe(input.relations, input.query);
  dashboard.calculatedOf.forEach((column) => datasets.type(column));
  const sheets: SheetData[] = [];
  for (const sheet of dashboard.sheets) {
    sheets.push({ visuals: await visualsOf(sheet, dashboard, choices, datasets, input.now) });
  }
  const data = {
    sheets: dashboard.sheets.map((sheet) => headOf(sheet, choices)),
    parameters: await parameterData(dashboard, choices, datasets),
    colours: coloursOf(sheets.flatMap(({ visuals }) => visuals)),
  };
  return html(input, data, sheets, await bundle());
}

function headOf({ id, name, description, controls }: Sheet, choices: Choices): SheetHead {
  return {
    id,
    name,
    description,
    controls: controls.map((control) => (
      { id: control.id, parameter: control.parameter, title: control.title, works: choices.works(control.parameter) }
    )),
  };
}

async function visualsOf(sheet: Sheet, { filters }: Dashboard, choices: Choices, datasets: Datasets, now: Date): Promise<VisualData[]> {
  const visuals: VisualData[] = [];
  for (const visual of sheet.visuals) {
    const { id, title, subtitle, place, drawing, actions, clicked, targets } = visual;
    const scope = scopeOf(visual, filters.filter((filter) => appliesTo(filter, sheet.id, id)), choices, now, datasets);
    const { filteredBy, isPeriodChosen } = scope;
    const common = { id, title, subtitle, place, filteredBy, ...isPeriodChosen ? { period: { days: 'chosen' as const } } : {} };
    if (drawing.kind === 'rows') {
      visuals.push({ ...common, ...await rowsOf(visual, scope, datasets, now) });
      continue;
    }
    const cube = await cubeOf(visual, scope, datasets, now);
    const clicks = clicked.flatMap((column) => choices.clicked(column));
    visuals.push({ ...common, ...drawing, ...clicks.length === 0 ? {} : { clicks, clickTargets: targets }, cube, ...drawing.kind === 'table' ? linkOf(actions, choices) : {} });
  }
  return visuals;
}

/** A row's link to another sheet, as long as that sheet can then show the row's own part. */
function linkOf([action]: Sheet['visuals'][number]['actions'], choices: Choices) {
  const sets = action?.sets.filter(({ parameter }) => choices.works(parameter)) ?? [];
  return sets.length === 0 ? {} : {
    link: { label: action.label, sheet: action.sheet, sets: sets.map(({ parameter, column }) => ({ parameter, column })) },
  };
}
