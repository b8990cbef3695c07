import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Page } from './markdown';
import { ROOT } from './public-api';

/** The pages that are read on GitHub. */
const PAGES = [
  'README.md', 'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md')).map((file) => join('docs', file)).sort(),
];

const pages = new Map<string, Page>();
const pageOf = (file: string) => pages.get(file) ?? pages.set(file, Page.read(file)).get(file)!;

/** What is wrong with the links of a page; those that lead out of the repository are left alone. */
function brokenLinks(file: string, page: Page): string[] {
  return page.links().filter((link) => !/^[a-z][a-z0-9+.-]*:/i.test(link)).flatMap((link) => {
    const [path, anchor] = link.split('#').map((part) => decodeURIComponent(part));
    const target = path === '' ? file : join(dirname(file), path);
    if (relative(ROOT, target).startsWith('..') || (target !== file && !existsSync(target))) {
      return [`${link}: there is no such file`];
    }
    return anchor === undefined || !target.endsWith('.md') || hasAnchor(target === file ? page : pageOf(target), anchor)
      ? [] : [`${link}: there is no such heading`];
  });
}

/** Those of API.md are written into it. */
function hasAnchor(page: Page, anchor: string): boolean {
  return page.anchors().includes(anchor) || page.lines.some((line) => line.includes(`id="${anchor}"`) || line.includes(`name="${anchor}"`));
}

describe('links', () => {
  test.each(PAGES)('of %s lead to what is there', (file) => {
    expect(brokenLinks(join(ROOT, file), pageOf(join(ROOT, file)))).toEqual([]);
  });

  test('are found in all pages together', () => {
    const links = PAGES.flatMap((file) => pageOf(join(ROOT, file)).links());
    expect(links.filter((link) => link.includes('#')).length).toBeGreaterThan(50);
    expect(links).toEqual(expect.arrayContaining(['docs/operations.md', 'docs/images/preview.png', '#putting-back', 'images/architecture.svg']));
  });

  test.each<[string, string, string[]]>([
    ['a file that is not there', 'see [it](nothing.md)', ['nothing.md: there is no such file']],
    ['a picture that is not there', '![it](images/nothing.svg)', ['images/nothing.svg: there is no such file']],
    ['a heading that is not there', '[it](operations.md#nothing)', ['operations.md#nothing: there is no such heading']],
    ['a heading of its own page that is not there', '# Here\n\n[it](#there)', ['#there: there is no such heading']],
    ['a reference', '[it][there]\n\n[there]: nothing.md', ['nothing.md: there is no such file']],
    ['what is outside of the repository', '[it](../../other/README.md)', ['../../other/README.md: there is no such file']],
    ['nothing where all is well', '# A `b` (c), d: 1.5 %\n\n[a](#a-b-c-d-15-) [b](../README.md#install) [c](https://example.com/#x) `[d](nothing.md)`', []],
    ['nothing in code', '```md\n[it](nothing.md)\n# Heading\n```', []],
    ['the second of two headings', '# Cost\n\n# Cost\n\n[it](#cost-1) [no](#cost-2)', ['#cost-2: there is no such heading']],
  ])('are checked: %s', (_, text, faults) => {
    expect(brokenLinks(join(ROOT, 'docs/page.md'), new Page(text))).toEqual(faults);
  });
});
