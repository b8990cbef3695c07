import { describe, expect, test } from 'vitest';
import { CONFIGURATIONS } from './configurations';
import { dataSetsIn, questionOf } from './synthesized-datasets';
import type { Json, Reference } from './synthesized-definition';
import { SynthesizedDefinition } from './synthesized-definition';
import { dashboardIn, nodesOf } from './usage-dashboards';
import { DatasetImportMode } from '../../src';

interface Place {
  readonly ElementId: string;
  readonly ColumnIndex: number;
  readonly ColumnSpan: number;
  readonly RowIndex: number;
  readonly RowSpan: number;
}

/** Of `latency_daily`: by each other column, all rows of a grain are `(all)`. */
const TOLD_APART_BY: Record<string, string[]> = {
  all: [], api: ['api_stage'], endpoint: ['api_stage', 'endpoint'], customer: ['customer_id', 'customer'],
};

/** Of datasets with a time whose query does not say it. */
const OWN_WINDOWS: Record<string, number> = { sales_daily: 60 };

describe.each(CONFIGURATIONS)('The definition %s', (_, made) => {
  const template = made().template();
  const definition = SynthesizedDefinition.of(template);
  const { json, sheets } = definition;
  const visuals = definition.visuals();
  const windowOf = (name: string) => OWN_WINDOWS[name] ?? Number(/last (\d+) days/.exec(questionOf(dataSetsIn(template)[name]))![1]);

  test('reads the datasets of this stack, each under its name', () => {
    const dataSets = template.findResources('AWS::QuickSight::DataSet');
    expect(json.DataSetIdentifierDeclarations).toEqual(Object.entries<Json>(dataSets).map(([id, { Properties }]) => ({
      Identifier: Object.values<Json>(Properties.PhysicalTableMap)[0].CustomSql.Name, DataSetArn: { 'Fn::GetAtt': [id, 'Arn'] },
    })));
  });

  test('names columns of the datasets only', () => {
    const named: Reference[] = [...definition.found('Column'), ...definition.found('LinkToDataSetColumn')];
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((reference) => /missing|unknown/.test(definition.typeOf(reference)))).toEqual([]);
  });

  test('calculates with columns of the same dataset, of types that the functions take', () => {
    expect(json.CalculatedFields.length).toBeGreaterThan(30);
    const wrong = json.CalculatedFields.flatMap(({ DataSetIdentifier, Name, Expression }: Json) => (
      argumentsOf(Expression).filter(([name, types]) => !types.test(definition.typeOf({ DataSetIdentifier, ColumnName: name })))
        .map(([name]) => `${DataSetIdentifier}.${Name}: ${name} is ${definition.typeOf({ DataSetIdentifier, ColumnName: name })}`)
    ));
    expect(wrong).toEqual([]);
  });

  test('filters texts by texts, and times by times', () => {
    const types = (kind: string) => new Set(definition.found(kind).map(({ Column }) => definition.typeOf(Column)));
    expect(types('CategoryFilter')).toEqual(new Set(['STRING']));
    expect(types('RelativeDatesFilter')).toEqual(new Set(['DATETIME']));
    expect(new Set(definition.found('LinkToDataSetColumn').map((column) => definition.typeOf(column)))).toEqual(new Set(['STRING']));
  });

  test('leaves out what arrived before the periods of a visual, where the dataset has hours of arrival and goes back further', () => {
    const expected = (dataset: string, sheet: string, id: string, columns: string[], node: Json): string[] => {
      const figures = definition.found('Column', node).map(({ ColumnName }) => definition.expressionOf({ DataSetIdentifier: dataset, ColumnName }) ?? '').join();
      const [, before] = /\{(_\w+)\} = 'before'/.exec(figures) ?? [];
      const month = definition.filtersOf(sheet, id).some(({ RelativeDateType }) => RelativeDateType) ? '_last_31_days' : undefined;
      const period = columns.find((name) => /^_(period|last_)/.test(name)) ?? before ?? month;
      const days = Number(/\d+/.exec(period ?? '')?.[0] ?? 1);
      const isLonger = () => (before ? 2 : 1) * days + 2 < windowOf(dataset);
      return period && ['usage_hourly', 'requests'].includes(dataset) && isLonger()
        ? [`_arrived${/\d/.test(period) ? `_in_${days}_days` : ''}${before ? '_or_before' : ''}`] : [];
    };
    const shown = sheets.flatMap((sheet) => sheet.visuals.map(({ id, node }) => {
      const columns = definition.filtersOf(sheet.id, id).map(({ Column }): string => Column.ColumnName);
      return { id, arrived: columns.filter((name) => name.startsWith('_arrived')), expected: expected(definition.found('Column', node)[0].DataSetIdentifier, sheet.id, id, columns, node) };
    }));
    expect(shown.map(({ id, arrived }) => [id, arrived])).toEqual(shown.map((one) => [one.id, one.expected]));
    expect(new Set(shown.flatMap(({ arrived }) => arrived))).toContain('_arrived_or_before');
  });

  test('lists what was called lately where each list is a query, but all customers and plans', () => {
    const listed = definition.found('Dropdown').flatMap(({ SourceParameterName, SelectableValues: { LinkToDataSetColumn: column } }): [string, string][] => (
      column ? [[SourceParameterName, column.DataSetIdentifier]] : []));
    const lately = Object.values<Json>(template.findResources('AWS::QuickSight::DataSet')).some(({ Properties }) => Properties.ImportMode === 'SPICE') ? 'usage_hourly' : 'requests';
    expect(Object.fromEntries(listed)).toMatchObject({
      ApiStage: lately, Domain: lately, Endpoint: lately, StatusClass: lately, Plan: 'usage_hourly', Customer: 'usage_hourly', SourceAddress: 'requests', User: 'requests',
    });
    expect(new Set(listed.map((pair) => pair.join())).size).toBe(Object.keys(Object.fromEntries(listed)).length);
  });

  test('aggregates numbers, and leaves alone what a calculated field has aggregated', () => {
    definition.found('NumericalMeasureField').forEach(({ FieldId, Column, AggregationFunction }) => (
      expect(definition.typeOf(Column), FieldId).toMatch(AggregationFunction ? /^(INTEGER|DECIMAL)$/ : /^FIGURE$/)
    ));
  });

  test('calculates each field once, and none that nothing shows or filters by', () => {
    const names: Reference[] = json.CalculatedFields.map(({ DataSetIdentifier, Name }: Json) => ({ DataSetIdentifier, ColumnName: Name }));
    const key = ({ DataSetIdentifier, ColumnName }: Reference) => `${DataSetIdentifier}.${ColumnName}`;
    expect(new Set(names.map(key)).size).toBe(names.length);

    const used = new Set([
      ...definition.found('Column'),
      ...json.CalculatedFields.flatMap(({ DataSetIdentifier, Expression }: Json) => definition.namedBy(Expression, DataSetIdentifier)),
    ].map(key));
    expect(names.map(key).filter((name) => !used.has(name))).toEqual([]);
  });

  test('has unique ids, of the letters that QuickSight takes', () => {
    const ids: string[] = [
      ...sheets.map(({ id }) => id),
      ...json.FilterGroups.map(({ FilterGroupId }: Json) => FilterGroupId),
      ...definition.filters().map(({ FilterId }) => FilterId),
      ...sheets.flatMap(({ controls }) => controls).map(({ ParameterControlId }) => ParameterControlId),
      ...definition.found('Actions').map(({ CustomActionId }) => CustomActionId),
    ];
    expect(doubled(ids)).toEqual([]);
    expect(doubled(visuals.map(({ id }) => id))).toEqual([]);
    [...ids, ...visuals.map(({ id }) => id)].forEach((id) => expect(id).toMatch(/^[\w-]{2,512}$/));

    const fieldIds = visuals.flatMap((visual) => visual.fieldIds);
    expect(doubled(fieldIds)).toEqual([]);
    fieldIds.forEach((id) => expect(id).toMatch(/^[\w.-]{2,512}$/));

    const parameters = definition.parameters().map(({ Name }) => Name);
    expect(doubled(parameters)).toEqual([]);
    parameters.forEach((name) => expect(name).toMatch(/^[a-zA-Z0-9]+$/));
  });

  test('sorts, labels and follows fields that their visual has', () => {
    for (const { id, node, fieldIds } of visuals) {
      const named = ['FieldSort', 'ApplyTo', 'SelectedFieldOptions'].flatMap((key) => definition.found(key, node)).map(({ FieldId }) => FieldId);
      const clicked = definition.found('SelectedFieldsConfiguration', node).flatMap(({ SelectedFields }) => SelectedFields);
      const followed = definition.found('ParameterValueConfigurations', node).map(({ Value }) => Value.SourceField);
      [...named, ...clicked, ...followed].forEach((field) => expect(fieldIds, id).toContain(field));

      const axes = definition.found('DateDimensionField', node).map(({ HierarchyId }) => HierarchyId);
      expect(definition.found('DateTimeHierarchy', node).map(({ HierarchyId }) => HierarchyId)).toEqual(axes);
    }
  });

  test('filters by a click other visuals of the sheet, and none whose rows have one value alone', () => {
    const clicks = sheets.flatMap((sheet) => sheet.visuals.flatMap(({ id, node }) => definition.found('FilterOperation', node).map((filter) => ({
      sheet,
      id,
      columns: filter.SelectedFieldsConfiguration.SelectedFields.map((field: string) => columnOf(node, field)) as string[],
      targets: filter.TargetVisualsConfiguration.SameSheetTargetVisualConfiguration.TargetVisuals as string[],
    }))));
    expect(clicks.length).toBeGreaterThan(0);
    for (const { sheet, id, columns, targets } of clicks) {
      expect(targets.length, id).toBeGreaterThan(0);
      expect(targets, id).not.toContain(id);
      expect(sheet.visuals.map((visual) => visual.id)).toEqual(expect.arrayContaining(targets));
      for (const target of sheet.visuals.filter((visual) => targets.includes(visual.id))) {
        const [{ DataSetIdentifier }] = definition.found('Column', target.node);
        const grains = grainsOf(definition, sheet.id, target.id);
        for (const column of columns) {
          expect(definition.typeOf({ DataSetIdentifier, ColumnName: column }), `${id} ${target.id}`).toBe('STRING');
          grains.forEach((grain) => expect(TOLD_APART_BY[grain], `${id} ${target.id}`).toContain(column));
        }
      }
    }
  });

  test('filters by a control none whose rows have one value alone', () => {
    const chosen = sheets.flatMap((sheet) => sheet.visuals.flatMap(({ id }) => grainsOf(definition, sheet.id, id).map((grain) => ({
      id, grain, columns: definition.chosenFiltersOf(sheet.id, id).map(({ Column }) => Column.ColumnName),
    }))));
    expect(chosen.length).toBeGreaterThanOrEqual(4);
    chosen.forEach(({ id, grain, columns }) => expect(TOLD_APART_BY[grain], id).toEqual(expect.arrayContaining(columns)));
  });

  test('offers the periods that some dataset holds which is shown by them', () => {
    const byDays = json.CalculatedFields.filter(({ Expression }: Json) => Expression.includes('${Days}'));
    const shown: string[] = byDays.map(({ DataSetIdentifier }: Json) => DataSetIdentifier);
    const offered = definition.found('Dropdown').filter(({ SourceParameterName }) => SourceParameterName === 'Days')
      .map(({ SelectableValues }) => SelectableValues.Values);
    expect(offered.length).toBeGreaterThanOrEqual(5);
    const held = [1, 7, 30, 90, 180, 365].filter((days) => days <= Math.max(...shown.map(windowOf))).map(String);
    offered.forEach((days) => expect(days).toEqual(held));
  });

  test('takes all fields of a visual from one dataset, which its filters are of', () => {
    for (const sheet of sheets) {
      for (const { id, node } of sheet.visuals) {
        const datasets = new Set(definition.found('Column', node).map(({ DataSetIdentifier }) => DataSetIdentifier));
        expect(datasets.size, id).toBe(1);
        definition.filtersOf(sheet.id, id).forEach(({ Column }) => expect(datasets, id).toContain(Column.DataSetIdentifier));
      }
    }
  });

  test('filters visuals that their sheet has', () => {
    for (const { FilterGroupId, ScopeConfiguration } of json.FilterGroups) {
      const scopes = ScopeConfiguration.SelectedSheets.SheetVisualScopingConfigurations;
      expect(scopes.length, FilterGroupId).toBeGreaterThan(0);
      expect(doubled(scopes.map(({ SheetId }: Json) => SheetId))).toEqual([]);
      for (const { SheetId, VisualIds } of scopes) {
        const there = sheets.find(({ id }) => id === SheetId)!.visuals.map(({ id }) => id);
        expect(VisualIds.length, FilterGroupId).toBeGreaterThan(0);
        VisualIds.forEach((id: string) => expect(there).toContain(id));
      }
    }
  });

  test('filters no visual twice by one column, but by rows that it is about', () => {
    for (const sheet of sheets) {
      for (const { id } of sheet.visuals) {
        const chosen = definition.filtersOf(sheet.id, id).filter(({ FilterId }) => !FilterId.startsWith(`${id}-only-`));
        expect(doubled(chosen.map(({ Column }) => Column.ColumnName)), id).toEqual([]);
      }
    }
  });

  test('leads to sheets that there are', () => {
    const targets = definition.found('LocalNavigationConfiguration').map(({ TargetSheetId }) => TargetSheetId);
    expect(targets.length).toBeGreaterThan(0);
    targets.forEach((target) => expect(sheets.map(({ id }) => id)).toContain(target));
  });

  test('lays out each visual once, side by side and nothing over another', () => {
    for (const { id, node, visuals: shown } of sheets) {
      const [{ Configuration: { GridLayout: { Elements } } }] = node.Layouts;
      expect(Elements.map(({ ElementId }: Place) => ElementId)).toEqual(shown.map((visual) => visual.id));
      const cells = Elements.flatMap(({ ColumnIndex, ColumnSpan, RowIndex, RowSpan }: Place) => (
        Array.from({ length: ColumnSpan * RowSpan }, (__, index) => [ColumnIndex + index % ColumnSpan, RowIndex + Math.floor(index / ColumnSpan)])
      ));
      expect(new Set(cells.map(String)).size, id).toBe(cells.length);
      cells.forEach(([column, row]: number[]) => expect([column < 36, row <= 9009], id).toEqual([true, true]));
      // CloudFormation takes no higher ones
      Elements.forEach(({ ElementId, RowSpan }: Place) => expect(RowSpan, ElementId).toBeLessThanOrEqual(21));
    }
  });

  test('fills its rows from edge to edge', () => {
    for (const { node } of sheets) {
      const places: Place[] = node.Layouts[0].Configuration.GridLayout.Elements;
      const widths = new Map<number, number>();
      places.forEach(({ RowIndex, ColumnSpan }) => widths.set(RowIndex, (widths.get(RowIndex) ?? 0) + ColumnSpan));
      expect([...widths.values()].filter((width) => width !== 36)).toEqual([]);
    }
  });

  test('lays out each control once', () => {
    for (const { node, controls } of sheets) {
      const placed = (node.SheetControlLayouts?.[0].Configuration.GridLayout.Elements ?? []).map(({ ElementId }: Place) => ElementId);
      expect(placed).toEqual(controls.map(({ ParameterControlId }) => ParameterControlId));
    }
  });

  test('takes no more of the template than it may', () => {
    const size = JSON.stringify(json).length;
    expect(size).toBeLessThan(400_000);
    // what we make ourselves is near 174 KB: more than a few visuals on top are a mistake
    expect(size).toBeLessThan(definition.sheets.some(({ id }) => id === 'own') ? 225_000 : 180_000);
  });
});

