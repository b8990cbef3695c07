import { describe, expect, test } from 'vitest';
import type { Json } from './synthesized-definition';
import {
  BarChartVisual, DashboardDataset, DashboardMeasure, DashboardPeriod, KpiVisual, LineChartVisual, MeasureFormat, PieChartVisual, PivotTableVisual,
  RowTableVisual, TableVisual,
} from '../../src';
import { DashboardSheet } from '../../src/dashboard/dashboard-sheet';
import type { DatasetColumn } from '../../src/dashboard/dataset-column';
import { numericFormat } from '../../src/dashboard/fields/measure-format';

const COLUMNS: DatasetColumn[] = [
  { name: 'hour', type: 'DATETIME' }, { name: 'usage_plan', type: 'STRING' }, { name: 'requests', type: 'INTEGER' }, { name: 'errors', type: 'INTEGER' },
  { name: 'price', type: 'DECIMAL' },
];
const dataset = (timeColumn?: string, windowDays = 90) => DashboardDataset._of({ name: 'data', arn: 'arn', columns: () => COLUMNS, timeColumn, windowDays });

const data = dataset('hour');
const plan = data.dimension('usage_plan');
const requests = data.sum('requests');
const kpi = (props = {}) => new KpiVisual({ id: 'figure', title: 'Figure', value: requests, ...props });

