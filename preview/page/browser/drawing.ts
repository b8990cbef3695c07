import { Theme } from './theme.js';
import { Choice } from '../view/groups.js';

/** What a kind of visual puts into its card. */
export interface Drawing {
  readonly body: HTMLElement;
  /** Beside the title: a switch between chart and table. */
  readonly tool?: HTMLElement;
  /** Draws the figures and answers with a word on what is left out, if anything is. */
  draw(choices: readonly Choice[], theme: Theme): string;
}
