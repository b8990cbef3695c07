import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { Filter } from './filter';
import type { Sheet } from './sheet';
import { renderSheet, visualsOf } from './sheet';

/** Renders sheets to a dashboard's definition; `dataSetArns` are by the name that the sheets' fields use. */
export function renderDefinition(
  dataSetArns: Readonly<Record<string, string>>, sheets: readonly Sheet[],
): quicksight.CfnDashboard.DashboardVersionDefinitionProperty {
  const calculated = sheets.flatMap(visualsOf).flatMap(({ calculatedFields }) => calculatedFields);
  return {
    dataSetIdentifierDeclarations: Object.entries(dataSetArns).map(([identifier, dataSetArn]) => ({ identifier, dataSetArn })),
    // visuals share a calculated field by its name
    calculatedFields: [...new Map(calculated.map((field) => [`${field.dataSetIdentifier}.${field.name}`, field])).values()],
    sheets: sheets.map(renderSheet),
    filterGroups: sheets.flatMap((sheet) => sheet.filters.map((filter) => renderFilterGroup(sheet, filter))),
  };
}

function renderFilterGroup(sheet: Sheet, { id, node, visuals }: Filter): quicksight.CfnDashboard.FilterGroupProperty {
  return {
    filterGroupId: `${id}-group`,
    status: 'ENABLED',
    crossDataset: 'SINGLE_DATASET',
    filters: [node],
    scopeConfiguration: {
      selectedSheets: {
        sheetVisualScopingConfigurations: [{ sheetId: sheet.id, scope: 'SELECTED_VISUALS', visualIds: visuals.map((visual) => visual.id) }],
      },
    },
  };
}
