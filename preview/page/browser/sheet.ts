import { SheetData } from '../data.js';
import { control } from './controls.js';
import { element } from './dom.js';
import { Theme } from './theme.js';
import { card } from './visual.js';

export interface Sheet {
  readonly node: HTMLElement;
  draw(theme: Theme): void;
}

/** The controls and the visuals of one sheet. A change of a control redraws the visuals that it filters. */
export function sheet(data: SheetData): Sheet {
  let theme: Theme | undefined;
  const status = element('p', { class: 'sr-only', role: 'status' });
  const cards = data.visuals.map((visual) => ({ visual, ...card(visual) }));
  const redraw = (isMeant: (controls: readonly string[]) => boolean) => cards
    .filter(({ visual }) => isMeant(visual.controls))
    .forEach(({ visual, draw }) => draw(controls.filter(({ id }) => visual.controls.includes(id)).map(({ choice }) => choice()), theme!));
  const controls = data.controls.map((item) => control(item, () => {
    redraw((ids) => ids.includes(item.id));
    status.textContent = `${item.title} changed: ${item.scope.join(', ') || 'all charts'} redrawn.`;
  }));
  return {
    node: element('div', { class: 'sheet' },
      data.description !== '' && element('p', { class: 'description' }, data.description),
      controls.length > 0 && element('div', { 'class': 'controls', 'role': 'group', 'aria-label': 'Filters' }, ...controls.map(({ node }) => node)),
      status,
      element('div', { class: 'grid' }, ...cards.map(({ node }) => node))),
    draw(current) {
      theme = current;
      redraw(() => true);
    },
  };
}
