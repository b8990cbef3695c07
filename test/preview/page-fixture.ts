import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { PageInput } from '../../preview/page/page';

/** The instant of all tests: the middle of a month. */
export const NOW = new Date('2026-03-17T14:20:00Z');

export const HOSTILE = '</script><img src=x onerror=alert(1)>';

/** Hours, plan, customer, endpoint, status and requests. */
export type Row = [hour: string, plan: string, customer: string, path: string, method: string, status: string, requests: number];

const column = (ColumnName: string) => ({ DataSetIdentifier: 'usage_hourly', ColumnName });
const dimension = (FieldId: string, name: string) => ({ CategoricalDimensionField: { FieldId, Column: column(name) } });
const requests = (FieldId: string) => ({
  NumericalMeasureField: { FieldId, Column: column('requests'), AggregationFunction: { SimpleNumericalAggregation: 'SUM' } },
});
const title = (PlainText: string) => ({ Visibility: 'VISIBLE', FormatText: { PlainText } });
const largestFirst = (FieldId: string) => [{ FieldSort: { FieldId, Direction: 'DESC' } }];

/** The library's three visuals, a period and a plan to choose. A fresh copy each time, for tests that spoil it. */
export function definition(): any {
  return structuredClone({
    DataSetIdentifierDeclarations: [{ Identifier: 'usage_hourly', DataSetArn: 'arn:aws:quicksight:us-east-1:123456789012:dataset/usage' }],
    CalculatedFields: [{ DataSetIdentifier: 'usage_hourly', Name: 'share', Expression: 'percentOfTotal(sum({requests}))' }],
    Sheets: [{
      SheetId: 'usage',
      Name: 'Usage',
      ContentType: 'INTERACTIVE',
      FilterControls: [{
        Dropdown: { FilterControlId: 'plan-control', Title: 'Usage plan', SourceFilterId: 'plan', Type: 'SINGLE_SELECT' },
      }],
      Visuals: [
        { PieChartVisual: PIE },
        { BarChartVisual: BAR },
        { PivotTableVisual: PIVOT },
      ],
      Layouts: [{
        Configuration: {
          GridLayout: {
            Elements: [
              { ElementId: 'plans', ElementType: 'VISUAL', ColumnIndex: 0, ColumnSpan: 14, RowIndex: 0, RowSpan: 12 },
              { ElementId: 'customers', ElementType: 'VISUAL', ColumnIndex: 14, ColumnSpan: 22, RowIndex: 0, RowSpan: 12 },
              { ElementId: 'endpoints', ElementType: 'VISUAL', ColumnIndex: 0, ColumnSpan: 36, RowIndex: 12, RowSpan: 14 },
            ],
          },
        },
      }],
    }],
    FilterGroups: [PERIOD, PLAN],
  });
}

const PIE = {
  VisualId: 'plans',
  Title: title('Traffic by usage plan'),
  ChartConfiguration: {
    FieldWells: { PieChartAggregatedFieldWells: { Category: [dimension('plans-plan', 'usage_plan')], Values: [requests('plans-requests')] } },
    SortConfiguration: { CategorySort: largestFirst('plans-requests'), CategoryItemsLimit: { ItemsLimit: 10, OtherCategories: 'INCLUDE' } },
    DonutOptions: { ArcOptions: { ArcThickness: 'MEDIUM' } },
  },
};

const BAR = {
  VisualId: 'customers',
  Title: title('Top customers by status'),
  ChartConfiguration: {
    Orientation: 'HORIZONTAL',
    BarsArrangement: 'STACKED',
    FieldWells: {
      BarChartAggregatedFieldWells: {
        Category: [dimension('customers-customer', 'customer')],
        Values: [requests('customers-requests')],
        Colors: [dimension('customers-status', 'status')],
      },
    },
    SortConfiguration: {
      CategorySort: largestFirst('customers-requests'),
      CategoryItemsLimit: { ItemsLimit: 20, OtherCategories: 'EXCLUDE' },
    },
  },
};

const PIVOT = {
  VisualId: 'endpoints',
  Title: title('Share of traffic by endpoint, plan and customer'),
  ChartConfiguration: {
    FieldWells: {
      PivotTableAggregatedFieldWells: {
        Rows: [dimension('endpoints-path', 'resource_path'), dimension('endpoints-method', 'http_method')],
        Columns: [dimension('endpoints-plan', 'usage_plan'), dimension('endpoints-customer', 'customer')],
        Values: [{ NumericalMeasureField: { FieldId: 'endpoints-share', Column: column('share') } }],
      },
    },
    SortConfiguration: {
      FieldSortOptions: ['path', 'method', 'plan', 'customer'].map((field) => ({
        FieldId: `endpoints-${field}`, SortBy: { Field: { FieldId: 'endpoints-share', Direction: 'DESC' } },
      })),
    },
    TotalOptions: { RowTotalOptions: { TotalsVisibility: 'VISIBLE' }, ColumnTotalOptions: { TotalsVisibility: 'VISIBLE' } },
  },
};

