import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { CONFIGURATIONS } from './configurations';
import type { SilentFailure } from './silent-failures';
import { SILENT_FAILURES } from './silent-failures';
import type { Json } from './synthesized-definition';
import { SynthesizedDefinition } from './synthesized-definition';

const configured = CONFIGURATIONS.map(([name, made]): [string, Template] => [name, made().template()]);
const failures = SILENT_FAILURES.map((failure): [string, SilentFailure] => [failure.name, failure]);

describe.each(configured)('The definition %s', (_, template) => {
  const definition = SynthesizedDefinition.of(template);

  test.each(failures)('excludes that %s', (__, { occurrences }) => {
    expect(occurrences(definition)).toEqual([]);
  });

  test.each(failures)('would be found out, spoilt so that %s', (__, { occurrences, spoil }) => {
    expect(occurrences(definition.spoilt(spoil))).not.toEqual([]);
  });

  test('is over datasets that QuickSight takes: names of tables, of queries and of columns', () => {
    const dataSets = Object.values<Json>(template.findResources('AWS::QuickSight::DataSet')).map(({ Properties }) => Properties);
    expect(dataSets.length).toBeGreaterThanOrEqual(4);
    for (const { Name, DataSetId, PhysicalTableMap, LogicalTableMap, DatasetParameters, DataSetParameters } of dataSets) {
      expect([LogicalTableMap, DatasetParameters, DataSetParameters]).toEqual([undefined, undefined, undefined]);
      expect(Name.length).toBeLessThanOrEqual(128);
      expect(DataSetId).toMatch(/^[\w-]{1,512}$/);
      const [[key, { CustomSql: query }], ...others] = Object.entries<Json>(PhysicalTableMap);
      expect(others).toEqual([]);
      expect(key).toMatch(/^[0-9a-zA-Z-]{1,64}$/);
      expect(query.Name.length).toBeLessThanOrEqual(64);
      expect(query.SqlQuery.length).toBeLessThanOrEqual(65_536);
      query.Columns.forEach((column: Json) => expect(column.Name.length).toBeLessThanOrEqual(127));
    }
  });

  test('has names that are no longer than QuickSight takes', () => {
    const lengths: [unknown: Json[], key: string, most: number][] = [
      [definition.json.CalculatedFields, 'Name', 127], [definition.json.CalculatedFields, 'Expression', 32_000],
      [definition.sheets.map(({ node }) => node), 'Description', 1024], [definition.found('Actions'), 'Name', 256],
      [definition.found('Dropdown'), 'Title', 2048],
    ];
    lengths.forEach(([nodes, key, most]) => nodes.forEach((node) => expect((node[key] ?? '').length, `${key} '${node[key]}'`).toBeLessThanOrEqual(most)));
  });
});

test('The documentation names the test of each silent failure', () => {
  const page = readFileSync(join(__dirname, '../../docs/dashboard-definition.md'), 'utf8');
  SILENT_FAILURES.forEach(({ name }) => expect(page).toContain(`\`${name}\``));
});
