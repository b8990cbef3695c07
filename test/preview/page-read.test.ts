import { describe, expect, test } from 'vitest';
import { dashboardDefinition, fieldNode, visualNode } from './page-dashboard';
import { arrivalField } from '../../preview/page/read/arrival-field';
import { Choices } from '../../preview/page/read/choices';
import { readDefinition } from '../../preview/page/read/definition';
import { parseExpression } from '../../preview/page/read/expression';
import { periodField } from '../../preview/page/read/period-field';

const read = (spoil: (definition: any) => void = () => undefined) => {
  const definition = dashboardDefinition();
  spoil(definition);
  return readDefinition(definition);
};
const visualOf = (id: string, spoil?: (definition: any) => void) => read(spoil).sheets
  .flatMap(({ visuals }) => visuals).find((visual) => visual.id === id)!;
const chart = (definition: any, id: string) => visualNode(definition, id).ChartConfiguration;
const wells = (definition: any, id: string) => Object.values<any>(chart(definition, id).FieldWells)[0];

describe('the library\'s own dashboard', () => {
  test('is read whole, each visual by its kind', () => {
    const kinds: Record<string, string> = {
      KPIVisual: 'kpi', LineChartVisual: 'line', BarChartVisual: 'bar', PieChartVisual: 'pie', PivotTableVisual: 'pivot', TableVisual: 'table',
    };
    const { sheets } = read();
    expect(sheets.map(({ id, visuals }) => [id, visuals.map((visual) => [visual.id, visual.drawing.kind])])).toEqual(
      dashboardDefinition().Sheets.map(({ SheetId, Visuals }: any) => [SheetId, Visuals.map((entry: any) => {
        const [[kind, { VisualId, ChartConfiguration }]] = Object.entries<any>(entry);
        return [VisualId, ChartConfiguration.FieldWells.TableUnaggregatedFieldWells ? 'rows' : kinds[kind]];
      })]));
    expect(sheets.flatMap(({ visuals }) => visuals).length).toBeGreaterThan(40);
  });

  test('titles, subtitles and places are those of the definition', () => {
    const definition = dashboardDefinition();
    visualNode(definition, 'requests').Subtitle = { Visibility: 'VISIBLE', FormatText: { RichText: '<visual-subtitle>a &lt;b&gt; &amp; c</visual-subtitle>' } };
    const [first, second] = readDefinition(definition).sheets[0].visuals;
    expect(first).toMatchObject({ id: 'requests', title: 'Requests', subtitle: 'a <b> & c', place: { column: 0, row: 0, rowSpan: 5 } });
    visualNode(definition, 'requests').Subtitle.Visibility = 'HIDDEN';
    expect(readDefinition(definition).sheets[0].visuals[0].subtitle).toBe('');
    expect(second).toMatchObject({ subtitle: '', place: { column: first.place.columnSpan } });
  });

  test('a figure is compared with the same of the period before, as long as the dataset holds it', () => {
    expect(visualOf('requests').drawing).toEqual({
      kind: 'kpi',
      value: { label: 'Requests', format: { kind: 'number', decimals: 0 }, value: { kind: 'atom', atom: 'sum(requests)', within: { days: 'chosen', which: 'within' } } },
      before: {
        label: 'Period before',
        format: { kind: 'number', decimals: 0 },
        value: { kind: 'atom', atom: 'sum(requests)', within: { days: 'chosen', which: 'before', longest: 46 } },
      },
    });
    expect(visualOf('p90-latency').drawing).toMatchObject({
      value: { format: { suffix: ' ms' }, value: { kind: 'percentile', weight: 'count(response_latency_ms)', percentile: 90, within: { days: 7, which: 'within' } } },
      before: { value: { within: { days: 7, which: 'before' } } },
    });
    expect(visualOf('time-to-first-call').drawing).not.toHaveProperty('before');
  });

  test('lines have an axis in steps, a colour and a limit', () => {
    expect(visualOf('requests-by-plan').drawing).toEqual({
      kind: 'line',
      time: { label: 'Time', steps: 'chosen' },
      measures: [{ label: 'Requests', format: { kind: 'number', decimals: 0 }, value: { kind: 'atom', atom: 'sum(requests)' } }],
      colour: { column: 'usage_plan', label: 'Usage plan' },
      missing: 'zero',
      limit: { items: 10, other: false },
    });
    expect(visualOf('latency-by-day').drawing).toMatchObject({
      time: { label: 'Day', steps: 'day' }, measures: [{ label: 'p50' }, { label: 'p90' }, { label: 'p99' }],
    });
    const byHour = visualOf('latency-by-day', (definition) => wells(definition, 'latency-by-day').Category[0].DateDimensionField.DateGranularity = 'HOUR');
    expect(byHour.drawing).toMatchObject({ time: { steps: 'hour' } });
  });

  test('lines are at 0 where they have no figure, or have a gap, as the definition says', () => {
    const missing = (id: string, options: unknown) => (
      visualOf(id, (definition) => chart(definition, id).PrimaryYAxisDisplayOptions = options).drawing);
    const treatment = (TreatmentOption: string) => ({ MissingDataConfigurations: [{ TreatmentOption }] });
    expect(visualOf('requests-by-plan').drawing).toMatchObject({ missing: 'zero' });
    expect(visualOf('latency-by-day').drawing).toMatchObject({ missing: 'gap' });
    expect(missing('requests-by-plan', undefined)).toMatchObject({ missing: 'gap' });
    expect(missing('requests-by-plan', treatment('SHOW_AS_BLANK'))).toMatchObject({ missing: 'gap' });
    expect(missing('latency-by-day', treatment('SHOW_AS_ZERO'))).toMatchObject({ missing: 'zero' });
  });

  test('percentiles by day follow only the choices that their rows are counted by', () => {
    const { filters } = read();
    const chosen = (id: string) => filters.filter(({ scope }) => scope.get('latency')?.has(id))
      .flatMap((filter) => filter.kind === 'parameter' ? filter.parameter : filter.kind === 'values' ? `${filter.column.column} ${filter.values}` : []);
    expect(chosen('latency-by-day')).toEqual(['grain all']);
    expect(chosen('api-latency-by-day')).toEqual(['ApiStage', 'grain api']);
    expect(chosen('endpoint-latency-by-day')).toEqual(['ApiStage', 'Endpoint', 'grain endpoint']);
    expect(chosen('customer-latency-by-day')).toEqual(['Customer', 'grain customer']);
  });

  test('bars are stacked by a colour, or stand side by side', () => {
    expect(visualOf('top-customers').drawing).toMatchObject({
      kind: 'bar', category: { column: 'customer' }, colour: { column: 'status' }, sort: { by: 'value', descending: true }, limit: { items: 20, other: false },
    });
    expect(visualOf('activation').drawing).toMatchObject({ measures: [{ label: 'Keys created' }, {}, {}] });
    const byName = visualOf('top-customers', (definition) => {
      chart(definition, 'top-customers').SortConfiguration.CategorySort = [{ FieldSort: { FieldId: 'top-customers.customer', Direction: 'ASC' } }];
    });
    expect(byName.drawing).toMatchObject({ sort: { by: 'name', descending: false } });
  });

  test('slices, and tables with their totals', () => {
    expect(visualOf('traffic-by-plan').drawing).toMatchObject({ kind: 'pie', limit: { items: 20, other: true }, donut: false });
    expect(visualOf('traffic-by-endpoint').drawing).toMatchObject({
      kind: 'pivot',
      rows: [{ column: 'endpoint', label: 'Endpoint', sort: { by: 'name', descending: false } }],
      columns: [{ column: 'usage_plan' }, { column: 'customer' }],
      measure: { label: 'Share of requests', format: { kind: 'percent', decimals: 2 }, value: { kind: 'share', atom: 'sum(requests)' } },
      rowTotals: true,
      columnTotals: true,
      columnSubtotals: true,
    });
  });

  test('a table of figures by its dimensions, sorted by one of them', () => {
    const { drawing, actions } = visualOf('customer-table');
    expect(drawing).toMatchObject({
      kind: 'table', fields: [{ column: 'customer', label: 'Customer' }], sortedBy: 0, descending: true,
    });
    expect(drawing.kind === 'table' && drawing.measures.map(({ label, format, value }) => [label, format.kind, value.kind])).toEqual([
      ['Requests', 'number', 'atom'], ['Share', 'percent', 'share'], ['Error rate', 'percent', 'ratio'], ['p95 latency', 'number', 'atom'],
      ['Data out', 'number', 'scaled'], ['First call', 'time', 'atom'], ['Last call', 'time', 'atom'], ['Quota used', 'percent', 'atom'],
    ]);
    expect(actions).toMatchObject([{ label: 'Show the requests', sheet: 'requests', sets: [{ parameter: 'Customer', column: 'customer' }] }]);
    expect(visualOf('customer-table').clicked).toEqual(['customer']);
    expect(visualOf('customer-table').targets).not.toContain('customer-table');
    expect(visualOf('slowest-endpoints').targets).toContain('endpoint-latency-by-day');
    expect(visualOf('slowest-endpoints').targets).not.toContain('customer-latency-by-day');
    expect(visualOf('limits-reached').clicked).toEqual(['customer', 'usage_plan', 'endpoint']);
    expect(visualOf('slowest-endpoints').drawing).toMatchObject({ sortedBy: 2 });
  });

  test('single rows have columns and no figures', () => {
    const { columns, measures, drawing } = visualOf('latest-requests');
    expect([drawing, measures]).toEqual([{ kind: 'rows' }, []]);
    expect(columns!.slice(0, 2).map(({ column, label }) => [column, label])).toEqual([['request_time', 'Time'], ['status', 'Status']]);
  });

  test('controls work for the period, the plan and the customer', () => {
    const dashboard = read();
    const choices = new Choices(dashboard);
    expect(dashboard.parameters.map(({ name }) => name).filter((name) => choices.works(name))).toEqual(['Days', 'Plan', 'Customer']);
    expect(choices.days).toEqual([1, 7, 30, 90]);
  });

  test('a control does not work where a filter of its parameter is on another column', () => {
    const dashboard = read(({ FilterGroups }) => {
      const group = FilterGroups.find(({ FilterGroupId }: any) => FilterGroupId === 'Plan-requests-group');
      group.Filters[0].CategoryFilter.Column.ColumnName = 'stage';
    });
    expect(new Choices(dashboard).works('Plan')).toBe(false);
  });

  test('a control does not work where no filter has its parameter', () => {
    const dashboard = read((definition) => {
      definition.FilterGroups = definition.FilterGroups.filter(({ FilterGroupId }: any) => !FilterGroupId.startsWith('Plan-'));
    });
    expect(new Choices(dashboard).works('Plan')).toBe(false);
  });

  test('what a parameter has at first can be chosen, whether its control lists it or not', () => {
    const dashboard = read(({ ParameterDeclarations }) => ParameterDeclarations[0].IntegerParameterDeclaration.DefaultValues.StaticValues = [14]);
    expect(new Choices(dashboard).days).toEqual([1, 7, 14, 30, 90]);
  });
});

