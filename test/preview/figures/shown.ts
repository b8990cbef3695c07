import type { VisualData } from '../../../preview/page/data';
import { barView } from '../../../preview/page/view/bar';
import { kpiView } from '../../../preview/page/view/kpi';
import { lineView } from '../../../preview/page/view/line';
import { pieSlices } from '../../../preview/page/view/pie';
import { pivotView } from '../../../preview/page/view/pivot';
import { rowsView } from '../../../preview/page/view/rows';
import { tableView } from '../../../preview/page/view/table';

/** What the page shows of a visual, by its own view functions. */
export function shown(visual: VisualData, choices: Record<string, readonly (string | number)[]>): unknown {
  switch (visual.kind) {
    case 'kpi': return kpiView(visual, choices);
    case 'line': {
      const { series, ...view } = lineView(visual, choices);
      return { ...view, series: series.map(({ measure: _, ...line }) => line) };
    }
    case 'bar': return barView(visual, choices);
    case 'pie': return pieSlices(visual, choices);
    case 'pivot': return pivotView(visual, choices);
    case 'table': return tableView(visual, choices);
    case 'rows': return rowsView(visual, choices);
  }
}
