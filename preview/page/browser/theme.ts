import { isPlaceholder } from '../view/groups.js';

/** Colours of the charts. Text and surfaces are the style sheet's. */
export interface Theme {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  /** Text upon a colour of a category. */
  readonly onColour: string;
  colour(column: string, value: string): string;
}

/** Statuses take green, amber and red, so that no plan does. */
const LIGHT = {
  categories: ['#3567cf', '#8f5fcb', '#1a93b8', '#c8549a', '#5b5fb0', '#7a8f2a', '#9a6b4f', '#6d7f93'],
  placeholder: '#8391a3',
  onColour: '#ffffff',
  statuses: {
    1: ['#9fb3c8'],
    2: ['#4aa58c', '#7cc3ae', '#a9dccc', '#2f7f6b'],
    3: ['#7fa3cf', '#a9c1df', '#5d84b4'],
    4: ['#efb138', '#d98b1f', '#f6cf7e', '#b96f12', '#e8a064', '#8f5a14'],
    5: ['#d2453d', '#ea8a80', '#a02620', '#f0b3ac'],
  },
} as const;

const DARK = {
  categories: ['#6f9bf5', '#b08be6', '#4cbcdd', '#e27fbb', '#9094e4', '#aebf5c', '#c69a7e', '#9dafc2'],
  placeholder: '#7d8a9b',
  onColour: '#10161d',
  statuses: {
    1: ['#5d7186'],
    2: ['#4bb096', '#2f7f6b', '#86d0bb', '#1f5f50'],
    3: ['#6f97c8', '#4a6f9d', '#9bb8dc'],
    4: ['#f0b845', '#c98420', '#f7d58d', '#9c6316', '#e0a171', '#7a4f1a'],
    5: ['#ea6a60', '#b33a32', '#f3a29b', '#8a2822'],
  },
} as const;

const dark = matchMedia('(prefers-color-scheme: dark)');

export function onThemeChange(listener: () => void): void {
  dark.addEventListener('change', listener);
}

export function currentTheme(values: Readonly<Record<string, readonly string[]>>): Theme {
  const palette = dark.matches ? DARK : LIGHT;
  const style = getComputedStyle(document.documentElement);
  const variable = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: variable('--text'),
    muted: variable('--muted'),
    line: variable('--line'),
    surface: variable('--surface'),
    onColour: palette.onColour,
    colour: (column, value) => colourOf(palette, values[column] ?? [], value),
  };
}

/** A value keeps its colour in every chart: its place is that among all of the column's values. */
function colourOf(palette: typeof LIGHT | typeof DARK, values: readonly string[], value: string): string {
  if (isPlaceholder(value) || value === 'Other') {
    return palette.placeholder;
  }
  if (isStatus(value)) {
    const kind = Number(value[0]) as keyof typeof palette.statuses;
    const shades = palette.statuses[kind];
    const alike = values.filter((other) => isStatus(other) && other[0] === value[0]);
    return shades[Math.max(0, alike.indexOf(value)) % shades.length];
  }
  const place = values.filter((other) => !isPlaceholder(other)).indexOf(value);
  return palette.categories[Math.max(0, place) % palette.categories.length];
}

export function isStatus(value: string): boolean {
  return /^[1-5]\d\d$/.test(value);
}
