import type { GridPlace } from '../data';
import { readBar } from './bar';
import type { Calculations } from './calculations';
import type { Control } from './controls';
import { readControl } from './controls';
import type { DefinitionNode } from './definition-node';
import { readKpi } from './kpi';
import { readPlaces } from './layout';
import { readLine } from './line';
import { readPie } from './pie';
import { readPivot } from './pivot';
import { readTable } from './table';
import type { Visual, VisualReader } from './visual';

/** Every kind of visual that the page draws. */
const VISUALS: Readonly<Record<string, VisualReader>> = {
  KPIVisual: readKpi,
  LineChartVisual: readLine,
  BarChartVisual: readBar,
  PieChartVisual: readPie,
  PivotTableVisual: readPivot,
  TableVisual: readTable,
};

export interface Sheet {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly visuals: readonly (Visual & { readonly place: GridPlace })[];
  readonly controls: readonly Control[];
}

export function readSheet(node: DefinitionNode, calculations: Calculations): Sheet {
  const readers = Object.fromEntries(Object.entries(VISUALS)
    .map(([kind, read]) => [kind, (visual: DefinitionNode) => read(visual, calculations)]));
  const visuals = node.list('Visuals').map((visual) => visual.variant(readers));
  const controls = node.list('ParameterControls').map(readControl);
  const places = readPlaces(node, 'Layouts', 'VISUAL', visuals.map(({ id }) => id));
  // The page has one place for the controls: above the visuals.
  readPlaces(node, 'SheetControlLayouts', 'PARAMETER_CONTROL', controls.map(({ id }) => id));
  node.word('ContentType', 'INTERACTIVE');
  const sheet = { id: node.text('SheetId'), name: node.text('Name'), description: node.findText('Description') ?? '' };
  node.end();
  return { ...sheet, controls, visuals: visuals.map((visual) => ({ ...visual, place: places.get(visual.id)! })) };
}
