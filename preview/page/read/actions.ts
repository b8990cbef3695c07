import type { ColumnReference } from './columns';
import type { DefinitionNode } from './definition-node';

/** What the menu of a row offers: another sheet, on which parameters take the row's values. */
export interface RowAction {
  readonly label: string;
  readonly sheet: string;
  readonly sets: readonly { readonly parameter: string; readonly column: string }[];
  readonly path: string;
}

type Field = ColumnReference & { readonly fieldId: string };
type Setting = RowAction['sets'][number] & { readonly path: string };

/** Reads a visual's actions. A click that filters the other visuals is none that the page draws. */
export function readActions(nodes: readonly DefinitionNode[], fields: readonly Field[]): RowAction[] {
  return nodes.flatMap((node) => {
    node.style('CustomActionId').word('Status', 'ENABLED');
    const trigger = node.word('Trigger', 'DATA_POINT_CLICK', 'DATA_POINT_MENU');
    const label = node.text('Name');
    const operations = node.list('ActionOperations');
    node.end();
    return trigger === 'DATA_POINT_CLICK' ? readFilters(operations, fields) : [{ label, path: node.path, ...readNavigation(node, operations, fields) }];
  });
}

function readFilters(operations: readonly DefinitionNode[], fields: readonly Field[]): [] {
  operations.forEach((operation) => operation.variant({
    FilterOperation: (filter) => {
      const selected = filter.object('SelectedFieldsConfiguration');
      selected.texts('SelectedFields').forEach((fieldId) => fieldOf(selected, fieldId, fields));
      selected.end();
      filter.object('TargetVisualsConfiguration').variant({
        SameSheetTargetVisualConfiguration: (target) => target.word('TargetVisualOptions', 'ALL_VISUALS'),
      });
    },
  }));
  return [];
}

function readNavigation(node: DefinitionNode, operations: readonly DefinitionNode[], fields: readonly Field[]): Pick<RowAction, 'sheet' | 'sets'> {
  const [navigation, parameters, ...others] = operations;
  if (navigation === undefined || parameters === undefined || others.length > 0) {
    node.refuse(`a menu leads to a sheet and sets its parameters, in two ActionOperations, not ${operations.length}`);
  }
  return {
    sheet: navigation.variant({
      NavigationOperation: (operation) => {
        const target = operation.object('LocalNavigationConfiguration');
        const sheet = target.text('TargetSheetId');
        target.end();
        return sheet;
      },
    }),
    sets: parameters.variant({
      SetParametersOperation: (operation) => operation.list('ParameterValueConfigurations').map((setting) => readSetting(setting, fields)),
    }),
  };
}

function readSetting(node: DefinitionNode, fields: readonly Field[]): Setting {
  const value = node.object('Value');
  const { column } = fieldOf(value, value.text('SourceField'), fields);
  value.end();
  const parameter = node.text('DestinationParameterName');
  node.end();
  return { parameter, column, path: node.path };
}

function fieldOf(node: DefinitionNode, fieldId: string, fields: readonly Field[]): Field {
  return fields.find((field) => field.fieldId === fieldId) ?? node.refuse(`the visual has no field '${fieldId}'`);
}
