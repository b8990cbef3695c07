import { describe, expect, test } from 'vitest';
import {
  cubeOf, DAY, dashboard, HOUR, KEYS, madeUpRows, measure, MB, MOMENT, MS, NOW, PERCENT, REQUESTS, Row,
} from './browser-fixture';
import {
  AGE, BarVisualData, Cube, KpiVisualData, LATEST_ROWS, LineVisualData, MeasureValue, NumberFormat, PieVisualData, PivotVisualData, RowsVisualData,
  TableVisualData, TIME, VALUE, VisualData,
} from '../../preview/page/data';
import { barView } from '../../preview/page/view/bar';
import { Choices } from '../../preview/page/view/choices';
import { emptinessOf, periodOf } from '../../preview/page/view/emptiness';
import { split, undivided } from '../../preview/page/view/grouping';
import { kpiView } from '../../preview/page/view/kpi';
import { lineView } from '../../preview/page/view/line';
import { evaluate } from '../../preview/page/view/measure';
import { nearestLine } from '../../preview/page/view/near';
import { axisText, formatted, fullNumber, percent, points, shortNumber, shortText } from '../../preview/page/view/number-text';
import { parametersOf } from '../../preview/page/view/parameters-of';
import { pieSlices } from '../../preview/page/view/pie';
import { MAX_COLUMNS, MAX_ROWS, pivotView } from '../../preview/page/view/pivot';
import { isOf, isSame, narrowed, pointOf } from '../../preview/page/view/point';
import { PreparedCube } from '../../preview/page/view/prepared-cube';
import { rowsView } from '../../preview/page/view/rows';
import { tableView } from '../../preview/page/view/table';
import { timeText } from '../../preview/page/view/time-text';

const rows = madeUpRows(60);
const { sheets } = dashboard(rows);
const visual = <T extends VisualData>(id: string) => sheets.flatMap(({ visuals }) => visuals).find((candidate) => candidate.id === id) as T;

const sum = (of: readonly Row[], value = ({ requests }: Row) => requests) => of.reduce((total, row) => total + value(row), 0);
const within = (days: number, of = rows) => of.filter(({ time }) => time > NOW - days * DAY);
const before = (days: number, of = rows) => of.filter(({ time }) => time <= NOW - days * DAY && time > NOW - 2 * days * DAY);
const isError = ({ status }: Row) => status >= '400';
const MONTH: Choices = { Days: [30] };

const row = (overrides: Partial<Row>): Row => ({
  time: NOW - HOUR, plan: 'Basic', customer: 'A', endpoint: '/', method: 'GET', status: '200', latency: 10, bytes: 1, requests: 1, ...overrides,
});
/** One figure of few rows. */
const figure = (of: readonly Row[], value: MeasureValue, choices: Choices = MONTH, cube = cubeOf(of, [AGE, 'customer', VALUE], ['requests', 'errors', 'bytes', 'slowest', 'first', 'weight'])) =>
  evaluate(value, undivided(PreparedCube.of(cube), PreparedCube.of(cube).cells), choices)[0];
const CELL = { size: 2, keys: [{ name: 'customer', values: ['A', 'B'], codes: [0, 1] }] };

