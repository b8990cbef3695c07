import { PageData, SheetData, SheetHead } from '../data.js';
import { Card, card } from './card.js';
import { chip } from './chip.js';
import { Chosen } from './chosen.js';
import { controls } from './controls.js';
import { decode } from './decode.js';
import { element } from './dom.js';
import { Selection } from './selection.js';
import { Theme } from './theme.js';
import { Choices } from '../view/choices.js';

/** Where a row leads, and what it sets there. */
export interface Link {
  readonly sheet: string;
  readonly choices: Choices;
}

export interface Sheet {
  readonly node: HTMLElement;
  readonly selection: Selection;
  /** Draws what the choices or the theme have changed. */
  draw(theme: Theme): Promise<void>;
}

export interface Links {
  nameOf(sheetId: string): string;
  follow(link: Link): void;
}

/** The controls and the visuals of one sheet. Its data are read when it is shown first. */
export function sheet(head: SheetHead, page: PageData, chosen: Chosen, links: Links): Sheet {
  const node = element('div', { class: 'sheet', tabindex: -1 });
  const selection = new Selection();
  let cards: Promise<Card[]> | undefined;
  return {
    node,
    selection,
    async draw(theme) {
      (await (cards ??= open())).forEach((item) => item.draw(chosen.choices, theme));
    },
  };

  async function open(): Promise<Card[]> {
    const grid = element('div', { 'class': 'grid', 'aria-busy': 'true' }, element('p', { class: 'nothing' }, 'Reading the figures …'));
    node.append(
      ...head.description === '' ? [] : [element('p', { class: 'description' }, head.description)],
      ...controls(head, page.parameters, chosen, chip(selection, () => node.focus({ preventScroll: true }))),
      grid);
    const { visuals } = await decode(head.id);
    const made = visuals.map((visual) => card(visual, { controls: head.controls, links, selection }));
    grid.replaceChildren(...made.map((item) => item.node));
    grid.removeAttribute('aria-busy');
    spread(visuals, made);
    return made;
  }
}

/** On a narrow screen figures stand in pairs: the last of an odd number takes the whole line. */
function spread(visuals: SheetData['visuals'], cards: readonly Card[]): void {
  let run = 0;
  visuals.forEach(({ kind }, index) => {
    run = kind === 'kpi' ? run + 1 : 0;
    if (run % 2 === 1 && visuals[index + 1]?.kind !== 'kpi') {
      cards[index].node.classList.add('single');
    }
  });
}
