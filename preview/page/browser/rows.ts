import { RowsVisualData } from '../data.js';
import { element, swatch } from './dom.js';
import { Drawing, nothing } from './drawing.js';
import { scrolling } from './scrolling.js';
import { isStatus, Theme } from './theme.js';
import { fullNumber } from '../view/number-text.js';
import { RowsView, rowsView } from '../view/rows.js';
import { timeText } from '../view/time-text.js';

/** Single rows with all that is known of them; the table scrolls both ways. */
export function rowsDrawing(visual: RowsVisualData): Drawing {
  const body = scrolling('scrolling', visual.title);
  return {
    body,
    draw(choices, theme) {
      const view = rowsView(visual, choices);
      body.replaceChildren(view.rows.length === 0 ? nothing(visual, choices) : rowsTable(visual, view, theme));
      return remark(view);
    },
  };
}

function remark({ rows, count, hasGaps }: RowsView): string {
  const [shown, all] = [fullNumber(rows.length), fullNumber(count)];
  return rows.length === 0 || rows.length === count ? '' : hasGaps ? `${shown} of ${all}: the latest that this page holds.` : `The latest ${shown} of ${all}.`;
}

function rowsTable(visual: RowsVisualData, view: RowsView, theme: Theme): HTMLElement {
  const numeric = visual.columns.map(({ format }) => format === 'number' ? 'number' : undefined);
  return element('table', { class: 'rows-table single-rows' },
    element('caption', { class: 'sr-only' }, visual.title),
    element('thead', {}, element('tr', {}, ...visual.columns.map(({ label }, index) => element('th', { scope: 'col', class: numeric[index] }, label)))),
    element('tbody', {}, ...view.rows.map((row) => element('tr', {}, ...row.map((value, index) => cell(visual, index, value, theme))))));
}

function cell({ columns }: RowsVisualData, index: number, value: string | number | null, theme: Theme): HTMLElement {
  const { column, format } = columns[index];
  const text = value === null ? '' : format === 'time' ? timeText(Number(value)) : format === 'number' ? fullNumber(Number(value)) : String(value);
  return element(index === 0 ? 'th' : 'td', { scope: index === 0 && 'row', class: format === 'number' ? 'number' : undefined, title: text.length > 40 && text },
    isStatus(text) && format === 'text' && swatch(theme.colour(column, text)), text);
}
