import { DefinitionNode } from './definition-node';
import { calculationKey } from './fields';
import { Filter, readFilterGroup } from './filters';
import { readSheet, Sheet } from './sheet';

/** A QuickSight dashboard's definition, as far as the preview knows the language. */
export interface Dashboard {
  readonly datasets: readonly string[];
  readonly sheets: readonly Sheet[];
  readonly filters: readonly Filter[];
}

export function readDefinition(definition: object): Dashboard {
  const node = new DefinitionNode(definition, 'Definition');
  const datasets = node.list('DataSetIdentifierDeclarations').map((declaration) => {
    const identifier = declaration.text('Identifier');
    declaration.style('DataSetArn').end();
    return identifier;
  });
  const calculations = new Map(node.list('CalculatedFields').map((field) => {
    const entry = [calculationKey(field.text('DataSetIdentifier'), field.text('Name')), field.text('Expression')] as const;
    field.end();
    return entry;
  }));
  const sheets = node.list('Sheets').map((sheet) => readSheet(sheet, calculations));
  const filters = node.list('FilterGroups').flatMap(readFilterGroup);
  node.style('AnalysisDefaults').empty('ParameterDeclarations', 'ColumnConfigurations', 'Options', 'StaticFiles').end();
  return { datasets, sheets, filters };
}
