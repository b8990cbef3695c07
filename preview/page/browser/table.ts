import { TableVisualData } from '../data.js';
import { breakable, element } from './dom.js';
import { Drawing, nothing } from './drawing.js';
import { Picking, pickName, pickRow } from './pick.js';
import { scrolling } from './scrolling.js';
import type { Links } from './sheet.js';
import { formatted, fullNumber } from '../view/number-text.js';
import { isSame, pointOf } from '../view/point.js';
import { TableRow, TableView, tableView } from '../view/table.js';

/** Longer names than these break: where they can be read in parts, and anywhere. */
const LENGTHY = 20;
const LONG = 34;

/** Figures by row. Where a row leads to another sheet, the name that is set there is a button. */
export function tableDrawing(visual: TableVisualData, links: Links, pick: Picking['pick']): Drawing {
  const body = scrolling('scrolling', visual.title);
  return {
    body,
    draw(choices, _, picked) {
      const view = tableView(visual, choices);
      body.replaceChildren(view.rows.length === 0 ? nothing(visual, choices) : figuresTable(visual, view, links, { picked, pick }));
      return view.rows.length === view.count ? '' : `The first ${view.rows.length} of ${fullNumber(view.count)}.`;
    },
  };
}

function figuresTable(visual: TableVisualData, view: TableView, links: Links, picking: Picking): HTMLElement {
  const linked = visual.fields.findIndex(({ column }) => visual.link?.sets.some((set) => set.column === column));
  const clicked = visual.fields.findIndex(({ column }) => visual.clicks?.some((click) => click.column === column));
  const largest = Math.max(0, ...view.rows.map(({ values }) => values[visual.sortedBy] ?? 0));
  return element('table', { class: 'rows-table' },
    element('caption', { class: 'sr-only' }, visual.title),
    element('thead', {}, element('tr', {},
      ...visual.fields.map(({ label }) => element('th', { scope: 'col' }, label)),
      ...visual.measures.map(({ label }, index) => element('th', {
        'scope': 'col', 'class': 'number', 'aria-sort': index === visual.sortedBy ? (visual.descending ? 'descending' : 'ascending') : undefined,
      }, label)))),
    element('tbody', {}, ...view.rows.map((row) => {
      const point = pointOf(visual.clicks, Object.fromEntries(visual.fields.map(({ column }, index) => [column, row.names[index]])));
      const content = (name: string, index: number) => index === linked ? [linkButton(visual, row, name, links), point && pickRow(point, picking)]
        : [linked < 0 && index === clicked ? pickName(name, point, picking) : name.length > LENGTHY ? breakable(name) : name];
      return element('tr', { class: isSame(picking.picked, point) && 'picked' },
        ...row.names.map((name, index) => element(index === 0 ? 'th' : 'td', { scope: index === 0 && 'row', class: name.length > LONG ? 'name long' : 'name' },
          ...content(name, index))),
        ...row.values.map((value, index) => figure(visual, index, value, largest)));
    })));
}

function figure({ measures, sortedBy }: TableVisualData, index: number, value: number | null, largest: number): HTMLElement {
  const { format } = measures[index];
  const cell = element('td', { class: value ? 'number' : 'number zero' }, formatted(value, format));
  // What the rows are sorted by can be compared at a glance.
  if (index === sortedBy && format.kind !== 'time' && value && largest > 0) {
    cell.classList.add('part');
    cell.style.setProperty('--part', `${Math.round(value / largest * 100)}%`);
  }
  return cell;
}

function linkButton({ fields, link }: TableVisualData, { names }: TableRow, name: string, links: Links): HTMLElement {
  const { label, sheet, sets } = link!;
  const button = element('button', { 'type': 'button', 'class': 'link', 'title': label, 'aria-label': `${links.nameOf(sheet)} of ${name}` }, name);
  const valueOf = (column: string) => names[fields.findIndex((field) => field.column === column)];
  button.addEventListener('click', () => links.follow({
    sheet, choices: Object.fromEntries(sets.map(({ parameter, column }) => [parameter, [valueOf(column)]])),
  }));
  return button;
}
