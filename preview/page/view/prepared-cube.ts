import { AtomColumn, Cube, KeyColumn } from '../data';

export interface Key {
  readonly values: KeyColumn['values'];
  readonly codes: Int32Array;
}

export interface Atom {
  readonly merge: AtomColumn['merge'];
  /** NaN stands for null. */
  readonly values: Float64Array;
}

/** A cube's columns by name, in arrays that an engine reads fast. */
export class PreparedCube {
  /** Prepared once a cube: a control is to answer at once, and a cube may have hundreds of thousands of cells. */
  public static of(cube: Cube): PreparedCube {
    const prepared = PreparedCube.all.get(cube) ?? new PreparedCube(cube);
    PreparedCube.all.set(cube, prepared);
    return prepared;
  }

  private static readonly all = new WeakMap<Cube, PreparedCube>();

  /** The numbers of all cells. */
  public readonly cells: Int32Array;
  private readonly keys: ReadonlyMap<string, Key>;
  private readonly atoms: ReadonlyMap<string, Atom>;
  private readonly orders = new Map<string, Int32Array>();

  private constructor({ size, keys, atoms }: Cube) {
    this.cells = Int32Array.from({ length: size }, (_, cell) => cell);
    this.keys = new Map(keys.map(({ name, values, codes }) => [name, { values, codes: new Int32Array(codes) }]));
    this.atoms = new Map(atoms.map(({ name, merge, values }) => [name, { merge, values: numbers(values) }]));
  }

  public key(name: string): Key {
    return found(this.keys.get(name), name);
  }

  public atom(name: string): Atom {
    return found(this.atoms.get(name), name);
  }

  /** The cells in the order of a key's numbers. */
  public orderedBy(name: string): Int32Array {
    const order = this.orders.get(name) ?? ordered(this.key(name));
    this.orders.set(name, order);
    return order;
  }
}

function numbers(values: AtomColumn['values']): Float64Array {
  const result = new Float64Array(values.length);
  values.forEach((value, index) => result[index] = value ?? NaN);
  return result;
}

/** Counts how often each value occurs, and so knows where its cells begin. */
function ordered({ values, codes }: Key): Int32Array {
  const ascending = values.map((_, code) => code).sort((a, b) => Number(values[a]) - Number(values[b]));
  const counts = new Int32Array(values.length);
  codes.forEach((code) => counts[code]++);
  const next = new Int32Array(values.length);
  ascending.reduce((start, code) => {
    next[code] = start;
    return start + counts[code];
  }, 0);
  const order = new Int32Array(codes.length);
  codes.forEach((code, cell) => order[next[code]++] = cell);
  return order;
}

function found<T>(column: T | undefined, name: string): T {
  if (column === undefined) {
    throw new Error(`The page has no figures by '${name}'.`);
  }
  return column;
}
