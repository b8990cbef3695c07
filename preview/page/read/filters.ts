import { DefinitionNode } from './definition-node';
import { ColumnReference, readColumn } from './fields';

/** The visuals that a filter applies to. */
export interface Scope {
  readonly allDatasets: boolean;
  /** Per sheet the visuals' ids, or 'all'; absent for every sheet. */
  readonly sheets?: ReadonlyMap<string, 'all' | ReadonlySet<string>>;
}

interface CommonFilter {
  readonly id: string;
  readonly column: ColumnReference;
  readonly scope: Scope;
}

export type PeriodUnit = 'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK' | 'DAY' | 'HOUR';

/** From the beginning of the calendar's current unit: 'to date' ends now, else it ends with the unit. */
export interface PeriodFilter extends CommonFilter {
  readonly kind: 'period';
  readonly unit: PeriodUnit;
  readonly toDate: boolean;
  readonly nulls: boolean;
}

export interface CategoryFilter extends CommonFilter {
  readonly kind: 'category';
  readonly values: readonly string[];
  /** Whether all values pass, as long as nobody chooses some. */
  readonly all: boolean;
  readonly nulls: boolean;
}

export type Filter = PeriodFilter | CategoryFilter;

type Unscoped<T> = T extends CommonFilter ? Omit<T, 'scope'> : never;

export function readFilterGroup(node: DefinitionNode): Filter[] {
  node.style('FilterGroupId');
  const enabled = node.findWord('Status', 'ENABLED', 'DISABLED') !== 'DISABLED';
  const allDatasets = node.word('CrossDataset', 'SINGLE_DATASET', 'ALL_DATASETS') === 'ALL_DATASETS';
  const scope = { allDatasets, ...readScope(node.object('ScopeConfiguration')) };
  const filters = node.list('Filters').map((filter) => filter.variant<Unscoped<Filter>>({
    RelativeDatesFilter: readPeriod,
    CategoryFilter: readCategory,
  }));
  node.end();
  return enabled ? filters.map((filter) => ({ ...filter, scope })) : [];
}

export function appliesTo(filter: Filter, sheetId: string, visual: { id: string; dataset: string }): boolean {
  const { allDatasets, sheets } = filter.scope;
  if (!allDatasets && filter.column.dataset !== visual.dataset) {
    return false;
  }
  const visuals = sheets?.get(sheetId);
  return sheets === undefined || visuals === 'all' || visuals?.has(visual.id) === true;
}

function readScope(node: DefinitionNode): Pick<Scope, 'sheets'> {
  return node.variant({
    AllSheets: () => ({}),
    SelectedSheets: (selected) => ({
      sheets: new Map(selected.list('SheetVisualScopingConfigurations').map((sheet) => {
        const scope = sheet.word('Scope', 'ALL_VISUALS', 'SELECTED_VISUALS');
        const entry = [sheet.text('SheetId'), scope === 'ALL_VISUALS' ? 'all' : new Set(sheet.texts('VisualIds'))] as const;
        sheet.end();
        return entry;
      })),
    }),
  });
}

function readPeriod(node: DefinitionNode): Unscoped<PeriodFilter> {
  const anchor = node.object('AnchorDateConfiguration');
  anchor.word('AnchorOption', 'NOW');
  anchor.end();
  const type = node.word('RelativeDateType', 'THIS', 'NOW');
  const count = node.findNumber('RelativeDateValue');
  if (count !== undefined && count > 1) {
    node.refuse(`${type} takes no RelativeDateValue, and it has ${count}`);
  }
  node.style('MinimumGranularity').empty('ExcludePeriodConfiguration', 'DefaultFilterControlConfiguration');
  return {
    kind: 'period',
    id: node.text('FilterId'),
    column: readColumn(node.object('Column')),
    unit: node.word('TimeGranularity', 'YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR'),
    toDate: type === 'NOW',
    nulls: readNulls(node),
  };
}

function readCategory(node: DefinitionNode): Unscoped<CategoryFilter> {
  const id = node.text('FilterId');
  const column = readColumn(node.object('Column'));
  node.empty('DefaultFilterControlConfiguration');
  return node.object('Configuration').variant({
    FilterListConfiguration: (list) => {
      list.word('MatchOperator', 'CONTAINS');
      const all = list.findWord('SelectAllOptions', 'FILTER_ALL_VALUES') !== undefined;
      return { kind: 'category', id, column, all, values: list.texts('CategoryValues'), nulls: readNulls(list) };
    },
  });
}

function readNulls(node: DefinitionNode): boolean {
  return node.findWord('NullOption', 'NON_NULLS_ONLY', 'ALL_VALUES') !== 'NON_NULLS_ONLY';
}
