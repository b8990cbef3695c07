import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { ApiUsageAnalytics, DatasetImportMode, QuickSightPrincipal } from '../../src';
import { DAYS_DEFAULT } from '../../src/dashboard/period';
import { DEFAULTS } from '../../tools/cost/assumptions';
import type { BenchResults } from '../../tools/cost/measured';
import { measured } from '../../tools/cost/measured';
import { METRICS_OF_ALARMS } from '../../tools/cost/page-costs';
import { LOOKBACK_DAYS, REFRESHES } from '../../tools/cost/spice';

const SETTINGS = readFileSync(join(__dirname, '../../docs/settings.md'), 'utf8');
const MEASURED = join(__dirname, '../../bench/results.json');
const ABSENT = existsSync(MEASURED) ? '' : ' (skipped: there is no bench/results.json; make it by npm run bench)';
const OWNERS = { dashboardOwners: [QuickSightPrincipal.group('analysts')] };

/** The first row of a property, which is that of the whole construct. */
function defaultOf(property: string): string | undefined {
  return new RegExp(`^\\| \`${property}\` \\| \`([^\`]+)\``, 'm').exec(SETTINGS)?.[1];
}

/** As CloudFormation has it, and no more than says what is read. */
interface Definition {
  readonly Sheets: { SheetId: string; Visuals: object[]; ParameterControls: object[] }[];
  readonly CalculatedFields: { DataSetIdentifier: string; Name: string; Expression: unknown }[];
  readonly FilterGroups: {
    FilterGroupId: string;
    Filters: { CategoryFilter: { Column: { DataSetIdentifier: string; ColumnName: string } } }[];
    ScopeConfiguration: { SelectedSheets: { SheetVisualScopingConfigurations: { SheetId: string; VisualIds: string[] }[] } };
  }[];
}

/** The dataset of each visual and list, and the days of arrivals that it leaves, where it leaves some out. */
function queriesOf({ Sheets, CalculatedFields, FilterGroups }: Definition): { dataset: string; arrivedDays?: number; scans: number }[] {
  const arrivals = new Map(FilterGroups.filter(({ FilterGroupId }) => FilterGroupId.startsWith('arrival')).flatMap(({ Filters, ScopeConfiguration }) => {
    const { DataSetIdentifier, ColumnName } = Filters[0].CategoryFilter.Column;
    const field = CalculatedFields.find((one) => one.DataSetIdentifier === DataSetIdentifier && one.Name === ColumnName)!;
    const [, periods, days, more] = /-(\d+) \* (\S+), 'DD', addDateTime\(-(\d+),/.exec(JSON.stringify(field.Expression))!;
    const arrivedDays = Number(periods) * (days.startsWith('$') ? DAYS_DEFAULT : Number(days)) + Number(more);
    return ScopeConfiguration.SelectedSheets.SheetVisualScopingConfigurations
      .flatMap(({ SheetId, VisualIds }) => VisualIds.map((id) => [`${SheetId} ${id}`, arrivedDays] as const));
  }));
  return Sheets.flatMap(({ SheetId, Visuals, ParameterControls }) => [...Visuals, ...ParameterControls].flatMap((node) => {
    const dataset = /"DataSetIdentifier":"(\w+)"/.exec(JSON.stringify(node))?.[1];
    const id = /"VisualId":"([^"]+)"/.exec(JSON.stringify(node))?.[1];
    return dataset === undefined ? [] : [{
      dataset,
      arrivedDays: arrivals.get(`${SheetId} ${id}`),
      // a percentile of a customer is of the records once more
      scans: JSON.stringify(node).includes('"p95_ms"') ? 2 : 1,
    }];
  }));
}

function groupName(window: string, arrivedDays?: number): string {
  return `${window}, ${arrivedDays ?? 'all'} days`;
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

  test.skipIf(ABSENT)(`is how many visuals and lists there are, and how far back each of their scans goes${ABSENT}`, () => {
    const stack = new Stack(new App(), 'Stack');
    new ApiUsageAnalytics(stack, 'Analytics', OWNERS);
    const [{ Properties: { Definition } }] = Object.values(Template.fromStack(stack).findResources('AWS::QuickSight::Dashboard'));
    const read = queriesOf(Definition as Definition);
    const scans = read.flatMap((query) => Array<string>(query.scans).fill(groupName(query.dataset === 'requests' ? 'requests' : 'usage', query.arrivedDays)));
    const { queries, groups } = measured(JSON.parse(readFileSync(MEASURED, 'utf8')) as BenchResults);
    const counted = Object.fromEntries([...new Set(scans)].map((name) => [name, scans.filter((one) => one === name).length]));
    expect([read.length, counted], 'measure it anew by: npm run bench queries')
      .toEqual([queries, Object.fromEntries(groups.map(({ window, arrivedDays, scans: value }) => [groupName(window, arrivedDays), value]))]);
  });

  test('is how many metrics its alarms have', () => {
    const stack = new Stack(new App(), 'Stack');
    new ApiUsageAnalytics(stack, 'Analytics', { alarmTopic: new Topic(stack, 'Topic') });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    // an alarm has either one metric, or several and what is computed of them, which is not billed
    const metrics = alarms.flatMap(({ Properties: { MetricName, Metrics = [] } }) => (
      MetricName ? [MetricName] : (Metrics as { MetricStat?: object }[]).filter(({ MetricStat }) => MetricStat)
    ));
    expect(metrics).toHaveLength(METRICS_OF_ALARMS);
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
