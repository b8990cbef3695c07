import { BarChart, LineChart, PieChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, LineChart, PieChart, GridComponent, TooltipComponent, SVGRenderer]);

export interface Chart {
  /** What the drawing depends on besides the figures: a narrow chart has less room for names. */
  draw(options: (width: number) => EChartsCoreOption): void;
}

/** A chart that keeps to the size of its element. Its figures stand in a table beside it, so it is hidden from a screen reader. */
export function chart(host: HTMLElement): Chart {
  const instance = init(host, undefined, { renderer: 'svg', width: 1, height: 1 });
  const animation = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  // The page's own font, by name: the chart measures its texts outside the page.
  const textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
  let current: ((width: number) => EChartsCoreOption) | undefined;
  let [width, height] = [0, 0];
  const redraw = () => {
    if (current && width > 0) {
      instance.setOption({ animation, textStyle, animationDuration: 250, animationDurationUpdate: 250, ...current(width) }, true);
    }
  };
  const fit = () => {
    if (host.clientWidth > 0 && (host.clientWidth !== width || host.clientHeight !== height)) {
      [width, height] = [host.clientWidth, host.clientHeight];
      instance.resize({ width, height });
      redraw();
    }
  };
  new ResizeObserver(fit).observe(host);
  return {
    draw(options) {
      current = options;
      // The size is known from before, and the observer tells of another: to ask here would have the browser lay out the page for each chart.
      if (width > 0) {
        redraw();
      } else {
        fit();
      }
    },
  };
}