const PERIOD = {
  FilterGroupId: 'period-group',
  Status: 'ENABLED',
  CrossDataset: 'SINGLE_DATASET',
  ScopeConfiguration: { AllSheets: {} },
  Filters: [{
    RelativeDatesFilter: {
      FilterId: 'period',
      Column: column('hour'),
      AnchorDateConfiguration: { AnchorOption: 'NOW' },
      RelativeDateType: 'THIS',
      TimeGranularity: 'MONTH',
      NullOption: 'NON_NULLS_ONLY',
    },
  }],
};

const PLAN = {
  FilterGroupId: 'plan-group',
  Status: 'ENABLED',
  CrossDataset: 'SINGLE_DATASET',
  ScopeConfiguration: {
    SelectedSheets: {
      SheetVisualScopingConfigurations: [
        { SheetId: 'usage', Scope: 'SELECTED_VISUALS', VisualIds: ['customers'] },
      ],
    },
  },
  Filters: [{
    CategoryFilter: {
      FilterId: 'plan',
      Column: column('usage_plan'),
      Configuration: { FilterListConfiguration: { MatchOperator: 'CONTAINS', SelectAllOptions: 'FILTER_ALL_VALUES', NullOption: 'ALL_VALUES' } },
    },
  }],
};

export class Fixture {
  public static async open(rows: readonly Row[]): Promise<Fixture> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run('CREATE TABLE usage (hour TIMESTAMP, usage_plan VARCHAR, customer VARCHAR, resource_path VARCHAR, '
      + 'http_method VARCHAR, status VARCHAR, requests BIGINT, customer_id VARCHAR)');
    for (let start = 0; start < rows.length; start += 5_000) {
      const values = rows.slice(start, start + 5_000).map((row) =>
        `(${[...row, row[2]].map((value) => typeof value === 'number' ? value : `'${value.replaceAll("'", "''")}'`).join(', ')})`);
      await connection.run(`INSERT INTO usage VALUES ${values.join(', ')}`);
    }
    return new Fixture(connection);
  }

  private constructor(private readonly connection: DuckDBConnection) {}

  public readonly query = async (sql: string) => (await this.connection.runAndReadAll(sql)).getRowObjectsJS();

  public input(overrides: Partial<PageInput> = {}): PageInput {
    return {
      title: 'API usage',
      definition: definition(),
      relations: { usage_hourly: 'usage' },
      query: this.query,
      now: NOW,
      notes: ['This traffic is made up.'],
      ...overrides,
    };
  }

  public async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  public close(): void {
    this.connection.closeSync();
  }
}

/** A month of traffic as a product has it: a few large customers, many small ones, a seed for the sake of repetition. */
export function madeUpRows(customers: number, days = 30): Row[] {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const plans = ['Enterprise', 'Business', 'Starter', 'Free trial'];
  const endpoints = ['/orders', '/orders/{id}', '/customers', '/customers/{id}', '/invoices', '/invoices/{id}/pdf', '/products', '/products/{sku}',
    '/search', '/webhooks', '/reports/daily', '/health'];
  const statuses: [string, number][] = [['200', 0.86], ['201', 0.05], ['204', 0.02], ['304', 0.02], ['400', 0.012], ['401', 0.004], ['403', 0.004],
    ['404', 0.015], ['429', 0.012], ['500', 0.003], ['502', 0.0015], ['504', 0.0015]];
  const words = ['Northwind', 'Contoso', 'Fabrikam', 'Tailspin', 'Litware', 'Proseware', 'Wingtip', 'Adventure', 'Lucerne', 'Fourth Coffee'];
  const kinds = ['Logistics', 'Retail Group International Holdings', 'Labs', 'Bank', 'Travel', 'Foods', 'Energy'];
  const rows: Row[] = [];
  for (let index = 0; index < customers; index++) {
    const number = Math.floor(index / words.length / kinds.length);
    const name = `${words[index % words.length]} ${kinds[(index * 3) % kinds.length]}${number > 0 || index >= 70 ? ` ${index}` : ''}`;
    const plan = index === 5 ? '(no plan)' : plans[Math.min(3, Math.floor((index % 30) / 6 * 0.9))];
    const size = 90_000 / (1 + index) ** 1.1 * (0.6 + random());
    endpoints.forEach((path, place) => statuses.forEach(([status, share]) => {
      const count = Math.round(size * share / (1 + place) ** 0.8 * (0.4 + 1.2 * random()));
      if (count > 0) {
        const hour = new Date(NOW.getTime() - Math.floor(random() * days * 24) * 3_600_000).toISOString().slice(0, 13).replace('T', ' ');
        rows.push([`${hour}:00:00`, plan, name, path, place % 5 === 4 ? 'POST' : 'GET', status, count]);
      }
    }));
  }
  return rows;
}
