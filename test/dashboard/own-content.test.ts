import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { DATASETS, columnsOf, dataSetsIn, queryOf } from './synthesized-datasets';
import type { Json } from './synthesized-definition';
import { dashboardIn, onlyOne } from './usage-dashboards';
import { DashboardContent, DashboardPeriod, DatasetColumnType, DatasetImportMode, KpiVisual, QuickSightPrincipal, TableVisual } from '../../src';
import type { DashboardDataset } from '../../src';

const DATA_SOURCE = 'AWS::QuickSight::DataSource';
const DASHBOARD = 'AWS::QuickSight::Dashboard';
const SCHEDULE = 'AWS::QuickSight::RefreshSchedule';

const PRICES = { sqlQuery: 'SELECT plan FROM prices', columns: [{ name: 'plan', type: DatasetColumnType.STRING }] };

describe('The content', () => {
  const datasetsOnly = () => dashboardIn({ content: DashboardContent.DATASETS });

  test('is a dashboard by default, with a sheet for each question', () => {
    const { dashboard, template } = dashboardIn();
    const { DashboardId, Definition } = onlyOne(template(), DASHBOARD);
    expect(Definition.Sheets.map(({ Name }: Json) => Name)).toEqual(['Usage', 'Customers', 'Latency', 'Errors and access', 'Requests']);
    expect(dashboard.dashboardId).toBe(DashboardId);
    expect(dashboard.dashboardArn).toBeDefined();
  });

  test('can be datasets alone, for dashboards that are made in QuickSight', () => {
    const { dashboard, template } = datasetsOnly();
    template().resourceCountIs(DASHBOARD, 0);
    template().resourceCountIs(DATA_SOURCE, 1);
    expect(Object.keys(dataSetsIn(template()))).toHaveLength(4);
    expect([dashboard.dashboardId, dashboard.dashboardArn]).toEqual([undefined, undefined]);
  });

  test('can be datasets alone with one of one\'s own', () => {
    const { dashboard, template } = datasetsOnly();
    dashboard.addDataset('prices', PRICES);
    expect(columnsOf(dataSetsIn(template()).prices)).toEqual(['plan STRING']);
  });

  test('fails with nothing', () => {
    expect(() => dashboardIn({ content: DashboardContent.NONE })).toThrow('Stack/Dashboard: a dashboard with DashboardContent.NONE would be nothing; do not make it');
  });

  test('fails with viewers and no dashboard', () => {
    expect(() => dashboardIn({ content: DashboardContent.DATASETS, viewers: [QuickSightPrincipal.user('ann')] })).toThrow(
      "Stack/Dashboard: the dashboard's viewers have no effect, because only datasets are made, which none but owners see; leave them out, or name them among the owners",
    );
    expect(() => dashboardIn({ content: DashboardContent.DATASETS, viewers: [] })).not.toThrow();
  });

  test('fails with a sheet and no dashboard', () => {
    expect(() => datasetsOnly().dashboard.addSheet('own', { name: 'Our own' }))
      .toThrow("Stack/Dashboard: sheet 'own' has no dashboard to be on, since only datasets are made; give DashboardContent.DASHBOARD, or leave the sheet out");
    expect(() => datasetsOnly().dashboard.sheet('usage')).toThrow("Stack/Dashboard: the dashboard has no sheet 'usage'; it has none, since only datasets are made");
  });
});

