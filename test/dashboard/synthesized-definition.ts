import type { Template } from 'aws-cdk-lib/assertions';
import { nodesOf, onlyOne } from './usage-dashboards';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

/** A column or a calculated field of a dataset, as the definition names it. */
export interface Reference { readonly DataSetIdentifier: string; readonly ColumnName: string }

export interface Visual {
  readonly id: string;
  /** Such as `BarChartVisual`. */
  readonly kind: string;
  readonly node: Json;
  /** Ids of the fields in its wells. */
  readonly fieldIds: string[];
}

export interface Sheet {
  readonly id: string;
  readonly node: Json;
  readonly visuals: Visual[];
  readonly controls: Json[];
  /** Names of the parameters that its controls set. */
  readonly parameters: string[];
}

/** A dashboard's definition as it stands in the template, and how to find one's way in it. */
export class SynthesizedDefinition {
  public static of(template: Template): SynthesizedDefinition {
    const dataSets = template.findResources('AWS::QuickSight::DataSet');
    const definition = resolved(onlyOne(template, 'AWS::QuickSight::Dashboard').Definition);
    const types = definition.DataSetIdentifierDeclarations.flatMap(({ Identifier, DataSetArn }: Json) => {
      const [table] = Object.values<Json>(dataSets[DataSetArn['Fn::GetAtt'][0]].Properties.PhysicalTableMap);
      return table.CustomSql.Columns.map(({ Name, Type }: Json) => [`${Identifier}.${Name}`, Type]);
    });
    return new SynthesizedDefinition(definition, new Map(types));
  }

  public readonly sheets: Sheet[];
  private readonly expressions: Map<string, string>;

  constructor(public readonly json: Json, private readonly columns: Map<string, string>) {
    this.expressions = new Map(json.CalculatedFields.map(({ DataSetIdentifier, Name, Expression }: Json) => [`${DataSetIdentifier}.${Name}`, Expression]));
    this.sheets = json.Sheets.map(sheetOf);
  }

  /** The same with something else in it. */
  public spoilt(spoil: (json: Json) => void): SynthesizedDefinition {
    const json = structuredClone(this.json);
    spoil(json);
    return new SynthesizedDefinition(json, this.columns);
  }

  public visuals(): Visual[] {
    return this.sheets.flatMap(({ visuals }) => visuals);
  }

  /** All objects that stand under a key. */
  public found(key: string, within: Json = this.json): Json[] {
    return nodesOf(within).filter((node) => node.key === key).map(({ value }) => value);
  }

  /** All keys, in whichever depth. */
  public keys(): string[] {
    return [...new Set(nodesOf(this.json).flatMap(({ value }) => Object.keys(value)))];
  }

  public filters(): Json[] {
    return this.json.FilterGroups.flatMap(({ Filters }: Json) => Filters).flatMap((filter: Json) => Object.values<Json>(filter));
  }

  public parameters(): Json[] {
    return this.json.ParameterDeclarations.flatMap((declaration: Json) => Object.values<Json>(declaration));
  }

  /** Of a calculated field. */
  public expressionOf({ DataSetIdentifier, ColumnName }: Reference): string | undefined {
    return this.expressions.get(`${DataSetIdentifier}.${ColumnName}`);
  }

  /** As QuickSight calls it; `FIGURE` for what a calculated field aggregates by itself. */
  public typeOf({ DataSetIdentifier, ColumnName }: Reference): string {
    const expression = this.expressionOf({ DataSetIdentifier, ColumnName });
    return expression === undefined ? this.columns.get(`${DataSetIdentifier}.${ColumnName}`) ?? 'missing' : typeOfExpression(expression);
  }

  /** The columns and calculated fields that an expression names. */
  public namedBy(expression: string, dataset: string): Reference[] {
    return [...expression.matchAll(/(?<!\$)\{([^}]+)\}/g)].map(([, ColumnName]) => ({ DataSetIdentifier: dataset, ColumnName }));
  }

  /** The parameters that the values of a column depend on: those of its expression, and of the calculated fields that this one names. */
  public parametersOf({ DataSetIdentifier, ColumnName }: Reference): string[] {
    const expression = this.expressionOf({ DataSetIdentifier, ColumnName });
    return expression === undefined ? [] : [
      ...[...expression.matchAll(/\$\{([^}]+)\}/g)].map(([, parameter]) => parameter),
      ...this.namedBy(expression, DataSetIdentifier).flatMap((reference) => this.parametersOf(reference)),
    ];
  }

  /** The filters whose scope holds a visual. */
  public filtersOf(sheetId: string, visualId: string): Json[] {
    return this.json.FilterGroups
      .filter((group: Json) => this.found('SheetVisualScopingConfigurations', group).some(({ SheetId, VisualIds }) => SheetId === sheetId && VisualIds.includes(visualId)))
      .flatMap(({ Filters }: Json) => Filters).flatMap((filter: Json) => Object.values<Json>(filter));
  }

  /** Those of them by which a reader chooses values. */
  public chosenFiltersOf(sheetId: string, visualId: string): Json[] {
    return this.filtersOf(sheetId, visualId).filter(({ Configuration }) => Configuration?.CustomFilterConfiguration);
  }
}

function sheetOf(node: Json): Sheet {
  const controls = (node.ParameterControls ?? []).flatMap((control: Json) => Object.values<Json>(control));
  return {
    id: node.SheetId,
    node,
    visuals: node.Visuals.flatMap((visual: Json) => Object.entries<Json>(visual)).map(([kind, visual]: [string, Json]) => visualOf(kind, visual)),
    controls,
    parameters: controls.map(({ SourceParameterName }: Json) => SourceParameterName),
  };
}

function visualOf(kind: string, node: Json): Visual {
  const wells = nodesOf(node.ChartConfiguration.FieldWells).map(({ value }) => value).filter(({ FieldId }) => FieldId);
  return { id: node.VisualId, kind, node, fieldIds: wells.map(({ FieldId }) => FieldId as string) };
}

function typeOfExpression(expression: string): string {
  if (!expression.startsWith('ifelse(')) {
    return /^(1\.0 \* )?(sum|sumIf|percentile|distinct_countIf|percentOfTotal)\(/.test(expression) ? 'FIGURE' : `unknown: ${expression}`;
  }
  return /, '\w+'\)$/.test(expression) ? 'STRING' : /, truncDate\('\w+', \{\w+\}\)\)$/.test(expression) ? 'DATETIME' : `unknown: ${expression}`;
}

/** As CloudFormation hands it on: `Fn::Sub` marks what is literal. */
function resolved(json: Json): Json {
  return JSON.parse(JSON.stringify(json), (_, value) => (
    typeof value?.['Fn::Sub'] === 'string' ? value['Fn::Sub'].replaceAll('${!', '${') : value
  ));
}
