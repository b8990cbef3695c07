import { App, aws_quicksight as quicksight, Stack } from 'aws-cdk-lib';
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { Template } from '../../preview/template';
import { DatasetImportMode } from '../../src';
import type { DatasetColumn } from '../../src/dashboard/dataset-column';
import { CUSTOMERS, customersColumns } from '../../src/dashboard/datasets/customers';
import { LATENCY_DAILY, LATENCY_GRAINS, latencyDailyColumns } from '../../src/dashboard/datasets/latency-daily';
import { REQUESTS, requestsColumns } from '../../src/dashboard/datasets/requests';
import { USAGE_HOURLY, usageHourlyColumns } from '../../src/dashboard/datasets/usage-hourly';
import { renderDefinition } from '../../src/dashboard/definition';
import { DashboardDataset } from '../../src/dashboard/fields/dashboard-dataset';
import type { DatasetGrains } from '../../src/dashboard/fields/dashboard-dataset';
import { customersSheet } from '../../src/dashboard/sheets/customers-sheet';
import { errorsSheet } from '../../src/dashboard/sheets/errors-sheet';
import { latencySheet } from '../../src/dashboard/sheets/latency-sheet';
import { requestsSheet } from '../../src/dashboard/sheets/requests-sheet';
import { usageSheet } from '../../src/dashboard/sheets/usage-sheet';

/** How far the datasets go back, in days. */
export const USAGE_DAYS = 90;
export const REQUESTS_DAYS = 14;

/** The columns of the library's datasets. */
export const COLUMNS: Readonly<Record<string, readonly DatasetColumn[]>> = {
  [USAGE_HOURLY]: usageHourlyColumns(),
  [REQUESTS]: requestsColumns(),
  [LATENCY_DAILY]: latencyDailyColumns(),
  [CUSTOMERS]: customersColumns(),
};

/** What the library itself puts into a template, in CloudFormation's spelling. A fresh copy each time, for tests that spoil it. */
export function dashboardDefinition(): any {
  return structuredClone(rendered ??= render());
}

let rendered: any;

function render(): any {
  const dataset = (name: string, timeColumn?: string, windowDays = USAGE_DAYS, grains?: DatasetGrains) => DashboardDataset._of({
    name,
    arn: `arn:aws:quicksight:us-east-1:123456789012:dataset/${name}`,
    columns: () => COLUMNS[name],
    timeColumn,
    windowDays,
    grains,
    arrivalColumn: COLUMNS[name].find((column) => column.name === 'arrival_hour')?.name,
  });
  const datasets = {
    usageHourly: dataset(USAGE_HOURLY, 'hour'),
    requests: dataset(REQUESTS, 'request_time', REQUESTS_DAYS),
    latencyDaily: dataset(LATENCY_DAILY, 'day', USAGE_DAYS, LATENCY_GRAINS),
    customers: dataset(CUSTOMERS),
    latencyDays: REQUESTS_DAYS / 2,
  };
  const { latencyDays, ...all } = datasets;
  const sheets = [usageSheet, customersSheet, latencySheet, errorsSheet, requestsSheet].map((sheet) => sheet(datasets));
  return inCloudFormation(renderDefinition(Object.values(all), sheets, DatasetImportMode.DIRECT_QUERY));
}

function inCloudFormation(definition: quicksight.CfnDashboard.DashboardVersionDefinitionProperty): any {
  const stack = new Stack(new App(), 'Stack');
  new quicksight.CfnDashboard(stack, 'Dashboard', { awsAccountId: '123456789012', dashboardId: 'usage', name: 'Usage', definition });
  const template = new Template(Synthesized.fromStack(stack).toJSON());
  return template.resolve(template.resourcesOfType('AWS::QuickSight::Dashboard')[0].properties.Definition);
}

/** A calculated field of a definition, by its expression: names are only what readers see. */
export function fieldNode(definition: any, expression: string, dataset?: string): any {
  return definition.CalculatedFields.find(({ Expression, DataSetIdentifier }: any) => (
    Expression === expression && (dataset === undefined || dataset === DataSetIdentifier)));
}

/** A visual of a definition, by its id. */
export function visualNode(definition: any, id: string): any {
  return definition.Sheets.flatMap(({ Visuals }: any) => Visuals.map((entry: any) => Object.values<any>(entry)[0]))
    .find(({ VisualId }: any) => VisualId === id);
}
