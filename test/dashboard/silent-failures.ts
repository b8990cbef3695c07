import type { Json, Reference, SynthesizedDefinition, Visual } from './synthesized-definition';

/**
 * What QuickSight takes without a word and then does not draw, or not until a deployment. Each has a check, and a definition that is
 * spoilt by it, which the check has to find.
 *
 * What was observed is written down in a public "QuickSight quirks log"; the numbers are its sections.
 */
export interface SilentFailure {
  readonly name: string;
  /** Where a definition has it. */
  readonly occurrences: (definition: SynthesizedDefinition) => string[];
  /** Brings it into a definition. */
  readonly spoil: (json: Json) => void;
}

/** All that a key figure's options have. */
const KPI_OPTIONS = [
  'Comparison', 'PrimaryValueDisplayType', 'PrimaryValueFontConfiguration', 'ProgressBar', 'SecondaryValue', 'SecondaryValueFontConfiguration', 'Sparkline',
  'TrendArrows', 'VisualLayoutOptions',
];

/*
 * How many there may be: "Item limits for Amazon Quick Sight analyses" in the user guide.
 * https://docs.aws.amazon.com/quicksight/latest/APIReference/API_DashboardVersionDefinition.html
 */
const MOST_SHEETS = 20;
const MOST_VISUALS_OF_SHEET = 50;
const MOST_ACTIONS_OF_VISUAL = 10;
const MOST_CONTROLS_OF_SHEET = 200;
const MOST_PARAMETERS = 200;
const MOST_CALCULATED_FIELDS = 500;
const MOST_CALCULATED_FIELDS_OF_DATASET = 200;
const MOST_FILTER_GROUPS = 2000;
const MOST_FILTERS_OF_GROUP = 20;
const MOST_DATASETS = 50;

const NEVER_SET = 'NeverSet';

