import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { ShownControl } from './controls';
import type { DashboardVisual } from './visuals/dashboard-visual';

/** Columns of QuickSight's grid. */
const GRID_WIDTH = 36;
const CONTROL_WIDTH = 4;
/** Of a sheet. */
const MOST_VISUALS = 50;
const LONGEST_NAME = 2048;
const LONGEST_DESCRIPTION = 1024;

/** Properties of a sheet. */
export interface DashboardSheetProps {
  /** What the tab says: 2 to 2,048 characters, since QuickSight does not show a tab of one. Unique within the dashboard. */
  readonly name: string;

  /**
   * What the sheet answers: 1 to 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Whether readers can choose source addresses, users and a request as well, which only visuals of single requests can be filtered by.
   *
   * @default false
   */
  readonly callerControls?: boolean;
}

/**
 * A sheet (a tab) of the dashboard. Made by `UsageDashboard.addSheet()`.
 *
 * @example
 * const usage = dashboard.usageHourly;
 * const sheet = dashboard.addSheet('plans', { name: 'Plans' });
 * const count = new KpiVisual({ id: 'plans', title: 'Plans in use', value: usage.distinctCount('usage_plan', 'Plans'), width: 9 });
 * const shares = new PieChartVisual({ id: 'plan-shares', title: 'Requests', by: usage.dimension('usage_plan'), value: usage.sum('requests') });
 * sheet.addVisuals(count, shares);
 */
export class DashboardSheet {
  /** Unique within the dashboard. */
  public readonly id: string;
  /** What the tab says. */
  public readonly name: string;
  /** @internal */
  public readonly _callerControls: boolean;

  private readonly description?: string;
  private readonly rows: DashboardVisual[][] = [];

  /** @internal */
  constructor(id: string, props: DashboardSheetProps) {
    if (!/^[\w-]{1,100}$/.test(id)) {
      throw new Error(`Sheet '${id}': QuickSight does not take its id; use at most 100 letters, digits, dashes and underscores`);
    }
    if (props.name.trim().length < 2) {
      throw new Error(`Sheet '${id}': QuickSight does not show a sheet with the name '${props.name}'; give it two letters or more`);
    }
    if (props.name.length > LONGEST_NAME) {
      throw new Error(`Sheet '${id}': its name has ${props.name.length} characters, and QuickSight takes ${LONGEST_NAME}; shorten it, since it stands on a tab`);
    }
    if (props.description !== undefined && (props.description === '' || props.description.length > LONGEST_DESCRIPTION)) {
      throw new Error(`Sheet '${id}': its description has ${props.description.length} characters, and QuickSight takes 1 to ${LONGEST_DESCRIPTION}; shorten it, or leave it out`);
    }
    this.id = id;
    this.name = props.name;
    this.description = props.description;
    this._callerControls = props.callerControls ?? false;
  }

  /**
   * Adds a row of visuals below the others, side by side, and returns the sheet. Rows cannot overlap, so a sheet has no places to get wrong.
   *
   * Fails if the visuals are more than 36 columns wide together, and for more than 50 visuals on a sheet.
   *
   * @param visuals From left to right, at least one
   */
  public addVisuals(...visuals: DashboardVisual[]): DashboardSheet {
    if (visuals.length === 0) {
      throw new Error(`Sheet '${this.id}': addVisuals() is given no visual; give those of a row, from left to right`);
    }
    const given = visuals.reduce((sum, { _width = 1 }) => sum + _width, 0);
    if (given > GRID_WIDTH) {
      throw new Error(`Sheet '${this.id}': the row of '${visuals[0].id}' is at least ${given} columns wide, and a sheet has ${GRID_WIDTH}; make its visuals narrower, or put them into rows of their own`);
    }
    if (this._visuals().length + visuals.length > MOST_VISUALS) {
      throw new Error(`Sheet '${this.id}': it has more than ${MOST_VISUALS} visuals, and QuickSight takes no more; put some on another sheet`);
    }
    this.rows.push(visuals);
    return this;
  }

  /** @internal */
  public _visuals(): readonly DashboardVisual[] {
    return this.rows.flat();
  }

  /** @internal */
  public _render(
    controls: readonly ShownControl[], requestsSheetId: string | undefined,
  ): quicksight.CfnDashboard.SheetDefinitionProperty {
    return {
      sheetId: this.id,
      name: this.name,
      description: this.description,
      contentType: 'INTERACTIVE',
      ...controls.length === 0 ? {} : { parameterControls: controls.map(({ node }) => node) },
      visuals: this._visuals().map((visual) => visual._render({ requestsSheetId, visuals: this._visuals() })),
      layouts: [{
        configuration: {
          gridLayout: {
            elements: this.places(),
            canvasSizeOptions: { screenCanvasSizeOptions: { resizeOption: 'FIXED', optimizedViewPortWidth: '1600px' } },
          },
        },
      }],
      sheetControlLayouts: [{
        configuration: {
          gridLayout: {
            elements: controls.map(({ id }) => ({ elementId: id, elementType: 'PARAMETER_CONTROL', columnSpan: CONTROL_WIDTH, rowSpan: 1 })),
          },
        },
      }],
    };
  }

  private places(): quicksight.CfnDashboard.GridLayoutElementProperty[] {
    let rowIndex = 0;
    return this.rows.flatMap((row) => {
      const rowSpan = Math.max(...row.map(({ _height }) => _height));
      let columnIndex = 0;
      const elements = widths(row).map((columnSpan, index) => {
        const element = { elementId: row[index].id, elementType: 'VISUAL', columnIndex, columnSpan, rowIndex, rowSpan };
        columnIndex += columnSpan;
        return element;
      });
      rowIndex += rowSpan;
      return elements;
    });
  }
}

/** The visuals without a width of their own share what is left, the first of them take what cannot be shared evenly. */
function widths(row: readonly DashboardVisual[]): number[] {
  const free = row.filter(({ _width }) => _width === undefined).length;
  const left = GRID_WIDTH - row.reduce((sum, { _width = 0 }) => sum + _width, 0);
  let more = free === 0 ? 0 : left % free;
  return row.map(({ _width }) => _width ?? Math.floor(left / free) + (more-- > 0 ? 1 : 0));
}
