import type { DefinitionNode } from './definition-node';

export interface ColumnReference {
  readonly dataset: string;
  readonly column: string;
  /** Where the definition names it, for messages. */
  readonly path: string;
}

export function readColumn(node: DefinitionNode): ColumnReference {
  const column = { dataset: node.text('DataSetIdentifier'), column: node.text('ColumnName'), path: node.path };
  node.end();
  return column;
}

/** A column's name as a reader takes it: `usage_plan` is "Usage plan". */
export function readable(column: string): string {
  const words = column.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
