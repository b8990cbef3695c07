import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import { visualActions } from './actions';
import type { DashboardDataset } from '../fields/dashboard-dataset';
import type { DashboardField } from '../fields/dashboard-field';
import { DashboardPeriod } from '../period';

/** What every visual has. */
export interface DashboardVisualProps {
  /** Unique within the dashboard, and the same at each deployment: at most 100 letters, digits, dashes and underscores. */
  readonly id: string;

  /** What the visual answers, at its head: 1 to 512 characters. */
  readonly title: string;

  /**
   * A line below the title, plain text of at most some 2,000 characters.
   *
   * @default - none
   */
  readonly subtitle?: string;

  /**
   * Columns of the sheet, of which there are 36: a whole number from 1. Those of a row are 36 together at most.
   *
   * @default - as much as the other visuals of the row leave, in equal parts
   */
  readonly width?: number;

  /**
   * Rows of the sheet, of about 30 pixels each: a whole number from 2 to 21. A row of visuals is as high as its highest.
   *
   * @default 10 - of a `KpiVisual` 5
   */
  readonly height?: number;

  /**
   * The time that the visual shows, as far as the dataset goes back. A dataset without a time of its own is shown as a whole.
   *
   * @default DashboardPeriod.chosen()
   */
  readonly period?: DashboardPeriod;
}

/** Where a visual stands. */
export interface VisualSurroundings {
  /** The sheet with single requests, if there is one. */
  readonly requestsSheetId?: string;
  /** All visuals of its own sheet. */
  readonly visuals: readonly DashboardVisual[];
}

const DEFAULT_HEIGHT = 10;

/** In days. */
const LONGEST_MONTH = 31;

const LONGEST_TITLE = 512;
/** With its markup. */
const LONGEST_SUBTITLE = 2048;

/**
 * A chart, a table or a figure of a sheet. Each kind is a class of its own: `KpiVisual`, `LineChartVisual`, `BarChartVisual`,
 * `PieChartVisual`, `PivotTableVisual`, `TableVisual` and `RowTableVisual`. It is not meant to be extended.
 */
export abstract class DashboardVisual {
  /** Unique within the dashboard. */
  public readonly id: string;
  /** What the visual answers. */
  public readonly title: string;

  /** @internal */
  public readonly _period: DashboardPeriod;
  /** @internal */
  public readonly _width?: number;
  /** @internal */
  public readonly _height: number;
  /** @internal */
  public get _dataset(): DashboardDataset {
    return this._fields[0].dataset;
  }

  /** @internal */
  protected _fields: readonly DashboardField[] = [];
  private readonly richSubtitle?: string;

  protected constructor(props: DashboardVisualProps) {
    const { id, title, subtitle, width, height = DEFAULT_HEIGHT, period } = props;
    if (!/^[\w-]{1,100}$/.test(id)) {
      throw new Error(`Visual '${id}': QuickSight does not take its id; use at most 100 letters, digits, dashes and underscores`);
    }
    if (title.trim() === '') {
      throw new Error(`Visual '${id}': its title is empty; say what the visual answers`);
    }
    if (title.length > LONGEST_TITLE) {
      throw new Error(`Visual '${id}': its title has ${title.length} characters, and QuickSight takes ${LONGEST_TITLE}; shorten it, or say more in the subtitle`);
    }
    const richSubtitle = subtitle === undefined ? undefined : `<visual-subtitle>${escaped(subtitle)}</visual-subtitle>`;
    if (richSubtitle !== undefined && richSubtitle.length > LONGEST_SUBTITLE) {
      throw new Error(`Visual '${id}': its subtitle has ${richSubtitle.length} characters with its markup, and QuickSight takes ${LONGEST_SUBTITLE}; shorten it`);
    }
    if (width !== undefined && (!Number.isInteger(width) || width < 1 || width > 36)) {
      throw new Error(`Visual '${id}': a width of ${width} does not fit; a sheet has 36 columns, so give a whole number from 1 to 36`);
    }
    if (!Number.isInteger(height) || height < 2 || height > 21) {
      throw new Error(`Visual '${id}': a height of ${height} does not fit; give a whole number of rows from 2 to 21`);
    }
    this.id = id;
    this.title = title;
    this.richSubtitle = richSubtitle;
    this._period = period ?? DashboardPeriod.chosen();
    this._width = width;
    this._height = height;
  }

