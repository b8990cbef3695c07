import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldNode, visualNode } from './page-dashboard';
import type { Choice } from './page-reader';
import { cellsOf, embedded, embeddedVisuals, figures } from './page-reader';
import type { DatasetRow } from './page-tables';
import { Tables } from './page-tables';
import type { Call } from './page-traffic';
import { DAY, HOUR, hourly, madeUpCalls, NOW, single } from './page-traffic';
import type {
  BarVisualData, KpiVisualData, LineVisualData, MeasureData, PieVisualData, PivotVisualData, RowsVisualData, TableVisualData, VisualData,
} from '../../preview/page/data';
import { AGE, LATEST_ROWS, TIME, VALUE } from '../../preview/page/data';
import { renderPage } from '../../preview/page/page';

const CALLS = madeUpCalls(3_000, 100);
/** What the dataset of single requests goes back. */
const RECENT = [
  ...madeUpCalls(1_500, 14, 11),
  // where periods begin: these are no part of them
  ...madeUpCalls(3, 0, 5).map((call, index) => ({ ...call, time: NOW.getTime() - [1, 7, 14][index] * DAY })),
];
const MADE = madeUpCustomers();
const DAYS = madeUpDays();

const CHOICES: [string, Choice][] = [
  ['1 day', { days: 1 }],
  ['7 days', { days: 7 }],
  ['30 days', { days: 30 }],
  ['90 days', { days: 90 }],
  ['30 days of a plan', { days: 30, values: { usage_plan: ['Free'] } }],
  ['7 days of two plans and a customer', { days: 7, values: { usage_plan: ['Free', 'Professional'], customer: ['Customer 4'] } }],
];

let tables: Tables;
let page: string;
let visuals: Map<string, VisualData>;

const visual = <T extends VisualData>(id: string, from = visuals) => from.get(id) as T;

beforeAll(async () => {
  tables = await Tables.open({ usage_hourly: CALLS.map(hourly), requests: RECENT.map(single), customers: MADE, latency_daily: [...DAYS, { day: null, grain: 'all', p90_ms: 9_999 }] });
  page = await renderPage(tables.input());
  visuals = embeddedVisuals(page);
});
afterAll(() => tables.close());

/** Hours of the calls, for `usage_hourly` knows no more. */
const HOURLY = CALLS.map((call) => ({ ...call, time: call.time - call.time % HOUR }));
const within = (calls: readonly Call[], days: number) => calls.filter(({ time }) => time > NOW.getTime() - days * DAY);
/** As lines have them: more than one day begin at a midnight. */
const inLines = (calls: readonly Call[], days: number) => days === 1 ? within(calls, 1)
  : calls.filter(({ time }) => time >= NOW.getTime() - NOW.getTime() % DAY - days * DAY);
const before = (calls: readonly Call[], days: number) => within(calls, 2 * days).filter(({ time }) => time <= NOW.getTime() - days * DAY);
const passing = <T extends DatasetRow | Call>(rows: readonly T[], { values = {} }: Choice) => rows.filter((row) => (
  Object.entries(values).every(([column, chosen]) => chosen.includes(String((row as DatasetRow)[column])))));
const chosenOf = (choice: Choice) => within(passing(HOURLY, choice), choice.days!);
const inLinesOf = (choice: Choice) => inLines(passing(HOURLY, choice), choice.days!);
const sum = (rows: readonly object[], column: string) => rows.reduce((total, row) => total + Number((row as DatasetRow)[column]), 0);
const by = <T extends object>(rows: readonly T[], name: (row: T) => unknown, figure: (group: T[]) => number | null) => {
  const groups = new Map<string, T[]>();
  rows.forEach((row) => groups.set(String(name(row)), [...groups.get(String(name(row))) ?? [], row]));
  return new Map([...groups].map(([key, group]) => [key, figure(group)]));
};
/** The least of the values up to which so many percent of them lie. */
const percentile = (values: readonly (number | null)[], rank: number) => {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil(sorted.length * rank / 100) - 1)];
};
const close = (actual: Map<string, number | null>, expected: Map<string, number | null>) => {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  expected.forEach((value, key) => value === null ? expect(actual.get(key)).toBeNull() : expect(actual.get(key)).toBeCloseTo(value, 6));
};

