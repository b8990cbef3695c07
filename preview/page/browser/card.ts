import { ControlData, DAYS_PARAMETER, VisualData } from '../data.js';
import { barDrawing } from './bar.js';
import { element } from './dom.js';
import { Drawing } from './drawing.js';
import { keepFocus } from './keep-focus.js';
import { kpiDrawing } from './kpi.js';
import { lineDrawing } from './line.js';
import type { Picking } from './pick.js';
import { pieDrawing } from './pie.js';
import { pivotDrawing } from './pivot.js';
import { rowsDrawing } from './rows.js';
import type { Picked, Selection } from './selection.js';
import type { Links } from './sheet.js';
import { tableDrawing } from './table.js';
import { Theme } from './theme.js';
import { Choices } from '../view/choices.js';
import { parametersOf } from '../view/parameters-of.js';
import { narrowed } from '../view/point.js';

export interface Card {
  readonly node: HTMLElement;
  /** Draws the visual, unless nothing that it follows has changed. */
  draw(choices: Choices, theme: Theme): void;
}

export interface Surroundings {
  readonly controls: readonly ControlData[];
  readonly links: Links;
  readonly selection: Selection;
}

/** A visual in its place of the grid. */
export function card(visual: VisualData, { controls, links, selection }: Surroundings): Card {
  const drawing = drawingOf(visual, links, (point) => selection.toggle(visual, point));
  const parameters = parametersOf(visual);
  const titleId = `title-${visual.id}`;
  const unfiltered = element('p', { class: 'unfiltered' });
  const remark = element('p', { class: 'remark' });
  const node = element('section', { 'class': `card ${visual.kind}`, 'aria-labelledby': titleId, 'data-visual': visual.id },
    element('div', { class: 'card-head' },
      element('div', {},
        element('h2', { id: titleId }, visual.title),
        visual.subtitle !== '' && element('p', { class: 'subtitle' }, visual.subtitle),
        unfiltered),
      drawing.tool),
    drawing.body,
    remark);
  const { column, columnSpan, row, rowSpan } = visual.place;
  node.style.setProperty('--column', column === undefined ? `span ${columnSpan}` : `${column + 1} / span ${columnSpan}`);
  node.style.setProperty('--row', row === undefined ? `span ${rowSpan}` : `${row + 1} / span ${rowSpan}`);
  let drawn: string | undefined;
  return {
    node,
    draw(choices, theme) {
      const picked = selection.pointOf(visual);
      const others = picked ? undefined : selection.picked;
      const own = others && isTarget(visual, others) ? narrowed(choices, visual.filteredBy, others.point) : choices;
      unfiltered.textContent = unfilteredText([...unfollowed(controls, parameters, choices), ...others ? unfollowedClicks(visual, others) : []]);
      const wanted = JSON.stringify([theme.name, picked, ...parameters.map((name) => own[name])]);
      if (wanted !== drawn) {
        drawn = wanted;
        keepFocus(node, () => remark.textContent = drawing.draw(own, theme, picked));
      }
    },
  };
}

/** A choice that a visual does not follow would otherwise be taken for its own. */
function unfilteredText(titles: readonly string[]): string {
  return titles.length === 0 ? '' : `Not filtered by ${[...new Set(titles)].join(' or ').toLowerCase()}`;
}

/** Periods stand in the titles. */
function unfollowed(controls: readonly ControlData[], parameters: readonly string[], choices: Choices): string[] {
  const isChosen = (parameter: string) => parameter !== DAYS_PARAMETER && (choices[parameter] ?? []).length > 0;
  return controls.filter(({ parameter, works }) => works && isChosen(parameter) && !parameters.includes(parameter)).map(({ title }) => title);
}

function isTarget({ id }: VisualData, { visual: { clickTargets = [] } }: Picked): boolean {
  return clickTargets.includes(id);
}

function unfollowedClicks(visual: VisualData, picked: Picked): string[] {
  const { visual: { clicks = [] }, point } = picked;
  return isTarget(visual, picked) ? [] : clicks.filter(({ column }) => column in point).map(({ label }) => label);
}

function drawingOf(visual: VisualData, links: Links, pick: Picking['pick']): Drawing {
  switch (visual.kind) {
    case 'kpi': return kpiDrawing(visual);
    case 'line': return lineDrawing(visual, pick);
    case 'bar': return barDrawing(visual, pick);
    case 'pie': return pieDrawing(visual, pick);
    case 'pivot': return pivotDrawing(visual, pick);
    case 'table': return tableDrawing(visual, links, pick);
    case 'rows': return rowsDrawing(visual);
  }
}
