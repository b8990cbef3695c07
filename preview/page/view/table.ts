import { TableVisualData } from '../data';
import { Choices } from './choices';
import { undivided } from './grouping';
import { evaluate } from './measure';
import { byName, byValue } from './names';
import { passing } from './passing';
import { paths } from './paths';
import { PreparedCube } from './prepared-cube';
import { orNull } from './ranking';

/** Nobody reads on. */
export const MAX_ROWS = 200;

export interface TableView {
  readonly rows: readonly TableRow[];
  /** How many there are in all. */
  readonly count: number;
}

export interface TableRow {
  /** In the order of the fields. */
  readonly names: readonly string[];
  /** In the order of the measures. */
  readonly values: readonly (number | null)[];
}

export function tableView(visual: TableVisualData, choices: Choices): TableView {
  const { fields, measures, sortedBy, descending } = visual;
  const all = paths(undivided(PreparedCube.of(visual.cube), passing(visual, choices)), fields);
  const groups = all.levels[fields.length - 1];
  const figures = measures.map(({ value }) => evaluate(value, groups, choices));
  const sign = descending ? -1 : 1;
  const name = Array.from({ length: groups.count }, (_, group) => all.names(group).join(' '));
  const order = Array.from({ length: groups.count }, (_, group) => group)
    .sort((a, b) => byValue(figures[sortedBy][a], figures[sortedBy][b], sign) || byName(name[a], name[b]));
  return {
    rows: order.slice(0, MAX_ROWS).map((group) => ({ names: all.names(group), values: figures.map((values) => orNull(values[group])) })),
    count: groups.count,
  };
}
