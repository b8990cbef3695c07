import type { Engine } from './engine';
import type { Template } from './template';

/** A dashboard of the template, and where the engine has the results of its datasets. */
export interface DashboardData {
  readonly title: string;
  readonly definition: object;
  /** The relation of each dataset, by the identifier that the definition has for it. */
  readonly relations: Record<string, string>;
}

interface DataSet {
  readonly PhysicalTableMap: Record<string, {
    readonly CustomSql?: { readonly SqlQuery: string; readonly Columns: { readonly Name: string; readonly Type: string }[] };
  }>;
}

interface Dashboard {
  readonly Name: string;
  readonly Definition: { readonly DataSetIdentifierDeclarations: { readonly Identifier: string; readonly DataSetArn: string }[] };
}

const SCHEMA = 'quicksight';

const DUCKDB_TYPES: Record<string, string> = {
  BIT: 'BOOLEAN',
  BOOLEAN: 'BOOLEAN',
  DATETIME: 'TIMESTAMP',
  DECIMAL: 'DOUBLE',
  INTEGER: 'BIGINT',
  STRING: 'VARCHAR',
};

/** Runs the SQL of the dashboard's datasets, unchanged, and keeps the results, as an import into QuickSight would. */
export async function importDatasets(template: Template, engine: Engine): Promise<DashboardData> {
  const [dashboard] = template.resourcesOfType('AWS::QuickSight::Dashboard');
  if (!dashboard) {
    throw new Error('The app has no QuickSight dashboard to draw; give it owners, as in `dashboardOwners: [QuickSightPrincipal.group(\'analysts\')]`');
  }
  const { Name, Definition } = template.resolve<Dashboard>(dashboard.properties);
  await engine.run(`CREATE SCHEMA ${SCHEMA}`);
  const relations: Record<string, string> = {};
  for (const { Identifier, DataSetArn } of Definition.DataSetIdentifierDeclarations) {
    relations[Identifier] = `${SCHEMA}."${Identifier}"`;
    await engine.run(`CREATE TABLE ${relations[Identifier]} AS ${selectOf(template, Identifier, DataSetArn)}`);
  }
  return { title: Name, definition: Definition, relations };
}

function selectOf(template: Template, identifier: string, arn: string): string {
  const dataSet = template.resourcesOfType('AWS::QuickSight::DataSet').find(({ id }) => template.resolve({ 'Fn::GetAtt': [id, 'Arn'] }) === arn);
  if (!dataSet) {
    throw new Error(`Dataset '${identifier}' of the dashboard is '${arn}', which the template does not have`);
  }
  const [table, ...others] = Object.values(template.resolve<DataSet>(dataSet.properties).PhysicalTableMap);
  if (!table?.CustomSql || others.length > 0) {
    throw new Error(`Dataset '${dataSet.id}': the preview knows one physical table, with CustomSql`);
  }
  const columns = table.CustomSql.Columns.map(({ Name, Type }) => {
    if (!(Type in DUCKDB_TYPES)) {
      throw new Error(`Dataset '${dataSet.id}': the preview does not know the type '${Type}' of column '${Name}'`);
    }
    return `CAST("${Name}" AS ${DUCKDB_TYPES[Type]}) AS "${Name}"`;
  });
  // a column that is declared, but not in the result, fails here by its name, as it does in QuickSight
  return `SELECT ${columns.join(', ')} FROM (\n${table.CustomSql.SqlQuery}\n)`;
}
