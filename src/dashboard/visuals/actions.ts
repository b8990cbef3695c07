import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import { CONTROLS } from '../controls';
import type { DashboardDataset } from '../fields/dashboard-dataset';
import { DashboardDimension } from '../fields/dashboard-dimension';
import type { DashboardField } from '../fields/dashboard-field';

/** A click on one of these filters the other visuals of the sheet. */
const CLICKED = ['customer', 'usage_plan', 'endpoint'];

/** A visual that a click may filter. */
export interface ClickTarget {
  readonly id: string;
  readonly _dataset: DashboardDataset;
}

/** What a click on a visual does, and what the menu of a data point offers. */
export function visualActions(
  visualId: string, fields: readonly DashboardField[], others: readonly ClickTarget[], requestsSheetId: string | undefined,
): quicksight.CfnDashboard.VisualCustomActionProperty[] {
  const dimensions = fields.filter((field) => field instanceof DashboardDimension);
  const clicked = dimensions.filter(({ column }) => CLICKED.includes(column));
  const followed = CONTROLS.flatMap(({ parameter, column }) => (
    dimensions.filter((field) => field.column === column).map((field) => ({ parameter, field }))
  ));
  // those of which all rows have another value, such as "(all)", would be emptied
  const targets = others.filter(({ _dataset }) => clicked.every(({ column }) => _dataset._has(column)));
  return [
    ...clicked.length === 0 || targets.length === 0 ? [] : [filterOthers(visualId, clicked, targets)],
    ...requestsSheetId === undefined || followed.length === 0 ? [] : [showRequests(visualId, followed, requestsSheetId)],
  ];
}

function filterOthers(
  visualId: string, fields: readonly DashboardField[], targets: readonly ClickTarget[],
): quicksight.CfnDashboard.VisualCustomActionProperty {
  return {
    customActionId: `${visualId}-filter`,
    name: 'Filter the other visuals',
    status: 'ENABLED',
    trigger: 'DATA_POINT_CLICK',
    actionOperations: [{
      filterOperation: {
        selectedFieldsConfiguration: { selectedFields: fields.map((field) => field._id(visualId)) },
        targetVisualsConfiguration: { sameSheetTargetVisualConfiguration: { targetVisuals: targets.map(({ id }) => id) } },
      },
    }],
  };
}

/** By parameters, since they hold on all sheets; the sheet's own controls show what was chosen. */
function showRequests(
  visualId: string, followed: readonly { parameter: string; field: DashboardField }[], targetSheetId: string,
): quicksight.CfnDashboard.VisualCustomActionProperty {
  return {
    customActionId: `${visualId}-requests`,
    name: 'Show the requests',
    status: 'ENABLED',
    trigger: 'DATA_POINT_MENU',
    actionOperations: [
      { navigationOperation: { localNavigationConfiguration: { targetSheetId } } },
      {
        setParametersOperation: {
          parameterValueConfigurations: followed.map(({ parameter, field }) => (
            { destinationParameterName: parameter, value: { sourceField: field._id(visualId) } }
          )),
        },
      },
    ],
  };
}
