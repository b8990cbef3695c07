import { element } from './dom.js';
import { isSame, Point } from '../view/point.js';

/** A click on a visual's value, and which of them has been clicked. */
export interface Picking {
  readonly picked?: Point;
  readonly pick: (point: Point) => void;
}

const HINT = 'Filter the other visuals of this sheet';

/** A name that filters the other visuals; plain text where it stands for no value. */
export function pickName(name: string, point: Point | undefined, picking: Picking): HTMLElement | string {
  return point === undefined ? name : pickButton({ class: 'pick', title: HINT }, point, picking, name);
}

/** For a row whose name leads elsewhere already. */
export function pickRow(point: Point, picking: Picking): HTMLElement {
  return pickButton({ 'class': 'pick funnel', 'title': HINT, 'aria-label': `Filter by ${Object.values(point).join(', ')}` }, point, picking);
}

function pickButton(attributes: Readonly<Record<string, string>>, point: Point, { picked, pick }: Picking, ...text: string[]): HTMLElement {
  const button = element('button', { 'type': 'button', ...attributes, 'aria-pressed': String(isSame(picked, point)) }, ...text);
  button.addEventListener('click', () => pick(point));
  return button;
}