describe('a measure', () => {
  const few = [
    row({ requests: 3, latency: 10, bytes: 2 }), row({ requests: 1, latency: 50, status: '500', customer: 'B' }),
    row({ requests: 96, latency: 20, customer: '(none)', time: NOW - 40 * DAY }), row({ requests: 5, latency: null, time: NOW - 40 * DAY }),
  ];

  test.each<[string, MeasureValue, number]>([
    ['a sum', { kind: 'atom', atom: 'requests' }, 105],
    ['a maximum', { kind: 'atom', atom: 'slowest' }, 50],
    ['a minimum', { kind: 'atom', atom: 'first' }, NOW - 40 * DAY],
    ['a ratio', { kind: 'ratio', numerator: 'errors', denominator: 'requests' }, 1 / 105],
    ['a sum by a constant', { kind: 'scaled', atom: 'bytes', divisor: 4 }, (6 + 1 + 96 + 5) / 4],
    ['how many different values there are, but for the absent one', { kind: 'distinct', key: 'customer', absent: '(none)' }, 2],
    ['the least percentile', { kind: 'percentile', weight: 'weight', percentile: 0 }, 10],
    ['a percentile that the first values just reach', { kind: 'percentile', weight: 'weight', percentile: 3 }, 10],
    ['a percentile just above', { kind: 'percentile', weight: 'weight', percentile: 3.01 }, 20],
    ['a percentile of the requests that have a value', { kind: 'percentile', weight: 'weight', percentile: 99 }, 20],
    ['the largest percentile', { kind: 'percentile', weight: 'weight', percentile: 100 }, 50],
    ['within a period', { kind: 'atom', atom: 'requests', within: { days: 'chosen', which: 'within' } }, 4],
    ['within the period before', { kind: 'atom', atom: 'requests', within: { days: 'chosen', which: 'before' } }, 101],
    ['within a fixed period', { kind: 'atom', atom: 'requests', within: { days: 90, which: 'within', longest: 91 } }, 105],
    ['a percentile within a period', { kind: 'percentile', weight: 'weight', percentile: 76, within: { days: 30, which: 'within' } }, 50],
  ])('%s', (_, value, expected) => {
    expect(figure(few, value)).toBeCloseTo(expected, 10);
  });

  test.each<[string, MeasureValue]>([
    ['a ratio to nothing', { kind: 'ratio', numerator: 'requests', denominator: 'errors' }],
    ['a sum of no rows', { kind: 'atom', atom: 'requests', within: { days: 1, which: 'before' } }],
    ['a period that is too long', { kind: 'atom', atom: 'requests', within: { days: 'chosen', which: 'within', longest: 30 } }],
    ['a percentile of no values', { kind: 'percentile', weight: 'weight', percentile: 50, within: { days: 1, which: 'before' } }],
  ])('is none: %s', (_, value) => {
    expect(figure([few[0], few[3]], value)).toBeNaN();
  });

  test('a null counts neither in a sum nor as the largest', () => {
    const cube: Cube = { ...CELL, atoms: [{ name: 'n', merge: 'sum', values: [null, 2] }, { name: 'm', merge: 'max', values: [-3, null] }] };
    expect(figure([], { kind: 'atom', atom: 'n' }, {}, cube)).toBe(2);
    expect(figure([], { kind: 'atom', atom: 'm' }, {}, cube)).toBe(-3);
  });

  test('a share is that of the whole visual, whatever the groups leave out', () => {
    const cube = PreparedCube.of(cubeOf(few, [AGE, 'customer'], ['requests']));
    const groups = split(undivided(cube, cube.cells), 'customer', Int32Array.from([0, -1, 1]), 2);
    expect([...evaluate({ kind: 'share', atom: 'requests' }, groups, {})]).toEqual([8 / 105, 96 / 105]);
  });

  test('fails for a column that the cube does not have', () => {
    expect(() => figure(few, { kind: 'atom', atom: 'cost' })).toThrow("The page has no figures by 'cost'.");
  });
});

describe('a figure', () => {
  test.each(['requests', 'active-customers', 'error-rate', 'data-out'])('%s and that of the period before', (id) => {
    const truth: Record<string, (of: readonly Row[]) => number> = {
      'requests': (of) => sum(of),
      'active-customers': (of) => new Set(of.map(({ customer }) => customer)).size,
      'error-rate': (of) => sum(of.filter(isError)) / sum(of),
      'data-out': (of) => sum(of, ({ bytes, requests }) => bytes * requests) / 1e6,
    };
    const view = kpiView(visual<KpiVisualData>(id), { Days: [7] });
    const [now, then] = [truth[id](within(7)), truth[id](before(7))];
    expect(view.value).toBeCloseTo(now, 9);
    expect(view.before).toBeCloseTo(then, 9);
    expect(view.isInPoints).toBe(id === 'error-rate');
    expect(view.change).toBeCloseTo(id === 'error-rate' ? now - then : now / then - 1, 9);
  });

  test('of the chosen plans and customers', () => {
    const { customer, plan } = rows[0];
    const own = (of: readonly Row[]) => of.filter((item) => item.customer === customer);
    expect(kpiView(visual('requests'), { Days: [30], Plan: [plan, 'Starter'], Customer: [customer] }).value).toBe(sum(own(within(30))));
    expect(kpiView(visual('requests'), { Days: [30], Plan: ['Starter'], Customer: [customer] })).toEqual({ value: null, before: null, change: null, isInPoints: false });
  });

  test('has no change against a period that the dataset does not hold, nor against nothing', () => {
    expect(kpiView(visual('requests'), { Days: [90] })).toMatchObject({ value: sum(within(90)), before: null, change: null });
    const kpi: KpiVisualData = { ...visual<KpiVisualData>('error-rate'), cube: cubeOf([row({ status: '500' }), row({ time: NOW - 40 * DAY })], ['usage_plan', 'customer', AGE], ['errors', 'requests']) };
    expect(kpiView(kpi, MONTH)).toEqual({ value: 1, before: 0, change: 1, isInPoints: true });
    const count: KpiVisualData = { ...visual<KpiVisualData>('requests'), cube: cubeOf([row({}), row({ time: NOW - 40 * DAY, requests: 0 })], ['usage_plan', 'customer', AGE], ['requests']) };
    expect(kpiView(count, MONTH)).toEqual({ value: 1, before: 0, change: null, isInPoints: false });
  });
});

