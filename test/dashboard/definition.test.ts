import { describe, expect, test } from 'vitest';
import { dashboardIn, nodesOf, onlyOne } from './usage-dashboards';
import type { Node } from './usage-dashboards';
import { readDefinition } from '../../preview/page/read/definition';
import { AccessLogColumn, AccessLogSchema, DatasetImportMode } from '../../src';
import { barChart } from '../../src/dashboard/bar-chart';
import { DatasetFields } from '../../src/dashboard/field';
import { renderSheet } from '../../src/dashboard/sheet';

interface Reference { readonly DataSetIdentifier: string; readonly ColumnName: string }
interface Place {
  readonly ElementId: string;
  readonly ColumnIndex: number;
  readonly ColumnSpan: number;
  readonly RowIndex: number;
  readonly RowSpan: number;
}

const schema = () => new AccessLogSchema([
  AccessLogColumn.string('tenant_id', '$context.authorizer.tenantId'), AccessLogColumn.double('price', '$context.authorizer.price'),
]);

describe.each([
  ['as it is', () => dashboardIn()],
  ['with SPICE', () => dashboardIn({ importMode: DatasetImportMode.SPICE })],
  ['with columns of one\'s own', () => dashboardIn({}, { schema: schema() })],
])('The definition %s', (_, made) => {
  const template = made().template();
  const definition = onlyOne(template, 'AWS::QuickSight::Dashboard').Definition;
  const dataSets = template.findResources('AWS::QuickSight::DataSet');
  const nodes = nodesOf(definition);
  const found = (key: string): Record<string, unknown>[] => nodes.filter((node: Node) => node.key === key).map(({ value }) => value);

  const types = new Map<string, string>(Object.values(dataSets).flatMap(({ Properties }) => (
    Properties.PhysicalTableMap['usage-hourly'].CustomSql.Columns.map(({ Name, Type }: { Name: string; Type: string }) => [`usage_hourly.${Name}`, Type])
  )));
  for (const { DataSetIdentifier, Name } of definition.CalculatedFields) {
    types.set(`${DataSetIdentifier}.${Name}`, 'CALCULATED');
  }
  const typeOf = (node: Record<string, unknown>) => {
    const { DataSetIdentifier, ColumnName } = node.Column as Reference;
    return types.get(`${DataSetIdentifier}.${ColumnName}`) ?? `missing: ${ColumnName}`;
  };

  test('reads the dataset of this stack', () => {
    const [id] = Object.keys(dataSets);
    expect(definition.DataSetIdentifierDeclarations).toEqual([{ Identifier: 'usage_hourly', DataSetArn: { 'Fn::GetAtt': [id, 'Arn'] } }]);
  });

  test('names columns of the dataset only, each of the type that its place takes', () => {
    const named = nodes.filter(({ value }) => value.Column);
    expect(named.length).toBeGreaterThan(15);
    named.forEach(({ value }) => expect(typeOf(value)).not.toMatch('missing'));

    // a number or a time among categories would be blank
    found('CategoricalDimensionField').forEach((field) => expect(typeOf(field)).toBe('STRING'));
    found('CategoryFilter').forEach((filter) => expect(typeOf(filter)).toBe('STRING'));
    found('RelativeDatesFilter').forEach((filter) => expect(typeOf(filter)).toBe('DATETIME'));
    found('NumericalMeasureField').forEach((field) => {
      expect(typeOf(field)).toMatch(field.AggregationFunction ? /INTEGER|DECIMAL/ : /CALCULATED/);
    });
  });

  test('calculates with sums of the dataset only', () => {
    expect(definition.CalculatedFields).toEqual([
      { DataSetIdentifier: 'usage_hourly', Name: 'requests_share', Expression: 'percentOfTotal(sum({requests}), [])' },
    ]);
    expect(types.get('usage_hourly.requests')).toBe('INTEGER');
  });

  test('has unique ids, of the letters that QuickSight takes', () => {
    const visuals = definition.Sheets.flatMap(({ Visuals }: { Visuals: object[] }) => Visuals.flatMap((visual) => Object.values(visual)));
    const ids = [
      ...definition.Sheets.map(({ SheetId }: { SheetId: string }) => SheetId),
      ...visuals.map(({ VisualId }: { VisualId: string }) => VisualId),
      ...found('FilterGroups').map(({ FilterGroupId }) => FilterGroupId),
      ...[...found('CategoryFilter'), ...found('RelativeDatesFilter')].map(({ FilterId }) => FilterId),
      ...found('Dropdown').map(({ FilterControlId }) => FilterControlId),
    ];
    expect(ids).toHaveLength(1 + 3 + 2 + 2 + 1);
    expect(new Set(ids).size).toBe(ids.length);
    ids.forEach((id) => expect(id).toMatch(/^[a-z-]{2,}$/));

    const fieldIds = [...found('CategoricalDimensionField'), ...found('NumericalMeasureField')].map(({ FieldId }) => FieldId);
    expect(new Set(fieldIds).size).toBe(fieldIds.length);
  });

  test('sorts, labels and names fields that their visual has', () => {
    for (const visual of definition.Sheets.flatMap(({ Visuals }: { Visuals: object[] }) => Visuals)) {
      const within = nodesOf(visual);
      const fields = within.filter(({ key }) => key.endsWith('DimensionField') || key.endsWith('MeasureField')).map(({ value }) => value.FieldId);
      const named = within.filter(({ key }) => ['FieldSort', 'ApplyTo', 'SelectedFieldOptions'].includes(key)).map(({ value }) => value.FieldId);
      expect(named.length).toBeGreaterThan(0);
      named.forEach((id) => expect(fields).toContain(id));
    }
  });

  test('filters visuals that their sheet has, and controls filters that there are', () => {
    for (const { SheetId, VisualIds } of found('SheetVisualScopingConfigurations') as { SheetId: string; VisualIds: string[] }[]) {
      const sheet = definition.Sheets.find((candidate: { SheetId: string }) => candidate.SheetId === SheetId);
      const ids = sheet.Visuals.flatMap((visual: object) => Object.values(visual).map(({ VisualId }) => VisualId));
      expect(VisualIds.length).toBeGreaterThan(0);
      VisualIds.forEach((id) => expect(ids).toContain(id));
    }
    const filters = [...found('CategoryFilter'), ...found('RelativeDatesFilter')].map(({ FilterId }) => FilterId);
    found('Dropdown').forEach(({ SourceFilterId }) => expect(filters).toContain(SourceFilterId));
  });

  test('lays out each visual and control once, side by side and nothing over another', () => {
    for (const sheet of definition.Sheets) {
      const [{ Configuration: { GridLayout: { Elements } } }] = sheet.Layouts;
      const ids = sheet.Visuals.flatMap((visual: object) => Object.values(visual).map(({ VisualId }) => VisualId));
      expect(Elements.map(({ ElementId }: Place) => ElementId)).toEqual(ids);
      const cells = Elements.flatMap(({ ColumnIndex, ColumnSpan, RowIndex, RowSpan }: Place) => (
        Array.from({ length: ColumnSpan * RowSpan }, (__, index) => [ColumnIndex + index % ColumnSpan, RowIndex + Math.floor(index / ColumnSpan)])
      ));
      expect(new Set(cells.map(String)).size).toBe(cells.length);
      cells.forEach(([column]: number[]) => expect(column).toBeLessThan(36));

      const [{ Configuration: { GridLayout: controls } }] = sheet.SheetControlLayouts;
      expect(controls.Elements.map(({ ElementId }: Place) => ElementId)).toEqual(found('Dropdown').map(({ FilterControlId }) => FilterControlId));
    }
  });

  test('shows each sheet in the row of tabs: its name has more than one letter', () => {
    definition.Sheets.forEach(({ Name }: { Name: string }) => expect(Name.length).toBeGreaterThan(1));
  });

  test('ties every label of an axis to its field', () => {
    const labels = found('AxisLabelOptions');
    expect(labels).toHaveLength(5);
    labels.forEach(({ CustomLabel, ApplyTo }) => {
      expect(CustomLabel).toBeTruthy();
      expect(ApplyTo).toMatchObject({ FieldId: expect.any(String), Column: { DataSetIdentifier: 'usage_hourly' } });
    });
  });

  test('has no parameters, key figures, drill-downs or text boxes, which can fail silently', () => {
    const risky = /Parameter|KPI|Actions|ConditionalFormatting|TextBox|Sankey/;
    expect(nodes.map(({ key }) => key).filter((key) => risky.test(key))).toEqual([]);
  });

  test('can be drawn by the preview', () => {
    expect(readDefinition(definition).sheets.map(({ name, visuals }) => [name, visuals.map(({ drawing }) => drawing.kind)]))
      .toEqual([['Usage', ['pie', 'bar', 'pivot']]]);
  });

  test('is small beside CloudFormation\'s limit of 1 MB', () => {
    expect(JSON.stringify(definition).length).toBeLessThan(10_000);
  });
});