describe.each(CHOICES)('the figures of %s', (_, choice) => {
  const days = choice.days!;
  const kpi = (id: string) => {
    const { value, before: compared } = visual<KpiVisualData>(id);
    return [value, compared!].map((measure) => figures(visual(id), measure, choice).get(''));
  };
  const ratio = (calls: readonly Call[], column: string) => sum(calls, 'requests') === 0 ? null : sum(calls, column) / sum(calls, 'requests');
  /** Of half the window of 90 days at most, there is a period before. */
  const compared = (figure: (calls: readonly Call[]) => number | null) => {
    const calls = passing(HOURLY, choice);
    return [figure(within(calls, days)), days <= 45 ? figure(before(calls, days)) : null];
  };

  test('a sum, a ratio, a share of bytes and a number of customers, and each of the period before', () => {
    expect(kpi('requests')).toEqual(compared((calls) => sum(calls, 'requests')));
    expect(kpi('error-rate')).toEqual(compared((calls) => ratio(calls, 'errors')));
    expect(kpi('client-error-rate')).toEqual(compared((calls) => ratio(calls, 'client_errors')));
    expect(kpi('data-out')).toEqual(compared((calls) => sum(calls, 'response_bytes') / 1e6));
    expect(kpi('active-customers')).toEqual(compared((calls) => (
      new Set(calls.map(({ customer_id }) => customer_id).filter((id) => id !== '(none)')).size)));
  });

  test('percentiles of the last 7 days, whatever period is chosen', () => {
    const calls = passing(RECENT, choice);
    for (const rank of [50, 90, 99]) {
      const latency = (of: readonly Call[]) => percentile(of.map(({ response_latency_ms }) => response_latency_ms), rank);
      expect(kpi(`latency-p${rank}`)).toEqual([latency(within(calls, 7)), latency(before(calls, 7))]);
    }
    const table = visual<TableVisualData>('slowest-endpoints');
    close(figures(table, table.measures[2], choice, 'endpoint'), by(
      within(calls, 7), ({ endpoint }) => endpoint, (group) => percentile(group.map(({ response_latency_ms }) => response_latency_ms), 90)));
    close(figures(table, table.measures[0], choice, 'endpoint'), by(within(calls, 7), ({ endpoint }) => endpoint, (group) => group.length));
  });

  test('lines by hours of one day, by days of more', () => {
    const step = days === 1 ? HOUR : DAY;
    const line = visual<LineVisualData>('requests-by-plan');
    close(figures(line, line.measures[0], choice, 'usage_plan', TIME), by(
      inLinesOf(choice), ({ usage_plan, time }) => `${usage_plan} | ${time - time % step}`, (group) => sum(group, 'requests')));
    const parts = visual<LineVisualData>('latency-parts');
    close(figures(parts, parts.measures[0], choice, TIME), by(inLinesOf(choice), ({ time }) => time - time % step, (group) => (
      sum(group, 'timed_requests') === 0 ? null : sum(group.map((call) => ({ sum: call.response_latency_ms ?? 0 })), 'sum') / sum(group, 'timed_requests'))));
  });

  test('slices of the month, bars, and shares of the whole table', () => {
    const pie = visual<PieVisualData>('traffic-by-plan');
    const month = passing(HOURLY, choice).filter(({ time }) => time >= Date.UTC(2026, 2));
    close(figures(pie, pie.measure, choice, 'usage_plan'), by(month, ({ usage_plan }) => usage_plan, (group) => sum(group, 'requests')));
    const bar = visual<BarVisualData>('top-customers');
    close(figures(bar, bar.measures[0], choice, 'customer', 'status'), by(
      chosenOf(choice), ({ customer, status }) => `${customer} | ${status}`, (group) => sum(group, 'requests')));
    const pivot = visual<PivotVisualData>('traffic-by-endpoint');
    close(figures(pivot, pivot.measure, choice, 'endpoint', 'usage_plan'), by(
      chosenOf(choice), ({ endpoint, usage_plan }) => `${endpoint} | ${usage_plan}`, (group) => sum(group, 'requests') / sum(chosenOf(choice), 'requests')));
  });

  test('only the rows that a visual is about', () => {
    const of = (id: string, rows: readonly Call[], column: keyof Call, figure: (group: Call[]) => number, shown = within) => {
      const data = visual<BarVisualData | LineVisualData | TableVisualData>(id);
      close(figures(data, data.measures[0], choice, column), by(shown(passing(rows, choice), days), (call) => call[column], figure));
    };
    of('unattributed', HOURLY.filter(({ attribution }) => attribution === 'no_key'), 'attribution', (group) => sum(group, 'requests'), inLines);
    of('failed-authentication', RECENT.filter(({ error_type }) => error_type === 'UNAUTHORIZED'), 'source_ip', (group) => group.length);
    of('iam-callers', RECENT.filter(({ user_arn }) => user_arn !== '(none)'), 'user_arn', (group) => group.length);
  });

  test('first and last times, and figures of a dataset without a period', () => {
    const seen = visual<TableVisualData>('failed-authentication');
    const refused = within(passing(RECENT, choice), days).filter(({ error_type }) => error_type === 'UNAUTHORIZED');
    const times = (measure: MeasureData) => figures(seen, measure, choice, 'source_ip');
    expect(seen.measures.map(({ format: { kind } }) => kind)).toEqual(['number', 'time', 'time']);
    close(times(seen.measures[1]), by(refused, ({ source_ip }) => source_ip, (group) => Math.min(...group.map(({ time }) => time))));
    close(times(seen.measures[2]), by(refused, ({ source_ip }) => source_ip, (group) => Math.max(...group.map(({ time }) => time))));

    const table = visual<TableVisualData>('customer-table');
    const customers = passing(MADE, choice);
    const figure = (label: string) => figures(table, table.measures.find((measure) => measure.label === label)!, choice, 'customer');
    const name = ({ customer }: DatasetRow) => customer;
    close(figure('Requests'), by(customers, name, (group) => sum(group, 'requests')));
    close(figure('Share'), by(customers, name, (group) => sum(group, 'requests') / sum(customers, 'requests')));
    close(figure('Error rate'), by(customers, name, (group) => sum(group, 'errors') / sum(group, 'requests')));
    close(figure('p95 latency'), by(customers, name, (group) => Math.max(...group.map(({ p95_ms }) => Number(p95_ms)))));
    close(figure('First call'), by(customers, name, (group) => {
      const called = group.map(({ first_call }) => first_call).filter((time) => time !== null) as number[];
      return called.length === 0 ? null : Math.min(...called);
    }));
    const median = visual<KpiVisualData>('time-to-first-call');
    expect(figures(median, median.value, choice).get('')).toEqual(percentile(customers.map(({ days_to_first_call }) => days_to_first_call as number | null), 50));
  });

  test('percentiles by day as they are, of several rows the largest', () => {
    const line = visual<LineVisualData>('latency-by-day');
    expect(line.time.steps).toBe('day');
    close(figures(line, line.measures[1], { ...choice, days: 1 }, TIME), by(
      DAYS.filter(({ grain }) => grain === 'all'), ({ day }) => day, ([{ p90_ms }]) => Number(p90_ms)));
    const endpoints = visual<LineVisualData>('endpoint-latency-by-day');
    close(figures(endpoints, endpoints.measures[0], { ...choice, days: 1 }, TIME), by(
      DAYS.filter(({ grain }) => grain === 'endpoint'), ({ day }) => day, (group) => Math.max(...group.map(({ p90_ms }) => Number(p90_ms)))));
  });

  test('single rows, the latest first, and how many there are', () => {
    const rows = visual<RowsVisualData>('latest-requests');
    const chosen = within(passing(RECENT, choice), days);
    expect(cellsOf(rows.cube).filter((cell) => cell[AGE] !== null && Number(cell[AGE]) <= days
      && Object.entries(choice.values ?? {}).every(([column, values]) => values.includes(String(cell[column]))))
      .reduce((total, cell) => total + Number(cell.rows), 0)).toBe(chosen.length);
    const time = rows.columns.findIndex(({ column }) => column === 'request_time');
    const path = rows.columns.findIndex(({ column }) => column === 'path');
    const shown = cellsOf(rows.rows).flatMap((cell, index) => Number(cell[AGE]) <= days
      && Object.entries(choice.values ?? {}).every(([column, values]) => values.includes(String(cell[column]))) ? [rows.cells[index]] : []);
    // of a customer there are 50 at least, of all 200
    const least = Math.min(choice.values ? 50 : LATEST_ROWS, chosen.length);
    const latest = [...chosen].sort((a, b) => b.time - a.time).slice(0, least);
    expect(shown.slice(0, least).map((row) => row[time])).toEqual(latest.map((call) => call.time));
    expect(shown.slice(0, least).map((row) => row[path])).toEqual(latest.map((call) => call.path));
  });
});

