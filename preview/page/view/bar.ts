import { BarVisualData } from '../data';
import { Choices } from './choices';
import { Grouping, nameOf, placed, split, undivided } from './grouping';
import { evaluate } from './measure';
import { byName } from './names';
import { passing } from './passing';
import { PreparedCube } from './prepared-cube';
import { limited, orNull, ranked } from './ranking';

export interface BarView {
  readonly bars: readonly Bar[];
  /** What the parts of bars are: the colours' values, in their own order (statuses ascend), or the measures. */
  readonly parts: readonly string[];
  /** How many categories there are in all. */
  readonly categories: number;
}

export interface Bar {
  readonly name: string;
  /** The first measure. */
  readonly total: number | null;
  readonly parts: readonly (number | null)[];
  /** The bar stands for so many categories beyond the limit. */
  readonly others?: number;
}

export function barView(visual: BarVisualData, choices: Choices): BarView {
  const { category, measures, sort, limit } = visual;
  const groups = split(undivided(PreparedCube.of(visual.cube), passing(visual, choices)), category.column);
  const ranking = ranked(groups, category.column, evaluate(measures[0].value, groups, choices), sort);
  const { kept, rest, places, count } = limited(ranking, groups.count, limit);
  const bars = placed(groups, places, count);
  const totals = evaluate(measures[0].value, bars, choices);
  const { parts, values } = visual.colour ? stacked(visual, visual.colour.column, bars, choices) : clustered(visual, bars, choices);
  return {
    bars: Array.from(totals, (total, bar) => ({
      name: kept[bar]?.name ?? 'Other', total: orNull(total), parts: values[bar], ...bar < kept.length ? {} : { others: rest },
    })),
    parts,
    categories: ranking.length,
  };
}

interface Parts {
  readonly parts: readonly string[];
  /** By bar and part. */
  readonly values: readonly (readonly (number | null)[])[];
}

function clustered({ measures }: BarVisualData, bars: Grouping, choices: Choices): Parts {
  const figures = measures.map(({ value }) => evaluate(value, bars, choices));
  return {
    parts: measures.map(({ label }) => label),
    values: Array.from({ length: bars.count }, (_, bar) => figures.map((values) => orNull(values[bar]))),
  };
}

function stacked({ measures: [measure] }: BarVisualData, colour: string, bars: Grouping, choices: Choices): Parts {
  const cells = split(bars, colour);
  const figures = evaluate(measure.value, cells, choices);
  // A colour that no bar has would be a legend of nothing.
  const drawn = new Set(cells.codes.filter((_, cell) => figures[cell] > 0));
  const colours = [...drawn].map((code) => ({ code, name: nameOf(cells, colour, code) })).sort((a, b) => byName(a.name, b.name));
  const places = new Map(colours.map(({ code }, place) => [code, place]));
  const values = Array.from({ length: bars.count }, () => colours.map(() => 0));
  figures.forEach((value, cell) => {
    if (value > 0) {
      values[cells.parents[cell]][places.get(cells.codes[cell])!] = value;
    }
  });
  return { parts: colours.map(({ name }) => name), values };
}