describe('A field', () => {
  test('is called by its column in words, or as is wished', () => {
    expect([plan, data.time('hour'), requests, data.megabytes('price'), data.max('price')].map(({ label }) => label))
      .toEqual(['Usage plan', 'Hour', 'Requests', 'Price', 'Price']);
    expect([data.dimension('usage_plan', 'Plan').label, data.timeline().label, data.timeline('When').label]).toEqual(['Plan', 'Time', 'When']);
  });

  test('is written in the format of its measure', () => {
    const separators = { decimalSeparator: 'DOT', thousandsSeparator: { symbol: 'COMMA', visibility: 'VISIBLE' } };
    const number = (decimalPlaces: number, suffix?: string) => (
      { numberDisplayFormatConfiguration: { separatorConfiguration: separators, decimalPlacesConfiguration: { decimalPlaces }, suffix } }
    );
    expect(Object.fromEntries(Object.values(MeasureFormat).map((format) => [format, numericFormat(format)]))).toEqual({
      WHOLE: number(0),
      DECIMAL: number(2),
      PERCENT: { percentageDisplayFormatConfiguration: { decimalPlacesConfiguration: { decimalPlaces: 2 } } },
      MILLISECONDS: number(0, ' ms'),
      MEGABYTES: number(1, ' MB'),
      DAYS: number(1, ' days'),
    });
  });

  test.each<[string, (of: DashboardDataset) => unknown, string]>([
    ['a column that is not there', (of) => of.dimension('planet'), "Dataset 'data': column 'planet' is missing, and STRING is needed; choose one of 'usage_plan'"],
    ['a time among names', (of) => of.dimension('hour'), "Dataset 'data': column 'hour' is DATETIME, and STRING is needed; choose one of 'usage_plan'"],
    ['a name on an axis of time', (of) => of.time('usage_plan'), "Dataset 'data': column 'usage_plan' is STRING, and DATETIME is needed; choose one of 'hour'"],
    ['a sum of names', (of) => of.sum('usage_plan'), "Dataset 'data': column 'usage_plan' is STRING, and INTEGER or DECIMAL is needed; choose one of 'requests', 'errors', 'price'"],
    ['megabytes of times', (of) => of.megabytes('hour'), "Dataset 'data': column 'hour' is DATETIME, and INTEGER or DECIMAL is needed; choose one of 'requests', 'errors', 'price'"],
    ['the largest of names', (of) => of.max('usage_plan'), "Dataset 'data': column 'usage_plan' is STRING, and INTEGER or DECIMAL is needed; choose one of 'requests', 'errors', 'price'"],
    ['a ratio by names', (of) => of.ratio('errors', 'usage_plan', 'Rate'), "Dataset 'data': column 'usage_plan' is STRING, and INTEGER or DECIMAL is needed; choose one of 'requests', 'errors', 'price'"],
    ['a share of names', (of) => of.share('usage_plan', 'Share'), "Dataset 'data': column 'usage_plan' is STRING, and INTEGER or DECIMAL is needed; choose one of 'requests', 'errors', 'price'"],
    ['a percentile of names', (of) => of.percentile('usage_plan', 50, 'p50'), "Dataset 'data': column 'usage_plan' is STRING, and INTEGER or DECIMAL is needed; choose one of 'requests', 'errors', 'price'"],
    ['different numbers', (of) => of.distinctCount('requests', 'Count'), "Dataset 'data': column 'requests' is INTEGER, and STRING is needed; choose one of 'usage_plan'"],
    ['the earliest name', (of) => of.earliest('usage_plan', 'First'), "Dataset 'data': column 'usage_plan' is STRING, and DATETIME is needed; choose one of 'hour'"],
    ['the latest name', (of) => of.latest('usage_plan', 'Last'), "Dataset 'data': column 'usage_plan' is STRING, and DATETIME is needed; choose one of 'hour'"],
    ['rows of some numbers', (of) => of.only('requests', '1'), "Dataset 'data': column 'requests' is INTEGER, and STRING is needed; choose one of 'usage_plan'"],
    ['rows without a time', (of) => of.without('hour', '1'), "Dataset 'data': column 'hour' is DATETIME, and STRING is needed; choose one of 'usage_plan'"],
    ['rows of no value', (of) => of.only('usage_plan'), "Dataset 'data': only('usage_plan') keeps no row; give a value of the column"],
    [
      'rows of a value that is too long', (of) => of.without('usage_plan', 'x'.repeat(512), 'y'.repeat(513)),
      "Dataset 'data': the value 'yyyyyyyyyyyyyyyyyyyy…' of 'usage_plan' has 513 characters, and QuickSight takes 512; choose rows by another column",
    ],
    ['an empty label', (of) => of.dimension('usage_plan', ''), "Dataset 'data': the label of 'usage_plan' is empty; say what readers see"],
    ['a blank label', (of) => of.ratio('errors', 'requests', ' '), "Dataset 'data': the label of 'errors per requests' is empty; say what readers see"],
    ['a percentile beyond 100', (of) => of.percentile('requests', 101, 'p101'), "Dataset 'data': percentile 101 of 'requests' is not a percentile; give a number from 0 to 100"],
    ['a percentile as a share', (of) => of.percentile('requests', 0.9, 'p90'), "Dataset 'data': percentile 0.9 of 'requests' is written as a share; write it of 100, as in 90 for 0.9"],
    ['a percentile that is no number', (of) => of.percentile('requests', NaN, 'p'), "Dataset 'data': percentile NaN of 'requests' is not a percentile; give a number from 0 to 100"],
  ])('fails with %s', (_, make, message) => {
    expect(() => make(data)).toThrow(new Error(message));
  });

  test('fails with a name that is longer than QuickSight takes, of columns that are not', () => {
    const [one, other] = ['a', 'b'].map((letter) => letter.repeat(61));
    const long = DashboardDataset._of({ name: 'data', arn: 'arn', columns: () => [one, other].map((name) => ({ name, type: 'INTEGER' })), timeColumn: 'hour' });
    const ratio = long.ratio(one, other, 'Rate');
    expect(ratio.column).toHaveLength(127);
    expect(() => kpi({ value: ratio })).toThrow(
      new Error(`Dataset 'data': the name of the figure '${one} per ${other} in the period' has 141 characters, and QuickSight takes 127; give its columns shorter names`),
    );
  });

  test('takes the percentiles that have a meaning', () => {
    expect([0, 1, 99.9, 100].map((percentile) => data.percentile('requests', percentile, 'p').column))
      .toEqual(['p0 of requests', 'p1 of requests', 'p99.9 of requests', 'p100 of requests']);
  });

  test('fails with the time of a dataset that has none', () => {
    expect(() => dataset().timeline()).toThrow(new Error("Dataset 'data': it has no time of its own; take one of its columns by time()"));
  });
});

