import type { Template } from 'aws-cdk-lib/assertions';
import type { Json } from './synthesized-definition';

/** The names of our datasets. */
export const DATASETS = ['usage_hourly', 'requests', 'latency_daily', 'customers'];

/** Properties of the datasets, under the names that the dashboard has for them. */
export function dataSetsIn(template: Template): Record<string, Json> {
  return Object.fromEntries(Object.values<Json>(template.findResources('AWS::QuickSight::DataSet')).map(({ Properties }) => [queryOf(Properties).Name, Properties]));
}

/** A dataset's only table, which is a query. */
export function queryOf(dataSet: Json): Json {
  const tables = Object.values<Json>(dataSet.PhysicalTableMap);
  if (tables.length !== 1) {
    throw new Error(`${tables.length} tables`);
  }
  return tables[0].CustomSql;
}

/** Names and types, such as `hour DATETIME`. */
export function columnsOf(dataSet: Json): string[] {
  return queryOf(dataSet).Columns.map(({ Name, Type }: Json) => `${Name} ${Type}`);
}

/** The question that a query begins with. */
export function questionOf(dataSet: Json): string {
  return queryOf(dataSet).SqlQuery.split('\n')[0];
}
