import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { dashboardIn } from './dashboard/usage-dashboards';
import { parsed, ROOT } from './docs/public-api';
import { analyticsIn } from './stack';
import * as library from '../src';
import {
  AccessLogSchema, DashboardContent, DatasetImportMode, LogForwarder, QuickSightPrincipal, RecordFormat, RecordLayout,
} from '../src';

const dashboardOwners = [QuickSightPrincipal.user('ann')];

/** Each place where one is read, by the enum, with what is said of the value there. */
const PLACES: [string, string, (value: never) => unknown][] = [
  ['DashboardContent', 'Stack/Analytics: dashboardContent', (dashboardContent) => analyticsIn({ dashboardOwners, dashboardContent })],
  ['DashboardContent', 'Stack/Analytics: dashboardContent', (dashboardContent) => analyticsIn({ dashboardContent })],
  ['DashboardContent', 'Stack/Dashboard: content', (content) => dashboardIn({ content })],
  ['DatasetImportMode', 'Stack/Analytics: datasetImportMode', (datasetImportMode) => analyticsIn({ dashboardOwners, datasetImportMode })],
  ['DatasetImportMode', 'Stack/Dashboard: importMode', (importMode) => dashboardIn({ importMode })],
  ['RecordFormat', 'Stack/Analytics/Catalog: recordFormat', (recordFormat) => analyticsIn({ recordFormat })],
  ['PersonalData', 'Stack/Analytics: sourceIp', (sourceIp) => analyticsIn({ sourceIp })],
  ['PersonalData', 'userAgent', (userAgent) => new AccessLogSchema([], { userAgent })],
  ['AbsentValue', 'RecordLayout: absentValue', (absentValue) => RecordLayout.of({ otherColumns: true, absentValue })],
  ['TimeFormat', 'RecordLayout: timeFormat', (timeFormat) => RecordLayout.of({ otherColumns: true, timeFormat })],
  ['StatusClass', "LogForwarder 's3': one of its filter's statusClasses", (status) => LogForwarder.s3({ prefix: 'copy/', filter: { statusClasses: [status] } })],
  ['MeasureFormat', "Dataset 'usage_hourly': the format of the figure 'Calls'", (format) => dashboardIn().dashboard.usageHourly.sum('requests', 'Calls', format)],
  ['DatasetColumnType', "Stack/Dashboard: dataset 'prices': the type of column 'plan'", (type) => (
    dashboardIn().dashboard.addDataset('prices', { sqlQuery: 'SELECT plan FROM prices', columns: [{ name: 'plan', type }] })
  )],
];

/** What the library exports of these. */
function publicEnums(): string[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => parsed(join(ROOT, 'src', file)).statements.filter(ts.isEnumDeclaration).map(({ name }) => name.text)).filter((name) => name in library);
}

describe('a value that an enum does not have', () => {
  test.each(PLACES)('of %s is refused: %s', (name, called, use) => {
    const type = library[name as keyof typeof library] as unknown as Record<string, string>;
    const all = Object.keys(type).map((key) => `${name}.${key}`).join(', ');
    expect(() => use('other' as never)).toThrow(new Error(`${called} is 'other', which is no ${name}; give one of ${all}`));
    expect(() => use('toString' as never)).toThrow(`${called} is 'toString', which is no ${name}`);
  });

  test('is looked for wherever there is a public enum', () => {
    expect([...new Set(PLACES.map(([name]) => name))].sort()).toEqual(publicEnums().sort());
  });

  test('may be what is left out, or null, where there is a default', () => {
    expect(() => dashboardIn({ content: undefined, importMode: undefined })).not.toThrow();
    const { analytics } = analyticsIn({ dashboardOwners, datasetImportMode: null as never, recordFormat: null as never });
    expect(analytics.catalog.recordFormat).toBe(RecordFormat.PARQUET);
  });

  test('may be the text of one, as a cast gives it', () => {
    const datasetImportMode = 'SPICE' as DatasetImportMode;
    expect(() => analyticsIn({ dashboardOwners, datasetImportMode, dashboardContent: 'DATASETS' as DashboardContent })).not.toThrow();
  });
});
