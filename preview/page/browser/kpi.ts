import { KpiVisualData } from '../data.js';
import { element } from './dom.js';
import { Drawing, nothing } from './drawing.js';
import { KpiView, kpiView } from '../view/kpi.js';
import { formatted, percent, points, shortText } from '../view/number-text.js';

/** One figure, large, and how it has changed. More is not always better: the change has no colour. */
export function kpiDrawing(visual: KpiVisualData): Drawing {
  const body = element('div', { class: 'kpi-body' });
  return {
    body,
    draw(choices) {
      const view = kpiView(visual, choices);
      const { value, format } = { value: view.value, format: visual.value.format };
      body.replaceChildren(...value === null ? [nothing(visual, choices)]
        : [element('p', { class: 'figure-value', title: formatted(value, format) }, shortText(value, format)), ...visual.before ? [change(visual, view)] : []]);
      return '';
    },
  };
}

function change({ value: { format } }: KpiVisualData, view: KpiView): HTMLElement {
  if (view.before === null) {
    return element('p', { class: 'change' }, 'No figure of the period before');
  }
  const before = shortText(view.before, format);
  if (view.change === null) {
    return element('p', { class: 'change' }, `${before} in the period before`);
  }
  const { number, unit, words } = sizeOf(Math.abs(view.change), view.isInPoints);
  const [arrow, sign, direction] = view.change > 0 ? ['▲', '+', 'more than'] : ['▼', '−', 'less than'];
  const figure = view.change === 0 ? ['No change'] : [`${arrow}\u202f${view.isInPoints ? sign : ''}${number}`, unit];
  return element('p', { class: 'change' },
    element('span', { 'aria-hidden': 'true' }, element('b', {}, ...figure), ` from ${before}`),
    element('span', { class: 'sr-only' }, `${view.change === 0 ? 'The same as' : `${number}${words} ${direction}`} in the period before: ${before}`));
}

function sizeOf(part: number, isInPoints: boolean): { number: string; unit: Node | string; words: string } {
  if (isInPoints) {
    return { number: points(part), unit: element('abbr', { title: 'percentage points' }, '\u202fpp'), words: ' percentage points' };
  }
  return { number: percent(part, part >= 10 ? 0 : 1), unit: '', words: '' };
}
