import { VisualData } from '../data.js';
import { element } from './dom.js';
import { Theme } from './theme.js';
import { Choices } from '../view/choices.js';

/** What a kind of visual puts into its card. */
export interface Drawing {
  readonly body: HTMLElement;
  /** Beside the title: a switch between chart and table. */
  readonly tool?: HTMLElement;
  /** Draws the figures and answers with a word on what is left out, if anything is. */
  draw(choices: Choices, theme: Theme): string;
}

/** What stands in place of figures where there are none. */
export function nothing(visual: VisualData): HTMLElement {
  const ofPeriod = visual.period !== undefined || visual.kind === 'kpi' && visual.value.value.within !== undefined;
  return element('p', { class: 'nothing' }, ofPeriod ? 'No requests in this period.' : 'Nothing to show.');
}
