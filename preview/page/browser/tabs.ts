import { element } from './dom.js';

export interface Tab {
  readonly id: string;
  readonly name: string;
  readonly panel: HTMLElement;
}

export interface Tabs {
  readonly node: HTMLElement;
  show(index: number): void;
}

/** Tabs as the ARIA practices have them: one stop of the tabulator, arrows move, and what is reached is shown. */
export function tabs(items: readonly Tab[], onShow: (index: number) => void): Tabs {
  const buttons = items.map(({ id, name }) =>
    element('button', { 'type': 'button', 'role': 'tab', 'id': `tab-${id}`, 'aria-controls': `panel-${id}` }, name));
  const show = (shown: number) => {
    buttons.forEach((button, index) => {
      button.setAttribute('aria-selected', String(index === shown));
      button.tabIndex = index === shown ? 0 : -1;
      items[index].panel.hidden = index !== shown;
    });
    onShow(shown);
  };
  if (items.length > 1) {
    items.forEach(({ id, panel }) => {
      panel.id = `panel-${id}`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', `tab-${id}`);
    });
  }
  buttons.forEach((button, index) => {
    button.addEventListener('click', () => show(index));
    button.addEventListener('keydown', (event) => {
      const target = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: items.length - 1 }[event.key];
      if (target !== undefined) {
        event.preventDefault();
        const next = (target + items.length) % items.length;
        show(next);
        buttons[next].focus();
      }
    });
  });
  return { node: element('div', { 'role': 'tablist', 'aria-label': 'Sheets' }, ...buttons), show };
}