describe('lines', () => {
  const plans = visual<LineVisualData>('requests-by-plan');
  const at = (time: number, size: number) => Math.floor(time / size) * size;

  test('by day have each day of the period, and a day without requests is 0', () => {
    const view = lineView(plans, MONTH);
    expect(view.isHourly).toBe(false);
    expect(view.times[0]).toBe(Date.parse('2026-02-15'));
    expect(view.times.at(-1)).toBe(Date.parse('2026-03-17'));
    expect(view.times).toHaveLength(31);
    for (const { name, values } of view.series) {
      expect(values).toEqual(view.times.map((time) => sum(within(30).filter((item) => item.plan === name && at(item.time, DAY) === time))));
    }
    expect(new Set(view.series.map(({ name }) => name))).toEqual(new Set(within(30).map(({ plan }) => plan)));
  });

  test('by the hour of what are days are by day', () => {
    const days = [row({ time: Date.parse('2026-03-10') }), row({ time: Date.parse('2026-03-12') })];
    const cube = cubeOf(days, ['usage_plan', 'customer', AGE, TIME], ['requests']);
    const view = lineView({ ...plans, time: { label: 'Day', steps: 'hour' }, cube }, MONTH);
    expect([view.isHourly, view.series[0].values]).toEqual([false, [1, 0, 1]]);
  });

  test('by hour where one day is chosen', () => {
    expect(lineView(plans, { Days: [7] }).isHourly).toBe(false);
    const view = lineView(plans, { Days: [1] });
    const [largest] = view.series;
    expect(view.isHourly).toBe(true);
    expect(view.times.every((time, index) => index === 0 || time - view.times[index - 1] === HOUR)).toBe(true);
    const own = within(1).filter(({ plan }) => plan === largest.name);
    expect(largest.values).toEqual(view.times.map((time) => sum(own.filter((item) => at(item.time, HOUR) === time))));
  });

  test('keep the axis of the period when others go', () => {
    const small = rows.at(-1)!;
    const view = lineView(plans, { ...MONTH, Customer: [small.customer] });
    expect(view.times).toEqual(lineView(plans, MONTH).times);
    expect(view.series.map(({ name }) => name)).toEqual([small.plan]);
  });

  test('are the largest, by the sum of what is drawn, and Other for the rest if it is wanted', () => {
    const customers = visual<LineVisualData>('requests-by-customer');
    const totals = [...new Set(rows.map(({ customer }) => customer))]
      .map((name) => ({ name, total: sum(within(30).filter(({ customer }) => customer === name)) })).sort((a, b) => b.total - a.total);
    const view = lineView({ ...customers, limit: { items: 3, other: true } }, MONTH);
    expect(view.series.map(({ name }) => name)).toEqual([...totals.slice(0, 3).map(({ name }) => name), 'Other']);
    expect(view.series[3].others).toBe(totals.filter(({ total }) => total > 0).length - 3);
    expect(view.series[3].values.reduce((total, value) => total! + value!, 0)).toBe(totals.slice(3).reduce((total, item) => total + item.total, 0));
    expect(lineView(customers, MONTH).series).toHaveLength(10);
  });

  test('are at 0 or have a gap where they have no figure, whatever the figure is', () => {
    const few = [row({ time: NOW - 5 * DAY, status: '500', requests: 4 }), row({ time: NOW - 5 * DAY, requests: 4 }), row({ time: NOW - 3 * DAY })];
    const line = (value: MeasureValue, missing: LineVisualData['missing']): LineVisualData => ({
      ...plans, missing, colour: undefined, measures: [measure('', PERCENT, value)], cube: cubeOf(few, ['usage_plan', 'customer', AGE, TIME], ['errors', 'requests', 'slowest']),
    });
    const values = (value: MeasureValue, missing: LineVisualData['missing']) => lineView(line(value, missing), MONTH).series[0].values;
    const requests = { kind: 'atom', atom: 'requests' } as const;
    expect(values({ kind: 'ratio', numerator: 'errors', denominator: 'requests' }, 'gap')).toEqual([0.5, null, 0]);
    expect(values({ kind: 'atom', atom: 'slowest' }, 'gap')).toEqual([10, null, 10]);
    expect(values({ kind: 'atom', atom: 'slowest' }, 'zero')).toEqual([10, 0, 10]);
    expect(values(requests, 'zero')).toEqual([8, 0, 1]);
    expect(values(requests, 'gap')).toEqual([8, null, 1]);
    expect(values({ kind: 'distinct', key: 'customer', absent: '(none)' }, 'zero')).toEqual([1, 0, 1]);
    expect(values({ kind: 'share', atom: 'requests' }, 'zero')).toEqual([8 / 9, 0, 1 / 9]);
  });

  test('are none where nothing passes', () => {
    expect(lineView(plans, { ...MONTH, Plan: ['Gold'] }).series).toEqual([]);
    expect(lineView({ ...plans, cube: cubeOf([], ['usage_plan', 'customer', AGE, TIME], ['requests']) }, MONTH)).toMatchObject({ times: [], series: [] });
  });
});

