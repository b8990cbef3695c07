import { describe, expect, test } from 'vitest';
import { DashboardDataset, DashboardPeriod, KpiVisual, LineChartVisual } from '../../src';

const data = DashboardDataset._of({
  name: 'data', arn: 'arn', columns: () => [{ name: 'hour', type: 'DATETIME' }, { name: 'requests', type: 'INTEGER' }], timeColumn: 'hour', windowDays: 90,
});
const requests = data.sum('requests');

/** What a visual keeps, and by which expression. */
function kept({ _period: period, _dataset: dataset }: KpiVisual | LineChartVisual) {
  const [field] = period._calculatedFields(dataset);
  const filter = period._filter('filter', dataset) as { categoryFilter?: { column: { columnName: string } } } | undefined;
  return { field, filteredBy: filter?.categoryFilter?.column.columnName };
}

describe('What arrived too early for a period', () => {
  const dataset = (arrivalColumn?: string, windowDays?: number) => DashboardDataset._of({
    name: 'data',
    arn: 'arn',
    columns: () => [{ name: 'hour', type: 'DATETIME' }, { name: 'arrived', type: 'DATETIME' }, { name: 'requests', type: 'INTEGER' }],
    timeColumn: 'hour',
    arrivalColumn,
    windowDays,
  });
  const figure = (period: DashboardPeriod, of = dataset('arrived', 90), compared = false) => (
    new KpiVisual({ id: 'figure', title: 'Figure', value: of.sum('requests'), period, compared })._arrivalField()
  );
  const since = (days: string) => `ifelse({arrived} > addDateTime(${days}, 'DD', addDateTime(-2, 'DD', now())), 'within', 'earlier')`;

  test('is told by the hour of arrival: of the chosen days, of fixed ones, and of those before', () => {
    const { chosen, lastDays } = DashboardPeriod;
    expect(figure(chosen())).toEqual({ dataSetIdentifier: 'data', name: '_arrived', expression: since('-1 * ${Days}') });
    expect(figure(lastDays(7))).toEqual({ dataSetIdentifier: 'data', name: '_arrived_in_7_days', expression: since('-1 * 7') });
    expect(figure(chosen(), undefined, true)).toEqual({ dataSetIdentifier: 'data', name: '_arrived_or_before', expression: since('-2 * ${Days}') });
    expect(figure(lastDays(7), undefined, true)).toEqual({ dataSetIdentifier: 'data', name: '_arrived_in_7_days_or_before', expression: since('-2 * 7') });
  });

  test('is nothing, where the dataset does not go back so far, has no hours of arrival, or shows all; a month has 31 days at most', () => {
    const { chosen, lastDays, monthToDate, wholeDataset } = DashboardPeriod;
    expect(figure(lastDays(87))).toBeDefined();
    for (const period of [lastDays(88), wholeDataset()]) {
      expect(figure(period)).toBeUndefined();
    }
    expect(figure(monthToDate())).toEqual(figure(lastDays(31)));
    expect(figure(monthToDate(), dataset('arrived', 33))).toBeUndefined();
    expect(figure(chosen(), dataset(undefined, 90))).toBeUndefined();
    expect(figure(lastDays(400), dataset('arrived'))).toBeDefined();
  });

  test('is as much for lines, which begin at a midnight', () => {
    const usage = dataset('arrived', 90);
    const lines = new LineChartVisual({ id: 'lines', title: 'Lines', time: usage.timeline(), values: [usage.sum('requests')] });
    expect(lines._arrivalField()).toEqual(figure(DashboardPeriod.chosen()));
  });
});

describe('A line chart', () => {
  const linesOf = (period?: DashboardPeriod) => kept(new LineChartVisual({ id: 'lines', title: 'Lines', time: data.timeline(), values: [requests], period }));

  test('of the chosen period begins at a midnight, where more than one day is chosen', () => {
    const expression = "ifelse({hour} > addDateTime(-1 * ${Days}, 'DD', now()), 'within', "
      + "{hour} >= addDateTime(-1 * ${Days}, 'DD', truncDate('DD', now())) AND ${Days} > 1, 'within', 'earlier')";
    const field = { dataSetIdentifier: 'data', name: '_period_from_midnight', expression };
    expect(linesOf()).toEqual({ field, filteredBy: field.name });
    expect(linesOf(DashboardPeriod.chosen())).toEqual({ field, filteredBy: field.name });
  });

  test('of some days begins at a midnight', () => {
    const expression = "ifelse({hour} > addDateTime(-1 * 90, 'DD', now()), 'within', "
      + "{hour} >= addDateTime(-1 * 90, 'DD', truncDate('DD', now())), 'within', 'earlier')";
    const field = { dataSetIdentifier: 'data', name: '_last_90_days_from_midnight', expression };
    expect(linesOf(DashboardPeriod.lastDays(90))).toEqual({ field, filteredBy: field.name });
  });

  test('of a single day, of the month and of the whole dataset begins where others do', () => {
    for (const period of [DashboardPeriod.lastDays(1), DashboardPeriod.monthToDate(), DashboardPeriod.wholeDataset()]) {
      expect(linesOf(period)).toEqual(kept(new KpiVisual({ id: 'figure', title: 'Figure', value: requests, compared: false, period })));
    }
  });

  test('shares no filter with a visual of the same days', () => {
    const lines = new LineChartVisual({ id: 'lines', title: 'Lines', time: data.timeline(), values: [requests] });
    expect(lines._period._key()).not.toBe(DashboardPeriod.chosen()._key());
    expect(lines._period._dependsOnChoice()).toBe(true);
  });
});
