import * as path from 'node:path';
import { build } from 'esbuild';

export interface Bundle {
  readonly script: string;
  readonly style: string;
}

/** The browser's code in one script, and its style, both as text that may stand inside an HTML page. */
export async function bundle(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: ['main.ts', 'page.css'].map((file) => path.join(__dirname, 'browser', file)),
    bundle: true,
    write: false,
    outdir: path.join(__dirname, 'browser'),
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'inline',
    logLevel: 'silent',
    // The repository's own compiler settings are for Node.
    tsconfigRaw: {},
  });
  const text = (extension: string) => outputFiles.find((file) => file.path.endsWith(extension))?.text.trim() ?? '';
  // esbuild writes `<\/script>` and `<\/style>` in the strings of a bundle by itself.
  return { script: text('.js'), style: text('.css') };
}
