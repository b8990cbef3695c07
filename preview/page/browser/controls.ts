import { ParameterData, SheetHead } from '../data.js';
import { Chosen } from './chosen.js';
import { element } from './dom.js';
import { manyOf } from './many-of.js';
import { oneOf } from './one-of.js';

/** A control shows what is chosen, wherever that was done. */
export interface Control {
  readonly node: HTMLElement;
  show(values: readonly (string | number)[]): void;
}

export interface ControlSettings {
  readonly id: string;
  readonly title: string;
  readonly parameter: ParameterData;
  readonly choose: (values: readonly (string | number)[]) => void;
}

/** The controls of a sheet: those that work, beside them what else filters it, and a word on those that QuickSight has besides. */
export function controls({ controls: all }: SheetHead, parameters: readonly ParameterData[], chosen: Chosen, chip: HTMLElement): HTMLElement[] {
  const working = all.flatMap(({ id, title, parameter, works }) => {
    const data = parameters.find(({ name }) => name === parameter);
    const choose = (values: readonly (string | number)[]) => chosen.set({ [parameter]: values });
    return works && data ? [{ id, title, parameter: data, choose }] : [];
  });
  const made = working.map((settings) => {
    const { name, multiple } = settings.parameter;
    return { name, control: multiple ? manyOf(settings) : oneOf(settings) };
  });
  const show = () => made.forEach(({ name, control }) => control.show(chosen.choices[name] ?? []));
  chosen.onChange(show);
  show();
  const others = all.filter(({ works }) => !works).map(({ title }) => title);
  return [
    made.length === 0 ? chip
      : element('div', { 'class': 'controls', 'role': 'group', 'aria-label': 'Filters' }, ...made.map(({ control }) => control.node), chip),
    ...others.length === 0 ? [] : [element('p', { class: 'other-controls' }, `In QuickSight also: ${others.join(', ')}`)],
  ];
}
