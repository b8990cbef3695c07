import type { RowsVisualData, VisualData } from '../data';
import type { VisualActions } from './actions';
import { readActions } from './actions';
import type { Calculations } from './calculations';
import type { ColumnReference } from './columns';
import type { DefinitionNode } from './definition-node';
import type { Dimension, Measure, TimeAxis } from './fields';
import { readLabel } from './labels';

type WithoutData<T> = T extends RowsVisualData ? { kind: 'rows' }
  : T extends VisualData ? Omit<T, 'id' | 'title' | 'subtitle' | 'place' | 'cube' | 'period' | 'filteredBy' | 'clicks' | 'clickTargets' | 'link'> : never;

/** All of a visual's data but what comes from the datasets, the filters, the parameters and the layout. */
export type Drawing = WithoutData<VisualData>;

/** A column of single rows. */
export interface RowColumn extends ColumnReference {
  readonly label: string;
}

/** A visual as the definition says it: what it needs of the datasets, and how its data is drawn. */
export interface Visual extends VisualActions {
  readonly id: string;
  readonly path: string;
  readonly title: string;
  readonly subtitle: string;
  readonly dataset: string;
  readonly dimensions: readonly Dimension[];
  readonly time?: TimeAxis;
  readonly measures: readonly Measure[];
  /** Of single rows, their columns; the rows are sorted by the first of them, which is a time. */
  readonly columns?: readonly RowColumn[];
  readonly drawing: Drawing;
}

export interface VisualReader {
  (node: DefinitionNode, calculations: Calculations): Visual;
}

interface Content extends Pick<Visual, 'drawing' | 'time' | 'columns'> {
  readonly dimensions?: readonly Dimension[];
  readonly measures?: readonly Measure[];
  /** All fields of the visual. */
  readonly fields: readonly (ColumnReference & { readonly fieldId: string })[];
}

/** What all kinds of visuals have, around what one kind has of its own. */
export function readVisual(node: DefinitionNode, { fields, dimensions = [], measures = [], ...content }: Content): Visual {
  const fieldIds = fields.map(({ fieldId }) => fieldId);
  const twice = fieldIds.find((id, index) => fieldIds.indexOf(id) !== index);
  const datasets = [...new Set(fields.map(({ dataset }) => dataset))];
  if (twice !== undefined || datasets.length !== 1) {
    node.refuse(twice === undefined ? `it takes fields of one dataset, not of ${datasets.length}` : `it has more than one field '${twice}'`);
  }
  return {
    id: node.text('VisualId'),
    path: node.path,
    title: readLabel(node.findObject('Title')) ?? '',
    subtitle: readLabel(node.findObject('Subtitle')) ?? '',
    dataset: datasets[0],
    ...readActions(node.list('Actions'), fields),
    dimensions,
    measures,
    ...content,
  };
}

/** The measures of a chart: several, or one that is split by a colour. */
export function checkColours(wells: DefinitionNode, measures: readonly Measure[], colours: readonly Dimension[]): void {
  if (colours.length > 1 || measures.length === 0 || colours.length === 1 && measures.length > 1) {
    wells.refuse(`it takes fields in Values, or one and one in Colors, not ${measures.length} and ${colours.length}`);
  }
}
