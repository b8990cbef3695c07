import { BarVisualData } from '../data.js';
import { chartOrTable } from './chart-or-table.js';
import { chart } from './chart.js';
import { element } from './dom.js';
import { Drawing, nothing } from './drawing.js';
import { isStatus, Theme } from './theme.js';
import { tooltip, TOOLTIP_FRAME } from './tooltip.js';
import { Bar, BarView, barView } from '../view/bar.js';
import { axisText, formatted, fullNumber, shortText } from '../view/number-text.js';

/** Height of the axis, in pixels. */
const AXIS = 30;

/** Height of a bar with its gap, in pixels: bars side by side are narrower. */
const pitch = ({ colour, measures }: BarVisualData) => colour ? 18 : 4 + 14 * measures.length;
/** A few bars do not get as far apart as a high card has room. */
const LARGEST_PITCH = 46;

/** Bars, longest on top, stacked by a colour or side by side, and the same figures as a table. */
export function barDrawing(visual: BarVisualData): Drawing {
  const { tool, canvas, body, show, showNothing } = chartOrTable(visual.title);
  const drawn = chart(canvas);
  return {
    tool,
    body,
    draw(choices, theme) {
      const view = barView(visual, choices);
      if (view.bars.length === 0) {
        showNothing(nothing(visual));
        return '';
      }
      const { colour } = visual;
      const colours = view.parts.map((name, index) => colour ? theme.colour(colour.column, name) : theme.measure(index, name));
      const legend = view.parts.map((name, index) => ({ name, colour: colours[index] }));
      show(legend.length > 1 || colour ? legend : [], barTable(visual, view));
      canvas.style.minHeight = `${view.bars.length * pitch(visual) + AXIS}px`;
      canvas.style.maxHeight = `${view.bars.length * Math.max(LARGEST_PITCH, pitch(visual)) + AXIS}px`;
      drawn.draw((width) => barOptions(visual, view, colours, theme, width));
      return remark(view);
    },
  };
}

function remark({ bars, categories }: BarView): string {
  const kept = bars.filter(({ others }) => !others).length;
  return kept === categories ? '' : `${kept} of ${fullNumber(categories)} shown.${bars.length > kept ? ' Other stands for the rest.' : ''}`;
}

function barOptions(visual: BarVisualData, view: BarView, colours: readonly string[], theme: Theme, width: number) {
  const longest = Math.max(...view.bars.map((bar) => barName(bar).length));
  const names = Math.round(Math.min(180, width * 0.36, 8 * longest + 8));
  const [{ format }] = visual.measures;
  return {
    grid: { left: names + 12, right: 64, top: 2, bottom: AXIS - 4, outerBoundsMode: 'none' },
    tooltip: {
      ...TOOLTIP_FRAME,
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: theme.muted, opacity: 0.12 } },
      formatter: (items: { dataIndex: number }[]) => barTooltip(visual, view, view.bars[items[0].dataIndex], colours),
    },
    xAxis: {
      type: 'value',
      splitNumber: width < 480 ? 2 : 4,
      axisLabel: { color: theme.muted, fontSize: 11, formatter: (value: number) => axisText(value, format), hideOverlap: true },
      splitLine: { lineStyle: { color: theme.line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      // Places, not names: two customers may have one name.
      data: view.bars.map((_, index) => String(index)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: theme.line } },
      axisLabel: {
        color: theme.text, fontSize: 12, interval: 0, width: names, overflow: 'truncate', formatter: (index: string) => barName(view.bars[Number(index)]),
      },
    },
    series: view.parts.map((name, part) => ({
      name,
      type: 'bar',
      stack: visual.colour && 'all',
      barMaxWidth: 22,
      barCategoryGap: '34%',
      barGap: '10%',
      emphasis: { disabled: true },
      data: view.bars.map((bar) => ({ value: bar.parts[part] ?? '-', itemStyle: { color: ownColour(visual, bar, theme) ?? colours[part] } })),
      label: {
        // The last part of a stack is where the sum of all of them stands.
        show: !visual.colour || part === view.parts.length - 1,
        position: 'right',
        color: theme.muted,
        fontSize: 11,
        formatter: ({ dataIndex }: { dataIndex: number }) =>
          shortText(visual.colour ? view.bars[dataIndex].total : view.bars[dataIndex].parts[part], visual.measures[visual.colour ? 0 : part].format),
      },
    })),
  };
}

/** A status has its colour wherever it stands, and what stands for the rest is grey; other bars are told apart by their names. */
function ownColour({ category, colour, measures }: BarVisualData, bar: Bar, theme: Theme): string | undefined {
  if (colour || measures.length > 1) {
    return undefined;
  }
  return bar.others ? theme.colour(category.column, 'Other') : isStatus(bar.name) ? theme.colour(category.column, bar.name) : undefined;
}

function barTooltip(visual: BarVisualData, view: BarView, bar: Bar, colours: readonly string[]): HTMLElement {
  const lines = view.parts
    .map((name, part) => ({ name, value: bar.parts[part], colour: colours[part], format: visual.measures[visual.colour ? 0 : part].format }))
    .filter(({ value }) => visual.colour ? value : value !== null)
    .map(({ value, format, ...line }) => ({ ...line, value: formatted(value, format) }));
  const [{ label, format }] = visual.measures;
  return tooltip(barName(bar), visual.colour ? [...lines, { name: label, value: formatted(bar.total, format) }] : lines);
}

function barName(bar: Bar): string {
  return bar.others ? `Other (${fullNumber(bar.others)})` : bar.name;
}

function barTable(visual: BarVisualData, view: BarView): HTMLElement {
  const [first] = visual.measures;
  const number = (value: number | null, { format } = first) => element('td', { class: value ? undefined : 'zero' }, formatted(value, format));
  return element('table', {},
    element('caption', { class: 'sr-only' }, visual.title),
    element('thead', {}, element('tr', {},
      element('th', { scope: 'col' }, visual.category.label),
      ...view.parts.map((name) => element('th', { scope: 'col' }, name)),
      visual.colour && element('th', { scope: 'col' }, first.label))),
    element('tbody', {}, ...view.bars.map((bar) => element('tr', {},
      element('th', { scope: 'row' }, barName(bar)),
      ...bar.parts.map((value, part) => number(value, visual.measures[visual.colour ? 0 : part])),
      visual.colour && number(bar.total)))));
}
