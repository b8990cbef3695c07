import { BarVisualData, PieVisualData, PivotVisualData, VisualData } from '../data.js';
import { barDrawing } from './bar.js';
import { element } from './dom.js';
import { Drawing } from './drawing.js';
import { pieDrawing } from './pie.js';
import { pivotDrawing } from './pivot.js';
import { Theme } from './theme.js';
import { Choice } from '../view/groups.js';

export interface Card {
  readonly node: HTMLElement;
  draw(choices: readonly Choice[], theme: Theme): void;
}

/** A visual in its place of the grid. */
export function card(visual: VisualData): Card {
  const drawing = drawingOf(visual);
  const titleId = `title-${visual.id}`;
  const filtered = element('span', { class: 'filtered' });
  const remark = element('p', { class: 'remark' });
  const node = element('section', { 'class': `card ${visual.kind}`, 'aria-labelledby': titleId, 'data-visual': visual.id },
    element('div', { class: 'card-head' },
      element('div', {},
        element('h2', { id: titleId }, visual.title, filtered),
        visual.subtitle !== '' && element('p', { class: 'subtitle' }, visual.subtitle)),
      drawing.tool),
    drawing.body,
    remark);
  const { column, columnSpan, row, rowSpan } = visual.place;
  node.style.gridColumn = column === undefined ? `span ${columnSpan}` : `${column + 1} / span ${columnSpan}`;
  node.style.gridRow = row === undefined ? `span ${rowSpan}` : `${row + 1} / span ${rowSpan}`;
  return {
    node,
    draw(choices, theme) {
      remark.textContent = drawing.draw(choices, theme);
      filtered.textContent = choices.flatMap(({ values }) => values).join(', ');
    },
  };
}

function drawingOf(visual: VisualData): Drawing {
  const drawings = {
    pie: () => pieDrawing(visual as PieVisualData),
    bar: () => barDrawing(visual as BarVisualData),
    pivot: () => pivotDrawing(visual as PivotVisualData),
  };
  return drawings[visual.kind]();
}
