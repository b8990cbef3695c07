import { PieVisualData } from '../data.js';
import { chart } from './chart.js';
import { element, swatch } from './dom.js';
import { Drawing } from './drawing.js';
import { Theme } from './theme.js';
import { tooltip, TOOLTIP_FRAME } from './tooltip.js';
import { Choice, sum } from '../view/groups.js';
import { formatted, percent } from '../view/number-text.js';
import { pieSlices, Slice } from '../view/pie.js';

/** Slices, and a table of them that is legend and figures in one. */
export function pieDrawing(visual: PieVisualData): Drawing {
  const canvas = element('div', { 'class': 'canvas', 'aria-hidden': 'true' });
  const table = element('div', { class: 'table-host' });
  const drawn = chart(canvas);
  return {
    body: element('div', { class: 'pie-body' }, canvas, table),
    draw(choices: readonly Choice[], theme: Theme) {
      const slices = pieSlices(visual, choices);
      const colour = (slice: Slice) => theme.colour(visual.category.column, slice.others ? 'Other' : slice.name);
      table.replaceChildren(slices.length === 0 ? element('p', { class: 'nothing' }, 'No requests in this period.')
        : sliceTable(visual, slices, colour));
      drawn.draw(() => pieOptions(visual, slices, colour, theme));
      const other = slices.find(({ others }) => others);
      return other ? `The ${slices.length - 1} largest; ${other.others} more under Other.` : '';
    },
  };
}

function pieOptions(visual: PieVisualData, slices: readonly Slice[], colour: (slice: Slice) => string, theme: Theme) {
  const { format, percentOfTotal } = visual.measure;
  return {
    tooltip: {
      ...TOOLTIP_FRAME,
      formatter: ({ dataIndex }: { dataIndex: number }) => tooltip(slices[dataIndex].name, [
        { name: 'Share', value: percent(slices[dataIndex].share) },
        ...percentOfTotal ? [] : [{ name: visual.measure.label, value: formatted(slices[dataIndex].value, format) }],
      ]),
    },
    series: [{
      type: 'pie',
      radius: visual.donut ? ['56%', '94%'] : [0, '94%'],
      startAngle: 90,
      itemStyle: { borderColor: theme.surface, borderWidth: 2 },
      emphasis: { scaleSize: 4 },
      label: {
        position: 'inside',
        color: theme.onColour,
        fontWeight: 600,
        // A narrow slice has no room: the table beside it has the figure.
        formatter: ({ dataIndex }: { dataIndex: number }) => slices[dataIndex].share < 0.06 ? '' : percent(slices[dataIndex].share, 0),
      },
      labelLine: { show: false },
      data: slices.map((slice) => ({ name: slice.name, value: slice.value, itemStyle: { color: colour(slice) } })),
    }],
  };
}

function sliceTable(visual: PieVisualData, slices: readonly Slice[], colour: (slice: Slice) => string): HTMLElement {
  const { label, percentOfTotal, format } = visual.measure;
  const row = (slice: Slice) => element('tr', {},
    element('th', { scope: 'row' }, swatch(colour(slice)), slice.others ? `Other (${slice.others})` : slice.name),
    !percentOfTotal && element('td', {}, formatted(slice.value, format)),
    element('td', {}, percent(slice.share)));
  return element('table', { class: 'slices' },
    element('caption', { class: 'sr-only' }, visual.title),
    element('thead', {}, element('tr', {},
      element('th', { scope: 'col' }, visual.category.label),
      !percentOfTotal && element('th', { scope: 'col' }, label),
      element('th', { scope: 'col' }, 'Share'))),
    element('tbody', {}, ...slices.map(row)),
    !percentOfTotal && element('tfoot', {}, element('tr', {},
      element('th', { scope: 'row' }, 'Total'), element('td', {}, formatted(sum(slices), format)),
      element('td', {}, percent(1)))));
}
