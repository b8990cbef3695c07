import { ControlData } from '../data.js';
import { element } from './dom.js';
import { Choice } from '../view/groups.js';

export interface Control {
  readonly id: string;
  readonly node: HTMLElement;
  choice(): Choice;
}

/** A dropdown for a filter: a list to choose one of, or boxes to check. */
export function control(data: ControlData, onChange: () => void): Control {
  return data.multiple ? manyOf(data, onChange) : oneOf(data, onChange);
}

function oneOf(data: ControlData, onChange: () => void): Control {
  const id = `control-${data.id}`;
  const option = (value: string, text: string) => element('option', { value, selected: value === data.chosen[0] }, text);
  // The list's own numbers are its values: a plan may be called anything, nothing included.
  const select = element('select', { 'id': id, 'aria-describedby': data.scope.length > 0 ? `${id}-scope` : undefined },
    data.all && option('', 'All'),
    ...data.values.map((value, index) => element('option', { value: String(index), selected: value === data.chosen[0] }, value)));
  select.addEventListener('change', onChange);
  return {
    id: data.id,
    node: element('div', { class: 'control' }, element('label', { for: id }, data.title), select, scope(data, id)),
    choice: () => ({ column: data.column, values: select.value === '' ? [] : [data.values[Number(select.value)]] }),
  };
}

function manyOf(data: ControlData, onChange: () => void): Control {
  const id = `control-${data.id}`;
  const boxes = data.values.map((value) => element('input', { type: 'checkbox', checked: data.chosen.includes(value) }));
  const summary = element('summary', { id });
  const chosen = () => data.values.filter((_, index) => boxes[index].checked);
  const describe = () => {
    const values = chosen();
    summary.textContent = values.length === 0 ? 'All' : values.length < 3 ? values.join(', ') : `${values.length} chosen`;
    summary.setAttribute('aria-label', `${data.title}: ${summary.textContent}`);
  };
  boxes.forEach((box) => box.addEventListener('change', () => {
    describe();
    onChange();
  }));
  describe();
  const all = element('button', { type: 'button', class: 'tool' }, 'All');
  all.addEventListener('click', () => {
    boxes.forEach((box) => box.checked = false);
    describe();
    onChange();
  });
  const list = element('fieldset', {}, element('legend', { class: 'sr-only' }, data.title), data.all && all,
    ...data.values.map((value, index) => element('label', {}, boxes[index], value)));
  const details = element('details', {}, summary, list);
  document.addEventListener('click', ({ target }) => details.open &&= details.contains(target as Node));
  details.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') {
      details.open = false;
      summary.focus();
    }
  });
  return {
    id: data.id,
    node: element('div', { class: 'control' }, element('span', { class: 'label' }, data.title), details, scope(data, id)),
    choice: () => ({ column: data.column, values: chosen() }),
  };
}

function scope(data: ControlData, id: string): HTMLElement | undefined {
  return data.scope.length === 0 ? undefined : element('small', { id: `${id}-scope` }, `for ${data.scope.join(', ')}`);
}
