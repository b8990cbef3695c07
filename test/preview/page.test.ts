import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { definition, Fixture, HOSTILE, madeUpRows, NOW, Row } from './page-fixture';
import { libraryDefinition } from './page-library-definition';
import { BarVisualData, PageData, PieVisualData, PivotVisualData } from '../../preview/page/data';
import { renderPage } from '../../preview/page/page';
import { periodOf } from '../../preview/page/sql/period';
import { barView } from '../../preview/page/view/bar';
import { formatted, percent, shortNumber } from '../../preview/page/view/number-text';
import { pieSlices } from '../../preview/page/view/pie';
import { pivotView } from '../../preview/page/view/pivot';

const ROWS: Row[] = [
  ['2026-03-02 10:00:00', 'Enterprise', 'Northwind', '/orders', 'GET', '200', 600],
  ['2026-03-03 10:00:00', 'Enterprise', 'Northwind', '/orders', 'GET', '500', 40],
  ['2026-03-04 10:00:00', 'Enterprise', 'Contoso', '/search', 'GET', '200', 200],
  ['2026-03-05 10:00:00', 'Starter', HOSTILE, '/orders', 'GET', '404', 100],
  ['2026-03-17 14:00:00', 'Starter', 'Fabrikam', '/orders', 'POST', '201', 60],
  // The month before, and the month after: not of this month.
  ['2026-02-28 23:00:00', 'Starter', 'Fabrikam', '/orders', 'POST', '201', 5_000],
  ['2026-04-01 00:00:00', 'Starter', 'Fabrikam', '/orders', 'POST', '201', 7_000],
];

let fixture: Fixture;
let page: string;
let data: PageData;

const embedded = (html: string) => JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]) as PageData;
const visual = <T>(id: string, from = data) => from.sheets[0].visuals.find((candidate) => candidate.id === id) as T;
const enterprise = [{ column: 'usage_plan', values: ['Enterprise'] }];

beforeAll(async () => {
  fixture = await Fixture.open(ROWS);
  page = await renderPage(fixture.input());
  data = embedded(page);
});
afterAll(() => fixture.close());

