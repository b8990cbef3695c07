import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { DashboardSheet } from './dashboard-sheet';
import { DAYS_CHOICES, DAYS_DEFAULT, DAYS_PARAMETER } from './period';

/** What readers choose values of a column by, on every sheet that has visuals with the column. */
export interface Control {
  /** The parameter that holds the chosen values. It is known to all sheets, so a choice holds on all of them. */
  readonly parameter: string;
  readonly title: string;
  readonly column: string;
  /** Only for sheets about single requests. */
  readonly ofRequests?: boolean;
  /** In direct query mode its list holds what was called within `requestsWindow`, which is read in a fraction of what `usageWindow` takes. */
  readonly isRecent?: boolean;
  /** One value that readers type, where a list of all values would be no help. */
  readonly isTyped?: boolean;
}

export const CONTROLS: readonly Control[] = [
  { parameter: 'ApiStage', title: 'API and stage', column: 'api_stage', isRecent: true },
  { parameter: 'Domain', title: 'Domain', column: 'domain_name', isRecent: true },
  { parameter: 'Plan', title: 'Usage plan', column: 'usage_plan' },
  { parameter: 'Customer', title: 'Customer', column: 'customer' },
  { parameter: 'Endpoint', title: 'Endpoint', column: 'endpoint', isRecent: true },
  { parameter: 'StatusClass', title: 'Status', column: 'status_class', isRecent: true },
  { parameter: 'SourceAddress', title: 'Source address', column: 'source_ip', ofRequests: true },
  { parameter: 'User', title: 'User', column: 'api_user', ofRequests: true },
  { parameter: 'RequestId', title: 'Request id', column: 'request_id', ofRequests: true, isTyped: true },
];

/** A control as it stands on a sheet. */
export interface ShownControl {
  readonly id: string;
  readonly parameter: string;
  readonly node: quicksight.CfnDashboard.ParameterControlProperty;
}

type ParameterDeclaration = quicksight.CfnDashboard.ParameterDeclarationProperty;

/** One for each control, and one for the period. A text parameter without a value lets all values through. */
export function parameterDeclarations(parameters: readonly string[]): ParameterDeclaration[] {
  return parameters.map((name) => name === DAYS_PARAMETER
    ? {
      integerParameterDeclaration: {
        name,
        parameterValueType: 'SINGLE_VALUED',
        defaultValues: { staticValues: [DAYS_DEFAULT] },
        valueWhenUnset: { valueWhenUnsetOption: 'RECOMMENDED_VALUE' },
      },
    }
    : {
      stringParameterDeclaration: {
        name,
        ...CONTROLS.some(({ parameter, isTyped }) => parameter === name && isTyped)
          ? { parameterValueType: 'SINGLE_VALUED', defaultValues: { staticValues: [] } }
          : { parameterValueType: 'MULTI_VALUED', defaultValues: {} },
        valueWhenUnset: { valueWhenUnsetOption: 'RECOMMENDED_VALUE' },
      },
    });
}

/** A list of the periods. */
export function daysControl(id: string, longest: number): quicksight.CfnDashboard.ParameterControlProperty {
  return {
    dropdown: {
      parameterControlId: id,
      title: 'Period, days',
      sourceParameterName: DAYS_PARAMETER,
      type: 'SINGLE_SELECT',
      selectableValues: { values: DAYS_CHOICES.filter((days) => days <= longest).map(String) },
      displayOptions: { selectAllOptions: { visibility: 'HIDDEN' }, titleOptions: { visibility: 'VISIBLE' } },
    },
  };
}

/** A list of the values that a column has in a dataset, or a field to type one. */
export function valuesControl(
  id: string, { parameter, title, column, isTyped }: Control, dataset: string,
): quicksight.CfnDashboard.ParameterControlProperty {
  const common = { parameterControlId: id, title, sourceParameterName: parameter };
  if (isTyped) {
    return { textField: { ...common, displayOptions: { titleOptions: { visibility: 'VISIBLE' } } } };
  }
  return {
    dropdown: {
      ...common,
      type: 'MULTI_SELECT',
      selectableValues: { linkToDataSetColumn: { dataSetIdentifier: dataset, columnName: column } },
      displayOptions: { selectAllOptions: { visibility: 'VISIBLE' }, titleOptions: { visibility: 'VISIBLE' } },
    },
  };
}

/** Whether a sheet has a control: some visual can be filtered by it. */
export function isShown({ column, ofRequests }: Control, sheet: DashboardSheet): boolean {
  return (!ofRequests || sheet._callerControls) && sheet._visuals().some(({ _dataset }) => _dataset._has(column));
}
