import { Calculations } from './calculations';
import type { ColumnReference } from './columns';
import { DefinitionNode } from './definition-node';
import type { Filter } from './filters';
import { readFilterGroup } from './filters';
import type { Parameter } from './parameters';
import { readParameter } from './parameters';
import { checkReferences } from './references';
import type { Sheet } from './sheet';
import { readSheet } from './sheet';

/** A QuickSight dashboard's definition, as far as the preview knows the language. */
export interface Dashboard {
  readonly datasets: readonly string[];
  readonly sheets: readonly Sheet[];
  readonly filters: readonly Filter[];
  readonly parameters: readonly Parameter[];
  /** The parameter that holds the chosen days, where there is one. */
  readonly daysParameter?: string;
  /** The columns that calculated fields are made of. */
  readonly calculatedOf: readonly ColumnReference[];
}

/** Reads a definition. Refuses what the page would draw otherwise than QuickSight, and whatever names something that there is not. */
export function readDefinition(definition: object): Dashboard {
  const node = new DefinitionNode(definition, 'Definition');
  const datasets = node.list('DataSetIdentifierDeclarations').map((declaration) => {
    const identifier = declaration.text('Identifier');
    declaration.style('DataSetArn').end();
    return identifier;
  });
  const calculations = Calculations.read(node.list('CalculatedFields'));
  const { daysParameter, columns: calculatedOf } = calculations;
  const sheets = node.list('Sheets').map((sheet) => readSheet(sheet, calculations));
  const filters = node.list('FilterGroups').flatMap((group) => readFilterGroup(group, calculations));
  const parameters = node.list('ParameterDeclarations').map(readParameter);
  node.end();
  const dashboard = { datasets, sheets, filters, parameters, daysParameter, calculatedOf };
  checkReferences(dashboard);
  return dashboard;
}
