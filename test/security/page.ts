import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'security.md'), 'utf8');

/** The rows of the table below a heading of docs/security.md, each cell without its code marks. */
export function tableOf(heading: string): string[][] {
  const [, section, ...more] = PAGE.split(new RegExp(`^#+ ${heading}$`, 'm'));
  if (section === undefined || more.length) {
    throw new Error(`docs/security.md has ${section === undefined ? 'no' : 'several'} headings '${heading}'`);
  }
  const [, , ...rows] = section.split(/^#+ /m)[0].split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim().replaceAll('`', '')));
}
