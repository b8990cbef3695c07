import type { Control, ControlSettings } from './controls.js';
import { element } from './dom.js';
import { chosenText } from './value-text.js';
import { fullNumber } from '../view/number-text.js';

/** More boxes than this nobody reads, and a browser takes its time for them. */
const MAX_BOXES = 200;
/** Up to so many values a reader finds one without searching. */
const FEW = 12;

/** A dropdown with boxes to check, and a field to search in them where they are many. */
export function manyOf({ id, title, parameter, choose }: ControlSettings): Control {
  let chosen: ReadonlySet<string | number> = new Set();
  const label = element('span', { class: 'chosen' });
  const summary = element('summary', { id: `control-${id}` }, label);
  const all = element('button', { type: 'button', class: 'tool' }, 'All');
  const search = element('input', { 'type': 'search', 'aria-label': `Search: ${title}`, 'placeholder': 'Search', 'autocomplete': 'off' });
  const list = element('fieldset', {}, element('legend', { class: 'sr-only' }, title));
  const remark = element('p', { class: 'remark', role: 'status' });
  const details = element('details', {}, summary, element('div', { class: 'dropdown' },
    element('div', { class: 'dropdown-head' }, parameter.values.length > FEW && search, all), list, remark));

  const fill = () => {
    const wanted = search.value.trim().toLowerCase();
    // What is chosen is found at the top, even if no value of the list is called so.
    const values = [...new Set([...chosen, ...parameter.values])].filter((value) => String(value).toLowerCase().includes(wanted));
    list.replaceChildren(list.firstElementChild!, ...values.slice(0, MAX_BOXES).map(box));
    remark.textContent = values.length === 0 ? 'None is called so.'
      : values.length > MAX_BOXES ? `${MAX_BOXES} of ${fullNumber(values.length)} are listed: search for more.` : '';
  };
  const box = (value: string | number) => {
    const input = element('input', { type: 'checkbox' });
    input.checked = chosen.has(value);
    input.addEventListener('change', () => {
      const others = [...chosen].filter((other) => other !== value);
      choose(input.checked ? [...others, value] : others);
    });
    return element('label', {}, input, element('span', {}, String(value)));
  };

  search.addEventListener('input', fill);
  all.addEventListener('click', () => {
    choose([]);
    fill();
  });
  details.addEventListener('toggle', () => {
    if (details.open) {
      search.value = '';
      fill();
    }
  });
  closeByItself(details, summary);
  return {
    node: element('div', { class: 'control' }, element('span', { class: 'label' }, title), details),
    show(values) {
      chosen = new Set(values);
      label.textContent = chosenText(parameter.name, values);
      summary.setAttribute('aria-label', `${title}: ${label.textContent}`);
    },
  };
}

/** As a native list does: by the Escape key, by a click elsewhere, and when the focus goes on. */
function closeByItself(details: HTMLDetailsElement, summary: HTMLElement): void {
  const closeUnless = (target: EventTarget | null) => details.open &&= target === null || details.contains(target as Node);
  document.addEventListener('click', ({ target }) => {
    // A box that the list no longer has was inside.
    if ((target as Node).isConnected) {
      closeUnless(target);
    }
  });
  details.addEventListener('focusout', ({ relatedTarget }) => {
    // A click on a label hands the focus to the sheet around the list for a moment: that is no going on.
    if (!(relatedTarget as Node | null)?.contains(details)) {
      closeUnless(relatedTarget);
    }
  });
  details.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && details.open) {
      event.preventDefault();
      details.open = false;
      summary.focus();
    }
  });
}
