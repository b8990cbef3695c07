import type { ColumnReference } from './columns';
import type { DefinitionNode } from './definition-node';

/** What the menu of a row offers: another sheet, on which parameters take the row's values. */
export interface RowAction {
  readonly label: string;
  readonly sheet: string;
  readonly sets: readonly { readonly parameter: string; readonly column: string }[];
  readonly path: string;
}

export interface VisualActions {
  readonly actions: readonly RowAction[];
  /** The columns by whose values a click filters the other visuals of the sheet. */
  readonly clicked: readonly string[];
  /** The ids of those visuals. */
  readonly targets: readonly string[];
}

type Field = ColumnReference & { readonly fieldId: string };
type Setting = RowAction['sets'][number] & { readonly path: string };

export function readActions(nodes: readonly DefinitionNode[], fields: readonly Field[]): VisualActions {
  const read = nodes.map((node): VisualActions => {
    node.style('CustomActionId').word('Status', 'ENABLED');
    const trigger = node.word('Trigger', 'DATA_POINT_CLICK', 'DATA_POINT_MENU');
    const label = node.text('Name');
    const operations = node.list('ActionOperations');
    node.end();
    return trigger === 'DATA_POINT_CLICK' ? { actions: [], ...readFilter(node, operations, fields) }
      : { actions: [{ label, path: node.path, ...readNavigation(node, operations, fields) }], clicked: [], targets: [] };
  });
  const filters = read.filter(({ clicked }) => clicked.length > 0);
  if (filters.length > 1) {
    nodes[0].refuse(`a click filters other visuals once, not by ${filters.length} actions`);
  }
  return { ...filters[0] ?? { clicked: [], targets: [] }, actions: read.flatMap(({ actions }) => actions) };
}

function readFilter(node: DefinitionNode, operations: readonly DefinitionNode[], fields: readonly Field[]): Pick<VisualActions, 'clicked' | 'targets'> {
  if (operations.length !== 1) {
    node.refuse(`a click filters other visuals, in one of its ActionOperations, not ${operations.length}`);
  }
  return operations[0].variant({
    FilterOperation: (filter) => {
      const selected = filter.object('SelectedFieldsConfiguration');
      const clicked = selected.texts('SelectedFields').map((fieldId) => fieldOf(selected, fieldId, fields).column);
      selected.end();
      const targets = filter.object('TargetVisualsConfiguration').variant({
        SameSheetTargetVisualConfiguration: (target) => target.texts('TargetVisuals'),
      });
      return { clicked, targets };
    },
  });
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
