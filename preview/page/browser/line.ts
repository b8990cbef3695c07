import { LineVisualData } from '../data.js';
import { chartOrTable } from './chart-or-table.js';
import { chart } from './chart.js';
import { element } from './dom.js';
import { Drawing, FADED, nothing } from './drawing.js';
import { Picking, pickName } from './pick.js';
import { Theme } from './theme.js';
import { tooltip, TOOLTIP_FRAME } from './tooltip.js';
import { LineView, lineView, Series } from '../view/line.js';
import { nearestLine } from '../view/near.js';
import { axisText, formatted, fullNumber } from '../view/number-text.js';
import { isOf, Point, pointOf } from '../view/point.js';
import { clockText, dayText, timeText } from '../view/time-text.js';

/** Lines over time, a legend above them, and the same figures as a table. */
export function lineDrawing(visual: LineVisualData, pick: Picking['pick']): Drawing {
  const { tool, canvas, body, show, showNothing } = chartOrTable(visual.title);
  const drawn = chart(canvas);
  let view: LineView;
  drawn.onPlace(({ at, toPixel }) => {
    const lines = view.series.map(({ values }) => values.map((value, place) => value === null ? null : toPixel([place, value])));
    const point = pointOf(visual.clicks, namesOf(visual, view.series[nearestLine(lines, at, REACH) ?? -1]));
    if (point) {
      pick(point);
    }
  });
  return {
    tool,
    body,
    draw(choices, theme, picked) {
      view = lineView(visual, choices);
      if (view.series.length === 0) {
        showNothing(nothing(visual, choices));
        return '';
      }
      const strokes = strokesOf(view.series.map((series, index) => visual.colour
        ? theme.colour(visual.colour.column, series.others ? 'Other' : series.name) : theme.measure(index, series.name)));
      const legend = view.series.map((series, index) => ({ name: titleOf(series), ...strokes[index] }));
      show(legend.length > 1 || visual.colour ? legend : [], lineTable(visual, view, { picked, pick }));
      drawn.draw((width) => lineOptions(visual, view, { strokes, theme, picked }, width));
      const shown = view.series.filter(({ others }) => !others).length;
      return shown === view.count ? '' : `The ${shown} largest of ${fullNumber(view.count)}.`;
    },
  };
}

/** How far from a line, in pixels, a click is still meant for it. */
const REACH = 12;

/** What a line stands for: a value of the colour, unless it is that of a measure or of the rest. */
function namesOf({ colour }: LineVisualData, series: Series | undefined): Record<string, string | undefined> {
  return colour && series && !series.others ? { [colour.column]: series.name } : {};
}

interface Look {
  readonly strokes: readonly Stroke[];
  readonly theme: Theme;
  readonly picked?: Point;
}

interface Stroke {
  readonly colour: string;
  readonly dash: 'solid' | 'dashed' | 'dotted';
}

const DASHES = ['solid', 'dashed', 'dotted'] as const;

/** There are more customers than colours that one can tell apart: where two lines of a chart have the same, the second is dashed. */
function strokesOf(colours: readonly string[]): Stroke[] {
  const before = (index: number) => colours.slice(0, index).filter((colour) => colour === colours[index]).length;
  return colours.map((colour, index) => ({ colour, dash: DASHES[before(index) % DASHES.length] }));
}

function lineOptions(visual: LineVisualData, view: LineView, { strokes, theme, picked }: Look, width: number) {
  const [{ measure: { format } }] = view.series;
  const largest = view.series.reduce((most, { values }) => values.reduce<number>((higher, value) => Math.max(higher, Math.abs(value ?? 0)), most), 0);
  const every = labelEvery(view, width);
  const opacities = view.series.map((series) => isOf(picked, namesOf(visual, series)) ? 1 : FADED);
  return {
    grid: { left: 8, right: 14, top: 10, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...TOOLTIP_FRAME,
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: theme.muted, type: 'solid', width: 1 } },
      formatter: (items: { dataIndex: number }[]) => lineTooltip(view, items[0].dataIndex, strokes),
    },
    xAxis: {
      type: 'category',
      // A single step stands in the middle.
      boundaryGap: view.times.length === 1,
      data: view.times.map(String),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: theme.line } },
      axisLabel: {
        color: theme.muted,
        fontSize: 11,
        interval: (index: number) => index % every === 0,
        formatter: (time: string) => stepMark(view, Number(time)),
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
      },
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      axisLabel: { color: theme.muted, fontSize: 11, formatter: axisText(format, largest) },
      splitLine: { lineStyle: { color: theme.line } },
    },
    series: view.series.map(({ name, values }, index) => ({
      name,
      type: 'line',
      lineStyle: { width: 2, type: strokes[index].dash, opacity: opacities[index] },
      itemStyle: { color: strokes[index].colour, opacity: opacities[index] },
      cursor: visual.clicks ? 'pointer' : 'default',
      emphasis: { disabled: true },
      symbol: 'circle',
      showAllSymbol: true,
      // A figure between two gaps has no line: it needs a point.
      data: values.map((value, place) => ({ value: value ?? '-', symbolSize: isAlone(values, place) ? 5 : 0 })),
    })),
  };
}

function isAlone(values: Series['values'], place: number): boolean {
  return (values[place - 1] ?? null) === null && (values[place + 1] ?? null) === null;
}

/** Hours in threes or sixes, days by the week where there are many. */
function labelEvery({ times, isHourly }: LineView, width: number): number {
  const room = Math.max(2, Math.floor(width / (isHourly ? 60 : 74)));
  return (isHourly ? [1, 2, 3, 6, 12, 24] : [1, 2, 7, 14, 28]).find((every) => times.length / every <= room) ?? Math.ceil(times.length / room);
}

function stepMark({ isHourly, times }: LineView, time: number): string {
  return isHourly && (time % 86_400_000 !== 0 || times.length < 3) ? clockText(time) : dayText(time);
}

function lineTooltip(view: LineView, place: number, strokes: readonly Stroke[]): HTMLElement {
  const lines = view.series.map((series, index) => ({ series, value: series.values[place], colour: strokes[index].colour }))
    .filter(({ value }) => value !== null)
    .sort((a, b) => b.value! - a.value!);
  return tooltip(stepText(view, view.times[place]), lines.map(({ series, value, colour }) =>
    ({ name: titleOf(series), value: formatted(value, series.measure.format), colour })));
}

function stepText({ isHourly }: LineView, time: number): string {
  return isHourly ? timeText(time) : dayText(time);
}

function titleOf(series: Series): string {
  return series.others ? `Other (${fullNumber(series.others)})` : series.name;
}

function lineTable(visual: LineVisualData, view: LineView, picking: Picking): HTMLElement {
  return element('table', {},
    element('caption', { class: 'sr-only' }, visual.title),
    element('thead', {}, element('tr', {},
      element('th', { scope: 'col' }, visual.time.label),
      ...view.series.map((series) => element('th', { scope: 'col' },
        pickName(titleOf(series), pointOf(visual.clicks, namesOf(visual, series)), picking))))),
    element('tbody', {}, ...view.times.map((time, place) => element('tr', {},
      element('th', { scope: 'row' }, stepText(view, time)),
      ...view.series.map(({ values, measure }) => element('td', { class: values[place] ? undefined : 'zero' }, formatted(values[place], measure.format)))))));
}
