import { element } from './dom.js';
import { Selection } from './selection.js';

/** Says by what a sheet is filtered besides its controls, and takes it away. */
export function chip(selection: Selection, onRemove: () => void): HTMLElement {
  const button = element('button', { type: 'button', class: 'chip' });
  const node = element('div', { class: 'chips', hidden: true }, button);
  button.addEventListener('click', () => {
    selection.clear();
    onRemove();
  });
  selection.onChange(() => {
    const { picked } = selection;
    node.hidden = picked === undefined;
    button.replaceChildren(...picked ? [
      element('span', {}, element('b', {}, picked.text), element('small', {}, `from ${picked.visual.title}`)),
      element('span', { 'aria-hidden': 'true' }, '×'),
    ] : []);
    button.setAttribute('aria-label', picked ? `Remove the filter ${picked.text} from ${picked.visual.title}` : '');
  });
  return node;
}