describe('an expression', () => {
  const field = (name: string) => ({ kind: 'field', name });
  const number = (value: number) => ({ kind: 'number', value });

  test('is a tree: AND binds less than comparisons, and these less than products, from the left', () => {
    expect(parseExpression('{a} > -1 * 2.5 AND ${Days} <= 45')).toEqual({
      kind: 'operation',
      name: 'AND',
      parts: [
        { kind: 'operation', name: '>', parts: [field('a'), { kind: 'operation', name: '*', parts: [number(-1), number(2.5)] }] },
        { kind: 'operation', name: '<=', parts: [{ kind: 'parameter', name: 'Days' }, number(45)] },
      ],
    });
    expect(parseExpression('{a} >= now()')).toEqual({ kind: 'operation', name: '>=', parts: [field('a'), { kind: 'call', name: 'now', parts: [] }] });
    expect(parseExpression('1.0 * {a} / {b}')).toEqual({
      kind: 'operation', name: '/', parts: [{ kind: 'operation', name: '*', parts: [number(1), field('a')] }, field('b')],
    });
    expect(parseExpression("ifelse({a} <> '(none)', NULL, percentOfTotal(sum({b}), []), now())")).toEqual({
      kind: 'call',
      name: 'ifelse',
      parts: [
        { kind: 'operation', name: '<>', parts: [field('a'), { kind: 'text', value: '(none)' }] },
        { kind: 'null' },
        { kind: 'call', name: 'percentOfTotal', parts: [{ kind: 'call', name: 'sum', parts: [field('b')] }, { kind: 'list', items: [] }] },
        { kind: 'call', name: 'now', parts: [] },
      ],
    });
  });

  test.each([
    ['avg({a})', 'knows no avg, only the functions sum, sumIf'],
    ['sum({a}', 'misses something at its end'],
    ['sum {a}', "does not understand 'a' there"],
    ['{a} {b}', "does not understand 'b' there"],
    ['{a} * ', 'misses something at its end'],
    ['sum({a},)', "does not understand ')' there"],
    ['{a} + 1', "does not understand '+ 1' there"],
    ['- {a}', "does not understand '-' there"],
    ["'it\\'s'", "does not understand ''it\\'s'' there"],
  ])('fails for %s', (text, message) => {
    expect(() => parseExpression(text)).toThrow(message);
  });
});