describe('The sheet "Usage"', () => {
  const definition = onlyOne(dashboardIn().template(), 'AWS::QuickSight::Dashboard').Definition;
  const [pie, bar, pivot] = definition.Sheets[0].Visuals;
  const columns = (wells: { [field: string]: { Column: Reference } }[]) => (
    wells.flatMap((field) => Object.values(field).map(({ Column }) => Column.ColumnName))
  );

  test('shows the plans\' shares of the requests, and all that is left as one', () => {
    const { FieldWells: { PieChartAggregatedFieldWells: wells }, SortConfiguration, DataLabels } = pie.PieChartVisual.ChartConfiguration;
    expect([columns(wells.Category), columns(wells.Values)]).toEqual([['usage_plan'], ['requests']]);
    expect(SortConfiguration.CategoryItemsLimit).toEqual({ ItemsLimit: 20, OtherCategories: 'INCLUDE' });
    expect(DataLabels.LabelContent).toBe('PERCENT');
  });

  test('shows the twenty customers with most requests, the largest on top, coloured by status', () => {
    const chart = bar.BarChartVisual.ChartConfiguration;
    const wells = chart.FieldWells.BarChartAggregatedFieldWells;
    expect([columns(wells.Category), columns(wells.Values), columns(wells.Colors)]).toEqual([['customer'], ['requests'], ['status']]);
    expect([chart.Orientation, chart.BarsArrangement]).toEqual(['HORIZONTAL', 'STACKED']);
    expect(chart.SortConfiguration).toEqual({
      CategorySort: [{ FieldSort: { FieldId: 'top-customers.requests', Direction: 'DESC' } }],
      CategoryItemsLimit: { ItemsLimit: 20, OtherCategories: 'EXCLUDE' },
    });
  });

  test('shows each endpoint\'s, plan\'s and customer\'s share of the whole in percent', () => {
    const chart = pivot.PivotTableVisual.ChartConfiguration;
    const wells = chart.FieldWells.PivotTableAggregatedFieldWells;
    expect([columns(wells.Rows), columns(wells.Columns), columns(wells.Values)])
      .toEqual([['resource_path', 'http_method'], ['usage_plan', 'customer'], ['requests_share']]);
    expect(wells.Values[0].NumericalMeasureField.FormatConfiguration.FormatConfiguration)
      .toEqual({ PercentageDisplayFormatConfiguration: { DecimalPlacesConfiguration: { DecimalPlaces: 2 } } });
  });

  test('is about the present month, and the reader chooses plans for the customers only', () => {
    expect(definition.FilterGroups.map(({ Filters, ScopeConfiguration }: Record<string, never>) => [Filters, ScopeConfiguration])).toEqual([
      [
        [{
          RelativeDatesFilter: {
            FilterId: 'month-to-date',
            Column: { DataSetIdentifier: 'usage_hourly', ColumnName: 'hour' },
            AnchorDateConfiguration: { AnchorOption: 'NOW' },
            TimeGranularity: 'MONTH',
            MinimumGranularity: 'DAY',
            RelativeDateType: 'THIS',
            NullOption: 'NON_NULLS_ONLY',
          },
        }],
        {
          SelectedSheets: {
            SheetVisualScopingConfigurations: [
              { SheetId: 'usage', Scope: 'SELECTED_VISUALS', VisualIds: ['traffic-by-plan', 'top-customers', 'traffic-by-endpoint'] },
            ],
          },
        },
      ],
      [
        [{
          CategoryFilter: {
            FilterId: 'chosen-plan',
            Column: { DataSetIdentifier: 'usage_hourly', ColumnName: 'usage_plan' },
            Configuration: {
              FilterListConfiguration: { MatchOperator: 'CONTAINS', SelectAllOptions: 'FILTER_ALL_VALUES', NullOption: 'NON_NULLS_ONLY' },
            },
          },
        }],
        { SelectedSheets: { SheetVisualScopingConfigurations: [{ SheetId: 'usage', Scope: 'SELECTED_VISUALS', VisualIds: ['top-customers'] }] } },
      ],
    ]);
  });
});