describe('the cubes', () => {
  const keys = (id: string) => visual(id).cube.keys.map(({ name }) => name);

  test('have the keys that their choices need, and no others', () => {
    expect(keys('requests')).toEqual(['usage_plan', 'customer', AGE]);
    expect(keys('active-customers')).toEqual(['usage_plan', 'customer', 'customer_id', AGE]);
    expect(keys('requests-by-plan')).toEqual(['usage_plan', 'customer', AGE, TIME]);
    expect(keys('traffic-by-plan')).toEqual(['usage_plan', 'customer']);
    expect(keys('latency-p90')).toEqual(['usage_plan', 'customer', AGE, VALUE]);
    expect(keys('slowest-endpoints')).toEqual(['endpoint', 'usage_plan', 'customer', VALUE]);
    expect(keys('customer-table')).toEqual(['customer', 'usage_plan']);
    expect(keys('latency-by-day')).toEqual([TIME]);
    expect(keys('api-latency-by-day')).toEqual(['api_stage', TIME]);
    expect(keys('customer-latency-by-day')).toEqual(['customer', TIME]);
  });

  test('tell rows apart by the days that their own periods begin or end at', () => {
    const ages = (id: string) => [...visual(id).cube.keys.find(({ name }) => name === AGE)!.values];
    expect(ages('requests')).toEqual([1, 2, 7, 14, 30, 60, 90]);
    expect(ages('requests-by-plan')).toEqual([1, 7, 30, 90]);
    expect(ages('latency-p50')).toEqual([7, 14]);
  });

  test('hold no rows that are older than all periods', () => {
    expect(within(HOURLY, 90).length).toBeLessThan(HOURLY.length);
    for (const id of ['requests', 'requests-by-plan', 'latency-p90', 'latest-requests']) {
      expect([id, ...visual(id).cube.keys.find(({ name }) => name === AGE)!.values]).not.toContain(null);
    }
  });

  test('hold the period before the longest one that has one', async () => {
    const input = tables.input();
    const period = (input.definition as any).CalculatedFields.find(({ Name, DataSetIdentifier }: any) => Name === '_period' && DataSetIdentifier === 'usage_hourly');
    period.Expression = period.Expression.replace('<= 45', '<= 30');
    const kpi = visual<KpiVisualData>('requests', embeddedVisuals(await renderPage(input)));
    expect(figures(kpi, kpi.before!, { days: 30 }).get('')).toBe(sum(before(HOURLY, 30), 'requests'));
    expect(figures(kpi, kpi.before!, { days: 90 }).get('')).toBeNull();
  });

  test('are the same without the filters on arrivals, which only leave out what no period can hold', async () => {
    const input = tables.input();
    const { FilterGroups } = input.definition as any;
    const others = FilterGroups.filter(({ FilterGroupId }: any) => !FilterGroupId.startsWith('arrival'));
    expect(others.length).toBeLessThan(FilterGroups.length);
    (input.definition as any).FilterGroups = others;
    expect(embeddedVisuals(await renderPage(input))).toEqual(visuals);
  });

  test('hold the whole day in which fixed days of a line chart begin, though the next one is about to', async () => {
    const now = new Date('2026-03-17T23:30:00Z');
    const midnight = Date.UTC(2026, 2, 10);
    // 24.5 hours before the 7 days begin, `hourly` has the partition of the first hour that the line shows
    const calls = [-1, 0, 1].map((hours) => ({ ...CALLS[0], time: midnight + hours * HOUR, requests: 2 + hours }));
    const other = await Tables.open({ usage_hourly: calls.map(hourly) });
    try {
      const input = other.input({ now });
      for (const field of (input.definition as any).CalculatedFields.filter(({ Name }: any) => Name.startsWith('_arrived') || Name.startsWith('_period'))) {
        field.Expression = field.Expression.replace(/ AND \$\{Days\} (<=|>) \d+/, '').replaceAll('${Days}', '7');
      }
      const line = visual<LineVisualData>('requests-by-plan', embeddedVisuals(await renderPage(input)));
      close(figures(line, line.measures[0], { days: 30 }, TIME), by(calls.slice(1), () => midnight, (group) => sum(group, 'requests')));
    } finally {
      other.close();
    }
  });

  test('hold nothing of what arrived before those filters let it through', async () => {
    const input = tables.input();
    for (const field of (input.definition as any).CalculatedFields.filter(({ Name }: any) => Name.startsWith('_arrived'))) {
      field.Expression = "ifelse({arrival_hour} > addDateTime(-1 * 3, 'DD', addDateTime(-2, 'DD', now())), 'within', 'earlier')";
    }
    const spoilt = embeddedVisuals(await renderPage(input));
    const [bar, kpi] = [visual<BarVisualData>('requests-by-method', spoilt), visual<KpiVisualData>('requests', spoilt)];
    const arrived = HOURLY.filter(({ time }) => time - HOUR > NOW.getTime() - 5 * DAY);
    expect(arrived.length).toBeLessThan(within(HOURLY, 30).length);
    expect(figures(kpi, kpi.value, { days: 30 }).get('')).toBe(sum(arrived, 'requests'));
    close(figures(bar, bar.measures[0], { days: 30 }, 'http_method'), by(arrived, ({ http_method }) => http_method, (group) => sum(group, 'requests')));
  });

  test('hold fixed days of a line chart from a midnight on', async () => {
    const input = tables.input();
    const field = (input.definition as any).CalculatedFields.find(({ Name, DataSetIdentifier }: any) => (
      Name === '_period_from_midnight' && DataSetIdentifier === 'usage_hourly'));
    field.Expression = field.Expression.replaceAll('${Days}, ', '7, ').replace(' AND ${Days} > 1', '');
    const line = visual<LineVisualData>('requests-by-plan', embeddedVisuals(await renderPage(input)));
    expect(line.period).toBeUndefined();
    close(figures(line, line.measures[0], { days: 30 }, TIME), by(inLines(HOURLY, 7), ({ time }) => time - time % DAY, (group) => sum(group, 'requests')));
  });

  test('hold hours of the last day only, unless older ones are drawn by hours as well', async () => {
    const times = cellsOf(visual('requests-by-plan').cube);
    expect(times.filter((cell) => Number(cell[TIME]) % DAY !== 0 && Number(cell[AGE]) > 1)).toEqual([]);
    expect(new Set(times.filter((cell) => Number(cell[AGE]) === 1).map((cell) => cell[TIME])).size).toBeGreaterThan(10);

    const input = tables.input();
    const { FilterGroups } = input.definition as any;
    for (const group of ['period-chosen_from_midnight-usage_hourly-group', 'arrival_arrived-usage_hourly-group']) {
      const { ScopeConfiguration } = FilterGroups.find(({ FilterGroupId }: any) => FilterGroupId === group);
      const [sheet] = ScopeConfiguration.SelectedSheets.SheetVisualScopingConfigurations;
      sheet.VisualIds = sheet.VisualIds.filter((id: string) => id !== 'requests-by-plan');
    }
    const unfiltered = visual('requests-by-plan', embeddedVisuals(await renderPage(input))).cube;
    expect([...unfiltered.keys.find(({ name }) => name === TIME)!.values].sort()).toEqual([...new Set(HOURLY.map(({ time }) => time))].sort());
  });

  test('hold no values that a figure without rows cannot use', () => {
    expect(visual('latency-p90').cube.keys.find(({ name }) => name === VALUE)!.values).not.toContain(null);
    expect(visual('slowest-endpoints').cube.keys.find(({ name }) => name === VALUE)!.values).toContain(null);
    // an endpoint without figures is still one
    expect(visual('gateway-overhead').cube.keys.find(({ name }) => name === VALUE)!.values).toEqual([3, null]);
  });

  test('leave out what a filter of the reader never lets pass, and name what has no name', async () => {
    const other = await Tables.open({ usage_hourly: CALLS.slice(0, 200).map(hourly) });
    try {
      await other.run('UPDATE usage_hourly SET customer = NULL WHERE customer = \'Customer 1\'');
      await other.run('UPDATE usage_hourly SET domain_name = NULL WHERE customer = \'Customer 2\'');
      await other.run('UPDATE usage_hourly SET http_method = NULL, customer_id = NULL WHERE customer = \'Customer 3\'');
      const drawn = embeddedVisuals(await renderPage(other.input()));
      const calls = within(HOURLY.slice(0, 200), 90).filter(({ customer }) => !['Customer 1', 'Customer 2'].includes(customer));
      const bar = visual<BarVisualData>('requests-by-method', drawn);
      close(figures(bar, bar.measures[0], { days: 90 }, 'http_method'), by(
        calls, ({ customer, http_method }) => customer === 'Customer 3' ? 'null' : http_method, (group) => sum(group, 'requests')));
      const active = visual<KpiVisualData>('active-customers', drawn);
      const ids = calls.map(({ customer_id }) => customer_id).filter((id) => id !== '(none)' && id !== 'c3');
      expect(figures(active, active.value, { days: 90 }).get('')).toBe(new Set(ids).size);
    } finally {
      other.close();
    }
  });

  test('of single rows: the latest of all, of each value, and never more than a page takes', async () => {
    // one customer has the latest of all, and the others came one after the other
    const many = Array.from({ length: 6_000 }, (_, index) => ({
      ...single(RECENT[index % 1_000]),
      customer: `Customer ${Math.max(0, Math.floor((index - 400) / 56))}`,
      request_time: NOW.getTime() - index * 60_000,
      path: 'x'.repeat(index === 0 ? 900 : 1),
    }));
    const other = await Tables.open({ requests: many });
    try {
      const { cells, rows, columns } = visual<RowsVisualData>('latest-requests', embeddedVisuals(await renderPage(other.input())));
      const times = cells.map(([time]) => Number(time));
      expect(times).toEqual([...times].sort((a, b) => b - a));
      expect(times.slice(0, LATEST_ROWS)).toEqual(many.slice(0, LATEST_ROWS).map((row) => row.request_time));
      expect(cells).toHaveLength(3_000);
      const { codes, values } = rows.keys.find(({ name }) => name === 'customer')!;
      const counts = values.map((__, value) => codes.filter((code) => code === value).length);
      expect(Math.min(...counts)).toBeGreaterThan(25);
      expect(String(cells[0][columns.findIndex(({ column }) => column === 'path')])).toBe(`${'x'.repeat(500)}…`);
    } finally {
      other.close();
    }
  });

  test('follow the default where nobody chooses on the page', async () => {
    const input = tables.input();
    const declaration = input.definition as any;
    declaration.ParameterDeclarations.find((node: any) => node.StringParameterDeclaration?.Name === 'Endpoint')
      .StringParameterDeclaration.DefaultValues.StaticValues = ['GET /search'];
    const bar = visual<BarVisualData>('requests-by-method', embeddedVisuals(await renderPage(input)));
    const calls = within(HOURLY, 30).filter(({ endpoint }) => endpoint === 'GET /search');
    expect(figures(bar, bar.measures[0], { days: 30 }, 'http_method')).toEqual(new Map([['GET', sum(calls, 'requests')]]));
  });
});

