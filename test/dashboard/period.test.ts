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
