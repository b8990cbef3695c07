import { DARK, LIGHT } from './palette.js';
import { isPlaceholder } from '../view/names.js';

/** Colours of the charts. Text and surfaces are the style sheet's. */
export interface Theme {
  readonly name: 'light' | 'dark';
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  /** Text upon a colour of a category. */
  readonly onColour: string;
  /** That of a value: the same in every chart. */
  colour(column: string, value: string): string;
  /** That of one of several measures. */
  measure(index: number, label: string): string;
}

const dark = matchMedia('(prefers-color-scheme: dark)');

export function onThemeChange(listener: () => void): void {
  dark.addEventListener('change', listener);
}

/** By column its values, in the order of their colours. */
const known = new Map<string, string[]>();

export function currentTheme(colours: Readonly<Record<string, readonly string[]>>): Theme {
  const palette = dark.matches ? DARK : LIGHT;
  const style = getComputedStyle(document.documentElement);
  const variable = (name: string) => style.getPropertyValue(name).trim();
  const valuesOf = (column: string) => {
    const values = known.get(column) ?? (colours[column] ?? []).filter((value) => !isPlaceholder(value));
    known.set(column, values);
    return values;
  };
  return {
    name: dark.matches ? 'dark' : 'light',
    text: variable('--text'),
    muted: variable('--muted'),
    line: variable('--line'),
    surface: variable('--surface'),
    onColour: palette.onColour,
    colour: (column, value) => colourOf(palette, valuesOf(column), value),
    measure: (index, label) => colourOf(palette, [], label, index),
  };
}

type Palette = typeof LIGHT | typeof DARK;

/** A value keeps its colour: its place is that among all of the column's values, and those that the page does not list follow as they come. */
function colourOf(palette: Palette, values: string[], value: string, place = placeOf(values, value)): string {
  if (isPlaceholder(value) || value === 'Other') {
    return palette.placeholder;
  }
  if (isStatus(value)) {
    const shades = palette.statuses[value[0] as unknown as keyof Palette['statuses']];
    const alike = values.filter((other) => isStatus(other) && other[0] === value[0]);
    return shades[Math.max(0, alike.indexOf(value)) % shades.length];
  }
  return palette.categories[place % palette.categories.length];
}

function placeOf(values: string[], value: string): number {
  const place = values.indexOf(value);
  return place < 0 && !isPlaceholder(value) && value !== 'Other' ? values.push(value) - 1 : place;
}

/** 404, or a class of statuses such as 4xx. */
export function isStatus(value: string): boolean {
  return /^[1-5](\d\d|xx)$/.test(value);
}