describe('A period', () => {
  test.each([0, -1, 1.5, NaN])('fails with %s days', (days) => {
    expect(() => DashboardPeriod.lastDays(days)).toThrow(new Error(`DashboardPeriod.lastDays(${days}): it is no number of days; give a whole number from 1`));
  });
});

describe('A visual', () => {
  test.each<[string, () => unknown, string]>([
    ['an id that QuickSight does not take', () => kpi({ id: 'my figure' }), "Visual 'my figure': QuickSight does not take its id; use at most 100 letters, digits, dashes and underscores"],
    ['an empty id', () => kpi({ id: '' }), "Visual '': QuickSight does not take its id; use at most 100 letters, digits, dashes and underscores"],
    ['no width', () => kpi({ width: 0 }), "Visual 'figure': a width of 0 does not fit; a sheet has 36 columns, so give a whole number from 1 to 36"],
    ['a width beyond the sheet\'s', () => kpi({ width: 37 }), "Visual 'figure': a width of 37 does not fit; a sheet has 36 columns, so give a whole number from 1 to 36"],
    ['half a column', () => kpi({ width: 1.5 }), "Visual 'figure': a width of 1.5 does not fit; a sheet has 36 columns, so give a whole number from 1 to 36"],
    [
      'fields of two datasets', () => new PieChartVisual({ id: 'pie', title: 'Pie', by: dataset('hour').dimension('usage_plan'), value: requests }),
      "Visual 'pie': 'Usage plan' and 'Requests' are of different datasets, or of different rows of 'data'; take all fields of a visual from one dataset, kept in one variable",
    ],
    [
      'fields of different rows', () => new PieChartVisual({ id: 'pie', title: 'Pie', by: data.only('usage_plan', 'Free').dimension('usage_plan'), value: requests }),
      "Visual 'pie': 'Usage plan' and 'Requests' are of different datasets, or of different rows of 'data'; take all fields of a visual from one dataset, kept in one variable",
    ],
    [
      'a field twice', () => new PivotTableVisual({ id: 'pivot', title: 'Pivot', rows: [plan], columns: [plan], value: requests }),
      "Visual 'pivot': it has the field 'usage_plan' twice; leave one out",
    ],
    [
      'a figure that cannot be compared', () => kpi({ value: data.max('requests', 'Most') }),
      "Dataset 'data': 'Most' cannot be compared with the period before; take a sum, a ratio, a percentile or a distinct count",
    ],
    [
      'lines without a figure', () => new LineChartVisual({ id: 'lines', title: 'Lines', time: data.timeline(), values: [] }),
      "Visual 'lines': it has 0 figures; give one or more, and one where lines are split by color",
    ],
    [
      'lines of two figures that are split', () => new LineChartVisual({ id: 'lines', title: 'Lines', time: data.timeline(), values: [requests, data.sum('errors')], color: plan }),
      "Visual 'lines': it has 2 figures and a color; give one or more, and one where lines are split by color",
    ],
    [
      'bars without a figure', () => new BarChartVisual({ id: 'bars', title: 'Bars', by: plan, values: [] }),
      "Visual 'bars': it has 0 figures; give one or more, and one where bars are split by color",
    ],
    [
      'a table without a figure', () => new TableVisual({ id: 'table', title: 'Table', groupBy: [plan], values: [] }),
      "Visual 'table': it has 1 dimensions and 0 figures; a table needs at least one of each",
    ],
    [
      'a table without a row', () => new TableVisual({ id: 'table', title: 'Table', groupBy: [], values: [requests] }),
      "Visual 'table': it has 0 dimensions and 1 figures; a table needs at least one of each",
    ],
    [
      'a table that is sorted by what it does not show',
      () => new TableVisual({ id: 'table', title: 'Table', groupBy: [plan], values: [requests], sortBy: data.sum('errors') }),
      "Visual 'table': it is sorted by 'Errors', which is none of its figures; sort it by one of them",
    ],
    [
      'single rows of a figure over many', () => new RowTableVisual({ id: 'rows', title: 'Rows', time: data.time('hour'), columns: [data.ratio('errors', 'requests', 'Rate')] }),
      "Visual 'rows': 'Rate' is calculated over many rows, and the table shows single ones; take a column of the dataset by dimension(), time() or sum()",
    ],
    [
      'bars of a time', () => new BarChartVisual({ id: 'bars', title: 'Bars', by: plan, values: [requests, data.latest('hour', 'Last call')] }),
      "Visual 'bars': 'Last call' is a time, which bars cannot show; show it in a table",
    ],
    [
      'lines of a time', () => new LineChartVisual({ id: 'lines', title: 'Lines', time: data.timeline(), values: [data.earliest('hour', 'First call')] }),
      "Visual 'lines': 'First call' is a time, which lines cannot show; show it in a table",
    ],
    ['a title that is too long', () => kpi({ title: 'x'.repeat(513) }), "Visual 'figure': its title has 513 characters, and QuickSight takes 512; shorten it, or say more in the subtitle"],
    [
      'a subtitle that is too long with its markup', () => kpi({ subtitle: '&'.repeat(403) }),
      "Visual 'figure': its subtitle has 2050 characters with its markup, and QuickSight takes 2048; shorten it",
    ],
    [
      'the last days of a dataset without a time', () => kpi({ value: dataset().sum('requests'), compared: false, period: DashboardPeriod.lastDays(7) }),
      "Visual 'figure': its period has no effect, because 'data' has no time of its own; leave it out, or take a dataset with a time",
    ],
    [
      'the month to date of a dataset without a time', () => kpi({ value: dataset().sum('requests'), compared: false, period: DashboardPeriod.monthToDate() }),
      "Visual 'figure': its period has no effect, because 'data' has no time of its own; leave it out, or take a dataset with a time",
    ],
    [
      'the month to date of a dataset that does not hold a month',
      () => kpi({ value: dataset('hour', 30).sum('requests'), compared: false, period: DashboardPeriod.monthToDate() }),
      "Visual 'figure': its period is the month to date, up to 31 days, and 'data' goes back 30; take lastDays(), or a dataset that goes back further",
    ],
    [
      'more days than there are', () => kpi({ compared: false, period: DashboardPeriod.lastDays(91) }),
      "Visual 'figure': its period is the last 91 days, and 'data' goes back 90; take fewer lastDays(), or a dataset that goes back further",
    ],
    [
      'lines of more days than there are',
      () => new LineChartVisual({ id: 'lines', title: 'Lines', time: data.timeline(), values: [requests], period: DashboardPeriod.lastDays(91) }),
      "Visual 'lines': its period is the last 91 days, and 'data' goes back 90; take fewer lastDays(), or a dataset that goes back further",
    ],
    [
      'single rows along a timeline', () => new RowTableVisual({ id: 'rows', title: 'Rows', time: data.timeline(), columns: [plan] }),
      "Visual 'rows': 'Time' is calculated over many rows, and the table shows single ones; take a column of the dataset by dimension(), time() or sum()",
    ],
  ])('fails with %s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });

  test.each([1, 22, 2.5, NaN])('fails with a height of %s', (height) => {
    expect(() => kpi({ height })).toThrow(`Visual 'figure': a height of ${height} does not fit; give a whole number of rows from 2 to 21`);
  });

  test.each([DashboardPeriod.monthToDate(), DashboardPeriod.wholeDataset()])('fails with a comparison of a period that none comes before', (period) => {
    expect(() => kpi({ period })).toThrow("Visual 'figure': its figure cannot be compared with the period before, since 'data' has none: take DashboardPeriod.chosen() or fewer lastDays() of a dataset with a time, or set compared to false");
  });

  test.each([0, -3, 1.5])('fails with %s bars, lines or slices', (top) => {
    const sentence = `top is ${top}; give how many items are shown at most, a whole number from 1`;
    expect(() => new BarChartVisual({ id: 'bars', title: 'Bars', by: plan, values: [requests], top })).toThrow(`Visual 'bars': ${sentence}`);
    expect(() => new LineChartVisual({ id: 'lines', title: 'Lines', time: data.timeline(), values: [requests], top })).toThrow(`Visual 'lines': ${sentence}`);
    expect(() => new PieChartVisual({ id: 'pie', title: 'Pie', by: plan, value: requests, top })).toThrow(`Visual 'pie': ${sentence}`);
  });

  test('fails without a title', () => {
    expect(() => kpi({ title: ' ' })).toThrow("Visual 'figure': its title is empty; say what the visual answers");
  });

  test('fails with a comparison that the window does not hold', () => {
    expect(() => kpi({ period: DashboardPeriod.lastDays(46) })).toThrow("Visual 'figure': its figure cannot be compared with the period before, since 'data' has none");
  });

  test.each([
    data.ratio('errors', 'requests', 'Figure'), data.percentile('requests', 90, 'Figure'), data.max('requests', 'Figure'), data.earliest('hour', 'Figure'),
    data.latest('hour', 'Figure'),
  ])('fails with slices of $column, which make no whole', (value) => {
    expect(() => new PieChartVisual({ id: 'pie', title: 'Pie', by: plan, value }))
      .toThrow(new Error("Visual 'pie': 'Figure' does not add up to a whole, so slices cannot show it; take a sum or a distinct count, or bars for it"));
  });

  test.each([requests, data.megabytes('requests'), data.share('requests', 'Share'), data.distinctCount('usage_plan', 'Plans')])('takes slices of $column', (value) => {
    expect(() => new PieChartVisual({ id: 'pie', title: 'Pie', by: plan, value })).not.toThrow();
  });

  test('takes a title and a subtitle that are as long as QuickSight takes', () => {
    expect(() => kpi({ title: 'x'.repeat(512), subtitle: 'x'.repeat(2048 - '<visual-subtitle></visual-subtitle>'.length) })).not.toThrow();
  });

  test('takes all days that there are, and a dataset without a time as a whole', () => {
    expect(() => kpi({ compared: false, period: DashboardPeriod.lastDays(90) })).not.toThrow();
    expect(() => kpi({ value: dataset('hour', 31).sum('requests'), compared: false, period: DashboardPeriod.monthToDate() })).not.toThrow();
    [DashboardPeriod.chosen(), DashboardPeriod.wholeDataset()].forEach((period) => (
      expect(() => kpi({ value: dataset().sum('requests'), compared: false, period })).not.toThrow()
    ));
  });

  test('takes the earliest and the latest of one column, and a figure of one row and another of all', () => {
    const values = [data.earliest('hour', 'First'), data.latest('hour', 'Last'), data.max('requests', 'Most'), requests];
    expect(() => new TableVisual({ id: 'table', title: 'Table', groupBy: [plan], values })).not.toThrow();
  });
});

describe('A sheet', () => {
  const sheet = () => new DashboardSheet('own', { name: 'Our own' });
  const figures = (...widths: (number | undefined)[]) => widths.map((width, index) => kpi({ id: `figure-${index}`, width }));

  test.each(['my sheet', '', 'ö', 'x'.repeat(101)])('fails with the id %j', (id) => {
    expect(() => new DashboardSheet(id, { name: 'Our own' }))
      .toThrow(new Error(`Sheet '${id}': QuickSight does not take its id; use at most 100 letters, digits, dashes and underscores`));
  });

  test.each(['', 'i', ' i '])('fails with the name %j, which would have no tab', (name) => {
    expect(() => new DashboardSheet('own', { name }))
      .toThrow(new Error(`Sheet 'own': QuickSight does not show a sheet with the name '${name}'; give it two letters or more`));
  });

  test.each([
    [{ name: 'x'.repeat(2049) }, 'its name has 2049 characters, and QuickSight takes 2048; shorten it, since it stands on a tab'],
    [{ description: 'x'.repeat(1025) }, 'its description has 1025 characters, and QuickSight takes 1 to 1024; shorten it, or leave it out'],
    [{ description: '' }, 'its description has 0 characters, and QuickSight takes 1 to 1024; shorten it, or leave it out'],
  ])('fails with a text that QuickSight does not take', (props, reason) => {
    expect(() => new DashboardSheet('own', { name: 'Our own', ...props })).toThrow(new Error(`Sheet 'own': ${reason}`));
  });

  test('takes a name and a description that are as long as QuickSight takes', () => {
    expect(() => new DashboardSheet('own', { name: 'x'.repeat(2048), description: 'x'.repeat(1024) })).not.toThrow();
  });

  test('fails with a row that is wider than it', () => {
    expect(() => sheet().addVisuals(...figures(20, 17))).toThrow(new Error(
      "Sheet 'own': the row of 'figure-0' is at least 37 columns wide, and a sheet has 36; make its visuals narrower, or put them into rows of their own",
    ));
  });

  test('fails with a row that leaves nothing for a visual without a width', () => {
    expect(() => sheet().addVisuals(...figures(36, undefined))).toThrow(new Error(
      "Sheet 'own': the row of 'figure-0' is at least 37 columns wide, and a sheet has 36; make its visuals narrower, or put them into rows of their own",
    ));
  });

  test('fails with a row of nothing', () => {
    expect(() => sheet().addVisuals()).toThrow(new Error(
      "Sheet 'own': addVisuals() is given no visual; give those of a row, from left to right",
    ));
  });

  test('shares a row out among the visuals without a width, and puts rows below each other', () => {
    const placed = sheet()
      .addVisuals(...figures(10, undefined, undefined, undefined))
      .addVisuals(kpi({ id: 'below', height: 7 }), kpi({ id: 'beside' }))
      ._render([], undefined);
    const [{ configuration: { gridLayout: { elements } } }] = placed.layouts as Json;
    expect(elements.map(({ columnIndex, columnSpan, rowIndex, rowSpan }: Json) => [columnIndex, columnSpan, rowIndex, rowSpan])).toEqual([
      [0, 10, 0, 5], [10, 9, 0, 5], [19, 9, 0, 5], [28, 8, 0, 5], [0, 18, 5, 7], [18, 18, 5, 7],
    ]);
  });
});

describe('Lines', () => {
  const missing = (...values: DashboardMeasure[]) => (
    new LineChartVisual({ id: 'lines', title: 'Lines', time: data.timeline(), values })
      ._render({ visuals: [] }) as Json
  ).lineChartVisual.chartConfiguration.primaryYAxisDisplayOptions?.missingDataConfigurations;
  const rate = data.ratio('errors', 'requests', 'Error rate');
  const zero = [{ treatmentOption: 'SHOW_AS_ZERO' }];

  test.each<[string, DashboardMeasure]>([
    ['a sum', requests], ['megabytes', data.megabytes('price')], ['a share', data.share('requests', 'Share')],
    ['a distinct count', data.distinctCount('usage_plan', 'Plans')],
  ])('of %s are at 0 where there is nothing', (_, value) => {
    expect(missing(value)).toEqual(zero);
  });

  test.each<[string, DashboardMeasure]>([
    ['a ratio', rate], ['a percentile', data.percentile('price', 90, 'p90')], ['the largest value', data.max('price')],
  ])('of %s break where there is nothing, as they do by default', (_, value) => {
    expect(missing(value)).toBeUndefined();
  });

  test('of several figures follow the first', () => {
    expect([missing(requests, rate), missing(rate, requests)]).toEqual([zero, undefined]);
  });
});
