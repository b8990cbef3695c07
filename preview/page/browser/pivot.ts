import { PivotVisualData } from '../data.js';
import { element, swatch } from './dom.js';
import { Drawing, nothing } from './drawing.js';
import { Picking, pickName } from './pick.js';
import { scrolling } from './scrolling.js';
import { Theme } from './theme.js';
import { formatted, fullNumber } from '../view/number-text.js';
import { PivotColumn } from '../view/pivot-columns.js';
import { PivotGroup, PivotRow, PivotView, pivotView } from '../view/pivot.js';
import { pointOf } from '../view/point.js';

/** A table that scrolls within its card; its row names and headings stay. */
export function pivotDrawing(visual: PivotVisualData, pick: Picking['pick']): Drawing {
  const body = scrolling('pivot-body', visual.title);
  return {
    body,
    draw(choices, theme, picked) {
      const view = pivotView(visual, choices);
      body.replaceChildren(view.rows.length === 0 ? nothing(visual, choices) : pivotTable(visual, view, theme, { picked, pick }));
      return remark(view, visual);
    },
  };
}

function remark({ count }: PivotView, visual: PivotVisualData): string {
  const part = (shown: number, all: number, label: string) => shown === all ? [] : [`${label}: the ${shown} largest of ${fullNumber(all)}.`];
  const parts = [
    ...part(count.shownRows, count.rows, visual.rows[0].label),
    ...part(count.shownColumns, count.columns, visual.columns[visual.columns.length - 1].label),
  ];
  return parts.length === 0 ? '' : [...parts, 'The rest is put together as others.'].join(' ');
}

function pivotTable(visual: PivotVisualData, view: PivotView, theme: Theme, picking: Picking): HTMLElement {
  return element('table', { class: 'pivot-table' },
    element('caption', { class: 'sr-only' }, `${visual.title}: ${visual.measure.label}`),
    pivotHead(visual, view, theme, picking),
    element('tbody', {}, ...view.rows.map((row) => pivotRow(visual, view, row, picking))),
    visual.columnTotals && element('tfoot', {}, element('tr', {},
      element('th', { scope: 'row' }, 'Total'),
      ...view.columnTotals.map((value) => element('td', {}, text(visual, value))),
      visual.rowTotals && element('td', { class: 'total' }, text(visual, view.total)))));
}

function pivotHead(visual: PivotVisualData, view: PivotView, theme: Theme, picking: Picking): HTMLElement {
  const nested = visual.columns.length > 1;
  const corner = element('th', { scope: 'col', rowspan: nested ? 2 : 1, class: 'corner' }, visual.rows.map(({ label }) => label).join(', '));
  const total = visual.rowTotals && element('th', { scope: 'col', rowspan: nested ? 2 : 1, class: 'total' }, 'Total');
  const names = view.groups.flatMap((group) => group.columns.map((column, index) =>
    element('th', { scope: 'col', class: classes(index === 0 && 'first', column.others && 'others', column.subtotal && 'subtotal'), title: column.name },
      element('span', {}, columnName(visual, group, column, picking)))));
  if (!nested) {
    return element('thead', {}, element('tr', {}, corner, ...names, total));
  }
  const groupHeads = view.groups.map((group) => element('th', { scope: 'colgroup', colspan: group.columns.length, class: 'first group' },
    element('span', {}, swatch(theme.colour(visual.columns[0].column, group.name!)),
      pickName(group.name!, pointOf(visual.clicks, { [visual.columns[0].column]: group.name }), picking),
      element('small', {}, text(visual, group.value)))));
  return element('thead', {}, element('tr', {}, corner, ...groupHeads, total), element('tr', { class: 'names' }, ...names));
}

/** Names stand for those of the groups around them as well; sums and the rest stand for no value. */
function columnName(
  { columns, clicks }: PivotVisualData, group: PivotGroup, { name, others, subtotal }: PivotColumn, picking: Picking,
): HTMLElement | string {
  const [first, last] = [columns[0], columns[columns.length - 1]];
  const names = columns.length > 1 ? { [first.column]: group.name, [last.column]: name } : { [first.column]: name };
  return pickName(name, others || subtotal ? undefined : pointOf(clicks, names), picking);
}

function rowName({ rows, clicks }: PivotVisualData, { names, others }: PivotRow, level: number, picking: Picking): HTMLElement | string {
  const outer = Object.fromEntries(rows.slice(0, level + 1).map(({ column }, index) => [column, names[index]]));
  return pickName(names[level], others ? undefined : pointOf(clicks, outer), picking);
}

function pivotRow(visual: PivotVisualData, view: PivotView, row: PivotRow, picking: Picking): HTMLElement {
  let place = 0;
  const cells = view.groups.flatMap((group) => group.columns.map((column, index) => {
    const value = row.cells[place++];
    const cell = element('td', { class: classes(index === 0 && 'first', !value && 'zero', column.subtotal && 'subtotal') }, value ? text(visual, value) : '–');
    if (value && value > 0 && !row.others && !column.others && !column.subtotal) {
      // By the square root, or one large customer would leave all the others white.
      cell.style.setProperty('--heat', `${Math.round(Math.sqrt(value / view.largest) * 60)}%`);
      cell.classList.add('heat');
    }
    return cell;
  }));
  return element('tr', { class: row.others ? 'others' : undefined },
    element('th', { scope: 'row', title: row.names.join(' ') }, ...row.names.map((_, index) =>
      element('span', { class: index === 0 ? 'name' : 'minor' }, rowName(visual, row, index, picking)))),
    ...cells,
    visual.rowTotals && element('td', { class: 'total' }, text(visual, row.total)));
}

function text({ measure }: PivotVisualData, value: number | null): string {
  return formatted(value, measure.format);
}

function classes(...names: (string | number | boolean | undefined)[]): string | undefined {
  return names.filter((name) => typeof name === 'string').join(' ') || undefined;
}
