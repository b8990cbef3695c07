import { GridPlace } from '../data';
import { readBar } from './bar';
import { DefinitionNode } from './definition-node';
import { Calculations } from './fields';
import { readPie } from './pie';
import { readPivot } from './pivot';
import { readGridPlace, Visual, VisualReader } from './visual';

/** Every kind of visual that the page draws. */
const VISUALS: Readonly<Record<string, VisualReader>> = {
  PieChartVisual: readPie,
  BarChartVisual: readBar,
  PivotTableVisual: readPivot,
};

export interface Control {
  readonly id: string;
  readonly filterId: string;
  readonly title: string;
  readonly multiple: boolean;
  readonly selectAll: boolean;
  /** The values that it offers, where the definition lists them. */
  readonly values?: readonly string[];
  readonly path: string;
}

export interface Sheet {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly visuals: readonly (Visual & { place: GridPlace })[];
  readonly controls: readonly Control[];
}

export function readSheet(node: DefinitionNode, calculations: Calculations): Sheet {
  const readers = Object.fromEntries(Object.entries(VISUALS)
    .map(([kind, read]) => [kind, (visual: DefinitionNode) => read(visual, calculations)]));
  const visuals = node.list('Visuals').map((visual) => visual.variant(readers));
  const controls = node.list('FilterControls').map((control) => control.variant({ Dropdown: readDropdown }));
  const places = readLayouts(node.list('Layouts'));
  // The page has one place for the controls: above the visuals.
  readLayouts(node.list('SheetControlLayouts'));
  node.findWord('ContentType', 'INTERACTIVE');
  node.style('Title').empty('ParameterControls', 'TextBoxes', 'Images');
  const sheet = { id: node.text('SheetId'), name: node.findText('Name') ?? 'Sheet', description: node.findText('Description') ?? '' };
  node.end();
  return { ...sheet, controls, visuals: visuals.map((visual) => ({ ...visual, place: placeOf(visual, places) })) };
}

function placeOf(visual: Visual, places: ReadonlyMap<string, GridPlace>): GridPlace {
  // QuickSight shows a visual only where the layout has it; a page without a layout flows.
  const place = places.size === 0 ? { columnSpan: 18, rowSpan: 12 } : places.get(visual.id);
  if (place === undefined) {
    throw new Error(`The preview cannot draw ${visual.path}: the sheet's layout has no place for '${visual.id}'.`);
  }
  return place;
}

function readDropdown(node: DefinitionNode): Control {
  const display = node.findObject('DisplayOptions');
  const selectAll = display?.findObject('SelectAllOptions');
  const hidden = selectAll?.findWord('Visibility', 'VISIBLE', 'HIDDEN') === 'HIDDEN';
  selectAll?.end();
  display?.style('TitleOptions', 'InfoIconLabelOptions').end();
  const selectable = node.findObject('SelectableValues');
  const values = selectable?.texts('Values');
  selectable?.end();
  return {
    id: node.text('FilterControlId'),
    filterId: node.text('SourceFilterId'),
    title: node.text('Title'),
    multiple: node.findWord('Type', 'SINGLE_SELECT', 'MULTI_SELECT') !== 'SINGLE_SELECT',
    selectAll: !hidden,
    values,
    path: node.style('CommitMode').empty('CascadingControlConfiguration').path,
  };
}

function readLayouts(nodes: DefinitionNode[]): Map<string, GridPlace> {
  const places = new Map<string, GridPlace>();
  for (const layout of nodes) {
    layout.object('Configuration').variant({
      GridLayout: (grid) => grid.style('CanvasSizeOptions').list('Elements').forEach((element) => {
        element.word('ElementType', 'VISUAL', 'FILTER_CONTROL');
        places.set(element.text('ElementId'), readGridPlace(element));
        element.end();
      }),
    });
    layout.end();
  }
  return places;
}
