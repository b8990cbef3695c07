import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { Filter } from './filter';
import type { Visual } from './visual';

/** Columns of QuickSight's grid. */
const GRID_WIDTH = 36;
const CONTROL_WIDTH = 4;

/** A sheet (a tab) of the dashboard. */
export interface Sheet {
  /** Stable and unique within the dashboard: letters, digits, dashes. */
  readonly id: string;
  /** At least two letters: QuickSight does not show a tab of one. */
  readonly name: string;
  readonly description: string;
  /** From top to bottom. */
  readonly rows: readonly SheetRow[];
  readonly filters: readonly Filter[];
}

/** Visuals side by side. Rows cannot overlap, so a sheet has no places to get wrong. */
export interface SheetRow {
  /** In units of QuickSight's grid, about 30 pixels each. */
  readonly height: number;
  /** From left to right. */
  readonly cells: readonly SheetCell[];
}

export interface SheetCell {
  readonly visual: Visual;
  /** Of the sheet's 36 columns. */
  readonly width: number;
}

export function visualsOf(sheet: Sheet): Visual[] {
  return sheet.rows.flatMap((row) => row.cells.map(({ visual }) => visual));
}

export function renderSheet(sheet: Sheet): quicksight.CfnDashboard.SheetDefinitionProperty {
  if (sheet.name.length < 2) {
    throw new Error(`Sheet '${sheet.id}': QuickSight does not show a sheet with the name '${sheet.name}'; give it two letters or more`);
  }
  const controls = sheet.filters.flatMap(({ control }) => control ?? []);
  return {
    sheetId: sheet.id,
    name: sheet.name,
    description: sheet.description,
    contentType: 'INTERACTIVE',
    filterControls: controls.map(({ node }) => node),
    visuals: visualsOf(sheet).map(({ node }) => node),
    layouts: [{
      configuration: {
        gridLayout: {
          elements: placesOf(sheet),
          canvasSizeOptions: { screenCanvasSizeOptions: { resizeOption: 'FIXED', optimizedViewPortWidth: '1600px' } },
        },
      },
    }],
    sheetControlLayouts: [{
      configuration: {
        gridLayout: {
          elements: controls.map(({ id }) => ({ elementId: id, elementType: 'FILTER_CONTROL', columnSpan: CONTROL_WIDTH, rowSpan: 1 })),
        },
      },
    }],
  };
}

function placesOf(sheet: Sheet): quicksight.CfnDashboard.GridLayoutElementProperty[] {
  let rowIndex = 0;
  return sheet.rows.flatMap(({ height, cells }) => {
    let columnIndex = 0;
    const elements = cells.map(({ visual, width }) => {
      const element = { elementId: visual.id, elementType: 'VISUAL', columnIndex, columnSpan: width, rowIndex, rowSpan: height };
      columnIndex += width;
      return element;
    });
    if (columnIndex > GRID_WIDTH) {
      throw new Error(`Sheet '${sheet.id}': the row of '${cells[0].visual.id}' is ${columnIndex} columns wide, and a sheet has ${GRID_WIDTH}; make its visuals narrower`);
    }
    rowIndex += height;
    return elements;
  });
}