export const SILENT_FAILURES: SilentFailure[] = [
  {
    name: '1.2: a key figure with a part of its options is blank',
    occurrences: (definition) => definition.visuals().filter(({ kind }) => kind === 'KPIVisual')
      .filter(({ node }) => {
        const { KPIOptions = {}, FieldWells } = node.ChartConfiguration;
        return Object.keys(KPIOptions).sort().join() !== KPI_OPTIONS.join() || !FieldWells.TargetValues || !FieldWells.TrendGroups;
      }).map(({ id }) => id),
    spoil: (json) => { delete visualOf(json, 'KPIVisual').ChartConfiguration.KPIOptions.ProgressBar; },
  },
  {
    name: '1.3: a filter by a parameter that its sheet has no control of empties the visual',
    occurrences: (definition) => definition.sheets.flatMap(({ id, visuals, parameters }) => visuals.flatMap((visual) => (
      parametersOfVisual(definition, id, visual).filter((parameter) => !parameters.includes(parameter)).map((parameter) => `${id}/${visual.id}: ${parameter}`)
    ))),
    spoil: (json) => { json.Sheets[1].ParameterControls = json.Sheets[1].ParameterControls.slice(1); },
  },
  {
    name: '1.3: a filter, control, action or calculated field by a parameter that nobody declares does nothing',
    occurrences: (definition) => {
      const declared = definition.parameters().map(({ Name }) => Name);
      const named = [
        ...definition.filters().flatMap(({ Configuration }) => Object.values<Json>(Configuration ?? {}).map(({ ParameterName }) => ParameterName)),
        ...definition.sheets.flatMap(({ parameters }) => parameters),
        ...definition.found('ParameterValueConfigurations').map(({ DestinationParameterName }) => DestinationParameterName),
        ...definition.json.CalculatedFields
          .flatMap(({ DataSetIdentifier, Name }: Json) => definition.parametersOf({ DataSetIdentifier, ColumnName: Name })),
      ];
      return named.filter((name) => name !== undefined && !declared.includes(name));
    },
    spoil: (json) => { json.CalculatedFields[0].Expression = json.CalculatedFields[0].Expression.replaceAll('Days', NEVER_SET); },
  },
  {
    name: '2.1: a URL does not reach the parameters of a dataset',
    occurrences: (definition) => definition.keys().filter((key) => ['MappedDataSetParameters', 'URLOperation'].includes(key)),
    spoil: (json) => { json.ParameterDeclarations[0].IntegerParameterDeclaration.MappedDataSetParameters = []; },
  },
  {
    name: '2.2: an action that sets a time moves the reader\'s own choice of it',
    occurrences: (definition) => definition.keys().filter((key) => /^DateTime(Values|Picker|ParameterDeclaration)$/.test(key)),
    spoil: (json) => { firstWritten(json).Value = { CustomValuesConfiguration: { CustomValues: { DateTimeValues: ['2020-01-01T00:00:00Z'] } } }; },
  },
  {
    name: '2.3: an action that sets anything but a text of its own visual does nothing',
    occurrences: (definition) => definition.visuals().flatMap((visual) => definition.found('ParameterValueConfigurations', visual.node)
      .filter(({ DestinationParameterName, Value }) => {
        const field = definition.found('CategoricalDimensionField', visual.node).find(({ FieldId }) => FieldId === Value.SourceField);
        return Object.keys(Value).join() !== 'SourceField' || !field || !isOfTexts(definition, DestinationParameterName);
      }).map(({ DestinationParameterName }) => `${visual.id}: ${DestinationParameterName}`)),
    spoil: (json) => { firstWritten(json).Value.SourceField = 'another-visual.customer'; },
  },
  {
    name: '2.3: an action that sets what its target has no control of leaves readers no way back',
    occurrences: (definition) => definition.found('Actions').flatMap(({ CustomActionId, ActionOperations }) => {
      const operations = Object.assign({}, ...ActionOperations);
      const target = operations.NavigationOperation?.LocalNavigationConfiguration.TargetSheetId;
      const set: Json[] = operations.SetParametersOperation?.ParameterValueConfigurations ?? [];
      const there = definition.sheets.find(({ id }) => id === target)?.parameters ?? [];
      return set.map(({ DestinationParameterName }) => DestinationParameterName)
        .filter((parameter) => !there.includes(parameter)).map((parameter) => `${CustomActionId}: ${parameter}`);
    }),
    spoil: (json) => { json.Sheets.find(({ SheetId }: Json) => SheetId === 'requests').ParameterControls = []; },
  },
  {
    name: '2.4: the menu of a Sankey diagram does nothing',
    occurrences: (definition) => definition.visuals().filter(({ kind }) => kind === 'SankeyDiagramVisual').map(({ id }) => id),
    spoil: (json) => { json.Sheets[0].Visuals.push({ SankeyDiagramVisual: { VisualId: 'flow', ChartConfiguration: { FieldWells: {} } } }); },
  },
  {
    name: '3.2: a sheet with a name of one letter has no tab',
    occurrences: (definition) => definition.sheets.filter(({ node }) => (node.Name ?? '').trim().length < 2).map(({ id }) => id),
    spoil: (json) => { json.Sheets[0].Name = 'i'; },
  },
  {
    name: '4.1: a time or a number among categories is blank, and so is what is no time on an axis of time',
    occurrences: (definition) => [
      ...wrongTypes(definition, definition.found('CategoricalDimensionField'), /^STRING$/),
      ...wrongTypes(definition, definition.found('DateDimensionField'), /^DATETIME$/),
      ...wrongTypes(definition, definition.found('DateMeasureField'), /^DATETIME$/),
      ...wrongTypes(definition, definition.found('NumericalMeasureField'), /^(INTEGER|DECIMAL|FIGURE)$/),
    ],
    spoil: (json) => { nodeOf(json, 'CategoricalDimensionField').Column.ColumnName = 'hour'; },
  },
  {
    name: '4.2: conditional formatting does nothing where there are no rows',
    occurrences: (definition) => definition.keys().filter((key) => key === 'ConditionalFormatting'),
    spoil: (json) => { visualOf(json, 'KPIVisual').ConditionalFormatting = { ConditionalFormattingOptions: [] }; },
  },
  {
    name: '4.3: a parameter without a default leaves its control empty; of times there is none',
    occurrences: (definition) => [
      ...definition.keys().filter((key) => key === 'DateTimeParameterDeclaration'),
      ...definition.found('StringParameterDeclaration').filter(({ DefaultValues }) => !DefaultValues).map(({ Name }) => Name),
      ...definition.found('IntegerParameterDeclaration').filter(({ DefaultValues }) => DefaultValues?.StaticValues?.length !== 1).map(({ Name }) => Name),
    ],
    spoil: (json) => { delete json.ParameterDeclarations[1].StringParameterDeclaration.DefaultValues; },
  },
  {
    name: '4.3: a default that its control does not list leaves the control empty',
    occurrences: (definition) => definition.found('Dropdown').filter(({ SelectableValues: { Values }, SourceParameterName }) => {
      const defaults = definition.parameters().find(({ Name }) => Name === SourceParameterName)?.DefaultValues?.StaticValues ?? [];
      return Values && (defaults.length === 0 || defaults.some((value: Json) => !Values.includes(String(value))));
    }).map(({ ParameterControlId }) => ParameterControlId),
    spoil: (json) => { json.ParameterDeclarations[0].IntegerParameterDeclaration.DefaultValues.StaticValues = [45]; },
  },
  {
    name: '4.4: a text with a line break in a list item is refused',
    occurrences: (definition) => [
      ...definition.sheets.flatMap(({ node }) => node.TextBoxes ?? []).map(({ SheetTextBoxId }: Json) => SheetTextBoxId),
      ...definition.found('FormatText').map(({ RichText = '' }) => RichText).filter((text) => /<(li|br)\b/i.test(text)),
    ],
    spoil: (json) => { json.Sheets[0].TextBoxes = [{ SheetTextBoxId: 'text', Content: '<text-box><ul><li>a<br/>b</li></ul></text-box>' }]; },
  },
  {
    name: '4.5: the label of an axis is ignored without the field that it belongs to, one of its visual',
    occurrences: (definition) => definition.visuals().flatMap((visual) => definition.found('AxisLabelOptions', visual.node)
      .filter(({ CustomLabel, ApplyTo }) => !CustomLabel || !isFieldOf(definition, visual, ApplyTo))
      .map(({ CustomLabel }) => `${visual.id}: ${CustomLabel}`)),
    spoil: (json) => { delete nodeOf(json, 'AxisLabelOptions').ApplyTo; },
  },
  {
    name: 'a definition with more of anything than QuickSight takes is refused',
    occurrences: (definition) => tooMany(definition),
    spoil: (json) => { json.Sheets[0].Visuals = Array.from({ length: MOST_VISUALS_OF_SHEET + 1 }, () => json.Sheets[0].Visuals[0]); },
  },
];

