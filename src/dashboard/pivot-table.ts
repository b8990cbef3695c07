import type { aws_quicksight as quicksight } from 'aws-cdk-lib';
import type { Dimension, Measure } from './field';
import { dimensionField, fieldId } from './field';
import type { Visual, VisualOptions } from './visual';
import { titled } from './visual';

export interface PivotTableOptions extends VisualOptions {
  readonly rows: readonly Dimension[];
  readonly columns: readonly Dimension[];
  /** Each cell is this measure's share of the whole table, in percent. */
  readonly shareOf: Measure;
}

/** Shares of a whole by rows and columns, with totals. */
export function pivotTable({ id, title, rows, columns, shareOf }: PivotTableOptions): Visual {
  const share: Measure = { ...shareOf, column: `${shareOf.column}_share`, label: `Share of ${shareOf.label.toLowerCase()}` };
  const shown = { totalsVisibility: 'VISIBLE' };
  return {
    id,
    // no partition: the whole is the table, not a row or a column of it
    calculatedFields: [{ dataSetIdentifier: share.dataset, name: share.column, expression: `percentOfTotal(sum({${shareOf.column}}), [])` }],
    node: {
      pivotTableVisual: {
        visualId: id,
        title: titled(title),
        chartConfiguration: {
          fieldWells: {
            pivotTableAggregatedFieldWells: {
              rows: rows.map((dimension) => dimensionField(id, dimension)),
              columns: columns.map((dimension) => dimensionField(id, dimension)),
              values: [percentField(id, share)],
            },
          },
          fieldOptions: {
            selectedFieldOptions: [...rows, ...columns, share].map((field) => (
              { fieldId: fieldId(id, field), customLabel: field.label, visibility: 'VISIBLE' }
            )),
          },
          totalOptions: { rowTotalOptions: shown, columnTotalOptions: shown, columnSubtotalOptions: shown },
        },
      },
    },
  };
}

/** A calculated field that adds up by itself, and so takes no aggregation. */
function percentField(id: string, share: Measure): quicksight.CfnDashboard.MeasureFieldProperty {
  return {
    numericalMeasureField: {
      fieldId: fieldId(id, share),
      column: { dataSetIdentifier: share.dataset, columnName: share.column },
      formatConfiguration: {
        formatConfiguration: { percentageDisplayFormatConfiguration: { decimalPlacesConfiguration: { decimalPlaces: 2 } } },
      },
    },
  };
}
