import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import type { BuildOptions } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** As projen bundles the functions. */
const OPTIONS: BuildOptions = {
  bundle: true,
  target: 'node24',
  platform: 'node',
  minify: true,
  mainFields: ['module', 'main'],
  external: ['./hash-key.js', './forwarding/open.js'],
  tsconfig: join(ROOT, 'tsconfig.dev.json'),
  logLevel: 'error',
};

/** The functions, by the places of their sources below `src/`. */
export const FUNCTIONS = ['enrichment/enrich', 'directory/refresh', 'replay/replay', 'stage/imported/access-log-setting'];

/** Its bundle, as it is shipped. */
export function bundleOf(name: string): string {
  return join(ROOT, 'assets', `${name}.lambda`, 'index.js');
}

/** The same code with its packages left where they are, so that they load from `node_modules`. */
export function buildUnbundled(name: string, directory: string): string {
  const outfile = join(directory, name, 'index.js');
  buildSync({ ...OPTIONS, packages: 'external', entryPoints: [join(ROOT, 'src', `${name}.lambda.ts`)], outfile });
  return outfile;
}

/** A file of this directory, bundled as the functions are. */
export function buildOther(name: string, directory: string): string {
  const outfile = join(directory, name, 'index.js');
  buildSync({ ...OPTIONS, entryPoints: [join(__dirname, `${name}.mjs`)], outfile });
  return outfile;
}

/** Where code outside of the repository finds the packages. */
export const NODE_MODULES = join(ROOT, 'node_modules');

/** In KB, as it is and gzipped. */
export function sizeOf(file: string): { raw: number; gzipped: number } {
  const content = readFileSync(file);
  return { raw: content.length / 1_000, gzipped: gzipSync(content).length / 1_000 };
}