describe('the figures', () => {
  test('shares by plan are those of the month to date', () => {
    const slices = pieSlices(visual<PieVisualData>('plans'), []);
    expect(slices.map(({ name, value, share }) => [name, value, share])).toEqual([['Enterprise', 840, 0.84], ['Starter', 160, 0.16]]);
  });

  test('slices beyond the limit are one, and the shares stay those of the whole', () => {
    const pie = { ...visual<PieVisualData>('plans'), limit: { items: 1, other: true } };
    expect(pieSlices(pie, []).map(({ name, share, others }) => [name, share, others])).toEqual([['Enterprise', 0.84, undefined], ['Other', 0.16, 1]]);
  });

  test('customers are stacked by status, the largest first', () => {
    const view = barView(visual<BarVisualData>('customers'), []);
    expect(view.colours).toEqual(['200', '201', '404', '500']);
    expect(view.bars.map(({ name, total, parts }) => [name, total, ...parts])).toEqual([
      ['Northwind', 640, 600, 0, 0, 40], ['Contoso', 200, 200, 0, 0, 0], [HOSTILE, 100, 0, 0, 100, 0], ['Fabrikam', 60, 0, 60, 0, 0],
    ]);
  });

  test('a chosen plan leaves its own customers, without another query', () => {
    const view = barView(visual<BarVisualData>('customers'), enterprise);
    expect(view.colours).toEqual(['200', '500']);
    expect(view.bars.map(({ name, parts }) => [name, ...parts])).toEqual([['Northwind', 600, 40], ['Contoso', 200, 0]]);
  });

  test('customers beyond the limit are left out, or summed up, as the definition says', () => {
    const bar = visual<BarVisualData>('customers');
    const names = (other: boolean) => barView({ ...bar, limit: { items: 2, other } }, []).bars.map(({ name, total }) => [name, total]);
    expect(names(false)).toEqual([['Northwind', 640], ['Contoso', 200]]);
    expect(names(true)).toEqual([['Northwind', 640], ['Contoso', 200], ['Other', 160]]);
  });

  test('the table has endpoints by plan and customer, and its totals', () => {
    const view = pivotView(visual<PivotVisualData>('endpoints'), []);
    expect(view.groups.map(({ name, value, columns }) => [name, value, ...columns.map((column) => column.name)])).toEqual([
      ['Enterprise', 840, 'Northwind', 'Contoso'], ['Starter', 160, HOSTILE, 'Fabrikam'],
    ]);
    expect(view.rows.map(({ names, cells, total }) => [...names, ...cells, total])).toEqual([
      ['/orders', 'GET', 640, 0, 100, 0, 740], ['/orders', 'POST', 0, 0, 0, 60, 60], ['/search', 'GET', 0, 200, 0, 0, 200],
    ]);
    expect([view.columnTotals, view.total]).toEqual([[640, 200, 100, 60], 1000]);
  });

  test('subtotals close each group of several columns', () => {
    const view = pivotView({ ...visual<PivotVisualData>('endpoints'), columnSubtotals: true }, []);
    expect(view.groups.map(({ columns }) => columns[2].name)).toEqual(['Subtotal', 'Subtotal']);
    expect(view.columnTotals).toEqual([640, 200, 840, 100, 60, 160]);
  });

  test('a table of 1,700 customers shows the largest, and sums up the others so that nothing is lost', async () => {
    const large = await Fixture.open(madeUpRows(1_700));
    try {
      const table = visual<PivotVisualData>('endpoints', embedded(await renderPage(large.input())));
      const view = pivotView(table, []);
      const columns = view.groups.flatMap((group) => group.columns);
      expect(columns.filter(({ others }) => others === undefined)).toHaveLength(20);
      expect(columns.reduce((count, { others }) => count + (others ?? 0), 20)).toBe(view.count.columns);
      expect(view.count.columns).toBeGreaterThan(1_500);
      expect(view.columnTotals.reduce((a, b) => a + b)).toBe(view.total);
      expect(view.total).toBe(table.aggregates.sums.reduce((a, b) => a + b));
    } finally {
      large.close();
    }
  });

  test('the head counts requests, customers and errors of the period of all visuals', () => {
    const figures = [...page.matchAll(/<dt>(.*?)<\/dt><dd><strong>(.*?)<\/strong><span>(.*?)<\/span>/g)].map(([, ...parts]) => parts);
    expect(figures).toEqual([
      ['Requests', '1,000', ''],
      ['Customers', '4', 'with at least one request'],
      ['Error share', '14.0\u202f%', '10.0\u202f% client (4xx), 4.0\u202f% server (5xx)'],
    ]);
    expect(page).toContain('Month to date: 1 March 2026 to 17 March 2026, 14:20 UTC');
  });

  test('a dataset without requests in the period makes a page that says so', async () => {
    const empty = await Fixture.open([ROWS[5]]);
    try {
      const html = await renderPage(empty.input());
      expect(html).toContain('No requests from 1 March 2026 to 17 March 2026, 14:20 UTC');
      expect(pieSlices(visual<PieVisualData>('plans', embedded(html)), [])).toEqual([]);
      expect(pivotView(visual<PivotVisualData>('endpoints', embedded(html)), []).rows).toEqual([]);
      expect(barView(visual<BarVisualData>('customers', embedded(html)), []).bars).toEqual([]);
    } finally {
      empty.close();
    }
  });

  test('figures read as people read them', () => {
    expect([950, 9_999, 12_345, 999_950, 1_234_567, 2.5e9].map(shortNumber))
      .toEqual(['950', '9,999', '12.3\u202fk', '1\u202fM', '1.2\u202fM', '2.5\u202fG']);
    expect([0, 0.00001, 0.123, 1].map((share) => percent(share))).toEqual(['0.0\u202f%', '<\u202f0.1\u202f%', '12.3\u202f%', '100.0\u202f%']);
    expect(formatted(1234567, { kind: 'number', decimals: 0 })).toBe('1,234,567');
  });

  test('periods are the calendar\'s, in UTC', () => {
    const period = (unit: 'MONTH' | 'WEEK', now = NOW) => Object.values(periodOf({ unit, toDate: false }, now)).map((date) => date.toISOString().slice(0, 13));
    expect(period('MONTH')).toEqual(['2026-03-01T00', '2026-04-01T00']);
    expect(period('MONTH', new Date('2025-12-31T23:59:59Z'))).toEqual(['2025-12-01T00', '2026-01-01T00']);
    expect(period('WEEK')).toEqual(['2026-03-15T00', '2026-03-22T00']);
  });
});

