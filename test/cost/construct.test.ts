import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { ApiUsageAnalytics, DatasetImportMode, QuickSightPrincipal } from '../../src';
import { DEFAULTS } from '../../tools/cost/assumptions';
import { SCANS_OF_REQUESTS } from '../../tools/cost/dashboard-load';
import { LOOKBACK_DAYS, REFRESHES } from '../../tools/cost/spice';

const SETTINGS = readFileSync(join(__dirname, '../../docs/settings.md'), 'utf8');
const OWNERS = { dashboardOwners: [QuickSightPrincipal.group('analysts')] };

/** The first row of a property, which is that of the whole construct. */
function defaultOf(property: string): string | undefined {
  return new RegExp(`^\\| \`${property}\` \\| \`([^\`]+)\``, 'm').exec(SETTINGS)?.[1];
}

describe('what the cost takes for granted of the construct', () => {
  test('are its defaults', () => {
    expect({
      usageWindow: defaultOf('usageWindow'),
      requestsWindow: defaultOf('requestsWindow'),
      bufferingInterval: defaultOf('bufferingInterval'),
      bufferingSize: defaultOf('bufferingSize'),
      directoryRefreshInterval: defaultOf('directoryRefreshInterval'),
      bytesScannedLimit: defaultOf('bytesScannedLimit'),
    }).toEqual({
      usageWindow: `Duration.days(${DEFAULTS.usageDays})`,
      requestsWindow: `Duration.days(${DEFAULTS.requestsDays})`,
      bufferingInterval: `Duration.seconds(${DEFAULTS.bufferingSeconds})`,
      bufferingSize: `Size.mebibytes(${DEFAULTS.bufferingMebibytes})`,
      directoryRefreshInterval: `Duration.minutes(${DEFAULTS.refreshMinutes})`,
      bytesScannedLimit: `Size.gibibytes(${DEFAULTS.scanLimitGibibytes})`,
    });
  });

  test('is how many visuals and lists are over single requests', () => {
    const stack = new Stack(new App(), 'Stack');
    new ApiUsageAnalytics(stack, 'Analytics', OWNERS);
    const [{ Properties: { Definition: { Sheets } } }] = Object.values(Template.fromStack(stack).findResources('AWS::QuickSight::Dashboard'));
    const read = (Sheets as { Visuals: object[]; ParameterControls: object[] }[])
      .flatMap(({ Visuals, ParameterControls }) => [...Visuals, ...ParameterControls])
      .map((node) => /"DataSetIdentifier":"(\w+)"/.exec(JSON.stringify(node))?.[1]);
    expect(read.filter((dataset) => dataset === 'requests')).toHaveLength(SCANS_OF_REQUESTS);
  });

  test('is how short the windows may be that the page names', () => {
    const windows = (usageDays: number, requestsDays: number) => () => new ApiUsageAnalytics(new Stack(new App(), 'Stack'), 'Analytics', {
      ...OWNERS, usageWindow: Duration.days(usageDays), requestsWindow: Duration.days(requestsDays),
    });
    expect(windows(31, 2)).not.toThrow();
    expect(windows(31, 1)).toThrow();
    expect(windows(30, 2)).toThrow();
  });

  test('is that the functions have 512 MB on arm64', () => {
    const stack = new Stack(new App(), 'Stack');
    new ApiUsageAnalytics(stack, 'Analytics');
    const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    expect(functions.map(({ Properties: { MemorySize, Architectures } }) => [MemorySize, Architectures])).toEqual(functions.map(() => [512, ['arm64']]));
  });
});

describe('what SPICE is taken to do', () => {
  const stack = new Stack(new App(), 'Stack');
  new ApiUsageAnalytics(stack, 'Analytics', { ...OWNERS, datasetImportMode: DatasetImportMode.SPICE });
  const template = Template.fromStack(stack);

  test('is how often which dataset is refreshed', () => {
    const tables = new Map(Object.entries(template.findResources('AWS::QuickSight::DataSet'))
      .map(([id, { Properties: { PhysicalTableMap } }]) => [id, Object.keys(PhysicalTableMap as object)[0].replaceAll('-', '_')]));
    const aDay: Record<string, number> = { HOURLY: 24, DAILY: 1, WEEKLY: 1 / 7 };
    const refreshes = Object.values(template.findResources('AWS::QuickSight::RefreshSchedule')).map(({ DependsOn: [dataset], Properties: { Schedule } }) => ({
      dataset: tables.get(dataset as string),
      kind: Schedule.RefreshType === 'FULL_REFRESH' ? 'full' : 'incremental',
      aDay: aDay[Schedule.ScheduleFrequency.Interval as string],
    }));
    const summed = new Map<string, typeof refreshes[number]>();
    for (const refresh of refreshes) {
      const key = `${refresh.dataset} ${refresh.kind}`;
      summed.set(key, { ...refresh, aDay: refresh.aDay + (summed.get(key)?.aDay ?? 0) });
    }
    const order = (one: object, other: object) => JSON.stringify(one).localeCompare(JSON.stringify(other));
    expect([...summed.values()].sort(order)).toEqual(REFRESHES.map(({ dataset, kind, aDay: times }) => ({ dataset, kind, aDay: times })).sort(order));
  });

  test('is how far back an incremental refresh reads', () => {
    const windows = Object.values(template.findResources('AWS::QuickSight::DataSet'))
      .map(({ Properties: { DataSetRefreshProperties: properties } }) => properties?.RefreshConfiguration.IncrementalRefresh.LookbackWindow)
      .filter((window) => window !== undefined);
    expect(windows).toEqual(windows.map(() => ({ ColumnName: 'arrival_hour', Size: LOOKBACK_DAYS, SizeUnit: 'DAY' })));
    expect(windows).toHaveLength(2);
  });
});
