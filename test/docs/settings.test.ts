import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Page } from './markdown';
import type { Property, Settings } from './public-api';
import { exportedInterfaces, ROOT } from './public-api';

const REQUIRED = 'required';

/** What the page says of one or more interfaces that share a heading. */
interface Section {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The tables of the page by what their heading names, or the one above it. */
function sectionsOf(page: Page, interfaces: ReadonlyMap<string, Settings>): Section[] {
  const sections: { names: string[]; rows: string[][] }[] = [];
  let above: { level: number; section?: typeof sections[number] }[] = [];
  page.headings().forEach(({ level, line, text }, index, headings) => {
    above = above.filter((other) => other.level < level);
    const names = inCode(text).filter((name) => interfaces.has(name));
    const section = names.length > 0 ? { names, rows: [] } : above.at(-1)?.section;
    if (names.length > 0) {
      sections.push(section!);
    }
    above.push({ level, section });
    section?.rows.push(...page.rows(line, headings[index + 1]?.line ?? page.lines.length));
  });
  return sections;
}

function inCode(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
}

/** The part of a `@default` that is code; none where it is a sentence. */
function literalOf({ default: text = '-' }: Property): string | undefined {
  return text.startsWith('-') ? undefined : text.split(/ - | where /)[0];
}

/** How the page differs from the code. */
function differences(page: Page, interfaces: ReadonlyMap<string, Settings>): string[] {
  const sections = sectionsOf(page, interfaces);
  const named = sections.flatMap(({ names }) => names);
  return [
    ...[...interfaces.keys()].filter((name) => !named.includes(name)).map((name) => `no heading names \`${name}\``),
    ...named.filter((name, index) => named.indexOf(name) !== index).map((name) => `two headings name \`${name}\``),
    ...sections.flatMap(({ names, rows }) => {
      const where = names.join(', ');
      const owned = names.flatMap((name) => [...interfaces.get(name)!.properties]);
      const rowsOf = ({ name }: Property) => rows.filter(([cell]) => inCode(cell)[0] === name);
      return [
        ...unique(owned.filter((property) => rowsOf(property).length !== 1).map((property) => `${where}: ${rowsOf(property).length} rows of \`${property.name}\``)),
        ...rows.filter(([cell]) => !owned.some(({ name }) => inCode(cell)[0] === name)).map(([cell]) => `${where}: there is no ${cell}`),
        ...owned.flatMap((property) => rowsOf(property).flatMap(([, cell]) => defaultFaults(property, cell).map((fault) => `${where}: \`${property.name}\` ${fault}`))),
      ];
    }),
  ];
}

/** Interfaces that share a heading share the row of a property. */
function unique(faults: string[]): string[] {
  return [...new Set(faults)];
}

function defaultFaults(property: Property, cell: string): string[] {
  const literal = literalOf(property);
  return [
    ...property.required && !cell.startsWith(REQUIRED) ? ['is required'] : [],
    ...!property.required && cell.startsWith(REQUIRED) ? ['is not required'] : [],
    ...literal !== undefined && !inCode(cell).includes(literal) ? [`is ${literal} by default`] : [],
  ];
}

describe('the page on settings', () => {
  const interfaces = exportedInterfaces();
  const page = Page.read(join(ROOT, 'docs/settings.md'));

  test('has each property of the public API once, with its default, and no other', () => {
    expect(differences(page, interfaces)).toEqual([]);
  });

  test('is compared with all interfaces that an app fills in', () => {
    expect([...interfaces.keys()]).toEqual(expect.arrayContaining([
      'ApiUsageAnalyticsProps', 'PrivacyOptions', 'UsageCatalogProps', 'AccessLogDeliveryStreamProps', 'ErrorReplayProps', 'MoesifForwarderProps',
      'RecordFilter', 'DashboardSheetProps', 'KpiVisualProps', 'AttachAllOptions', 'QuickSightPrincipalOptions',
    ]));
    expect(interfaces.get('ApiUsageAnalyticsProps')!.properties.length).toBeGreaterThan(25);
    expect([...interfaces.values()].flatMap(({ parents }) => parents).filter((parent) => !interfaces.has(parent))).toEqual([]);
  });

  const text = page.lines.join('\n');
  test.each<[string, string, RegExp]>([
    ['a row that is missing', text.replace(/^\| `bufferingSize` .*\n/m, ''), /0 rows of `bufferingSize`/],
    ['a row twice', text.replace(/^(\| `usageWindow` .*\n)/m, '$1$1'), /2 rows of `usageWindow`/],
    ['a property that there is none of', text.replace('| `logRetention` |', '| `logsRetention` |'), /there is no `logsRetention`/],
    ['a property of another interface', text.replace('| `maxReplays` |', '| `usagePlans` |'), /there is no `usagePlans`/],
    ['another default', text.replaceAll('`Duration.days(90)`', '`Duration.days(91)`'), /`usageWindow` is Duration.days\(90\) by default/],
    ['an option that is called required', text.replace(/^\| `crawler` \| /m, '| `crawler` | required '), /`crawler` is not required/],
    ['a required one that is not called so', text.replace(/^\| `enrichment` \| required/m, '| `enrichment` | none'), /`enrichment` is required/],
    ['an interface without a heading', text.replace('`ErrorReplayProps`', 'ErrorReplayProps'), /no heading names `ErrorReplayProps`/],
  ])('finds %s', (_, mutant, fault) => {
    expect(mutant).not.toEqual(text);
    expect(differences(new Page(mutant), interfaces)).toContainEqual(expect.stringMatching(fault));
  });

  test('finds a property that is added to the code', () => {
    const { name, parents, properties } = interfaces.get('ErrorReplayProps')!;
    const added = new Map(interfaces).set(name, { name, parents, properties: [...properties, { name: 'added', required: false }] });
    expect(differences(page, added)).toEqual(['ErrorReplayProps: 0 rows of `added`']);
  });
});