describe('bars', () => {
  test('stacked by status: the largest customers, the statuses ascending', () => {
    const view = barView(visual('top-customers'), { Days: [7], Plan: ['Enterprise'] });
    const own = within(7).filter(({ plan }) => plan === 'Enterprise');
    const totals = [...new Set(own.map(({ customer }) => customer))]
      .map((name) => ({ name, total: sum(own.filter(({ customer }) => customer === name)) }))
      .sort((a, b) => b.total - a.total);
    expect(view.bars.map(({ name, total }) => ({ name, total }))).toEqual(totals.slice(0, 20));
    expect(view.parts).toEqual([...new Set(own.map(({ status }) => status))].sort());
    const largest = own.filter(({ customer }) => customer === totals[0].name);
    expect(view.bars[0].parts).toEqual(view.parts.map((status) => sum(largest.filter((item) => item.status === status))));
  });

  test('side by side by several measures', () => {
    const view = barView(visual('errors-by-plan'), MONTH);
    expect(view.parts).toEqual(['4xx', '5xx']);
    for (const { name, parts } of view.bars) {
      const own = within(30).filter(({ plan }) => plan === name);
      expect(parts).toEqual(['4', '5'].map((kind) => sum(own.filter(({ status }) => status[0] === kind))));
    }
  });

  test('by name, with the rest as Other', () => {
    const view = barView({ ...visual<BarVisualData>('requests-by-status'), sort: { by: 'name', descending: false }, limit: { items: 2, other: true } }, MONTH);
    expect(view.bars.map(({ name }) => name)).toEqual(['200', '201', 'Other']);
    expect(view.bars[2]).toMatchObject({ others: 10, total: sum(within(30).filter(({ status }) => status > '201')) });
    expect(view.categories).toBe(12);
  });

  test('have no colour for what none of them has', () => {
    const cube = cubeOf([row({}), row({ status: '500', requests: 0 })], ['usage_plan', 'customer', 'status', AGE], ['requests']);
    expect(barView({ ...visual<BarVisualData>('top-customers'), cube }, MONTH).parts).toEqual(['200']);
  });

  test('of what has no figure are left out', () => {
    const bars: BarVisualData = {
      ...visual<BarVisualData>('requests-by-status'),
      measures: [measure('p90', MS, { kind: 'percentile', weight: 'weight', percentile: 90 })],
      cube: cubeOf([row({ latency: null }), row({ status: '500', latency: 7 })], ['usage_plan', 'customer', 'status', AGE, VALUE], ['weight']),
    };
    expect(barView(bars, MONTH).bars).toEqual([{ name: '500', total: 7, parts: [7] }]);
  });
});

describe('slices', () => {
  const pie = visual<PieVisualData>('traffic-by-plan');

  test('and their shares; the chosen period is not theirs', () => {
    const slices = pieSlices(pie, { Days: [1], Plan: ['Starter'] });
    const all = within(30);
    expect(slices.map(({ name, value }) => ({ name, value }))).toEqual([...new Set(all.map(({ plan }) => plan))]
      .map((name) => ({ name, value: sum(all.filter(({ plan }) => plan === name)) })).sort((a, b) => b.value - a.value));
    slices.forEach(({ value, share }) => expect(share).toBeCloseTo(value / sum(all), 12));
  });

  test('of nothing are left out', () => {
    const cube = cubeOf([row({}), row({ plan: 'Gold', requests: 0 })], ['usage_plan', AGE], ['requests']);
    expect(pieSlices({ ...pie, cube }, {})).toEqual([{ name: 'Basic', value: 1, share: 1 }]);
  });

  test('with the rest as Other', () => {
    const slices = pieSlices({ ...pie, limit: { items: 1, other: true } }, {});
    expect(slices.map(({ name, others }) => [name, others])).toEqual([['Enterprise', undefined], ['Other', 4]]);
    expect(slices[0].share + slices[1].share).toBeCloseTo(1, 12);
  });
});

