import type { Dimension, Measure } from './field';
import { axisLabel, descendingBy, dimensionField, sumField } from './field';
import type { Visual, VisualOptions } from './visual';
import { titled } from './visual';

export interface BarChartOptions extends VisualOptions {
  readonly by: Dimension;
  readonly colour: Dimension;
  readonly measure: Measure;
  /** So many bars; the others are left out, since all of them together would dwarf each one. */
  readonly top: number;
}

/** Horizontal bars, the longest first, each stacked by colour. */
export function barChart({ id, title, by, colour, measure, top }: BarChartOptions): Visual {
  return {
    id,
    calculatedFields: [],
    node: {
      barChartVisual: {
        visualId: id,
        title: titled(title),
        chartConfiguration: {
          orientation: 'HORIZONTAL',
          barsArrangement: 'STACKED',
          fieldWells: {
            barChartAggregatedFieldWells: {
              category: [dimensionField(id, by)],
              values: [sumField(id, measure)],
              colors: [dimensionField(id, colour)],
            },
          },
          sortConfiguration: {
            categorySort: descendingBy(id, measure),
            categoryItemsLimit: { itemsLimit: top, otherCategories: 'EXCLUDE' },
          },
          categoryLabelOptions: axisLabel(id, by),
          valueLabelOptions: axisLabel(id, measure),
          colorLabelOptions: axisLabel(id, colour),
        },
      },
    },
  };
}
