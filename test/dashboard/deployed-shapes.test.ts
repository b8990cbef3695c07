import { describe, expect, test } from 'vitest';
import { CONFIGURATIONS } from './configurations';
import deployed from './deployed-shapes.json';
import type { Json } from './synthesized-definition';
import { SynthesizedDefinition } from './synthesized-definition';

/** See deployed-shapes.md. */
const TYPES: Record<string, string> = deployed.types;
const SHAPES: Record<string, number[]> = deployed.shapes;
/** Words that AWS's reference lists, of nodes that are deployed with another word. */
const DOCUMENTED = ['LineSeriesAxisDisplayOptions.MissingDataConfigurations.TreatmentOption=SHOW_AS_ZERO'];

/** What an author writes, whose letters may look like a word of the format. */
const FREE_TEXT = /(Id|Ids|Name|Values|Fields|Identifier)$|^(Title|CustomLabel|Description|Expression|Suffix|PlainText|RichText|SourceField|DataSetArn|Content)$/;

const emitted = CONFIGURATIONS.map(([name, made]): [string, Set<string>] => [name, shapesOfAll(SynthesizedDefinition.of(made().template()))]);

test.each(emitted)('The definition %s has only shapes that are deployed elsewhere', (_, shapes) => {
  const unknown = [...shapes].filter((shape) => !(shape in SHAPES) && !DOCUMENTED.includes(shape));
  expect(unknown.map((shape) => `shape '${shape}' is in none of the deployed definitions; emit one that is`)).toEqual([]);
});

describe('The list of deployed shapes', () => {
  test('has nothing that no definition has', () => {
    const used = new Set(emitted.flatMap(([, shapes]) => [...shapes]));
    expect([...Object.keys(SHAPES), ...DOCUMENTED].filter((shape) => !used.has(shape)).map((shape) => `shape '${shape}' is emitted no more; take it off the list`)).toEqual([]);
  });

  test('says of each where it occurs', () => {
    const all = deployed.sources.map((_, index) => index + 1);
    Object.entries(SHAPES).forEach(([shape, where]) => {
      expect(where.length, shape).toBeGreaterThan(0);
      where.forEach((source) => expect(all, shape).toContain(source));
    });
  });

  test('tells one shape from another', () => {
    expect(shapesOf({ Sheets: [{ Title: { Visibility: 'HIDDEN' }, Name: 'ABC', TextBoxes: [], Fixed: true }] })).toEqual([
      'Definition {Sheets}', 'Definition.Sheets {Fixed, Name, TextBoxes, Title}', 'VisualTitleLabelOptions {Visibility}', 'VisualTitleLabelOptions.Visibility=HIDDEN',
      'Definition.Sheets.TextBoxes=[]', 'Definition.Sheets.Fixed=true',
    ]);
  });
});

function shapesOfAll(definition: SynthesizedDefinition): Set<string> {
  return new Set([...shapesOf(definition.json), ...filtersByParameters(definition)]);
}

/** What belongs together though it stands far apart: a filter, its parameter, and the control that sets this one. */
function filtersByParameters(definition: SynthesizedDefinition): string[] {
  const controls: [kind: string, node: Json][] = definition.json.Sheets
    .flatMap(({ ParameterControls }: Json) => ParameterControls ?? []).flatMap((control: Json) => Object.entries<Json>(control));
  return definition.found('CustomFilterConfiguration').flatMap(({ MatchOperator, NullOption, ParameterName }) => {
    const { ParameterValueType, DefaultValues, ValueWhenUnset } = definition.parameters().find(({ Name }) => Name === ParameterName);
    const byDefault = DefaultValues.StaticValues === undefined ? '{}' : DefaultValues.StaticValues.length === 0 ? '[]' : '[...]';
    const by = `${ParameterValueType} with default ${byDefault} and ${ValueWhenUnset.ValueWhenUnsetOption}`;
    return controls.filter(([, { SourceParameterName }]) => SourceParameterName === ParameterName)
      .map(([kind, { Type }]) => `filter ${MatchOperator} ${NullOption} by ${by}, set by ${kind}${Type ? ` ${Type}` : ''}`);
  });
}

/** A node with its keys, and each word in it. The path begins anew at a type that is the same everywhere. */
function shapesOf(value: Json, path = 'Definition'): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => shapesOf(item, path));
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))) {
    return [];
  }
  return [
    `${path} {${Object.keys(value).sort().join(', ')}}`,
    ...Object.entries<Json>(value).flatMap(([key, item]) => {
      if (Array.isArray(item) && item.length === 0) {
        return [`${path}.${key}=[]`];
      }
      const isWord = typeof item === 'boolean' || typeof item === 'string' && /^[A-Z][A-Z_0-9]+$/.test(item) && !FREE_TEXT.test(key);
      return isWord ? [`${path}.${key}=${item}`] : shapesOf(item, TYPES[key] ?? `${path}.${key}`);
    }),
  ];
}
