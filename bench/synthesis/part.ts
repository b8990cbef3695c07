import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFigures } from './imports';
import type { Dashboard, Size, Times } from './synthesis';
import { Variant } from './synthesis';
import { answersInTurns } from './turns';
import type { Figure, Part, Results } from '../measure';
import { compare, median } from '../measure';

/*
 * How much longer does an app take to synthesize, than if what the library makes were written by hand?
 *
 *   npx tsx --tsconfig tsconfig.dev.json bench/run.ts synthesis
 *
 * BENCH_TURNS sets how many turns are taken. Measures what is compiled in lib/: `npx projen compile` makes it new.
 */

const TURNS = Number(process.env.BENCH_TURNS ?? 11);

/** What synthesis may take more than that of the same resources by hand, in milliseconds. */
const ABOVE_BY_HAND = 150;

/** CloudFormation's limits of a stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const RESOURCES = 500;
const TEMPLATE_KB = 1_000;

export const part: Part = {
  title: 'Synthesis: an API with the analytics, of lib/ as it is packed; without aws-cdk-lib\'s validation where not said otherwise',
  run: async (): Promise<Results> => {
    const directory = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      const without = await measured('no dashboard', directory);
      const withOne = await measured('dashboard', directory);
      return {
        comparisons: [...without.comparisons, ...withOne.comparisons],
        figures: [...without.figures, ...withOne.figures, ...await importFigures(TURNS)],
      };
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};

async function measured(dashboard: Dashboard, directory: string): Promise<Results> {
  const variant = new Variant(dashboard, directory);
  const size = await variant.write();
  const times = await answersInTurns(TURNS, () => variant.ours(), () => variant.other());
  const pairs = (of: keyof Times) => times.map(([ours, other]) => [ours[of], other[of]] as const);
  const what = { unit: 'ms', better: 'less', against: 'the same resources by hand' } as const;
  return {
    comparisons: [
      compare({ ...what, what: `${dashboard}: import of what the app uses` }, pairs('importing')),
      compare({ ...what, what: `${dashboard}: construct tree and synth()` }, pairs('synthesis')),
    ],
    figures: [
      {
        what: `${dashboard}: construct tree and synth() above the same resources by hand`,
        unit: 'ms',
        value: median(pairs('synthesis').map(([ours, other]) => ours - other)),
        bound: ABOVE_BY_HAND,
      },
      ...sizeFigures(dashboard, size),
      await validationFigure(variant, dashboard, median(times.map(([{ synthesis }]) => synthesis))),
    ],
  };
}

function sizeFigures(dashboard: Dashboard, { resources, kilobytes }: Size): Figure[] {
  return [
    { what: `${dashboard}: the stack with its API`, unit: 'resources', value: resources, bound: RESOURCES },
    { what: `${dashboard}: its template`, unit: 'KB', value: kilobytes, bound: TEMPLATE_KB },
  ];
}

/** Once: it takes so long that one process after the other says enough. */
async function validationFigure(variant: Variant, dashboard: Dashboard, without: number): Promise<Figure> {
  const { synthesis } = await variant.ours('validated');
  return { what: `${dashboard}: what aws-cdk-lib's validation adds, which CDK_VALIDATION=false leaves out`, unit: 's', value: (synthesis - without) / 1_000 };
}
