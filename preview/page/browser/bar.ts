import { BarVisualData } from '../data.js';
import { chartOrTable } from './chart-or-table.js';
import { chart } from './chart.js';
import { element } from './dom.js';
import { Drawing, FADED, nothing } from './drawing.js';
import { Picking, pickName } from './pick.js';
import { isStatus, Theme } from './theme.js';
import { tooltip, TOOLTIP_FRAME } from './tooltip.js';
import { Bar, BarView, barView } from '../view/bar.js';
import { Place } from '../view/near.js';
import { axisText, formatted, fullNumber, shortText } from '../view/number-text.js';
import { isOf, Point, pointOf } from '../view/point.js';

/** Height of the axis, in pixels. */
const AXIS = 30;

/** Height of a bar with its gap, in pixels: bars side by side are narrower. */
const pitch = ({ colour, measures }: BarVisualData) => colour ? 18 : 4 + 14 * measures.length;
/** A few bars do not get as far apart as a high card has room. */
const LARGEST_PITCH = 46;

/** Bars, longest on top, stacked by a colour or side by side, and the same figures as a table. */
export function barDrawing(visual: BarVisualData, pick: Picking['pick']): Drawing {
  const { tool, canvas, body, show, showNothing } = chartOrTable(visual.title);
  const drawn = chart(canvas);
  let view: BarView;
  drawn.onPlace(({ at, toFigures }) => {
    const point = clickedPoint(visual, view, toFigures(at));
    if (point) {
      pick(point);
    }
  });
  return {
    tool,
    body,
    draw(choices, theme, picked) {
      view = barView(visual, choices);
      if (view.bars.length === 0) {
        showNothing(nothing(visual, choices));
        return '';
      }
      const { colour } = visual;
      const colours = view.parts.map((name, index) => colour ? theme.colour(colour.column, name) : theme.measure(index, name));
      const legend = view.parts.map((name, index) => ({ name, colour: colours[index] }));
      show(legend.length > 1 || colour ? legend : [], barTable(visual, view, { picked, pick }));
      canvas.style.minHeight = `${view.bars.length * pitch(visual) + AXIS}px`;
      canvas.style.maxHeight = `${view.bars.length * Math.max(LARGEST_PITCH, pitch(visual)) + AXIS}px`;
      drawn.draw((width) => barOptions(visual, view, { colours, theme, picked }, width));
      return remark(view);
    },
  };
}

/** What a bar, or a part of it, stands for. Other stands for no value. */
function namesOf({ category, colour }: BarVisualData, bar: Bar | undefined, part?: string): Record<string, string | undefined> {
  return { ...bar && !bar.others ? { [category.column]: bar.name } : {}, ...colour ? { [colour.column]: part } : {} };
}

/** The whole line of a bar can be clicked, its name included, since the bar may be short; its parts only themselves. */
function clickedPoint(visual: BarVisualData, { bars, parts }: BarView, [figure, line]: Place): Point | undefined {
  const bar = bars[line];
  if (bar === undefined || bar.others) {
    return undefined;
  }
  const ends = bar.parts.map((_, part) => bar.parts.slice(0, part + 1).reduce<number>((sum, value) => sum + (value ?? 0), 0));
  return pointOf(visual.clicks, namesOf(visual, bar, figure > 0 ? parts[ends.findIndex((end) => figure <= end)] : undefined));
}

interface Look {
  readonly colours: readonly string[];
  readonly theme: Theme;
  readonly picked?: Point;
}

function remark({ bars, categories }: BarView): string {
  const kept = bars.filter(({ others }) => !others).length;
  return kept === categories ? '' : `${kept} of ${fullNumber(categories)} shown.${bars.length > kept ? ' Other stands for the rest.' : ''}`;
}

function barOptions(visual: BarVisualData, view: BarView, { colours, theme, picked }: Look, width: number) {
  const longest = Math.max(...view.bars.map((bar) => barName(bar).length));
  const names = Math.round(Math.min(180, width * 0.36, 8 * longest + 8));
  const [{ format }] = visual.measures;
  const mark = axisText(format, Math.max(...view.bars.flatMap(({ total, parts }) => visual.colour ? total : parts).map(Number)));
  const cursor = visual.clicks ? 'pointer' : 'default';
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
      axisLabel: { color: theme.muted, fontSize: 11, formatter: mark, hideOverlap: true },
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
      cursor,
      data: view.bars.map((bar) => ({
        value: bar.parts[part] ?? '-',
        itemStyle: { color: ownColour(visual, bar, theme) ?? colours[part], opacity: isOf(picked, namesOf(visual, bar, name)) ? 1 : FADED },
      })),
      label: {
        // The last part of a stack is where the sum of all of them stands.
        show: !visual.colour || part === view.parts.length - 1,
        position: 'right',
        color: theme.muted,
        // The figure of a bar that fades is still read.
        opacity: 1,
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

function barTable(visual: BarVisualData, view: BarView, picking: Picking): HTMLElement {
  const [first] = visual.measures;
  const number = (value: number | null, { format } = first) => element('td', { class: value ? undefined : 'zero' }, formatted(value, format));
  return element('table', {},
    element('caption', { class: 'sr-only' }, visual.title),
    element('thead', {}, element('tr', {},
      element('th', { scope: 'col' }, visual.category.label),
      ...view.parts.map((name) => element('th', { scope: 'col' }, pickName(name, pointOf(visual.clicks, namesOf(visual, undefined, name)), picking))),
      visual.colour && element('th', { scope: 'col' }, first.label))),
    element('tbody', {}, ...view.bars.map((bar) => element('tr', {},
      element('th', { scope: 'row' }, pickName(barName(bar), pointOf(visual.clicks, namesOf(visual, bar)), picking)),
      ...bar.parts.map((value, part) => number(value, visual.measures[visual.colour ? 0 : part])),
      visual.colour && number(bar.total)))));
}
