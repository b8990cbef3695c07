import { BarChart, LineChart, PieChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { Place } from '../view/near.js';

use([BarChart, LineChart, PieChart, GridComponent, TooltipComponent, SVGRenderer]);

export interface Chart {
  /** What the drawing depends on besides the figures: a narrow chart has less room for names. */
  draw(options: (width: number) => EChartsCoreOption): void;
  /** Tells which item has been clicked, by its number. */
  onItem(listener: (item: number) => void): void;
  /** Tells where among its axes the chart has been clicked, upon an item or beside it. */
  onPlace(listener: (click: Click) => void): void;
}

export interface Click {
  readonly at: Place;
  /** The figures of a pixel, along both axes; a category is a number. */
  toFigures(place: Place): Place;
  toPixel(figures: Place): Place;
}

/** A chart that keeps to the size of its element. Its figures stand in a table beside it, so it is hidden from a screen reader. */
export function chart(host: HTMLElement): Chart {
  const instance = init(host, undefined, { renderer: 'svg', width: 1, height: 1 });
  const animation = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  // The page's own font, by name: the chart measures its texts outside the page.
  const textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
  let current: ((width: number) => EChartsCoreOption) | undefined;
  let [width, height] = [0, 0];
  const redraw = (isMoving = animation) => {
    if (current && width > 0) {
      instance.setOption({ animation: isMoving, textStyle, animationDuration: 250, animationDurationUpdate: 250, ...current(width) }, true);
    }
  };
  const fit = () => {
    if (host.clientWidth > 0 && (host.clientWidth !== width || host.clientHeight !== height)) {
      const isFirst = width === 0;
      [width, height] = [host.clientWidth, host.clientHeight];
      instance.resize({ width, height });
      // Figures that stay as they are do not move from where they were in another layout.
      redraw(isFirst && animation);
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
    onItem(listener) {
      instance.on('click', ({ dataIndex }) => listener(dataIndex));
    },
    onPlace(listener) {
      instance.getZr().on('click', ({ offsetX, offsetY }) => listener({
        at: [offsetX, offsetY],
        toFigures: ([x, y]) => instance.convertFromPixel({ seriesIndex: 0 }, [x, y]) as unknown as Place,
        toPixel: ([x, y]) => instance.convertToPixel({ seriesIndex: 0 }, [x, y]) as unknown as Place,
      }));
    },
  };
}
