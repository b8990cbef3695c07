import type { ArrivalField } from './arrival-field';
import { arrivalField } from './arrival-field';
import type { ColumnReference } from './columns';
import type { DefinitionNode } from './definition-node';
import type { Expression } from './expression';
import { parseExpression } from './expression';
import type { Figure } from './figure';
import { figure } from './figure-expression';
import { fieldsIn } from './match';
import type { PeriodField } from './period-field';
import { periodField } from './period-field';
import type { TimelineField } from './timeline-field';
import { timelineField } from './timeline-field';
import { DAYS_PARAMETER } from '../data';

/** What a calculated field is. */
export type Calculation = PeriodField | ArrivalField | TimelineField | { readonly kind: 'figure'; readonly figure: Figure };

interface Parsed {
  readonly node: DefinitionNode;
  readonly dataset: string;
  readonly name: string;
  readonly text: string;
  readonly expression: Expression;
}

const KNOWN = 'a period field, one of arrivals, a timeline, and of columns or of a period field\'s rows a sum, a sum by a number, 1.0 times a sum by a sum, '
  + 'percentOfTotal(sum, []), a percentile, and a distinct count without an absent value';

/** The calculated fields of the definition, by dataset and name. */
export class Calculations {
  public static read(nodes: readonly DefinitionNode[]): Calculations {
    const calculations = new Calculations();
    const parsed = nodes.map(parse);
    const times = parsed.map((field) => periodField(field.expression) ?? arrivalField(field.expression) ?? timelineField(field.expression));
    // a figure may stand before the period that it is of
    times.forEach((time, index) => time && calculations.add(parsed[index], time));
    parsed.filter((_, index) => !times[index]).forEach((field) => calculations.add(field, calculations.figure(field)));
    calculations.columns.push(...parsed.flatMap((field) => calculations.columnsOf(field)));
    return calculations;
  }

  /** The parameter that holds the chosen days, where some field uses one. */
  public daysParameter?: string;
  /** The columns that the fields are made of. */
  public readonly columns: ColumnReference[] = [];

  private readonly fields = new Map<string, Calculation>();

  private constructor() {}

  public find({ dataset, column }: Pick<ColumnReference, 'dataset' | 'column'>): Calculation | undefined {
    return this.fields.get(JSON.stringify([dataset, column]));
  }

  private add(field: Parsed, calculation: Calculation): void {
    if (this.find({ dataset: field.dataset, column: field.name })) {
      field.node.refuse(`dataset '${field.dataset}' has more than one calculated field '${field.name}'`);
    }
    if (calculation.kind !== 'figure' && calculation.parameter !== undefined) {
      this.daysParameter = calculation.parameter === DAYS_PARAMETER ? DAYS_PARAMETER
        : field.node.refuse(`'${field.name}' takes its days of the parameter '${calculation.parameter}', and it knows '${DAYS_PARAMETER}'`);
    }
    this.fields.set(JSON.stringify([field.dataset, field.name]), calculation);
  }

  private figure({ node, dataset, name, text, expression }: Parsed): Calculation {
    const found = figure(expression, (column) => {
      const period = this.find({ dataset, column });
      return period?.kind === 'period' ? period : undefined;
    });
    return found ? { kind: 'figure', figure: found } : node.refuse(`'${name}' is '${text}', and it knows ${KNOWN}`);
  }

  private columnsOf({ node, dataset, expression }: Parsed): ColumnReference[] {
    return fieldsIn(expression).map((column) => ({ dataset, column, path: `${node.path}.Expression` }))
      .filter((reference) => this.find(reference) === undefined);
  }
}

function parse(node: DefinitionNode): Parsed {
  const [dataset, name, text] = [node.text('DataSetIdentifier'), node.text('Name'), node.text('Expression')];
  node.end();
  try {
    return { node, dataset, name, text, expression: parseExpression(text) };
  } catch (error) {
    return node.refuse(`'${name}' is '${text}', and it ${(error as Error).message}`);
  }
}