describe('fails where QuickSight shows blank', () => {
  const refused = (name: string, spoil: (definition: any) => void, message: string) => test(`fails for ${name}`, async () => {
    const input = tables.input();
    spoil(input.definition);
    await expect(renderPage(input)).rejects.toThrow(message);
  });
  const wells = (definition: any, id: string) => Object.values<any>(visualNode(definition, id).ChartConfiguration.FieldWells)[0];

  refused('a category that is no text', (definition) => {
    wells(definition, 'requests-by-method').Category[0].CategoricalDimensionField.Column.ColumnName = 'hour';
  }, "a text is needed there, and 'hour' of dataset 'usage_hourly' is TIMESTAMP, which QuickSight shows blank.");
  refused('a sum of texts', (definition) => {
    wells(definition, 'requests-by-method').Values[0].NumericalMeasureField.Column.ColumnName = 'status';
  }, "a number is needed there, and 'status' of dataset 'usage_hourly' is VARCHAR");
  refused('an axis of time that is none', (definition) => {
    wells(definition, 'latency-by-day').Category[0].DateDimensionField.Column.ColumnName = 'endpoint';
  }, "a time is needed there, and 'endpoint' of dataset 'latency_daily' is VARCHAR");
  refused('a filter by what is no text', ({ FilterGroups }) => {
    FilterGroups.find(({ FilterGroupId }: any) => FilterGroupId === 'Domain-requests-group').Filters[0].CategoryFilter.Column.ColumnName = 'requests';
  }, "a text is needed there, and 'requests' of dataset 'requests' is BIGINT");
  refused('a latest number', (definition) => {
    wells(definition, 'failed-authentication').Values[1].DateMeasureField.Column.ColumnName = 'requests';
  }, "a time is needed there, and 'requests' of dataset 'requests' is BIGINT");
  refused('a column that the dataset does not have', (definition) => {
    wells(definition, 'requests-by-method').Category[0].CategoricalDimensionField.Column.ColumnName = 'tariff';
  }, "dataset 'usage_hourly' has no column 'tariff'.");
  refused('a calculated field of a column that the dataset does not have', (definition) => {
    definition.CalculatedFields.push({ DataSetIdentifier: 'customers', Name: 'unused', Expression: 'sum({tariff})' });
  }, "Expression: dataset 'customers' has no column 'tariff'.");
  refused('percentiles of two columns', (definition) => {
    fieldNode(definition, 'percentile({response_latency_ms}, 99)').Expression = 'percentile({gateway_latency_ms}, 99)';
  }, "it has percentiles of the columns 'response_latency_ms' and 'gateway_latency_ms', and it knows one.");
  refused('periods of two columns', (definition) => {
    const field = definition.CalculatedFields.find(({ Name, DataSetIdentifier }: any) => Name === '_last_7_days' && DataSetIdentifier === 'requests');
    definition.CalculatedFields.push({ ...field, Name: 'other', Expression: field.Expression.replaceAll('request_time', 'arrival_hour') });
    const [value] = wells(definition, 'slowest-endpoints').Values;
    definition.CalculatedFields.push({ DataSetIdentifier: 'requests', Name: 'two', Expression: "sumIf({requests}, {other} = 'within')" },
      { DataSetIdentifier: 'requests', Name: 'three', Expression: "sumIf({requests}, {_last_7_days} = 'within')" });
    for (const name of ['two', 'three']) {
      const { AggregationFunction, ...measure } = value.NumericalMeasureField;
      wells(definition, 'slowest-endpoints').Values.push({ NumericalMeasureField: { ...measure, FieldId: name, Column: { ...measure.Column, ColumnName: name } } });
    }
  }, "its periods are of the columns 'arrival_hour' and 'request_time', and it knows one.");

  refused('periods of one column that begin at different times', (definition) => {
    const [value] = wells(definition, 'requests-by-method').Values;
    definition.CalculatedFields.push({ DataSetIdentifier: 'usage_hourly', Name: 'two', Expression: "sumIf({requests}, {_period} = 'within')" });
    const { AggregationFunction, ...measure } = value.NumericalMeasureField;
    wells(definition, 'requests-by-plan').Values = [
      { NumericalMeasureField: { ...measure, FieldId: 'two', Column: { ...measure.Column, ColumnName: 'two' } } },
    ];
    delete visualNode(definition, 'requests-by-plan').ChartConfiguration.PrimaryYAxisLabelOptions;
  }, "its periods are of the columns 'hour' and 'hour' from midnight, and it knows one.");

  test('fails for a column of a type that it does not know', async () => {
    const other = await Tables.open({});
    try {
      await other.run('ALTER TABLE usage_hourly ALTER requests TYPE BOOLEAN');
      await expect(renderPage(other.input())).rejects.toThrow("'requests' of dataset 'usage_hourly' is BOOLEAN, and it knows texts");
      await expect(renderPage(other.input({ relations: {} }))).rejects.toThrow("there is no dataset 'usage_hourly'.");
    } finally {
      other.close();
    }
  });
});

