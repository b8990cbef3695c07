import { BarVisualData } from '../data.js';
import { chart } from './chart.js';
import { element, swatch } from './dom.js';
import { Drawing } from './drawing.js';
import { Theme } from './theme.js';
import { tooltip, TOOLTIP_FRAME } from './tooltip.js';
import { Bar, BarView, barView } from '../view/bar.js';
import { Choice } from '../view/groups.js';
import { formatted, fullNumber, shortNumber } from '../view/number-text.js';

/** Height of the axis, in pixels. */
const AXIS = 34;

/** Height of a bar with its gap, in pixels: a few bars are broader than many. */
function pitch(bars: number): number {
  return Math.min(38, Math.max(25, 420 / bars));
}

/** Stacked bars, longest on top, and the same figures as a table. */
export function barDrawing(visual: BarVisualData): Drawing {
  const canvas = element('div', { 'class': 'canvas', 'aria-hidden': 'true' });
  const legend = element('ul', { 'class': 'legend', 'aria-hidden': 'true' });
  const table = element('div', { class: 'table-host sr-only' });
  const tool = element('button', { 'type': 'button', 'class': 'tool', 'aria-pressed': 'false' }, 'Table');
  const nothing = element('p', { class: 'nothing' }, 'No requests in this period.');
  const drawn = chart(canvas);
  tool.addEventListener('click', () => {
    const asTable = tool.getAttribute('aria-pressed') !== 'true';
    tool.setAttribute('aria-pressed', String(asTable));
    table.classList.toggle('sr-only', !asTable);
    canvas.hidden = legend.hidden = asTable;
  });
  return {
    tool,
    body: element('div', { class: 'bar-body' }, legend, canvas, nothing, table),
    draw(choices: readonly Choice[], theme: Theme) {
      const view = barView(visual, choices);
      const colour = (name: string) => theme.colour(visual.colour?.column ?? visual.category.column, name);
      legend.replaceChildren(...visual.colour ? view.colours.map((name) => element('li', {}, swatch(colour(name)), name)) : []);
      table.replaceChildren(barTable(visual, view));
      nothing.hidden = view.bars.length > 0;
      canvas.style.height = view.bars.length === 0 ? '0' : `${view.bars.length * pitch(view.bars.length) + AXIS}px`;
      drawn.draw((width) => barOptions(visual, view, colour, theme, width));
      return remark(view);
    },
  };
}

function remark({ bars, categories }: BarView): string {
  const kept = bars.filter(({ others }) => !others).length;
  return kept === categories ? '' : `${kept} of ${fullNumber(categories)} shown.${bars.length > kept ? ' Other is the sum of the rest.' : ''}`;
}

function barOptions(visual: BarVisualData, view: BarView, colour: (name: string) => string, theme: Theme, width: number) {
  const names = Math.round(Math.min(180, width * 0.32));
  const font = { color: theme.text, fontSize: 12 };
  return {
    grid: { left: names + 12, right: 56, top: 2, bottom: 28, outerBoundsMode: 'none' },
    tooltip: {
      ...TOOLTIP_FRAME,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (items: { dataIndex: number }[]) => barTooltip(visual, view, view.bars[items[0].dataIndex], colour),
    },
    xAxis: {
      type: 'value',
      splitNumber: width < 480 ? 3 : 5,
      axisLabel: { color: theme.muted, fontSize: 11, formatter: shortNumber, hideOverlap: true },
      splitLine: { lineStyle: { color: theme.line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      // Places, not names: two customers may have one name.
      data: view.bars.map((_, index) => String(index)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: theme.line } },
      axisLabel: { ...font, interval: 0, width: names, overflow: 'truncate', formatter: (index: string) => barName(view.bars[Number(index)]) },
    },
    series: barSeries(view, colour, theme),
  };
}

function barSeries(view: BarView, colour: (name: string) => string, theme: Theme) {
  return view.colours.map((name, part) => ({
    name,
    type: 'bar',
    stack: 'all',
    barWidth: Math.round(pitch(view.bars.length) * 0.6),
    itemStyle: { color: colour(name) },
    emphasis: { disabled: true },
    data: view.bars.map((bar) => bar.parts[part]),
    // The last part of each stack is where the sum of all of them stands.
    label: {
      show: part === view.colours.length - 1,
      position: 'right',
      color: theme.muted,
      fontSize: 11,
      formatter: ({ dataIndex }: { dataIndex: number }) => shortNumber(view.bars[dataIndex].total),
    },
  }));
}

function barTooltip(visual: BarVisualData, view: BarView, bar: Bar, colour: (name: string) => string): HTMLElement {
  const parts = view.colours.map((name, index) => ({ name, value: bar.parts[index] })).filter(({ value }) => value > 0);
  return tooltip(barName(bar), [
    ...visual.colour ? parts.map(({ name, value }) => ({ name, value: formatted(value, visual.measure.format), colour: colour(name) })) : [],
    { name: visual.measure.label, value: formatted(bar.total, visual.measure.format) },
  ]);
}

function barName(bar: Bar): string {
  return bar.others ? `Other (${fullNumber(bar.others)})` : bar.name;
}

function barTable(visual: BarVisualData, view: BarView): HTMLElement {
  const number = (value: number) => element('td', { class: value === 0 ? 'zero' : undefined }, formatted(value, visual.measure.format));
  const colours = visual.colour ? view.colours : [];
  return element('table', {},
    element('caption', { class: 'sr-only' }, visual.title),
    element('thead', {}, element('tr', {},
      element('th', { scope: 'col' }, visual.category.label),
      ...colours.map((name) => element('th', { scope: 'col' }, name)),
      element('th', { scope: 'col' }, visual.measure.label))),
    element('tbody', {}, ...view.bars.map((bar) => element('tr', {},
      element('th', { scope: 'row' }, barName(bar)),
      ...colours.map((_, index) => number(bar.parts[index])),
      number(bar.total)))));
}
