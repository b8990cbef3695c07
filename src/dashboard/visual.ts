import type { aws_quicksight as quicksight } from 'aws-cdk-lib';

/** What every visual has. */
export interface VisualOptions {
  /** Stable and unique within the dashboard: letters, digits, dashes. */
  readonly id: string;
  readonly title: string;
}

/** A visual of a sheet. */
export interface Visual {
  readonly id: string;
  readonly node: quicksight.CfnDashboard.VisualProperty;
  /** Fields that the visual computes; they are declared in the dashboard's definition. */
  readonly calculatedFields: readonly quicksight.CfnDashboard.CalculatedFieldProperty[];
}

export function titled(text: string): quicksight.CfnDashboard.VisualTitleLabelOptionsProperty {
  return { visibility: 'VISIBLE', formatText: { plainText: text } };
}
