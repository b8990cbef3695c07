import { element, swatch } from './dom.js';

export interface ChartOrTable {
  readonly body: HTMLElement;
  readonly tool: HTMLElement;
  readonly canvas: HTMLElement;
  /** Shows figures: what the colours mean, and the same as a table. */
  show(legend: readonly LegendItem[], table: HTMLElement): void;
  showNothing(text: HTMLElement): void;
}

export interface LegendItem {
  readonly name: string;
  readonly colour: string;
  readonly dash?: string;
}

/** A chart for the eye and a table for the screen reader, and a button that shows the table instead. */
export function chartOrTable(title: string): ChartOrTable {
  const canvas = element('div', { 'class': 'canvas', 'aria-hidden': 'true' });
  const legend = element('ul', { 'class': 'legend', 'aria-hidden': 'true' });
  const table = element('div', { class: 'table-host sr-only' });
  const empty = element('div', { hidden: true });
  const tool = element('button', { 'type': 'button', 'class': 'tool', 'aria-pressed': 'false' }, 'Table');
  const isTable = () => tool.getAttribute('aria-pressed') === 'true';
  const arrange = () => {
    table.classList.toggle('sr-only', !isTable());
    // Buttons that nobody sees are for a screen reader, which finds them without the tabulator.
    table.querySelectorAll('button').forEach((button) => button.tabIndex = isTable() ? 0 : -1);
    canvas.hidden = legend.hidden = isTable() || !empty.hidden;
    // What can be seen scrolls, and so has to be reached by the keyboard.
    Object.entries({ 'tabindex': '0', 'role': 'region', 'aria-label': `${title}, table that scrolls` })
      .forEach(([name, value]) => isTable() && empty.hidden ? table.setAttribute(name, value) : table.removeAttribute(name));
  };
  tool.addEventListener('click', () => {
    tool.setAttribute('aria-pressed', String(!isTable()));
    arrange();
  });
  return {
    tool,
    canvas,
    body: element('div', { class: 'chart-body' }, legend, canvas, empty, table),
    show(items, figures) {
      legend.replaceChildren(...items.map(({ name, colour, dash }) => element('li', {}, swatch(colour, dash), element('span', {}, name))));
      table.replaceChildren(figures);
      empty.hidden = true;
      tool.hidden = false;
      arrange();
    },
    showNothing(text) {
      empty.replaceChildren(text);
      table.replaceChildren();
      empty.hidden = false;
      tool.hidden = true;
      arrange();
    },
  };
}