test('The definition is the same in both import modes, but for the dataset of lists', () => {
  const definitionIn = (importMode: DatasetImportMode) => SynthesizedDefinition.of(dashboardIn({ importMode }).template()).spoilt((json) => {
    nodesOf(json).filter(({ key }) => key === 'LinkToDataSetColumn').forEach(({ value }) => value.DataSetIdentifier = 'listed');
  }).json;
  expect(definitionIn(DatasetImportMode.SPICE)).toEqual(definitionIn(DatasetImportMode.DIRECT_QUERY));
});

describe('The library\'s own sheets', () => {
  const definition = SynthesizedDefinition.of(dashboardIn().template());

  test('have a menu to the requests in each table, but where the rows are about those who make none', () => {
    const tables = definition.visuals().filter(({ node }) => node.ChartConfiguration.FieldWells.TableAggregatedFieldWells);
    expect(tables.length).toBeGreaterThan(8);
    const withoutMenu = tables.filter(({ node }) => definition.found('LocalNavigationConfiguration', node).length === 0);
    expect(withoutMenu.map(({ id }) => id)).toEqual(['never-called', 'gone-silent']);
  });

  test('say of percentiles by day which controls they follow', () => {
    const { id: sheetId, controls, visuals } = definition.sheets.find(({ id }) => id === 'latency')!;
    const byDay = visuals.filter(({ id }) => grainsOf(definition, sheetId, id).length > 0);
    expect(byDay).toHaveLength(4);
    for (const { id, node } of byDay) {
      const followed = definition.chosenFiltersOf(sheetId, id).map(({ Configuration }) => Configuration.CustomFilterConfiguration.ParameterName);
      const titles: string[] = controls.filter(({ SourceParameterName }) => followed.includes(SourceParameterName)).map(({ Title }) => Title);
      const says = titles.length === 0 ? 'whatever is chosen' : `Follows the control${titles.length > 1 ? 's' : ''} ${titles.join(' and ')}`;
      expect(node.Subtitle.FormatText.RichText, id).toContain(says);
    }
  });
});