describe('the page', () => {
  test('draws the library\'s own dashboard whole', async () => {
    const own = libraryDefinition();
    const drawn = embedded(await renderPage(fixture.input({ definition: own })));
    expect(drawn.sheets.map(({ name }) => name)).toEqual(own.Sheets.map(({ Name }: any) => Name));
    drawn.sheets.forEach((sheet, index) => {
      const ids = own.Sheets[index].Visuals.map((entry: any) => Object.values<any>(entry)[0].VisualId);
      expect(sheet.visuals.map(({ id }) => id)).toEqual(ids);
      expect(sheet.visuals.every(({ aggregates }) => aggregates.sums.length > 0)).toBe(true);
    });
  });

  test('a control offers the values that its visuals have, and names the visuals', () => {
    expect(data.sheets[0].controls).toMatchObject([
      { title: 'Usage plan', column: 'usage_plan', values: ['Enterprise', 'Starter'], multiple: false, all: true, scope: ['Top customers by status'] },
    ]);
    expect(visual<PieVisualData>('plans').controls).toEqual([]);
  });

  test('a fixed choice of values is applied to the figures', async () => {
    const fixed = definition();
    fixed.Sheets[0].FilterControls = [];
    const list = fixed.FilterGroups[1].Filters[0].CategoryFilter.Configuration.FilterListConfiguration;
    delete list.SelectAllOptions;
    list.CategoryValues = ['Starter'];
    const drawn = embedded(await renderPage(fixture.input({ definition: fixed })));
    expect(barView(visual<BarVisualData>('customers', drawn), []).bars.map(({ name }) => name)).toEqual([HOSTILE, 'Fabrikam']);
  });

  test('names, titles and notes of whatever text stay text', async () => {
    const html = await renderPage(fixture.input({ title: HOSTILE, notes: [`Traffic of ${HOSTILE}`] }));
    expect(html).not.toContain('<img');
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(JSON.stringify(embedded(html))).toContain(HOSTILE);
    expect(html).toContain('<li>Traffic of &#60;/script&#62;&#60;img src=x onerror=alert(1)&#62;</li>');
  });

  test('names no network and may load nothing', () => {
    const [head] = page.split('</head>');
    expect(head).toContain("content=\"default-src 'none'; script-src 'sha256-");
    expect(head).not.toMatch(/@import|url\(/);
    expect(page.match(/<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=[^>]*>/g)).toEqual(['<link rel="icon" href="data:,">']);
    expect(page.length).toBeLessThan(800_000);
  });
});

describe('fails, by name, where QuickSight would show something else', () => {
  const refused = (name: string, spoil: (dashboard: any) => void, message: RegExp | string) => test(`fails for ${name}`, async () => {
    const dashboard = definition();
    spoil(dashboard);
    await expect(renderPage(fixture.input({ definition: dashboard }))).rejects.toThrow(message);
  });
  const chart = (dashboard: any, index: number) => Object.values<any>(dashboard.Sheets[0].Visuals[index])[0].ChartConfiguration;

  refused('a kind of visual that it does not know', (dashboard) => dashboard.Sheets[0].Visuals.push({ GaugeChartVisual: { VisualId: 'gauge' } }),
    'The preview cannot draw GaugeChartVisual (Definition.Sheets[0].Visuals[3]): it knows PieChartVisual, BarChartVisual and PivotTableVisual.');
  refused('a filter that it does not know', (dashboard) => dashboard.FilterGroups[0].Filters.push({ TopBottomFilter: {} }),
    'cannot draw TopBottomFilter (Definition.FilterGroups[0].Filters[1])');
  refused('a setting that it does not know', (dashboard) => chart(dashboard, 1).Shadow = 'DEEP',
    'cannot draw Definition.Sheets[0].Visuals[1].BarChartVisual.ChartConfiguration.Shadow: it does not know Shadow.');
  refused('vertical bars', (dashboard) => chart(dashboard, 1).Orientation = 'VERTICAL',
    "ChartConfiguration.Orientation 'VERTICAL': it knows HORIZONTAL.");
  refused('an average', (dashboard) =>
    chart(dashboard, 0).FieldWells.PieChartAggregatedFieldWells.Values[0].NumericalMeasureField.AggregationFunction.SimpleNumericalAggregation = 'AVERAGE',
  "SimpleNumericalAggregation 'AVERAGE': it knows SUM.");
  refused('another expression', (dashboard) => dashboard.CalculatedFields[0].Expression = 'percentOfTotal(avg({requests}))',
    "it knows percentOfTotal(sum({column})), not the expression 'percentOfTotal(avg({requests}))'");
  refused('parameters', (dashboard) => dashboard.ParameterDeclarations = [{ StringParameterDeclaration: {} }],
    'Definition.ParameterDeclarations: it knows it only empty.');
  refused('actions', (dashboard) => dashboard.Sheets[0].Visuals[0].PieChartVisual.Actions = [{ Name: 'Filter' }], 'PieChartVisual.Actions');
  refused('another period', (dashboard) => dashboard.FilterGroups[0].Filters[0].RelativeDatesFilter.RelativeDateType = 'LAST',
    "RelativeDateType 'LAST': it knows THIS and NOW.");
  refused('a column that the dataset does not have', (dashboard) =>
    dashboard.FilterGroups[1].Filters[0].CategoryFilter.Column.ColumnName = 'tariff', "dataset 'usage_hourly' has no column 'tariff'");
  refused('a category that is no text', (dashboard) =>
    chart(dashboard, 0).FieldWells.PieChartAggregatedFieldWells.Category[0].CategoricalDimensionField.Column.ColumnName = 'hour',
  "'hour' of dataset 'usage_hourly' is TIMESTAMP, which QuickSight shows blank");
  refused('a visual without a place', (dashboard) => dashboard.Sheets[0].Layouts[0].Configuration.GridLayout.Elements.pop(),
    "the sheet's layout has no place for 'endpoints'");
  refused('a control of no filter', (dashboard) => dashboard.Sheets[0].FilterControls[0].Dropdown.SourceFilterId = 'nothing',
    "a Dropdown takes a CategoryFilter, and 'nothing' is none");

  test('fails for a dataset that nobody gave', async () => {
    await expect(renderPage(fixture.input({ relations: {} }))).rejects.toThrow("there is no dataset 'usage_hourly'");
  });
});