describe('The vocabulary of visuals', () => {
  const fields = new DatasetFields('data', [{ name: 'hour', type: 'DATETIME' }, { name: 'plan', type: 'STRING' }, { name: 'requests', type: 'INTEGER' }]);
  const bars = (id: string) => barChart({
    id, title: id, by: fields.dimension('plan', 'Plan'), colour: fields.dimension('plan', 'Plan'), measure: fields.sum('requests', 'Requests'), top: 5,
  });

  test('fails with a column that the dataset does not have', () => {
    expect(() => fields.dimension('planet', 'Planet')).toThrow("Dataset 'data': column 'planet' is missing, and STRING is needed; choose another column");
  });

  test('fails with a time among categories', () => {
    expect(() => fields.dimension('hour', 'Hour')).toThrow("Dataset 'data': column 'hour' is DATETIME, and STRING is needed; choose another column");
  });

  test('fails with a sum of texts', () => {
    expect(() => fields.sum('plan', 'Plan')).toThrow("Dataset 'data': column 'plan' is STRING, and INTEGER or DECIMAL is needed; choose another column");
  });

  test('fails with a sheet that QuickSight does not show', () => {
    expect(() => renderSheet({ id: 'i', name: 'i', description: '', rows: [], filters: [] }))
      .toThrow("Sheet 'i': QuickSight does not show a sheet with the name 'i'; give it two letters or more");
  });

  test('fails with a row that is wider than the sheet', () => {
    const cells = [{ visual: bars('left'), width: 20 }, { visual: bars('right'), width: 20 }];
    expect(() => renderSheet({ id: 'wide', name: 'Wide', description: '', rows: [{ height: 5, cells }], filters: [] }))
      .toThrow("Sheet 'wide': the row of 'left' is 40 columns wide, and a sheet has 36; make its visuals narrower");
  });
});