describe('a pivot table', () => {
  const pivot = visual<PivotVisualData>('traffic-by-endpoint');

  test('has the share of each cell, its totals and subtotals', () => {
    const view = pivotView(pivot, MONTH);
    const all = within(30);
    const columns = view.groups.flatMap((group) => group.columns.map((column) => ({ plan: group.name, ...column })));
    const shown = new Set(columns.filter((column) => !column.others && !column.subtotal).map(({ plan, name }) => `${plan} ${name}`));
    view.rows.forEach((item) => item.cells.forEach((value, index) => {
      const { plan, name, others, subtotal } = columns[index];
      const cell = all.filter((one) => one.endpoint === item.names[0] && one.plan === plan
        && (subtotal || (others ? !shown.has(`${one.plan} ${one.customer}`) : one.customer === name)));
      expect(value ?? 0).toBeCloseTo(sum(cell) / sum(all), 12);
    }));
    expect(view.groups.at(-1)).toMatchObject({ name: '(no plan)', columns: [{ name: 'Proseware Retail Group International Holdings' }] });
    expect(view.total).toBe(1);
    expect(view.rows.reduce((total, item) => total + item.total!, 0)).toBeCloseTo(1, 12);
    expect(columns.reduce((total, { subtotal }, index) => total + (subtotal ? 0 : view.columnTotals[index]!), 0)).toBeCloseTo(1, 12);
    expect(view.groups.reduce((total, { value }) => total + value!, 0)).toBeCloseTo(1, 12);
    expect(view.groups.map(({ value }) => value)).toEqual([...view.groups.map(({ value }) => value)].sort((a, b) => b! - a!));
    expect(view.count).toMatchObject({ columns: 60, shownColumns: MAX_COLUMNS, rows: 12, shownRows: 12 });
  });

  test('of one level of columns has no headings, and no subtotals', () => {
    const view = pivotView({ ...pivot, columns: [pivot.columns[0]] }, MONTH);
    expect(view.groups).toHaveLength(1);
    expect(view.groups[0].name).toBeUndefined();
    expect(view.groups[0].columns.map(({ name }) => name)).toEqual(['Enterprise', 'Business', 'Free trial', 'Starter', '(no plan)']);
  });

  test('puts the smallest rows together, and orders by name if that is wanted', () => {
    const view = pivotView({ ...pivot, rows: [{ column: 'customer', label: 'Customer', sort: { by: 'name', descending: true } }], columns: [pivot.columns[0]] }, MONTH);
    const names = view.rows.slice(0, -1).map((item) => item.names[0]);
    expect(names).toHaveLength(MAX_ROWS);
    expect(names).toEqual([...names].sort().reverse());
    const rest = within(30).filter(({ customer }) => !names.includes(customer));
    expect(view.rows.at(-1)).toMatchObject({ names: ['35 others'], others: 35 });
    expect(view.rows.at(-1)!.total).toBeCloseTo(sum(rest) / sum(within(30)), 12);
  });

  test('of maxima has the largest of each, not their sum', () => {
    const few = [row({ latency: 5 }), row({ latency: 9, endpoint: '/b' }), row({ latency: 7, customer: 'B' })];
    const view = pivotView({ ...pivot, measure: measure('', MS, { kind: 'atom', atom: 'slowest' }), cube: cubeOf(few, ['usage_plan', 'customer', 'endpoint', AGE], ['slowest']) }, MONTH);
    expect(view.rows.map((item) => [item.names[0], item.cells, item.total])).toEqual([['/b', [9, null, 9], 9], ['/', [5, 7, 7], 7]]);
    expect([view.columnTotals, view.total, view.largest]).toEqual([[9, 7, 9], 9, 9]);
  });
});

describe('a table', () => {
  const table = visual<TableVisualData>('customer-table');

  test('has the figures of each row, the largest first', () => {
    const view = tableView(table, { Days: [7], Plan: ['Business'] });
    const all = within(7).filter(({ plan }) => plan === 'Business');
    const [first] = view.rows;
    const own = all.filter(({ customer }) => customer === first.names[0]);
    const latencies = own.flatMap(({ latency, requests }) => Array<number>(requests).fill(latency!)).sort((a, b) => a - b);
    expect(first.names).toEqual([own[0].customer, 'Business']);
    expect(first.values).toEqual([
      sum(own), sum(own) / sum(all), sum(own.filter(isError)) / sum(own), latencies[Math.ceil(latencies.length * 0.95) - 1],
      sum(own, ({ bytes, requests }) => bytes * requests) / 1e6, Math.min(...own.map(({ time }) => time)), Math.max(...own.map(({ time }) => time)),
    ]);
    expect(view.count).toBe(new Set(all.map(({ customer }) => customer)).size);
    expect(view.rows.map(({ values }) => values[0])).toEqual([...view.rows.map(({ values }) => values[0])].sort((a, b) => b! - a!));
  });

  test('shows the first 200 rows, and those without the figure that it is sorted by last', () => {
    const many = Array.from({ length: 250 }, (_, index) => row({ customer: `C${index}`, latency: index === 7 ? null : index, requests: 1 }));
    const sorted: TableVisualData = {
      ...table,
      measures: [measure('Latency', MS, { kind: 'atom', atom: 'slowest' })],
      descending: false,
      cube: cubeOf(many, ['usage_plan', 'customer', AGE], ['slowest']),
    };
    const view = tableView(sorted, MONTH);
    expect([view.rows.length, view.count, view.rows[0].names[0]]).toEqual([200, 250, 'C0']);
    const plans: Choices = { ...MONTH, Customer: ['C7', 'C8', 'C9'] };
    expect(tableView(sorted, plans).rows.map(({ names }) => names[0])).toEqual(['C8', 'C9', 'C7']);
    expect(tableView({ ...sorted, descending: true }, plans).rows.map(({ names }) => names[0])).toEqual(['C9', 'C8', 'C7']);
  });
});

