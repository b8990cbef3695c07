import { PreparedCube } from './prepared-cube';

/** Cells that are told apart by group. */
export interface Grouping {
  readonly cube: PreparedCube;
  /** The cells that groups are made of. */
  readonly cells: Int32Array;
  /** Their groups, in the order of the cells. */
  readonly groupOf: Int32Array;
  /** How many groups there are. */
  readonly count: number;
  /** All cells of the visual, of which shares are taken. */
  readonly whole: Int32Array;
}

/** Groups that have been split by a key. */
export interface Split extends Grouping {
  /** By group: which it was before. */
  readonly parents: Int32Array;
  /** By group: the code of the key's value, or its place. */
  readonly codes: Int32Array;
}

/** All cells as one group. */
export function undivided(cube: PreparedCube, cells: Int32Array): Grouping {
  return { cube, cells, groupOf: new Int32Array(cells.length), count: 1, whole: cells };
}

/** The largest table by which groups are numbered; beyond it, a map is smaller. */
const LARGEST_TABLE = 4_000_000;

/** Splits groups by a key, or by places that its values are given; what has the place -1 is left out. Groups are those that occur. */
export function split(grouping: Grouping, key: string, places?: Int32Array, width?: number): Split {
  const { values, codes } = grouping.cube.key(key);
  const size = width ?? values.length;
  const numbers = numbering(grouping.count * size);
  const [parents, own]: [number[], number[]] = [[], []];
  const cells = new Int32Array(grouping.cells.length);
  const groupOf = new Int32Array(grouping.cells.length);
  let kept = 0;
  for (let index = 0; index < grouping.cells.length; index++) {
    const code = codes[grouping.cells[index]];
    const place = places === undefined ? code : places[code];
    if (place >= 0) {
      const parent = grouping.groupOf[index];
      const group = numbers(parent * size + place, parents.length);
      if (group === parents.length) {
        parents.push(parent);
        own.push(place);
      }
      cells[kept] = grouping.cells[index];
      groupOf[kept++] = group;
    }
  }
  return {
    ...grouping,
    cells: cells.subarray(0, kept),
    groupOf: groupOf.subarray(0, kept),
    count: parents.length,
    parents: Int32Array.from(parents),
    codes: Int32Array.from(own),
  };
}

/** The number that an identity has got before, or else the next one. */
function numbering(size: number): (identity: number, next: number) => number {
  if (size > LARGEST_TABLE) {
    const map = new Map<number, number>();
    return (identity, next) => {
      const number = map.get(identity);
      return number ?? (map.set(identity, next), next);
    };
  }
  const table = new Int32Array(size);
  return (identity, next) => (table[identity] ||= next + 1) - 1;
}

/** Other groups of the same cells, those at -1 left out. */
export function regrouped(grouping: Grouping, count: number, placeOf: (group: number, index: number) => number): Grouping {
  const cells = new Int32Array(grouping.cells.length);
  const groupOf = new Int32Array(grouping.cells.length);
  let kept = 0;
  for (let index = 0; index < grouping.cells.length; index++) {
    const place = placeOf(grouping.groupOf[index], index);
    if (place >= 0) {
      cells[kept] = grouping.cells[index];
      groupOf[kept++] = place;
    }
  }
  return { ...grouping, cells: cells.subarray(0, kept), groupOf: groupOf.subarray(0, kept), count };
}

/** Puts groups together at places; those at -1 are left out. */
export function placed(grouping: Grouping, places: Int32Array, count: number): Grouping {
  return regrouped(grouping, count, (group) => places[group]);
}

/** Places for groups. */
export interface Division {
  readonly groups: Grouping;
  readonly places: Int32Array;
  readonly count: number;
}

/** Rows by columns: the groups of two divisions of the same cells, row after row. Either may leave groups out, at -1. */
export function crossed(rows: Division, columns: Division): Grouping {
  return regrouped(rows.groups, rows.count * columns.count, (group, index) => {
    const [row, column] = [rows.places[group], columns.places[columns.groups.groupOf[index]]];
    return row < 0 || column < 0 ? -1 : row * columns.count + column;
  });
}

/** The text of a key's value. */
export function nameOf({ cube }: Grouping, key: string, code: number): string {
  return String(cube.key(key).values[code] ?? '(none)');
}
