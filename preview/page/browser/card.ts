import { ControlData, DAYS_PARAMETER, VisualData } from '../data.js';
import { barDrawing } from './bar.js';
import { element } from './dom.js';
import { Drawing } from './drawing.js';
import { kpiDrawing } from './kpi.js';
import { lineDrawing } from './line.js';
import { pieDrawing } from './pie.js';
import { pivotDrawing } from './pivot.js';
import { rowsDrawing } from './rows.js';
import type { Links } from './sheet.js';
import { tableDrawing } from './table.js';
import { Theme } from './theme.js';
import { Choices } from '../view/choices.js';
import { parametersOf } from '../view/parameters-of.js';

export interface Card {
  readonly node: HTMLElement;
  /** Draws the visual, unless nothing that it follows has changed. */
  draw(choices: Choices, theme: Theme): void;
}

/** A visual in its place of the grid. */
export function card(visual: VisualData, controls: readonly ControlData[], links: Links): Card {
  const drawing = drawingOf(visual, links);
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
      unfiltered.textContent = unfilteredText(controls, parameters, choices);
      const wanted = JSON.stringify([theme.name, ...parameters.map((name) => choices[name])]);
      if (wanted !== drawn) {
        drawn = wanted;
        remark.textContent = drawing.draw(choices, theme);
      }
    },
  };
}

/** A choice that a visual does not follow would otherwise be taken for its own. Periods stand in the titles. */
function unfilteredText(controls: readonly ControlData[], parameters: readonly string[], choices: Choices): string {
  const isChosen = (parameter: string) => parameter !== DAYS_PARAMETER && (choices[parameter] ?? []).length > 0;
  const titles = controls
    .filter(({ parameter, works }) => works && isChosen(parameter) && !parameters.includes(parameter))
    .map(({ title }) => title.toLowerCase());
  return titles.length === 0 ? '' : `Not filtered by ${titles.join(' or ')}`;
}

function drawingOf(visual: VisualData, links: Links): Drawing {
  switch (visual.kind) {
    case 'kpi': return kpiDrawing(visual);
    case 'line': return lineDrawing(visual);
    case 'bar': return barDrawing(visual);
    case 'pie': return pieDrawing(visual);
    case 'pivot': return pivotDrawing(visual);
    case 'table': return tableDrawing(visual, links);
    case 'rows': return rowsDrawing(visual);
  }
}
