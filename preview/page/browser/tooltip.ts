import { element, swatch } from './dom.js';

export interface TooltipLine {
  readonly name: string;
  readonly value: string;
  readonly colour?: string;
}

/** Tooltips are elements, not HTML text: a name in them cannot become markup. */
export function tooltip(title: string, lines: readonly TooltipLine[]): HTMLElement {
  return element('div', { class: 'tooltip' },
    element('strong', {}, title),
    ...lines.map(({ name, value, colour }) =>
      element('div', {}, element('span', {}, colour !== undefined && swatch(colour), name), element('b', {}, value))));
}

export const TOOLTIP_FRAME = {
  confine: true,
  appendToBody: false,
  backgroundColor: 'transparent',
  borderWidth: 0,
  padding: 0,
  extraCssText: 'box-shadow:none;',
} as const;