  /** @internal */
  public abstract _render(surroundings: VisualSurroundings): quicksight.CfnDashboard.VisualProperty;

  /**
   * Fields that the visual computes; they are declared in the dashboard's definition.
   *
   * @internal
   */
  public abstract _calculatedFields(): quicksight.CfnDashboard.CalculatedFieldProperty[];

  /**
   * Whether only rows of the period are shown. A figure that is compared needs those before it as well.
   *
   * @internal
   */
  public _isFilteredByPeriod(): boolean {
    return true;
  }

  /**
   * The field by whose partitions alone rows are left out that can be of none of the visual's periods.
   *
   * @internal
   */
  public _arrivalField(): quicksight.CfnDashboard.CalculatedFieldProperty | undefined {
    return this._period._arrivalField(this._dataset, this._isFilteredByPeriod() ? 1 : 2);
  }

  /**
   * Whether the reader's choice of a period changes what is shown.
   *
   * @internal
   */
  public _followsChoice(): boolean {
    return this._period._dependsOnChoice() && this._dataset._timeColumn() !== undefined;
  }

  /**
   * What the kinds of visuals have in common.
   *
   * @internal
   */
  protected _head({ requestsSheetId, visuals }: VisualSurroundings) {
    const others = visuals.filter((visual) => visual !== this);
    return {
      visualId: this.id,
      title: { visibility: 'VISIBLE', formatText: { plainText: this.title } },
      subtitle: this.richSubtitle === undefined ? { visibility: 'HIDDEN' } : { visibility: 'VISIBLE', formatText: { richText: this.richSubtitle } },
      actions: visualActions(this.id, this._fields, others, this._leadsToRequests() ? requestsSheetId : undefined),
    };
  }

  /**
   * Whether a row's menu leads to the sheet with its requests.
   *
   * @internal
   */
  protected _leadsToRequests(): boolean {
    return false;
  }

  /**
   * Says what the visual is made of: fields of one dataset, each once.
   *
   * @internal
   */
  protected _make(...fields: DashboardField[]): void {
    const [first, ...others] = fields;
    if (!first) {
      throw new Error(`Visual '${this.id}': it has no field; give it a measure`);
    }
    const other = others.find(({ dataset }) => dataset !== first.dataset);
    if (other) {
      throw new Error(`Visual '${this.id}': '${first.label}' and '${other.label}' are of different datasets, or of different rows of '${first.dataset.name}'; take all fields of a visual from one dataset, kept in one variable`);
    }
    const ids = fields.map((field) => field._id(this.id));
    const twice = fields.find((_, index) => ids.indexOf(ids[index]) !== index);
    if (twice) {
      throw new Error(`Visual '${this.id}': it has the field '${twice.column}' twice; leave one out`);
    }
    const fault = first.dataset._faultOfRows();
    if (fault) {
      throw new Error(`Visual '${this.id}': ${fault}`);
    }
    this._fields = fields;
    this.checkPeriod();
  }

  /** A period that the dataset does not hold would show less than is said, or more. */
  private checkPeriod(): void {
    const { _period: period, _dataset: dataset } = this;
    if (dataset._timeColumn() === undefined && !period._dependsOnChoice() && period._key() !== DashboardPeriod.wholeDataset()._key()) {
      throw new Error(`Visual '${this.id}': its period has no effect, because '${dataset.name}' has no time of its own; leave it out, or take a dataset with a time`);
    }
    const days = period._days() ?? 0;
    const windowDays = dataset._windowDays();
    if (windowDays !== undefined && windowDays < LONGEST_MONTH && period._key() === DashboardPeriod.monthToDate()._key()) {
      throw new Error(`Visual '${this.id}': its period is the month to date, up to ${LONGEST_MONTH} days, and '${dataset.name}' goes back ${windowDays}; take lastDays(), or a dataset that goes back further`);
    }
    if (windowDays !== undefined && days > windowDays) {
      throw new Error(`Visual '${this.id}': its period is the last ${days} days, and '${dataset.name}' goes back ${windowDays}; take fewer lastDays(), or a dataset that goes back further`);
    }
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
