import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import { CONTROLS, isShown } from './controls';
import type { DashboardSheet } from './dashboard-sheet';
import type { DashboardDataset, RowCondition } from './fields/dashboard-dataset';
import { within } from './period';
import type { DashboardVisual } from './visuals/dashboard-visual';

type FilterGroup = quicksight.CfnDashboard.FilterGroupProperty;

/** Each visual shows the rows of its period. */
export function periodFilters(sheets: readonly DashboardSheet[]): FilterGroup[] {
  const visuals = sheets.flatMap((sheet) => sheet._visuals()).filter((visual) => visual._isFilteredByPeriod());
  const key = ({ _period, _dataset }: DashboardVisual) => `period-${_period._key()}-${_dataset.name}`;
  return [...new Map(visuals.map((visual) => [key(visual), visual])).values()].flatMap((first) => (
    filterGroup(key(first), sheets, (visual) => visual._isFilteredByPeriod() && key(visual) === key(first),
      (filterId) => first._period._filter(filterId, first._dataset))
  ));
}

/** Beside its period, each visual leaves out the partitions that nothing of the period can lie in. Whatever its periods are, two visuals share a field by its name. */
export function arrivalFilters(sheets: readonly DashboardSheet[]): FilterGroup[] {
  const nameOf = (visual: DashboardVisual) => visual._arrivalField()?.name;
  const visuals = sheets.flatMap((sheet) => sheet._visuals()).filter((visual) => nameOf(visual) !== undefined);
  const key = (visual: DashboardVisual) => `${nameOf(visual)}-${visual._dataset.name}`;
  return [...new Map(visuals.map((visual) => [key(visual), visual])).values()].flatMap((first) => (
    filterGroup(`arrival${key(first)}`, sheets, (visual) => key(visual) === key(first), (filterId) => within(filterId, first._dataset.name, nameOf(first)!))
  ));
}

/**
 * What readers choose filters each visual whose rows have the column, on the sheets that have the control. One by a parameter which
 * no control sets would empty its visuals.
 */
export function controlFilters(sheets: readonly DashboardSheet[]): FilterGroup[] {
  return CONTROLS.flatMap((control) => {
    const shown = sheets.filter((sheet) => isShown(control, sheet));
    return datasetsOf(shown).flatMap((dataset) => (
      filterGroup(`${control.parameter}-${dataset.name}`, shown, ({ _dataset }) => _dataset.name === dataset.name && _dataset._has(control.column), (filterId) => ({
        categoryFilter: {
          filterId,
          column: { dataSetIdentifier: dataset.name, columnName: control.column },
          configuration: { customFilterConfiguration: { matchOperator: 'EQUALS', parameterName: control.parameter, nullOption: 'NON_NULLS_ONLY' } },
        },
      }))
    ));
  });
}

/** The rows that a visual is about. */
export function rowFilters(sheets: readonly DashboardSheet[]): FilterGroup[] {
  const visuals = sheets.flatMap((sheet) => sheet._visuals());
  return visuals.flatMap((visual) => visual._dataset._conditions.flatMap((condition, index) => (
    filterGroup(`${visual.id}-only-${index + 1}`, sheets, (other) => other === visual, (filterId) => rowFilter(filterId, visual._dataset.name, condition))
  )));
}

function rowFilter(
  filterId: string, dataSetIdentifier: string, { column, values, isExcluded }: RowCondition,
): quicksight.CfnDashboard.FilterProperty {
  return {
    categoryFilter: {
      filterId,
      column: { dataSetIdentifier, columnName: column },
      configuration: {
        filterListConfiguration: {
          matchOperator: isExcluded ? 'DOES_NOT_CONTAIN' : 'CONTAINS', categoryValues: [...values], nullOption: 'NON_NULLS_ONLY',
        },
      },
    },
  };
}

/** A filter over some visuals; none where there are no visuals, or nothing to filter. */
function filterGroup(
  id: string, sheets: readonly DashboardSheet[], isMeant: (visual: DashboardVisual) => boolean,
  filter: (filterId: string) => quicksight.CfnDashboard.FilterProperty | undefined,
): FilterGroup[] {
  const node = filter(id);
  const scopes = sheets.map((sheet) => ({ sheetId: sheet.id, scope: 'SELECTED_VISUALS', visualIds: sheet._visuals().filter(isMeant).map((visual) => visual.id) }))
    .filter(({ visualIds }) => visualIds.length > 0);
  return !node || scopes.length === 0 ? [] : [{
    filterGroupId: `${id}-group`,
    status: 'ENABLED',
    crossDataset: 'SINGLE_DATASET',
    filters: [node],
    scopeConfiguration: { selectedSheets: { sheetVisualScopingConfigurations: scopes } },
  }];
}

function datasetsOf(sheets: readonly DashboardSheet[]): DashboardDataset[] {
  return [...new Map(sheets.flatMap((sheet) => sheet._visuals()).map(({ _dataset }) => [_dataset.name, _dataset])).values()];
}
