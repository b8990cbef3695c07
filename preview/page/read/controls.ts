import type { ColumnReference } from './columns';
import { readColumn } from './columns';
import type { DefinitionNode } from './definition-node';

/** Where a sheet lets the reader set a parameter. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly parameter: string;
  readonly multiple: boolean;
  /** The values that it offers, or the column that has them; none where the reader types one. */
  readonly values: readonly string[] | ColumnReference;
  readonly path: string;
}

export function readControl(node: DefinitionNode): Control {
  return node.variant<Control>({
    Dropdown: (dropdown) => {
      const multiple = dropdown.word('Type', 'SINGLE_SELECT', 'MULTI_SELECT') === 'MULTI_SELECT';
      readDisplay(dropdown.object('DisplayOptions'), multiple);
      return {
        id: dropdown.text('ParameterControlId'),
        title: dropdown.text('Title'),
        parameter: dropdown.text('SourceParameterName'),
        multiple,
        values: readValues(dropdown.object('SelectableValues')),
        path: dropdown.path,
      };
    },
    TextField: (field) => {
      field.style('DisplayOptions');
      return {
        id: field.text('ParameterControlId'),
        title: field.text('Title'),
        parameter: field.text('SourceParameterName'),
        multiple: false,
        values: [],
        path: field.path,
      };
    },
  });
}

/** On the page, "all" can be chosen where several values can. */
function readDisplay(node: DefinitionNode, multiple: boolean): void {
  const all = node.object('SelectAllOptions');
  all.word('Visibility', multiple ? 'VISIBLE' : 'HIDDEN');
  all.end();
  node.style('TitleOptions').end();
}

function readValues(node: DefinitionNode): readonly string[] | ColumnReference {
  const values = node.has('Values') ? node.texts('Values') : readColumn(node.object('LinkToDataSetColumn'));
  node.end();
  return values;
}