/** Through its filters, and through the fields that it shows, however deep the calculated fields lie in each other. */
function parametersOfVisual(definition: SynthesizedDefinition, sheetId: string, visual: Visual): string[] {
  const filters = definition.filtersOf(sheetId, visual.id);
  const columns: Reference[] = [...definition.found('Column', visual.node), ...filters.map(({ Column }) => Column)];
  return [...new Set([
    ...filters.flatMap(({ Configuration }) => Object.values<Json>(Configuration ?? {})).flatMap(({ ParameterName }) => ParameterName ?? []),
    ...columns.flatMap((column) => definition.parametersOf(column)),
  ])];
}

function wrongTypes(definition: SynthesizedDefinition, fields: Json[], types: RegExp): string[] {
  return fields.filter(({ Column }) => !types.test(definition.typeOf(Column))).map(({ FieldId, Column }) => `${FieldId}: ${definition.typeOf(Column)}`);
}

function isFieldOf(definition: SynthesizedDefinition, visual: Visual, applyTo: Json): boolean {
  const field = nodesWithField(definition, visual, applyTo?.FieldId);
  return field !== undefined && JSON.stringify(field.Column) === JSON.stringify(applyTo.Column);
}

function nodesWithField(definition: SynthesizedDefinition, { node }: Visual, fieldId: string): Json {
  return ['CategoricalDimensionField', 'DateDimensionField', 'NumericalMeasureField', 'DateMeasureField']
    .flatMap((kind) => definition.found(kind, node)).find(({ FieldId }) => FieldId === fieldId);
}

function isOfTexts(definition: SynthesizedDefinition, parameter: string): boolean {
  return definition.found('StringParameterDeclaration').some(({ Name }) => Name === parameter);
}

function tooMany(definition: SynthesizedDefinition): string[] {
  const { DataSetIdentifierDeclarations, CalculatedFields, FilterGroups, Sheets, ParameterDeclarations } = definition.json;
  const counts: [name: string, count: number, most: number][] = [
    ['datasets', DataSetIdentifierDeclarations.length, MOST_DATASETS],
    ['sheets', Sheets.length, MOST_SHEETS],
    ['parameters', ParameterDeclarations.length, MOST_PARAMETERS],
    ['calculated fields', CalculatedFields.length, MOST_CALCULATED_FIELDS],
    ['filter groups', FilterGroups.length, MOST_FILTER_GROUPS],
    ...DataSetIdentifierDeclarations.map(({ Identifier }: Json) => [
      `calculated fields of ${Identifier}`, CalculatedFields.filter((field: Json) => field.DataSetIdentifier === Identifier).length, MOST_CALCULATED_FIELDS_OF_DATASET,
    ]),
    ...FilterGroups.map(({ FilterGroupId, Filters }: Json) => [`filters of ${FilterGroupId}`, Filters.length, MOST_FILTERS_OF_GROUP]),
    ...definition.sheets.flatMap(({ id, visuals, parameters }) => [
      [`visuals of ${id}`, visuals.length, MOST_VISUALS_OF_SHEET], [`controls of ${id}`, parameters.length, MOST_CONTROLS_OF_SHEET],
    ] as [string, number, number][]),
    ...definition.visuals().map(({ id, node }): [string, number, number] => [`actions of ${id}`, node.Actions?.length ?? 0, MOST_ACTIONS_OF_VISUAL]),
  ];
  return counts.filter(([, count, most]) => count > most).map(([name, count, most]) => `${count} ${name}, and at most ${most} are taken`);
}

function visualOf(json: Json, kind: string): Json {
  return json.Sheets.flatMap(({ Visuals }: Json) => Visuals).find((visual: Json) => kind in visual)[kind];
}

/** The first node under a key, in whichever depth. */
function nodeOf(json: Json, wanted: string): Json {
  for (const [key, value] of Object.entries<Json>(json)) {
    const found = key === wanted ? [value].flat()[0] : typeof value === 'object' && value !== null ? nodeOf(value, wanted) : undefined;
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function firstWritten(json: Json): Json {
  return nodeOf(json.Sheets, 'ParameterValueConfigurations');
}