describe('a period field', () => {
  const START = "{hour} > addDateTime(-1 * ${Days}, 'DD', now())";
  const MIDNIGHT = "{hour} >= addDateTime(-1 * ${Days}, 'DD', truncDate('DD', now()))";
  const LONGER = `${MIDNIGHT} AND \${Days} > 1`;
  const periodOf = (...parts: string[]) => periodField(parseExpression(`ifelse(${parts.join(', ')}, 'earlier')`));
  const fixed = (text: string, days: number) => text.replaceAll('${Days}', String(days));

  test('begins at a midnight, where it has more than one day', () => {
    const common = { kind: 'period', column: 'hour', longest: 0, isFromMidnight: true };
    expect(periodOf(START, "'within'", LONGER, "'within'")).toEqual({ ...common, days: 'chosen', parameter: 'Days' });
    expect(periodOf(fixed(START, 7), "'within'", fixed(MIDNIGHT, 7), "'within'")).toEqual({ ...common, days: 7 });
  });

  test.each([
    ['a single day from a midnight', [fixed(START, 1), "'within'", fixed(MIDNIGHT, 1), "'within'"]],
    ['a chosen day from a midnight', [START, "'within'", MIDNIGHT, "'within'"]],
    ['fewer choices from a midnight', [START, "'within'", `${MIDNIGHT} AND \${Days} > 2`, "'within'"]],
    ['other choices from a midnight', [START, "'within'", `${MIDNIGHT} AND \${Days} <= 1`, "'within'"]],
    ['choices of another parameter', [START, "'within'", `${MIDNIGHT} AND \${Hours} > 1`, "'within'"]],
    ['fixed days that depend on a choice', [fixed(START, 7), "'within'", `${fixed(MIDNIGHT, 7)} AND \${Days} > 1`, "'within'"]],
    ['the first of a month', [START, "'within'", LONGER.replace("truncDate('DD'", "truncDate('MM'"), "'within'"]],
    ['what is after a midnight', [START, "'within'", LONGER.replace('>=', '>'), "'within'"]],
    ['what is from now on', [START, "'within'", LONGER.replace("truncDate('DD', now())", 'now()'), "'within'"]],
    ['twice as many days from a midnight', [START, "'within'", LONGER.replace('-1', '-2'), "'within'"]],
    ['other days from a midnight', [fixed(START, 7), "'within'", fixed(MIDNIGHT, 8), "'within'"]],
    ['another column from a midnight', [START, "'within'", LONGER.replace('hour', 'arrival_hour'), "'within'"]],
    ['the same beginning twice', [fixed(START, 7), "'within'", fixed(START, 7), "'within'"]],
    ['a midnight before', [fixed(START, 7), "'within'", fixed(MIDNIGHT, 7).replace('-1', '-2'), "'before'"]],
    ['a period before for long ones only', [START, "'within'", `${START.replace('-1', '-2')} AND \${Days} > 45`, "'before'"]],
    ['a midnight alone', [fixed(MIDNIGHT, 7), "'within'"]],
    ['what is after a midnight alone', [fixed(MIDNIGHT, 7).replace('>=', '>'), "'within'"]],
  ])('is none of %s', (_, parts) => {
    expect(periodOf(...parts)).toBeUndefined();
  });
});

