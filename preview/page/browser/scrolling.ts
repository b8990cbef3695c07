import { element } from './dom.js';

/** A part of the page that scrolls by itself, by the keyboard as well. */
export function scrolling(className: string, title: string): HTMLElement {
  return element('div', { 'class': className, 'tabindex': 0, 'role': 'region', 'aria-label': `${title}, table that scrolls` });
}