describe('single rows', () => {
  const latest = visual<RowsVisualData>('latest-requests');

  test('without a choice are the latest without a gap', () => {
    const view = rowsView(latest, { Days: [90] });
    expect(view.rows).toEqual(latest.cells.slice(0, LATEST_ROWS));
    expect(view).toMatchObject({ count: sum(within(90)), hasGaps: false });
  });

  test('of a choice are all that the page has of it', () => {
    const { customer } = rows.at(-1)!;
    const held = latest.cells.filter((cells) => cells[3] === customer);
    const view = rowsView(latest, { Days: [90], Customer: [customer] });
    expect(view.rows).toEqual(held);
    expect(view.count).toBe(sum(within(90).filter((item) => item.customer === customer)));
    expect(view.hasGaps).toBe(latest.cells.slice(LATEST_ROWS).some((cells) => cells[3] === customer));
  });

  test('of a choice have no gap where all of them are on the page', () => {
    const many = Array.from({ length: LATEST_ROWS + 1 }, (_, index) => row({ customer: index === LATEST_ROWS ? 'B' : 'A', time: NOW - index }));
    const cube = cubeOf(many, ['usage_plan', 'customer', AGE], ['rows']);
    const keys = (['usage_plan', 'customer', AGE] as const).map((name) => {
      const { values } = cubeOf(many, [name], []).keys[0];
      return { name, values, codes: many.map((item) => values.indexOf(KEYS[name](item))) };
    });
    const held: RowsVisualData = { ...latest, cube, rows: { size: many.length, keys, atoms: [] }, cells: many.map(({ customer }) => [customer]) };
    expect(rowsView(held, { ...MONTH, Customer: ['B'] })).toEqual({ rows: [['B']], count: 1, hasGaps: false });
  });

  test('of a period', () => {
    expect(rowsView(latest, { Days: [1] }).rows).toEqual(latest.cells.filter(([time]) => Number(time) > NOW - DAY).slice(0, LATEST_ROWS));
    expect(rowsView(latest, { Days: [1], Plan: ['Gold'] })).toMatchObject({ rows: [], count: 0 });
  });
});

test('a visual follows the parameters that filter it, and the period where it is chosen', () => {
  expect(parametersOf(visual('requests'))).toEqual(['Plan', 'Customer', 'Days']);
  expect(parametersOf(visual('requests-by-plan'))).toEqual(['Plan', 'Customer', 'Days']);
  expect(parametersOf(visual('traffic-by-plan'))).toEqual([]);
  expect(parametersOf({ ...visual<LineVisualData>('requests-by-plan'), period: undefined })).toEqual(['Plan', 'Customer', 'Days']);
  expect(parametersOf({ ...visual<KpiVisualData>('requests'), value: REQUESTS, before: undefined })).toEqual(['Plan', 'Customer']);
});

