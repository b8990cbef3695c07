import type { Dimension, Measure } from './field';
import { axisLabel, descendingBy, dimensionField, sumField } from './field';
import type { Visual, VisualOptions } from './visual';
import { titled } from './visual';

export interface PieChartOptions extends VisualOptions {
  readonly by: Dimension;
  readonly measure: Measure;
  /** Slices at most; what is left is one slice more, so that the shares are those of the whole. */
  readonly slices: number;
}

/** Shares of a whole, the largest first. */
export function pieChart({ id, title, by, measure, slices }: PieChartOptions): Visual {
  return {
    id,
    calculatedFields: [],
    node: {
      pieChartVisual: {
        visualId: id,
        title: titled(title),
        chartConfiguration: {
          fieldWells: { pieChartAggregatedFieldWells: { category: [dimensionField(id, by)], values: [sumField(id, measure)] } },
          sortConfiguration: {
            categorySort: descendingBy(id, measure),
            categoryItemsLimit: { itemsLimit: slices, otherCategories: 'INCLUDE' },
          },
          donutOptions: { arcOptions: { arcThickness: 'WHOLE' } },
          categoryLabelOptions: axisLabel(id, by),
          valueLabelOptions: axisLabel(id, measure),
          dataLabels: { visibility: 'VISIBLE', labelContent: 'PERCENT', overlap: 'DISABLE_OVERLAP' },
        },
      },
    },
  };
}
