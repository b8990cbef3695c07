import { BarChart, PieChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, PieChart, GridComponent, TooltipComponent, SVGRenderer]);

export interface Chart {
  /** What the drawing depends on besides the figures: a narrow chart has less room for names. */
  draw(options: (width: number) => EChartsCoreOption): void;
}

/** A chart that keeps to the size of its element. Its figures stand in a table beside it, so it is hidden from a screen reader. */
export function chart(host: HTMLElement): Chart {
  const instance = init(host, undefined, { renderer: 'svg' });
  const animation = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  // The page's own font, by name: the chart measures its texts outside the page.
  const textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
  let current: ((width: number) => EChartsCoreOption) | undefined;
  const redraw = () => {
    if (current && host.clientWidth > 0) {
      instance.setOption({ animation, textStyle, animationDuration: 250, animationDurationUpdate: 250, ...current(host.clientWidth) }, true);
    }
  };
  new ResizeObserver(() => {
    instance.resize();
    redraw();
  }).observe(host);
  return {
    draw(options) {
      current = options;
      // The drawing may have set the element's height.
      instance.resize();
      redraw();
    },
  };
}