describe('a field of arrivals', () => {
  const ARRIVED = "ifelse({arrival_hour} > addDateTime(-2 * ${Days}, 'DD', addDateTime(-3, 'DD', now())), 'within', 'earlier')";

  test('goes back so many periods, and some days more', () => {
    const common = { kind: 'arrival', column: 'arrival_hour', more: 3 };
    expect(arrivalField(parseExpression(ARRIVED))).toEqual({ ...common, periods: 2, days: 'chosen', parameter: 'Days' });
    expect(arrivalField(parseExpression(ARRIVED.replace('-2 * ${Days}', '-1 * 7')))).toEqual({ ...common, periods: 1, days: 7 });
  });

  test.each([
    ['another comparison', ARRIVED.replace('>', '>=')],
    ['hours', ARRIVED.replace("'DD', addDateTime", "'HH', addDateTime")],
    ['more hours', ARRIVED.replace("'DD', now()", "'HH', now()")],
    ['a day', ARRIVED.replace('now()', "truncDate('DD', now())")],
    ['no more days', ARRIVED.replace("addDateTime(-3, 'DD', now())", 'now()')],
    ['no period', ARRIVED.replace('-2 * ${Days}', '-2')],
    ['the other rows', ARRIVED.replace("'within', 'earlier'", "'earlier', 'within'")],
    ['three cases', ARRIVED.replace("'earlier')", "'earlier', 'never')")],
  ])('is none of %s', (_, expression) => {
    expect(arrivalField(parseExpression(expression))).toBeUndefined();
  });
});

