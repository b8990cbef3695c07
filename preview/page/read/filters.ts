import type { ArrivalField } from './arrival-field';
import type { Calculations } from './calculations';
import type { ColumnReference } from './columns';
import { readColumn } from './columns';
import type { DefinitionNode } from './definition-node';
import type { PeriodField } from './period-field';

/** The visuals that a filter applies to, by sheet. */
export type Scope = ReadonlyMap<string, ReadonlySet<string>>;

interface CommonFilter {
  readonly column: ColumnReference;
  readonly scope: Scope;
}

/** The rows within a period that ends now. */
export interface PeriodFilter extends CommonFilter {
  readonly kind: 'period';
  readonly period: PeriodField;
}

/** The rows whose records arrived within some days that end now. */
export interface ArrivalFilter extends CommonFilter {
  readonly kind: 'arrival';
  readonly arrival: ArrivalField;
}

/** The rows of the present month. */
export interface MonthFilter extends CommonFilter {
  readonly kind: 'month';
}

/** The rows that have one of some values, or none of them. */
export interface ValuesFilter extends CommonFilter {
  readonly kind: 'values';
  readonly values: readonly string[];
  readonly isExcluded: boolean;
}

/** The rows that have one of a parameter's values. */
export interface ParameterFilter extends CommonFilter {
  readonly kind: 'parameter';
  readonly parameter: string;
}

/** No filter lets a row pass that has no value in its column. */
export type Filter = PeriodFilter | ArrivalFilter | MonthFilter | ValuesFilter | ParameterFilter;

type Unscoped<T> = T extends CommonFilter ? Omit<T, 'scope'> : never;

export function readFilterGroup(node: DefinitionNode, calculations: Calculations): Filter[] {
  node.style('FilterGroupId').word('Status', 'ENABLED');
  node.word('CrossDataset', 'SINGLE_DATASET');
  const scope = readScope(node.object('ScopeConfiguration'));
  const filters = node.list('Filters').map((filter) => filter.variant<Unscoped<Filter>>({
    RelativeDatesFilter: readMonth,
    CategoryFilter: (category) => readCategory(category, calculations),
  }));
  node.end();
  return filters.map((filter) => ({ ...filter, scope }));
}

export function appliesTo({ scope }: Filter, sheetId: string, visualId: string): boolean {
  return scope.get(sheetId)?.has(visualId) === true;
}

function readScope(node: DefinitionNode): Scope {
  return node.variant({
    SelectedSheets: (selected) => new Map(selected.list('SheetVisualScopingConfigurations').map((sheet) => {
      sheet.word('Scope', 'SELECTED_VISUALS');
      const entry = [sheet.text('SheetId'), new Set(sheet.texts('VisualIds'))] as const;
      sheet.end();
      return entry;
    })),
  });
}

function readMonth(node: DefinitionNode): Unscoped<MonthFilter> {
  const anchor = node.object('AnchorDateConfiguration');
  anchor.word('AnchorOption', 'NOW');
  anchor.end();
  node.style('FilterId', 'MinimumGranularity').word('RelativeDateType', 'THIS');
  node.word('TimeGranularity', 'MONTH');
  node.word('NullOption', 'NON_NULLS_ONLY');
  return { kind: 'month', column: readColumn(node.object('Column')) };
}

function readCategory(node: DefinitionNode, calculations: Calculations): Unscoped<Filter> {
  const column = readColumn(node.style('FilterId').object('Column'));
  const calculation = calculations.find(column);
  return node.object('Configuration').variant<Unscoped<Filter>>({
    FilterListConfiguration: (list) => {
      const isExcluded = list.word('MatchOperator', 'CONTAINS', 'DOES_NOT_CONTAIN') === 'DOES_NOT_CONTAIN';
      const values = list.texts('CategoryValues');
      list.word('NullOption', 'NON_NULLS_ONLY');
      if (calculation === undefined) {
        return values.length > 0 ? { kind: 'values', column, values, isExcluded } : list.refuse('it takes CategoryValues, and has none');
      }
      const isWithin = !isExcluded && values.join() === 'within';
      if (calculation.kind === 'period' && isWithin) {
        return { kind: 'period', column: { ...column, column: calculation.column }, period: calculation };
      }
      return calculation.kind === 'arrival' && isWithin
        ? { kind: 'arrival', column: { ...column, column: calculation.column }, arrival: calculation }
        : list.refuse(`of calculated fields it knows a period that CONTAINS 'within', not '${column.column}' and '${values.join()}'`);
    },
    CustomFilterConfiguration: (custom) => {
      custom.word('MatchOperator', 'EQUALS');
      custom.word('NullOption', 'NON_NULLS_ONLY');
      return { kind: 'parameter', column, parameter: custom.text('ParameterName') };
    },
  });
}