describe('a click', () => {
  const BOTH = [{ column: 'customer', label: 'Customer' }, { column: 'usage_plan', label: 'Usage plan' }];
  const follows = visual('requests').filteredBy;

  test('sets those columns of a mark that the definition names', () => {
    expect(pointOf(BOTH, { status: '200', customer: 'A', usage_plan: '(no plan)' })).toEqual({ customer: 'A', usage_plan: '(no plan)' });
    expect(pointOf(BOTH, { customer: 'A', usage_plan: undefined })).toEqual({ customer: 'A' });
    expect(pointOf(BOTH, { status: '200' })).toBeUndefined();
    expect(pointOf(undefined, { customer: 'A' })).toBeUndefined();
  });

  test('marks what is of all its columns', () => {
    expect(isOf({ customer: 'A' }, { customer: 'A', status: '200' })).toBe(true);
    expect(isOf({ customer: 'A', usage_plan: 'P' }, { customer: 'A' })).toBe(false);
    expect(isOf(undefined, {})).toBe(true);
    expect(isSame({ customer: 'A' }, { customer: 'A' })).toBe(true);
    expect(isSame({ customer: 'A' }, { customer: 'A', usage_plan: 'P' })).toBe(false);
    expect(isSame({ customer: 'A' }, { customer: 'B' })).toBe(false);
    expect(isSame(undefined, undefined)).toBe(false);
  });

  test('shows in other visuals what the equal choice of the controls shows', () => {
    const { customer, plan } = rows[0];
    expect(narrowed(MONTH, follows, { customer })).toEqual({ ...MONTH, Customer: [customer] });
    expect(narrowed({ ...MONTH, Customer: [customer, 'B'] }, follows, { customer, usage_plan: plan })).toEqual({ ...MONTH, Customer: [customer], Plan: [plan] });
    expect(narrowed({ ...MONTH, Customer: ['B'] }, [], { customer })).toEqual({ ...MONTH, Customer: ['B'] });
  });

  test('on what the controls leave out shows nothing', () => {
    const choices = narrowed({ ...MONTH, Plan: ['Starter'] }, follows, { usage_plan: 'Business' });
    expect(kpiView(visual('requests'), choices).value).toBeNull();
    expect(barView(visual('top-customers'), choices).bars).toEqual([]);
    expect(rowsView(visual('latest-requests'), choices)).toMatchObject({ rows: [], count: 0 });
    expect(emptinessOf(visual('requests'), choices)).toBe('not with these filters');
  });

  test('is meant for the nearest line within reach', () => {
    const lines = [[[0, 0], [10, 0], null, [30, 0]], [[0, 20], [10, 10], [20, 20], null]] as const;
    expect(nearestLine(lines, [5, 3], 4)).toBe(0);
    // beside a steep line, between two of its figures
    expect(nearestLine(lines, [15, 17], 4)).toBe(1);
    // a single figure between gaps, and a gap
    expect(nearestLine(lines, [32, 2], 4)).toBe(0);
    expect(nearestLine(lines, [25, 0], 4)).toBeUndefined();
    expect(nearestLine([], [0, 0], 4)).toBeUndefined();
  });
});

describe('a visual without figures', () => {
  const of = (items: readonly Row[], bare = visual('requests-by-status')) =>
    ({ ...bare, cube: cubeOf(items, ['usage_plan', 'customer', 'status', AGE], ['requests']) }) as VisualData;
  const old = row({ time: NOW - 40 * DAY });

  test('is so by the filters, the period, or since there is no data', () => {
    expect(emptinessOf(of([row({})]), { ...MONTH, Plan: ['Gold'] })).toBe('not with these filters');
    expect(emptinessOf(of([row({})]), { ...MONTH, Customer: ['nobody'] })).toBe('not with these filters');
    expect(emptinessOf(of([old]), MONTH)).toBe('not in this period');
    expect(emptinessOf(of([old]), { ...MONTH, Plan: ['Gold'] })).toBe('not in this period');
    expect(emptinessOf(of([]), { ...MONTH, Plan: ['Gold'] })).toBe('no data');
    expect(emptinessOf({ ...of([]), period: undefined }, MONTH)).toBe('no data');
    // figures of nothing, such as a pie's zeros
    expect(emptinessOf(of([row({})]), MONTH)).toBe('not in this period');
  });

  test('has the period of its figure', () => {
    expect(emptinessOf(of([old], visual('requests')), { ...MONTH, Plan: ['Basic'] })).toBe('not in this period');
    expect(periodOf(visual('requests'))).toMatchObject({ days: 'chosen' });
    expect(periodOf(visual('traffic-by-plan'))).toEqual({ days: 30 });
  });
});

