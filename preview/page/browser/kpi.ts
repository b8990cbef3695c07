import { KpiVisualData } from '../data.js';
import { element } from './dom.js';
import { Drawing, nothing } from './drawing.js';
import { KpiView, kpiView } from '../view/kpi.js';
import { formatted, percent, shortText } from '../view/number-text.js';

/** One figure, large, and how it has changed. More is not always better: the change has no colour. */
export function kpiDrawing(visual: KpiVisualData): Drawing {
  const body = element('div', { class: 'kpi-body' });
  return {
    body,
    draw(choices) {
      const view = kpiView(visual, choices);
      const { value, format } = { value: view.value, format: visual.value.format };
      body.replaceChildren(...value === null ? [nothing(visual)]
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
  const size = percent(Math.abs(view.change), Math.abs(view.change) >= 10 ? 0 : 1);
  const [arrow, words] = view.change > 0 ? ['▲', `${size} more than`] : view.change < 0 ? ['▼', `${size} less than`] : ['', 'The same as'];
  return element('p', { class: 'change' },
    element('span', { 'aria-hidden': 'true' }, element('b', {}, arrow === '' ? 'No change' : `${arrow}\u202f${size}`), ` from ${before}`),
    element('span', { class: 'sr-only' }, `${words} in the period before: ${before}`));
}