describe('One\'s own', () => {
  const sheetsIn = (template: Template): Json[] => onlyOne(template, DASHBOARD).Definition.Sheets;

  test('sheet stands behind the others, with what is added to it later', () => {
    const { dashboard, template } = dashboardIn();
    const sheet = dashboard.addSheet('own', { name: 'Our own', description: 'What is ours?' });
    sheet.addVisuals(new KpiVisual({ id: 'ours', title: 'Ours', value: dashboard.usageHourly.sum('requests') }));
    const last = sheetsIn(template()).at(-1);
    expect([last.SheetId, last.Name, last.Description]).toEqual(['own', 'Our own', 'What is ours?']);
    expect(last.Visuals.map(({ KPIVisual }: Json) => KPIVisual.VisualId)).toEqual(['ours']);
    expect(dashboard.sheet('own')).toBe(sheet);
  });

  test('visual can stand on a sheet that is there', () => {
    const { dashboard, template } = dashboardIn();
    dashboard.sheet('usage').addVisuals(new KpiVisual({ id: 'ours', title: 'Ours', value: dashboard.usageHourly.sum('requests') }));
    const [usage] = sheetsIn(template());
    expect(usage.Visuals.at(-1).KPIVisual.VisualId).toBe('ours');
    const elements = usage.Layouts[0].Configuration.GridLayout.Elements;
    expect(elements.at(-1)).toMatchObject({ ElementId: 'ours', ColumnIndex: 0, ColumnSpan: 36, RowIndex: elements.at(-2).RowIndex + elements.at(-2).RowSpan });
  });

  test('dataset is one of the dashboard, and renewed every six hours in SPICE', () => {
    const { dashboard, template } = dashboardIn({ importMode: DatasetImportMode.SPICE });
    const prices = dashboard.addDataset('list_prices', PRICES);
    const { list_prices: dataSet } = dataSetsIn(template());
    expect(queryOf(dataSet)).toMatchObject({ SqlQuery: 'SELECT plan FROM prices', Columns: [{ Name: 'plan', Type: 'STRING' }] });
    expect(dataSet.Name).toBe('API usage (Stack), list_prices');
    const schedules = Object.values<Json>(template().findResources(SCHEDULE, { Properties: { DataSetId: dataSet.DataSetId } }))
      .map(({ Properties }) => Properties.Schedule);
    expect(schedules.map(({ RefreshType, ScheduleFrequency }) => `${RefreshType} ${ScheduleFrequency.TimeOfTheDay}`))
      .toEqual(['00:15', '06:15', '12:15', '18:15'].map((time) => `FULL_REFRESH ${time}`));
    expect(onlyOne(template(), DASHBOARD).Definition.DataSetIdentifierDeclarations.map(({ Identifier }: Json) => Identifier)).toEqual([...DATASETS, 'list_prices']);
    expect(prices.name).toBe('list_prices');
  });

  test('fails with a sheet that there is', () => {
    expect(() => dashboardIn().dashboard.addSheet('usage', { name: 'Usage' })).toThrow(
      "Stack/Dashboard: the dashboard has a sheet 'usage' already; give the new one another id, or get that one by sheet('usage')",
    );
  });

  test('fails with a sheet that is called as another is', () => {
    expect(() => dashboardIn().dashboard.addSheet('own', { name: 'Usage' })).toThrow(
      "Stack/Dashboard: sheet 'own' is called 'Usage' as sheet 'usage' is, and readers could not tell their tabs apart; give it another name",
    );
  });

  test('fails with a percentile of sums', () => {
    expect(() => dashboardIn().dashboard.usageHourly.percentile('response_latency_ms', 90, 'p90')).toThrow(
      "Dataset 'usage_hourly': a percentile of 'response_latency_ms' would be one of sums by hour in SPICE; take it of 'requests', where a row is one request",
    );
  });

  test('fails with the largest of sums', () => {
    expect(() => dashboardIn().dashboard.usageHourly.max('requests')).toThrow(
      "Dataset 'usage_hourly': the largest 'requests' would be a request's in direct query mode, and a sum of an hour in SPICE; take it of 'requests', where a row is one request",
    );
  });

  test.each<[string, (daily: DashboardDataset) => unknown, string]>([
    ['an unknown grain', (daily) => daily.only('grain', 'endpoints'), "only('grain', 'endpoints')"],
    ['two grains', (daily) => daily.only('grain', 'api', 'endpoint'), "only('grain', 'api', 'endpoint')"],
    ['a second grain', (daily) => daily.only('grain', 'api').only('grain', 'endpoint'), "only('grain', 'endpoint')"],
    ['all grains but one', (daily) => daily.without('grain', 'all'), "without('grain', 'all')"],
  ])('fails with %s', (_, make, call) => {
    expect(() => make(dashboardIn().dashboard.latencyDaily)).toThrow(new Error(
      `Dataset 'latency_daily': ${call} does not keep the rows of one grain; call only('grain', …) once, with one of 'all', 'api', 'endpoint', 'customer'`,
    ));
  });

  test('fails with a visual of all grains', () => {
    const value = dashboardIn().dashboard.latencyDaily.sum('requests');
    expect(() => new KpiVisual({ id: 'ours', title: 'Ours', value })).toThrow(new Error(
      "Visual 'ours': 'latency_daily' has each request once for each grain, and would count it 4 times; keep one by only('grain', …) with one of 'all', 'api', 'endpoint', 'customer'",
    ));
  });

  test.each<[string, (daily: DashboardDataset) => unknown]>([
    ['names', (daily) => daily.only('grain', 'endpoint').dimension('customer')],
    ['rows', (daily) => daily.only('grain', 'endpoint').only('customer', 'Acme')],
    ['rows, before the grain,', (daily) => daily.only('customer', 'Acme').only('grain', 'endpoint')],
  ])('fails with %s that a grain does not tell apart', (_, make) => {
    expect(() => make(dashboardIn().dashboard.latencyDaily)).toThrow(
      new Error("Dataset 'latency_daily': 'customer' is not told apart by the grain 'endpoint'; choose another column, or keep another grain"),
    );
  });

  test.each<[string, (daily: DashboardDataset) => unknown]>([
    ['a sum', (daily) => daily.sum('p90_ms')], ['megabytes', (daily) => daily.megabytes('p90_ms')], ['a ratio', (daily) => daily.ratio('p90_ms', 'requests', 'Mean')],
    ['a share', (daily) => daily.share('p90_ms', 'Share')], ['a percentile', (daily) => daily.percentile('p90_ms', 50, 'Median')],
  ])('fails with %s of percentiles', (_, make) => {
    const { latencyDaily, customers } = dashboardIn().dashboard;
    expect(() => make(latencyDaily)).toThrow(new Error("Dataset 'latency_daily': 'p90_ms' holds percentiles, which can be neither added up nor divided; take max('p90_ms')"));
    expect(() => customers.sum('p95_ms')).toThrow("Dataset 'customers': 'p95_ms' holds percentiles");
    expect(() => latencyDaily.max('p90_ms')).not.toThrow();
  });

  test.each([[DashboardPeriod.wholeDataset(), 90], [DashboardPeriod.chosen(), 365]])('dataset widens the choice of a period only where it is shown by it', (period, longest) => {
    const { dashboard, template } = dashboardIn();
    const archive = dashboard.addDataset('archive', {
      sqlQuery: 'SELECT day, calls FROM archive',
      columns: [{ name: 'day', type: DatasetColumnType.DATETIME }, { name: 'calls', type: DatasetColumnType.INTEGER }],
      timeColumn: 'day',
      windowDays: 400,
    });
    dashboard.addSheet('own', { name: 'Our own' }).addVisuals(new KpiVisual({ id: 'ours', title: 'Ours', value: archive.sum('calls'), compared: false, period }));
    sheetsIn(template()).flatMap(({ ParameterControls = [] }) => ParameterControls).filter(({ Dropdown }) => Dropdown?.SourceParameterName === 'Days')
      .forEach(({ Dropdown }) => expect(Dropdown.SelectableValues.Values.at(-1)).toBe(String(longest)));
  });

  test('fails with a sheet that there is not', () => {
    expect(() => dashboardIn().dashboard.sheet('use'))
      .toThrow("Stack/Dashboard: the dashboard has no sheet 'use'; it has 'usage', 'customers', 'latency', 'errors', 'requests'");
  });

  test.each(['usage_hourly', 'Requests', 'list-prices', '1st', 'x'.repeat(27), ''])('fails with a dataset called %j', (id) => {
    expect(() => dashboardIn().dashboard.addDataset(id, PRICES)).toThrow(
      `Stack/Dashboard: a dataset cannot be called '${id}'; use at most 26 letters, digits and underscores, and a name that is not taken by `
      + "'usage_hourly', 'requests', 'latency_daily', 'customers'",
    );
  });

  test.each([
    [{ sqlQuery: 'SELECT 1;' }, "sqlQuery 'SELECT 1;' is no query that another can be written around; give a SELECT statement without a semicolon"],
    [{ sqlQuery: ' ' }, "sqlQuery '' is no query that another can be written around; give a SELECT statement without a semicolon"],
    [{ windowDays: -3 }, 'windowDays is -3; give the days that the query goes back, more than 0'],
    [{ windowDays: 60 }, 'windowDays is 60, which has no effect without a timeColumn; name the column that periods are taken of, or leave windowDays out'],
    [{ columns: [] }, "it has no columns; give those of the query's result"],
    [
      { columns: [{ name: 'plan', type: DatasetColumnType.STRING }, { name: 'Plan', type: DatasetColumnType.STRING }] },
      "column 'Plan' is there twice; give one of them another name in the query",
    ],
    [
      { columns: [{ name: '_period', type: DatasetColumnType.STRING }] },
      "column '_period' begins with an underscore, as the fields do that are calculated here; give it another name in the query",
    ],
    ...['', ' ', 'n}', '{n', 'x'.repeat(128)].map((name): [object, string] => [
      { columns: [{ name, type: DatasetColumnType.STRING }] },
      `column '${name}' cannot be named in a figure; give it a name of 1 to 127 characters without braces in the query`,
    ]),
    [{ timeColumn: 'day' }, "timeColumn 'day' is none of its columns; name a column of type DATETIME"],
    [{ timeColumn: 'plan' }, "timeColumn 'plan' is STRING; name a column of type DATETIME"],
  ])('fails with a dataset of %j', (wrong, reason) => {
    expect(() => dashboardIn().dashboard.addDataset('prices', { ...PRICES, ...wrong })).toThrow(`Stack/Dashboard: dataset 'prices': ${reason}`);
  });

  test('fails with a sheet without visuals, at synthesis', () => {
    const { dashboard, template } = dashboardIn();
    dashboard.addSheet('own', { name: 'Our own' });
    expect(template).toThrow("[Stack/Dashboard] the sheet 'own' has no visuals; add some by addVisuals(), or leave the sheet out");
  });

  test('fails with controls of callers that control nothing, at synthesis', () => {
    const { dashboard, template } = dashboardIn();
    dashboard.addSheet('own', { name: 'Our own', callerControls: true })
      .addVisuals(new KpiVisual({ id: 'ours', title: 'Ours', value: dashboard.usageHourly.sum('requests') }));
    expect(template).toThrow(
      "[Stack/Dashboard] 'callerControls' of the sheet 'own' has no effect, because none of its visuals can be filtered by a source address, a user or a request; "
      + 'leave it out, or add a visual of single requests',
    );
    dashboard.sheet('own').addVisuals(
      new TableVisual({ id: 'theirs', title: 'Theirs', groupBy: [dashboard.requests.dimension('endpoint')], values: [dashboard.requests.sum('requests')] }),
    );
    expect(template).not.toThrow();
  });

  test('fails with two visuals of one id, at synthesis', () => {
    const { dashboard, template } = dashboardIn();
    dashboard.addSheet('own', { name: 'Our own' }).addVisuals(new KpiVisual({ id: 'error-rate', title: 'Ours', value: dashboard.usageHourly.sum('requests') }));
    expect(template).toThrow("[Stack/Dashboard] the dashboard has more than one visual 'error-rate', on sheet 'usage' and sheet 'own', which QuickSight refuses; give one of them another id");
  });

  test('fails with a visual of another dashboard\'s dataset, at synthesis', () => {
    const { dashboard, template } = dashboardIn();
    const { dashboard: other } = dashboardIn();
    dashboard.addSheet('own', { name: 'Our own' }).addVisuals(new KpiVisual({ id: 'ours', title: 'Ours', value: other.usageHourly.sum('requests') }));
    expect(template).toThrow("[Stack/Dashboard] the visual 'ours' shows 'usage_hourly' of another dashboard; take its fields from a dataset of this one");
  });
});