function doubled(ids: string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

/** The grains of `latency_daily` that a visual keeps. */
function grainsOf(definition: SynthesizedDefinition, sheetId: string, visualId: string): string[] {
  return definition.filtersOf(sheetId, visualId).filter(({ Column }) => Column.ColumnName === 'grain')
    .flatMap(({ Configuration }) => Configuration.FilterListConfiguration.CategoryValues);
}

/** The columns that an expression names, and the types that their place in it takes. */
function argumentsOf(expression: string): [name: string, types: RegExp][] {
  const places: [place: RegExp, types: RegExp][] = [
    [/(?:sum|sumIf)\(\{(\w+)\}/g, /^(INTEGER|DECIMAL)$/],
    [/percentile\((?:ifelse\([^,]+, )?\{(\w+)\}/g, /^(INTEGER|DECIMAL)$/],
    [/distinct_countIf\(\{(\w+)\}/g, /^STRING$/],
    [/\{(\w+)\} (?:=|<>) '/g, /^STRING$/],
    [/\{(\w+)\} >=? addDateTime/g, /^DATETIME$/],
    [/truncDate\('\w+', \{(\w+)\}\)/g, /^DATETIME$/],
  ];
  const named = places.flatMap(([place, types]) => [...expression.matchAll(place)].map(([, name]): [string, RegExp] => [name, types]));
  const all = [...expression.matchAll(/(?<!\$)\{([^}]+)\}/g)].map(([, name]) => name);
  // a place that is not known fits nothing
  return [...named, ...all.filter((name) => !named.some(([known]) => known === name)).map((name): [string, RegExp] => [name, /^$/])];
}

function columnOf(visual: Json, fieldId: string): string {
  return nodesOf(visual).map(({ value }): Json => value).find(({ FieldId, Column }) => FieldId === fieldId && Column !== undefined).Column.ColumnName;
}
