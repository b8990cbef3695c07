import { DAYS_PARAMETER } from '../data.js';
import type { Control, ControlSettings } from './controls.js';
import { element } from './dom.js';
import { valueText } from './value-text.js';

/** A list to choose one value of; but for the period, none is all. */
export function oneOf({ id, title, parameter, choose }: ControlSettings): Control {
  const isOptional = parameter.name !== DAYS_PARAMETER;
  // The list's own numbers are its values: a plan may be called anything, nothing included.
  const select = element('select', { id: `control-${id}` },
    isOptional && element('option', { value: '' }, 'All'),
    ...parameter.values.map((value, index) => element('option', { value: String(index) }, valueText(parameter.name, value))));
  select.addEventListener('change', () => choose(select.value === '' ? [] : [parameter.values[Number(select.value)]]));
  return {
    node: element('div', { class: 'control' }, element('label', { for: select.id }, titleOf(title, isOptional)), select),
    show([value]) {
      const index = parameter.values.findIndex((item) => String(item) === String(value));
      select.value = index < 0 ? '' : String(index);
    },
  };
}

/** QuickSight's control has bare numbers and says what they count; here each value says it. */
function titleOf(title: string, isOptional: boolean): string {
  return isOptional ? title : title.replace(/,.*/, '');
}