describe('numbers', () => {
  const plain = (text: string) => text.replaceAll('\u202f', ' ');

  test.each([
    [0, '0'], [950, '950'], [9_999, '9,999'], [34_512, '34.5 k'], [99_960, '100 k'], [1_234_567, '1.2 M'], [999_950, '1 M'], [5.6e9, '5.6 G'], [0.3, '0.3'], [-34_512, '-34.5 k'],
  ])('%d is short %s', (value, text) => expect(plain(shortNumber(value))).toBe(text));

  test.each([
    [MS, 34, '34 ms'], [MS, 9_999, '9,999 ms'], [MS, 10_000, '10 s'], [MS, 12_345, '12.3 s'],
    [MB, 5_600, '5.6 GB'], [MB, 12.34, '12.3 MB'], [MB, 0.34, '340 kB'], [MB, 0.0000005, '1 B'], [MB, 0, '0 B'], [MB, 999.96, '1 GB'], [MB, 2_500_000, '2.5 TB'],
    [PERCENT, 0.12345, '12.3 %'], [PERCENT, 0.00345, '0.35 %'], [PERCENT, 0.00001, '< 0.01 %'], [PERCENT, 0, '0 %'],
    [{ kind: 'number', decimals: 1, suffix: ' days' } as const, 3.5, '3.5 days'], [{ kind: 'number', decimals: 1, suffix: ' days' } as const, 1, '1 day'],
    [{ kind: 'number', decimals: 2, suffix: ' EUR' } as const, 1234.5, '1,234.50 EUR'],
  ])('%o: %d is short %s', (format, value, text) => expect(plain(shortText(value, format))).toBe(text));

  test('in tables are in full', () => {
    expect(formatted(1_234_567, REQUESTS.format)).toBe('1,234,567');
    expect(plain(formatted(0.12345, PERCENT))).toBe('12.35 %');
    expect(plain(formatted(0.12345, { kind: 'percent' }))).toBe('12.3 %');
    expect(fullNumber(1234.56)).toBe('1,234.6');
    expect(formatted(null, PERCENT)).toBe('–');
    expect(plain(percent(0.0004, 0))).toBe('< 1 %');
  });

  test.each<[string, NumberFormat, number, readonly number[], readonly string[]]>([
    ['milliseconds', MS, 9_000, [0, 1_800, 10_000], ['0 ms', '1,800 ms', '10,000 ms']],
    ['seconds', MS, 31_000, [0, 1_800, 30_000], ['0 s', '1.8 s', '30 s']],
    ['a part of a megabyte', MB, 0.4, [0, 0.05, 0.4], ['0 kB', '50 kB', '400 kB']],
    ['gigabytes', MB, 5_600, [0, 500, 6_000], ['0 GB', '0.5 GB', '6 GB']],
    ['counts', REQUESTS.format, 8_000, [0, 500, 10_000], ['0', '500', '10,000']],
    ['thousands', REQUESTS.format, 12_000, [0, 500, 15_000], ['0 k', '0.5 k', '15 k']],
    ['percentages', PERCENT, 0.3, [0, 0.025, 0.3], ['0 %', '2.5 %', '30 %']],
    ['another unit', { kind: 'number', suffix: ' days' }, 3, [0, 1.5], ['0 days', '1.5 days']],
    ['nothing at all', MB, 0, [0, 0.5], ['0 B', '500,000 B']],
  ])('marks of an axis have one unit, that of the largest figure: %s', (_, format, largest, marks, texts) => {
    expect(marks.map(axisText(format, largest)).map(plain)).toEqual(texts);
  });

  test.each([[0.0123, '1.2'], [0.00049, '0.05'], [0.00095, '0.1'], [0.00001, '< 0.01'], [0.4, '40.0']])('a change of %d is one of %s points', (change, text) => {
    expect(plain(points(change))).toBe(text);
  });

  test('times are UTC, with the year where it is another', () => {
    const now = new Date('2026-11-21T20:00:00Z');
    expect(timeText(Date.parse('2026-11-21T14:05:00Z'), now)).toBe('21 Nov, 14:05');
    expect(timeText(Date.parse('2025-12-31T23:59:00Z'), now)).toBe('31 Dec 2025, 23:59');
    expect(formatted(Date.parse('2001-01-02T03:04:00Z'), MOMENT)).toBe('2 Jan 2001, 03:04');
  });
});

test('a cube of 300,000 cells is evaluated at once', () => {
  const size = 300_000;
  const codes = (count: number, step: number) => Array.from({ length: size }, (_, cell) => Math.floor(cell / step) % count);
  const texts = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
  const cube: Cube = {
    size,
    keys: [
      { name: 'customer', values: texts(3_000), codes: codes(3_000, 1) }, { name: 'usage_plan', values: texts(5), codes: codes(5, 7) },
      { name: AGE, values: [1, 7, 30, 60, 90, null], codes: codes(6, 11) },
      { name: TIME, values: Array.from({ length: 90 }, (_, day) => NOW - day * DAY), codes: codes(90, 13) },
      { name: VALUE, values: Array.from({ length: 5_000 }, (_, value) => value), codes: codes(5_000, 3) },
    ],
    atoms: ['requests', 'errors', 'bytes', 'weight', 'first', 'last'].map((name) => ({ name, merge: 'sum', values: codes(100, 17) })),
  };
  const choices: Choices = { Days: [30], Plan: ['v1', 'v2'] };
  lineView({ ...visual<LineVisualData>('requests-by-customer'), cube }, choices);
  const started = performance.now();
  lineView({ ...visual<LineVisualData>('requests-by-customer'), cube }, { ...choices, Days: [90] });
  const line = performance.now();
  tableView({ ...visual<TableVisualData>('customer-table'), cube }, { ...choices, Days: [90] });
  const table = performance.now();
  console.info(`300,000 cells: line ${Math.round(line - started)} ms, table of 7 measures ${Math.round(table - line)} ms`);
  expect(table - started).toBeLessThan(1_500);
});