/** A row for each of some keys, on several plans; some never called. */
function madeUpCustomers(): DatasetRow[] {
  return Array.from({ length: 24 }, (_, index): DatasetRow => ({
    customer: `Customer ${index % 9}`,
    usage_plan: ['Free', 'Professional', 'Enterprise', '(no plan)'][index % 4],
    api_key_name: `key ${index}`,
    requests: 100 + 37 * index,
    errors: 3 * index,
    p95_ms: 20 + 17 * (index % 5),
    first_call: index % 9 === 8 ? null : NOW.getTime() - index * DAY,
    days_to_first_call: index % 6 === 5 ? null : index * 0.75,
    activity: index % 3 === 0 ? 'Silent' : 'Active',
  }));
}

/** Days of all, and of two stages, of customers and endpoints, which are other rows; of an endpoint there are two. */
function madeUpDays(): DatasetRow[] {
  return Array.from({ length: 30 }, (_, day) => ['all', 'api', 'api', 'endpoint', 'endpoint', 'customer'].map((grain, index): DatasetRow => ({
    day: Date.UTC(2026, 2, 17) - day * DAY,
    grain,
    api_stage: ['all', 'customer'].includes(grain) ? '(all)' : `api/${index}`,
    customer: grain === 'customer' ? 'Customer 1' : '(all)',
    p90_ms: 50 + 13 * index * (day % 7) + (grain === 'all' ? 0 : 1_000),
  }))).flat();
}

test('the parameters: what can be chosen, and what is chosen at first', () => {
  const { parameters, sheets, colours } = embedded(page);
  expect(parameters.find(({ name }) => name === 'Days')).toEqual({ name: 'Days', values: [1, 7, 30, 90], chosen: [30], multiple: false });
  expect(parameters.find(({ name }) => name === 'Plan')).toEqual({
    name: 'Plan', values: ['Enterprise', 'Free', 'Professional', '(no plan)'], chosen: [], multiple: true,
  });
  expect(parameters.find(({ name }) => name === 'Endpoint')).toMatchObject({ values: [], chosen: [] });
  expect(sheets[0].controls.map(({ parameter, works }) => [parameter, works])).toEqual([
    ['Days', true], ['ApiStage', false], ['Domain', false], ['Plan', true], ['Customer', true], ['Endpoint', false], ['StatusClass', false],
  ]);
  const plans = by(within(HOURLY, 90), ({ usage_plan }) => usage_plan, (group) => sum(group, 'requests'));
  expect(colours.usage_plan).toEqual([...plans.keys()].sort((a, b) => plans.get(b)! - plans.get(a)!));
});
