import { VisualData } from '../data.js';
import { element } from './dom.js';
import { Theme } from './theme.js';
import { Choices } from '../view/choices.js';
import { emptinessOf, periodOf } from '../view/emptiness.js';
import { Point } from '../view/point.js';

/** How much is left of what has not been clicked, where something has. */
export const FADED = 0.28;

/** What a kind of visual puts into its card. */
export interface Drawing {
  readonly body: HTMLElement;
  /** Beside the title: a switch between chart and table. */
  readonly tool?: HTMLElement;
  /** Draws the figures, marks what of them has been clicked, and answers with a word on what is left out, if anything is. */
  draw(choices: Choices, theme: Theme, picked?: Point): string;
}

/** What stands in place of figures where there are none, and why: filters can be taken away. */
export function nothing(visual: VisualData, choices: Choices): HTMLElement {
  return element('p', { class: 'nothing' }, {
    'no data': 'There is no data at all.',
    'not in this period': 'Nothing in this period.',
    'not with these filters': `The chosen filters leave nothing${periodOf(visual) ? ' in this period' : ''}.`,
  }[emptinessOf(visual, choices)]);
}
