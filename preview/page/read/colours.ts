import type { Cube, PageData, VisualData } from '../data';

/** A column of many values is none that a reader tells apart by colours. */
const MAX_COLOURED_VALUES = 40;

/** The values of each column that visuals are drawn by, largest first. */
export function coloursOf(visuals: readonly VisualData[]): PageData['colours'] {
  const colours: Record<string, string[]> = {};
  for (const visual of visuals) {
    const drawn = new Set(columnsOf(visual));
    for (const { name, values, codes } of visual.cube.keys.filter((key) => drawn.has(key.name) && key.values.length <= MAX_COLOURED_VALUES)) {
      const weights = weightsOf(visual.cube);
      const sums = values.map(() => 0);
      codes.forEach((code, cell) => sums[code] += weights[cell] ?? 0);
      const ordered = values.map((value, index) => ({ value: String(value), sum: sums[index] })).sort((a, b) => b.sum - a.sum);
      colours[name] = [...new Set([...colours[name] ?? [], ...ordered.map(({ value }) => value)])];
    }
  }
  return colours;
}

/** The first figure that can be added up; without one, each cell weighs the same. */
function weightsOf({ atoms, size }: Cube): readonly (number | null)[] {
  return atoms.find(({ merge }) => merge === 'sum')?.values ?? Array.from({ length: size }, () => 1);
}

function columnsOf(visual: VisualData): string[] {
  switch (visual.kind) {
    case 'line': return visual.colour ? [visual.colour.column] : [];
    case 'bar': return [visual.category.column, ...visual.colour ? [visual.colour.column] : []];
    case 'pie': return [visual.category.column];
    case 'pivot': return [...visual.rows, ...visual.columns].map(({ column }) => column);
    default: return [];
  }
}
