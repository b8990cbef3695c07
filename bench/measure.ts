/** A figure of ours beside another's, both measured in turns of one run. */
export interface Comparison {
  readonly what: string;
  readonly unit: string;
  /** Whether more is better, as of records a second, or less, as of milliseconds and bytes. */
  readonly better: 'more' | 'less';
  readonly ours: number;
  readonly other: number;
  /** What the other is. */
  readonly against: string;
  /** How many times better ours is: above 1 it is, below 1 the other. */
  readonly ratio: number;
  /** Between which ratios eight of ten turns lay; none where nothing varies, as of bytes. */
  readonly spread?: readonly [number, number];
  /** The ratio that is aimed at. */
  readonly target?: number;
}

/** A figure that is compared with nothing. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  /** The most that it should be. */
  readonly bound?: number;
}

export interface Results {
  readonly comparisons: readonly Comparison[];
  readonly figures: readonly Figure[];
}

/** What `bench/results.json` has of a part. */
export interface WrittenResults extends Results {
  readonly date: string;
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number; readonly memoryGiB: number };
}

/** What is measured in one go: `npm run bench <its file>` runs it alone. */
export interface Part {
  readonly title: string;
  /** Seeded: each run measures the same. */
  run(): Promise<Results>;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place % 1);
}

/** Takes turns, so that what else the machine does hits both alike; the order within a turn changes each time. */
export async function inTurns(
  turns: number, ours: () => number | Promise<number>, other: () => number | Promise<number>,
): Promise<[number, number][]> {
  const pairs: [number, number][] = [];
  for (let turn = 0; turn < turns; turn++) {
    if (turn % 2 === 0) {
      const first = await ours();
      pairs.push([first, await other()]);
    } else {
      const first = await other();
      pairs.push([await ours(), first]);
    }
  }
  return pairs;
}

/** The medians of both, the median of the turns' ratios, and what eight of ten of them lay between. */
export function compare(
  what: { readonly what: string; readonly unit: string; readonly better: 'more' | 'less'; readonly against: string; readonly target?: number },
  pairs: readonly (readonly [number, number])[],
): Comparison {
  const ratios = pairs.map(([ours, other]) => what.better === 'more' ? ours / other : other / ours);
  return {
    ...what,
    ours: median(pairs.map(([ours]) => ours)),
    other: median(pairs.map(([, other]) => other)),
    ratio: median(ratios),
    ...pairs.length > 1 ? { spread: [quantile(ratios, 0.1), quantile(ratios, 0.9)] } : {},
  };
}
