import { Fn } from 'aws-cdk-lib';
import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { Control, ShownControl } from './controls';
import { CONTROLS, daysControl, isShown, parameterDeclarations, valuesControl } from './controls';
import type { DashboardSheet } from './dashboard-sheet';
import { DatasetImportMode } from './dataset-import-mode';
import { REQUESTS } from './datasets/requests';
import type { DashboardDataset } from './fields/dashboard-dataset';
import { arrivalFilters, controlFilters, periodFilters, rowFilters } from './filters';
import { DAYS_PARAMETER } from './period';

type Definition = quicksight.CfnDashboard.DashboardVersionDefinitionProperty;

/** The sheet that shows single requests, where there is one. */
export const REQUESTS_SHEET = 'requests';

/** Renders sheets to a dashboard's definition. */
export function renderDefinition(
  datasets: readonly DashboardDataset[], sheets: readonly DashboardSheet[], importMode: DatasetImportMode,
): Definition {
  const requestsSheetId = sheets.find(({ id }) => id === REQUESTS_SHEET)?.id;
  // on all sheets the same, since a choice holds on all, and a control shows only what it lists
  const following = sheets.flatMap((sheet) => sheet._visuals()).filter((visual) => visual._followsChoice());
  const longest = Math.max(...following.map(({ _dataset }) => _dataset._windowDays() ?? 0));
  const controls = new Map(sheets.map((sheet) => [sheet, controlsOf(sheet, longest, (control) => listedBy(control, datasets, importMode))]));
  const shown = new Set([...controls.values()].flat().map(({ parameter }) => parameter));
  return {
    dataSetIdentifierDeclarations: datasets.map(({ name, arn }) => ({ identifier: name, dataSetArn: arn })),
    parameterDeclarations: parameterDeclarations([DAYS_PARAMETER, ...CONTROLS.map(({ parameter }) => parameter)].filter((name) => shown.has(name))),
    calculatedFields: calculatedFields(sheets),
    sheets: sheets.map((sheet) => sheet._render(controls.get(sheet)!, requestsSheetId)),
    filterGroups: [...periodFilters(sheets), ...arrivalFilters(sheets), ...controlFilters(sheets), ...rowFilters(sheets)],
  };
}

/** Visuals share a calculated field by its name. */
function calculatedFields(sheets: readonly DashboardSheet[]): quicksight.CfnDashboard.CalculatedFieldProperty[] {
  const all = sheets.flatMap((sheet) => sheet._visuals()).flatMap((visual) => [
    ...visual._period._calculatedFields(visual._dataset), ...[visual._arrivalField() ?? []].flat(), ...visual._calculatedFields(),
  ]);
  return [...new Map(all.map((field) => [`${field.dataSetIdentifier}.${field.name}`, { ...field, expression: literal(field.expression) }])).values()];
}

/** A parameter of QuickSight looks like one of CloudFormation, and is taken for a mistake where it is not marked as literal. */
function literal(expression: string): string {
  return expression.includes('${') ? Fn.sub(expression.replaceAll('${', '${!')) : expression;
}

/** The period first, then those by which some visual of the sheet can be filtered. */
function controlsOf(sheet: DashboardSheet, longest: number, listed: (control: Control) => DashboardDataset): ShownControl[] {
  const isPeriodShown = sheet._visuals().some((visual) => visual._followsChoice());
  const shown = (parameter: string, node: (id: string) => ShownControl['node']): ShownControl => {
    const id = `${sheet.id}-${parameter}`;
    return { id, parameter, node: node(id) };
  };
  return [
    ...isPeriodShown ? [shown(DAYS_PARAMETER, (id) => daysControl(id, longest))] : [],
    ...CONTROLS.filter((control) => isShown(control, sheet)).map((control) => (
      shown(control.parameter, (id) => valuesControl(id, control, listed(control).name))
    )),
  ];
}

/** A copy in SPICE lists as much as it has for nothing. */
function listedBy({ column, isRecent }: Control, datasets: readonly DashboardDataset[], importMode: DatasetImportMode): DashboardDataset {
  const isShort = isRecent && importMode === DatasetImportMode.DIRECT_QUERY;
  return datasets.find((dataset) => dataset._has(column) && (!isShort || dataset.name === REQUESTS))!;
}

/** Sheets and visuals can be added until synthesis, so they are looked at there. */
export function faultsOf(sheets: readonly DashboardSheet[], datasets: readonly DashboardDataset[]): string[] {
  const visuals = sheets.flatMap((sheet) => sheet._visuals());
  const ids = visuals.map(({ id }) => id);
  return [
    ...sheets.filter((sheet) => sheet._visuals().length === 0)
      .map(({ id }) => `the sheet '${id}' has no visuals; add some by addVisuals(), or leave the sheet out`),
    ...sheets.filter((sheet) => sheet._callerControls && !CONTROLS.some((control) => control.ofRequests && isShown(control, sheet)))
      .map(({ id }) => `'callerControls' of the sheet '${id}' has no effect, because none of its visuals can be filtered by a source address, a user or a request; leave it out, or add a visual of single requests`),
    ...[...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))]
      .map((id) => `the dashboard has more than one visual '${id}', on ${sheetsWith(sheets, id)}, which QuickSight refuses; give one of them another id`),
    ...visuals.filter(({ _dataset }) => !datasets.some(({ arn }) => arn === _dataset.arn))
      .map(({ id, _dataset }) => `the visual '${id}' shows '${_dataset.name}' of another dashboard; take its fields from a dataset of this one`),
  ];
}

function sheetsWith(sheets: readonly DashboardSheet[], visualId: string): string {
  return sheets.filter((sheet) => sheet._visuals().some(({ id }) => id === visualId)).map(({ id }) => `sheet '${id}'`).join(' and ');
}
