import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inChild } from './child';
import { LIBRARY } from './library';
import { answersInTurns } from './turns';
import type { Figure } from '../measure';
import { median } from '../measure';

const IMPORT = join(__dirname, 'import.cjs');

/** What importing the library may add to the modules that it uses, in milliseconds. */
const ADDED_BY_IMPORT = 30;

interface Import {
  /** Of the library's index alone. */
  readonly alone: number;
  /** And of what an app uses of it. */
  readonly used: number;
  readonly files: readonly string[];
}

/** aws-cdk-lib loads a file when something of it is used: so what the library adds to its modules' indexes is not all of it the library's own. */
export async function importFigures(turns: number): Promise<Figure[]> {
  const { files } = await importAfter([]);
  const ofLibrary = files.filter((file) => file.startsWith(LIBRARY));
  const modules = modulesOf(ofLibrary);
  const others = files.filter((file) => !file.startsWith(LIBRARY) && file !== IMPORT);
  const turnsOfBoth = await answersInTurns(turns, () => importAfter(modules), () => importAfter(others));
  return [
    {
      what: `import of the library, after the ${modules.length} modules of aws-cdk-lib and constructs that it uses`,
      // the files of its classes are loaded with the first use of each
      value: median(turnsOfBoth.map(([{ alone }]) => alone)),
      bound: ADDED_BY_IMPORT,
    },
    { what: 'the same, and of ApiUsageAnalytics, as an app uses it', value: median(turnsOfBoth.map(([{ used }]) => used)), bound: ADDED_BY_IMPORT },
    {
      what: `the same, after all files that it lets aws-cdk-lib load: the library's own ${ofLibrary.length} files`,
      value: median(turnsOfBoth.map(([, { used }]) => used)),
    },
  ].map((figure) => ({ ...figure, unit: 'ms' }));
}

function importAfter(files: readonly string[]): Promise<Import> {
  return inChild(IMPORT, [LIBRARY, ...files]);
}

/** By the names by which an app imports them as well. */
function modulesOf(files: readonly string[]): string[] {
  const names = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/require\("((?:aws-cdk-lib|constructs)[^"]*)"\)/g)].map(([, name]) => name));
  return [...new Set(names)];
}
