import type { GridPlace } from '../data';
import type { DefinitionNode } from './definition-node';

/** The places of a sheet's visuals or controls, by their ids: QuickSight shows what has one, and refuses one of nothing. */
export function readPlaces(sheet: DefinitionNode, key: string, elementType: string, ids: readonly string[]): Map<string, GridPlace> {
  const places = new Map(sheet.list(key).flatMap((layout) => {
    const elements = layout.object('Configuration').variant({
      GridLayout: (grid) => grid.style('CanvasSizeOptions').list('Elements').map((element) => readElement(element, elementType, ids)),
    });
    layout.end();
    return elements;
  }));
  const without = ids.find((id) => !places.has(id));
  return without === undefined ? places : sheet.refuse(`the sheet's layout has no place for '${without}'`);
}

function readElement(node: DefinitionNode, elementType: string, ids: readonly string[]): [string, GridPlace] {
  node.word('ElementType', elementType);
  const id = node.text('ElementId');
  const place = {
    column: node.findNumber('ColumnIndex'),
    columnSpan: node.findNumber('ColumnSpan') ?? 36,
    row: node.findNumber('RowIndex'),
    rowSpan: node.findNumber('RowSpan') ?? 12,
  };
  node.end();
  return ids.includes(id) ? [id, place] : node.refuse(`the sheet has no '${id}' to place`);
}
