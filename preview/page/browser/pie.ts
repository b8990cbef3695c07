import { PieVisualData } from '../data.js';
import { chart } from './chart.js';
import { element, swatch } from './dom.js';
import { Drawing, FADED, nothing } from './drawing.js';
import { Picking, pickName } from './pick.js';
import { Theme } from './theme.js';
import { tooltip, TOOLTIP_FRAME } from './tooltip.js';
import { formatted, percent } from '../view/number-text.js';
import { pieSlices, Slice } from '../view/pie.js';
import { isOf, Point, pointOf } from '../view/point.js';

/** Slices, and a table of them that is legend and figures in one. */
export function pieDrawing(visual: PieVisualData, pick: Picking['pick']): Drawing {
  const canvas = element('div', { 'class': 'canvas', 'aria-hidden': 'true' });
  const table = element('div', { 'class': 'table-host', 'tabindex': 0, 'role': 'region', 'aria-label': `${visual.title}, figures` });
  const drawn = chart(canvas);
  let slices: readonly Slice[] = [];
  drawn.onItem((item) => {
    const point = pointOf(visual.clicks, namesOf(visual, slices[item]));
    if (point) {
      pick(point);
    }
  });
  return {
    body: element('div', { class: 'pie-body' }, canvas, table),
    draw(choices, theme, picked) {
      slices = pieSlices(visual, choices);
      const colour = (slice: Slice) => theme.colour(visual.category.column, slice.others ? 'Other' : slice.name);
      canvas.hidden = slices.length === 0;
      table.replaceChildren(slices.length === 0 ? nothing(visual, choices) : sliceTable(visual, slices, colour, { picked, pick }));
      drawn.draw((width) => pieOptions(visual, slices, { colour, theme, picked }, width));
      const other = slices.find(({ others }) => others);
      return other ? `The ${slices.length - 1} largest; ${other.others} more under Other.` : '';
    },
  };
}

/** Other stands for no value. */
function namesOf({ category }: PieVisualData, { name, others }: Slice): Record<string, string> {
  return others ? {} : { [category.column]: name };
}

interface Look {
  readonly colour: (slice: Slice) => string;
  readonly theme: Theme;
  readonly picked?: Point;
}

/** From this width on, in pixels, a slice has room for a figure. */
const ROOM = 190;

/** A measure that is a share has the same figure twice. */
const isShare = ({ measure }: PieVisualData) => measure.value.kind === 'share';

function pieOptions(visual: PieVisualData, slices: readonly Slice[], { colour, theme, picked }: Look, width: number) {
  return {
    tooltip: {
      ...TOOLTIP_FRAME,
      formatter: ({ dataIndex }: { dataIndex: number }) => tooltip(slices[dataIndex].name, [
        { name: 'Share', value: percent(slices[dataIndex].share) },
        ...isShare(visual) ? [] : [{ name: visual.measure.label, value: formatted(slices[dataIndex].value, visual.measure.format) }],
      ]),
    },
    series: [{
      type: 'pie',
      radius: visual.donut ? ['58%', '96%'] : [0, '96%'],
      startAngle: 90,
      itemStyle: { borderColor: theme.surface, borderWidth: 2 },
      emphasis: { scaleSize: 3 },
      cursor: visual.clicks ? 'pointer' : 'default',
      label: {
        position: 'inside',
        color: theme.onColour,
        fontWeight: 600,
        // A narrow slice or ring has no room: the table beside it has the figure.
        show: width >= ROOM,
        formatter: ({ dataIndex }: { dataIndex: number }) => slices[dataIndex].share < 0.06 ? '' : percent(slices[dataIndex].share, 0),
      },
      labelLine: { show: false },
      data: slices.map((slice) => ({
        name: slice.name, value: slice.value, itemStyle: { color: colour(slice), opacity: isOf(picked, namesOf(visual, slice)) ? 1 : FADED },
      })),
    }],
  };
}

function sliceTable(visual: PieVisualData, slices: readonly Slice[], colour: Look['colour'], picking: Picking): HTMLElement {
  const { label, format } = visual.measure;
  const sum = slices.reduce((total, { value }) => total + value, 0);
  const value = (figure: number) => !isShare(visual) && element('td', {}, formatted(figure, format));
  return element('table', { class: 'slices' },
    element('caption', { class: 'sr-only' }, visual.title),
    element('thead', {}, element('tr', {},
      element('th', { scope: 'col' }, visual.category.label),
      !isShare(visual) && element('th', { scope: 'col' }, label),
      element('th', { scope: 'col' }, 'Share'))),
    element('tbody', {}, ...slices.map((slice) => element('tr', {},
      element('th', { scope: 'row' }, swatch(colour(slice)),
        pickName(slice.others ? `Other (${slice.others})` : slice.name, pointOf(visual.clicks, namesOf(visual, slice)), picking)),
      value(slice.value),
      element('td', {}, percent(slice.share))))),
    !isShare(visual) && element('tfoot', {}, element('tr', {}, element('th', { scope: 'row' }, 'Total'), value(sum), element('td', {}, percent(1)))));
}