describe('fails, by name, where QuickSight would show something else', () => {
  const refused = (name: string, spoil: (definition: any) => void, message: string) => test(`fails for ${name}`, () => {
    expect(() => read(spoil)).toThrow(message);
  });
  const START = "{hour} > addDateTime(-1 * ${Days}, 'DD', now())";
  const START_BEFORE = START.replace('-1', '-2');
  const EXPRESSIONS = {
    share: 'percentOfTotal(sum({requests}), [])',
    ratio: '1.0 * sum({errors}) / nullIf(sum({requests}), 0)',
    sumWithin: "sumIf({requests}, {_period} = 'within')",
    ratioWithin: "1.0 * sumIf({errors}, {_period} = 'within') / nullIf(sumIf({requests}, {_period} = 'within'), 0)",
    scaled: 'sum({response_bytes}) / 1000000.0',
    percentile: 'percentile({response_latency_ms}, 50)',
    distinct: "distinct_countIf({customer_id}, {_period} = 'within' AND {customer_id} <> '(none)')",
    time: "ifelse(${Days} = 1, truncDate('HH', {hour}), truncDate('DD', {hour}))",
    period: `ifelse(${START}, 'within', ${START_BEFORE} AND \${Days} <= 45, 'before', 'earlier')`,
  };
  const calculated = (field: keyof typeof EXPRESSIONS, expression: string, message: string) => refused(`the expression ${expression}`, (definition) => {
    fieldNode(definition, EXPRESSIONS[field]).Expression = expression;
  }, message);
  const group = (definition: any, id: string) => definition.FilterGroups.find(({ FilterGroupId }: any) => FilterGroupId === id);
  const category = (definition: any, id: string) => group(definition, id).Filters[0].CategoryFilter;

  refused('a kind of visual that it does not know', ({ Sheets }) => Sheets[0].Visuals.push({ GaugeChartVisual: { VisualId: 'gauge' } }),
    'it knows KPIVisual, LineChartVisual, BarChartVisual, PieChartVisual, PivotTableVisual and TableVisual.');
  refused('a setting that it does not know', (definition) => chart(definition, 'top-customers').Shadow = 'DEEP',
    'BarChartVisual.ChartConfiguration.Shadow: it does not know Shadow.');
  refused('vertical bars', (definition) => chart(definition, 'top-customers').Orientation = 'VERTICAL', "Orientation 'VERTICAL': it knows HORIZONTAL.");
  refused('bars of several figures that are stacked', (definition) => chart(definition, 'activation').BarsArrangement = 'STACKED',
    "BarsArrangement 'STACKED': it knows CLUSTERED.");
  refused('several figures and a colour', (definition) => wells(definition, 'activation').Colors = wells(definition, 'top-customers').Colors,
    'it takes fields in Values, or one and one in Colors, not 3 and 1.');
  refused('an area', (definition) => chart(definition, 'requests-by-plan').Type = 'AREA', "Type 'AREA': it knows LINE.");
  const axis = (definition: any) => chart(definition, 'requests-by-plan').PrimaryYAxisDisplayOptions;
  refused('lines across what is missing', (definition) => axis(definition).MissingDataConfigurations[0].TreatmentOption = 'INTERPOLATE',
    "PrimaryYAxisDisplayOptions.MissingDataConfigurations[0].TreatmentOption 'INTERPOLATE': it knows SHOW_AS_ZERO and SHOW_AS_BLANK.");
  refused('two settings of what is missing', (definition) => axis(definition).MissingDataConfigurations.push({ TreatmentOption: 'SHOW_AS_BLANK' }),
    'it takes one node in MissingDataConfigurations, not 2.');
  refused('another setting of what is missing', (definition) => axis(definition).MissingDataConfigurations[0].Style = 'DOTTED', 'it does not know Style.');
  refused('another setting of an axis', (definition) => axis(definition).AxisOptions = { AxisOffset: '84px' }, 'it does not know AxisOptions.');
  refused('time from the right', (definition) => chart(definition, 'requests-by-plan').SortConfiguration.CategorySort[0].FieldSort.Direction = 'DESC',
    'time runs from the left to the right, so it is sorted ASC.');
  refused('an axis without its hierarchy', (definition) => visualNode(definition, 'requests-by-plan').ColumnHierarchies = [],
    "it has no hierarchy 'requests-by-plan._time' in ColumnHierarchies.");
  refused('an axis of a field that is no time', (definition) => wells(definition, 'requests-by-plan').Category[0].DateDimensionField.Column.ColumnName = '_period',
    "'_period' by HOUR is none.");
  refused('slices of a maximum', (definition) => (
    wells(definition, 'traffic-by-plan').Values[0].NumericalMeasureField.AggregationFunction.SimpleNumericalAggregation = 'MAX'),
  "slices are parts of a sum, and 'requests' is none.");
  refused('an average', (definition) => (
    wells(definition, 'traffic-by-plan').Values[0].NumericalMeasureField.AggregationFunction.SimpleNumericalAggregation = 'AVERAGE'),
  "SimpleNumericalAggregation 'AVERAGE': it knows SUM, MAX and MIN.");
  refused('a column that is not aggregated', (definition) => delete wells(definition, 'traffic-by-plan').Values[0].NumericalMeasureField.AggregationFunction,
    'a column takes an AggregationFunction.');
  refused('a figure that is aggregated twice', (definition) => (
    wells(definition, 'traffic-by-endpoint').Values[0].NumericalMeasureField.AggregationFunction = { SimpleNumericalAggregation: 'SUM' }),
  'is a figure by itself, and takes no AggregationFunction.');
  refused('a period as a figure', (definition) => {
    wells(definition, 'traffic-by-endpoint').Values[0].NumericalMeasureField.Column.ColumnName = '_period';
  }, "'_period' is no figure.");
  refused('a comparison with another figure', (definition) => {
    chart(definition, 'requests').FieldWells.TargetValues = chart(definition, 'error-rate').FieldWells.TargetValues;
  }, 'it compares a figure with the same of the period before, and');
  refused('a sparkline', (definition) => chart(definition, 'requests').KPIOptions.Sparkline.Visibility = 'VISIBLE', "Sparkline.Visibility 'VISIBLE': it knows HIDDEN.");
  refused('a comparison that is not shown', (definition) => chart(definition, 'requests').KPIOptions.SecondaryValue.Visibility = 'HIDDEN',
    "SecondaryValue.Visibility 'HIDDEN': it knows VISIBLE.");
  refused('a sort by a field that the visual does not have', (definition) => (
    chart(definition, 'top-customers').SortConfiguration.CategorySort[0].FieldSort.FieldId = 'nothing'),
  "it can be sorted by 'top-customers.customer' or 'top-customers.requests.sum', not by 'nothing'.");
  refused('a table that nothing sorts', (definition) => delete chart(definition, 'customer-table').SortConfiguration.RowSort,
    'a table is sorted by one of its figures.');
  refused('a table that is sorted by a name', (definition) => (
    chart(definition, 'customer-table').SortConfiguration.RowSort[0].FieldSort.FieldId = 'customer-table.customer'), "not by 'customer-table.customer'.");
  refused('rows from the first on', (definition) => chart(definition, 'latest-requests').SortConfiguration.RowSort[0].FieldSort.Direction = 'ASC',
    'single rows are sorted by their first column DESC.');
  refused('a label of a field that the visual does not have', (definition) => (
    chart(definition, 'customer-table').FieldOptions.SelectedFieldOptions[0].FieldId = 'nothing'), "'nothing' is none of the visual's fields.");
  refused('fields of two datasets', (definition) => (
    wells(definition, 'top-customers').Category[0].CategoricalDimensionField.Column.DataSetIdentifier = 'requests'), 'it takes fields of one dataset, not of 2.');
  refused('a field twice', (definition) => wells(definition, 'customer-table').Values.push(wells(definition, 'customer-table').Values[0]),
    "it has more than one field 'customer-table.requests.sum'.");

  calculated('share', 'percentOfTotal(sum({requests}))', "is 'percentOfTotal(sum({requests}))', and it knows a period field, one of arrivals, a timeline, and");
  calculated('share', 'percentOfTotal(avg({requests}), [])', 'and it knows no avg, only the functions sum, sumIf, distinct_countIf');
  calculated('ratio', '2.0 * sum({errors}) / nullIf(sum({requests}), 0)', 'and it knows a period field');
  calculated('ratioWithin', "1.0 * sumIf({errors}, {_period} = 'within') / nullIf(sum({requests}), 0)", 'and it knows a period field');
  calculated('ratioWithin', "1.0 * sumIf({errors}, {_period} = 'within') / nullIf(sumIf({requests}, {_period} = 'before'), 0)", 'and it knows a period field');
  calculated('sumWithin', "sumIf({requests}, {_period} = 'earlier')", 'and it knows a period field');
  calculated('sumWithin', "sumIf({requests}, {stage} = 'within')", 'and it knows a period field');
  calculated('ratio', '1.0 * sum({errors}) / sum({requests})', 'and it knows a period field');
  calculated('scaled', 'sum({response_bytes}) / 0', 'and it knows a period field');
  calculated('percentile', 'percentile({response_latency_ms}, 101)', 'and it knows a period field');
  calculated('percentile', 'percentile(ifelse({stage} = \'within\', {response_latency_ms}, NULL), 50)', 'and it knows a period field');
  calculated('distinct', "distinct_countIf({customer_id}, {_period} = 'within' AND {customer} <> '(none)')", 'and it knows a period field');
  calculated('time', "ifelse(${Days} = 7, truncDate('HH', {hour}), truncDate('DD', {hour}))", 'and it knows a period field');
  calculated('time', "ifelse(${Days} = 1, truncDate('HH', {hour}), truncDate('WK', {hour}))", 'and it knows a period field');
  calculated('period', `ifelse(${START}, 'within', ${START_BEFORE}, 'before', 'later')`, 'and it knows a period field');
  calculated('period', `ifelse(${START}, 'within', ${START}, 'before', 'earlier')`, 'and it knows a period field');
  calculated('period', `ifelse(${START.replace('DD', 'MM')}, 'within', 'earlier')`, 'and it knows a period field');
  calculated('period', `ifelse(${START}, 'within', ${START_BEFORE} AND \${Hours} <= 45, 'before', 'earlier')`, 'and it knows a period field');
  calculated('period', `ifelse(${START}, 'within', ${START_BEFORE.replace('{hour}', '{arrival_hour}')}, 'before', 'earlier')`, 'and it knows a period field');
  calculated('period', `ifelse(${START}, 'within', ${START_BEFORE}, 'before', 'earlier')`.replaceAll('Days', 'Plan'),
    "'_period' takes its days of the parameter 'Plan', and it knows 'Days'.");
  refused('a sum of one period by that of another', (definition) => {
    definition.CalculatedFields.push({ ...fieldNode(definition, EXPRESSIONS.period), Name: 'other' });
    fieldNode(definition, EXPRESSIONS.ratioWithin).Expression = "1.0 * sumIf({errors}, {_period} = 'within') / nullIf(sumIf({requests}, {other} = 'within'), 0)";
  }, 'and it knows a period field');
  refused('two calculated fields of a name', ({ CalculatedFields }) => CalculatedFields.push(CalculatedFields[0]), "more than one calculated field '_period'.");

  refused('a filter that it does not know', ({ FilterGroups }) => FilterGroups[0].Filters.push({ TopBottomFilter: {} }),
    'cannot draw TopBottomFilter (Definition.FilterGroups[0].Filters[1]): it knows RelativeDatesFilter and CategoryFilter.');
  refused('a filter that is off', ({ FilterGroups }) => FilterGroups[0].Status = 'DISABLED', "Status 'DISABLED': it knows ENABLED.");
  refused('another calendar period', (definition) => group(definition, 'period-month-usage_hourly-group').Filters[0].RelativeDatesFilter.TimeGranularity = 'YEAR',
    "TimeGranularity 'YEAR': it knows MONTH.");
  refused('the period before as a filter', (definition) => (
    category(definition, 'period-chosen-usage_hourly-group').Configuration.FilterListConfiguration.CategoryValues = ['before']),
  "it knows a period that CONTAINS 'within', not '_period' and 'before'.");
  refused('a period that a filter leaves out', (definition) => (
    category(definition, 'period-chosen-usage_hourly-group').Configuration.FilterListConfiguration.MatchOperator = 'DOES_NOT_CONTAIN'),
  "it knows a period that CONTAINS 'within', not '_period' and 'within'.");
  refused('a filter by a figure', (definition) => {
    category(definition, 'period-chosen-usage_hourly-group').Column.ColumnName = fieldNode(definition, EXPRESSIONS.sumWithin).Name;
  }, "of calculated fields it knows a period that CONTAINS 'within', not");
  refused('a filter that lets rows without a value pass', (definition) => (
    category(definition, 'Plan-requests-group').Configuration.CustomFilterConfiguration.NullOption = 'ALL_VALUES'),
  "NullOption 'ALL_VALUES': it knows NON_NULLS_ONLY.");
  refused('a filter that keeps nothing', (definition) => (
    category(definition, 'limited-customers-only-1-group').Configuration.FilterListConfiguration.CategoryValues = []), 'it takes CategoryValues, and has none.');
  refused('a filter by a parameter that there is not', (definition) => (
    category(definition, 'Plan-requests-group').Configuration.CustomFilterConfiguration.ParameterName = 'Tariff'), "there is no parameter 'Tariff'.");
  refused('a filter by a number', (definition) => (
    category(definition, 'Plan-requests-group').Configuration.CustomFilterConfiguration.ParameterName = 'Days'), "parameter 'Days' is a number, and a text is needed.");
  const scoped = (definition: any) => group(definition, 'Plan-requests-group').ScopeConfiguration.SelectedSheets.SheetVisualScopingConfigurations[0];
  refused('a filter of a sheet that there is not', (definition) => scoped(definition).SheetId = 'nowhere', "there is no sheet 'nowhere'.");
  refused('a filter of a visual that there is not', (definition) => scoped(definition).VisualIds.push('nothing'), "has no visual 'nothing'.");
  refused('a filter of a visual of another dataset', (definition) => scoped(definition).VisualIds.push('requests'),
    "visual 'requests' is of dataset 'usage_hourly', and the filter is of 'requests'.");

  refused('a parameter of another type', ({ ParameterDeclarations }) => ParameterDeclarations.push({ DecimalParameterDeclaration: {} }),
    'it knows IntegerParameterDeclaration and StringParameterDeclaration.');
  refused('no days at first', ({ ParameterDeclarations }) => ParameterDeclarations[0].IntegerParameterDeclaration.DefaultValues.StaticValues = [],
    'a number has one value at first, not 0.');
  refused('days that are none', ({ ParameterDeclarations }) => ParameterDeclarations[0].IntegerParameterDeclaration.DefaultValues.StaticValues = [0],
    "'Days' is a number of days, at least 1.");
  refused('days that nobody declares', ({ ParameterDeclarations, Sheets }) => {
    ParameterDeclarations.shift();
    Sheets.forEach((sheet: any) => {
      sheet.ParameterControls.shift();
      sheet.SheetControlLayouts[0].Configuration.GridLayout.Elements.shift();
    });
  }, "there is no parameter 'Days'.");
  refused('a control of a parameter that there is not', ({ Sheets }) => Sheets[0].ParameterControls[1].Dropdown.SourceParameterName = 'Tariff',
    "ParameterControls[1].Dropdown: there is no parameter 'Tariff'.");
  refused('a control of one value for a parameter of several', ({ Sheets }) => {
    Object.assign(Sheets[0].ParameterControls[1].Dropdown, { Type: 'SINGLE_SELECT', DisplayOptions: { SelectAllOptions: { Visibility: 'HIDDEN' } } });
  }, "it offers one value, and 'ApiStage' takes several.");
  refused('a control that offers days that are none', ({ Sheets }) => Sheets[0].ParameterControls[0].Dropdown.SelectableValues.Values.push('month'),
    "'Days' is a whole number from 1, and its control offers other values.");
  refused('a slider', ({ Sheets }) => Sheets[0].ParameterControls.push({ Slider: {} }), 'it knows Dropdown and TextField.');

  refused('a visual without a place', ({ Sheets }) => Sheets[0].Layouts[0].Configuration.GridLayout.Elements.pop(), "the sheet's layout has no place for 'top-client-families'.");
  refused('a control without a place', ({ Sheets }) => Sheets[0].SheetControlLayouts[0].Configuration.GridLayout.Elements.pop(),
    "the sheet's layout has no place for 'usage-StatusClass'.");
  refused('a place of nothing', ({ Sheets }) => Sheets[0].Layouts[0].Configuration.GridLayout.Elements[0].ElementId = 'nothing', "the sheet has no 'nothing' to place.");
  refused('two visuals of an id', ({ Sheets }) => {
    Sheets[0].Visuals[1].KPIVisual.VisualId = 'requests-by-customer';
    Sheets[0].Layouts[0].Configuration.GridLayout.Elements[1].ElementId = 'requests-by-customer';
  }, "it has more than one of its visuals called 'requests-by-customer'.");
  refused('two sheets of an id', ({ Sheets }) => Sheets[1].SheetId = 'usage', "it has more than one of its sheets called 'usage'.");

  const action = (definition: any, index: number) => visualNode(definition, 'customer-table').Actions[index];
  refused('a click that does something else', (definition) => action(definition, 0).ActionOperations = [{ URLOperation: {} }],
    'cannot draw URLOperation');
  refused('a click on a field that the visual does not have', (definition) => (
    action(definition, 0).ActionOperations[0].FilterOperation.SelectedFieldsConfiguration.SelectedFields = ['nothing']), "the visual has no field 'nothing'.");
  refused('a link that sets nothing', (definition) => action(definition, 1).ActionOperations.pop(), 'in two ActionOperations, not 1.');
  refused('a link to a sheet that there is not', (definition) => (
    action(definition, 1).ActionOperations[0].NavigationOperation.LocalNavigationConfiguration.TargetSheetId = 'nowhere'), "there is no sheet 'nowhere'.");
  refused('a link that sets a parameter that there is not', (definition) => (
    action(definition, 1).ActionOperations[1].SetParametersOperation.ParameterValueConfigurations[0].DestinationParameterName = 'Tariff'),
  "'Show the requests': there is no parameter 'Tariff'.");
});
