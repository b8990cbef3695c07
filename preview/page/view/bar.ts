import { BarVisualData } from '../data';
import { Choice, Group, groups, sum, totals } from './groups';

export interface BarView {
  readonly bars: readonly Bar[];
  /** The colours' values, in their own order: statuses ascend. */
  readonly colours: readonly string[];
  /** How many categories there are in all. */
  readonly categories: number;
}

export interface Bar {
  readonly name: string;
  readonly total: number;
  /** In the order of the colours. */
  readonly parts: readonly number[];
  /** The bar stands for so many categories beyond the limit. */
  readonly others?: number;
}

export function barView(visual: BarVisualData, choices: readonly Choice[]): BarView {
  const { category, colour, sort, limit, measure } = visual;
  const all = groups(visual.aggregates, colour ? [category.column, colour.column] : [category.column], choices);
  const ranking = totals(all, ({ keys }) => keys[0], sort);
  const kept = ranking.slice(0, limit.items);
  const colours = totals(all, (group) => colourOf(group, measure.label), { by: 'name', descending: false }).map(({ name }) => name);
  const places = new Map(kept.map(({ name }, index) => [name, index]));
  const parts = [...kept, undefined].map(() => colours.map(() => 0));
  for (const group of all) {
    parts[places.get(group.keys[0]) ?? kept.length][colours.indexOf(colourOf(group, measure.label))] += group.value;
  }
  const bars: Bar[] = kept.map((item, index) => ({ name: item.name, total: item.value, parts: parts[index] }));
  const rest = ranking.slice(limit.items);
  if (limit.other && rest.length > 0) {
    bars.push({ name: 'Other', total: sum(rest), parts: parts[kept.length], others: rest.length });
  }
  // A colour that only the bars left out have would be a legend of nothing.
  const drawn = colours.map((_, index) => bars.some((bar) => bar.parts[index] > 0));
  return {
    bars: bars.map((bar) => ({ ...bar, parts: bar.parts.filter((_, index) => drawn[index]) })),
    colours: colours.filter((_, index) => drawn[index]),
    categories: ranking.length,
  };
}

function colourOf(group: Group, fallback: string): string {
  return group.keys[1] ?? fallback;
}
