import { AGE, AtomColumn, Cube, FieldData, KeyColumn, MeasureData, MeasureValue, NumberFormat, PageData, SheetData, TIME, VALUE, VisualData } from '../../preview/page/data';

/** The instant of all tests: the middle of a month. */
export const NOW = Date.parse('2026-03-17T14:20:00Z');
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const HOSTILE = '</script><img src=x onerror=alert(1)>';

/** The periods that the reader can choose. */
export const PERIODS = [1, 7, 30, 90];

/** Requests that are alike. */
export interface Row {
  readonly time: number;
  readonly plan: string;
  readonly customer: string;
  readonly endpoint: string;
  readonly method: string;
  readonly status: string;
  readonly latency: number | null;
  readonly bytes: number;
  readonly requests: number;
}

type KeyOf = (row: Row) => string | number | null;
type Atoms = Readonly<Record<string, readonly [AtomColumn['merge'], (row: Row) => number | null]>>;

const ages = [...new Set(PERIODS.flatMap((days) => [days, 2 * days]))].sort((a, b) => a - b);

export const ageOf = ({ time }: Row) => ages.find((days) => time > NOW - days * DAY) ?? null;

/** Times of a chart that follows the chosen period: hours of the last day, days before. */
export const stepOf = ({ time }: Row) => {
  const size = time > NOW - DAY ? HOUR : DAY;
  return Math.floor(time / size) * size;
};

export const KEYS = {
  usage_plan: ({ plan }: Row) => plan,
  customer: ({ customer }: Row) => customer,
  endpoint: ({ endpoint }: Row) => endpoint,
  http_method: ({ method }: Row) => method,
  status: ({ status }: Row) => status,
  [AGE]: ageOf,
  [TIME]: stepOf,
  [VALUE]: ({ latency }: Row) => latency,
} satisfies Record<string, KeyOf>;

export const ATOMS = {
  requests: ['sum', ({ requests }) => requests],
  errors: ['sum', ({ status, requests }) => status >= '400' ? requests : 0],
  client_errors: ['sum', ({ status, requests }) => status[0] === '4' ? requests : 0],
  server_errors: ['sum', ({ status, requests }) => status[0] === '5' ? requests : 0],
  bytes: ['sum', ({ bytes, requests }) => bytes * requests],
  slowest: ['max', ({ latency }) => latency],
  first: ['min', ({ time }) => time],
  last: ['max', ({ time }) => time],
  weight: ['sum', ({ requests }) => requests],
  rows: ['sum', ({ requests }) => requests],
} satisfies Atoms;

/** What SQL makes of rows: cells of those that are alike in all keys. */
export function cubeOf(rows: readonly Row[], keys: readonly (keyof typeof KEYS)[], atoms: readonly (keyof typeof ATOMS)[]): Cube {
  const cells = new Map<string, Row[]>();
  for (const row of rows) {
    const id = JSON.stringify(keys.map((key) => KEYS[key](row)));
    cells.set(id, [...cells.get(id) ?? [], row]);
  }
  const all = [...cells.values()];
  return {
    size: all.length,
    keys: keys.map((name) => packed(name, all.map(([row]) => KEYS[name](row)))),
    atoms: atoms.map((name) => {
      const [merge, of] = ATOMS[name] as Atoms[string];
      return { name, merge, values: all.map((cell) => merged(merge, cell.map(of))) };
    }),
  };
}

function packed(name: string, cells: readonly (string | number | null)[]): KeyColumn {
  const values = [...new Set(cells)];
  const codes = new Map(values.map((value, code) => [value, code]));
  return { name, values, codes: cells.map((value) => codes.get(value)!) };
}

function merged(merge: AtomColumn['merge'], values: readonly (number | null)[]): number | null {
  const present = values.filter((value) => value !== null);
  return present.length === 0 ? null : merge === 'sum' ? present.reduce((sum, value) => sum + value, 0) : Math[merge](...present);
}

/** Months of traffic as a product has it: a few large customers, many small ones, a seed for the sake of repetition. */
export function madeUpRows(customers: number, days = 100): Row[] {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const pick = <T>(items: readonly (readonly [T, number])[]): T => {
    let left = random() * items.reduce((sum, [, weight]) => sum + weight, 0);
    return (items.find(([, weight]) => (left -= weight) < 0) ?? items[0])[0];
  };
  const plans = ['Enterprise', 'Business', 'Starter', 'Free trial'];
  const endpoints = ['GET /orders', 'POST /orders', 'GET /orders/{id}', 'GET /customers/{id}', 'GET /invoices', 'GET /invoices/{id}/pdf', 'GET /products',
    'GET /products/{sku}', 'GET /search', 'POST /webhooks', 'GET /reports/daily', 'GET /health'].map((name, index) => [name, 1 / (1 + index)] as const);
  const statuses = [['200', 86], ['201', 5], ['204', 2], ['304', 2], ['400', 1.2], ['401', 0.4], ['403', 0.4], ['404', 1.5], ['429', 1.2], ['500', 0.3],
    ['502', 0.15], ['504', 0.15]] as const;
  const words = ['Northwind', 'Contoso', 'Fabrikam', 'Tailspin', 'Litware', 'Proseware', 'Wingtip', 'Adventure', 'Lucerne', 'Fourth Coffee'];
  const kinds = ['Logistics', 'Retail Group International Holdings', 'Labs', 'Bank', 'Travel', 'Foods', 'Energy'];
  return Array.from({ length: customers }, (_, index) => index).flatMap((index) => {
    const customer = `${words[index % words.length]} ${kinds[(index * 3) % kinds.length]}${index >= 70 ? ` ${index}` : ''}`;
    const plan = index === 5 ? '(no plan)' : plans[Math.min(3, Math.floor((index % 30) / 6 * 0.9))];
    return Array.from({ length: Math.ceil(days * 12 / (1 + index * 0.4)) }, (): Row => {
      const endpoint = pick(endpoints);
      return {
        time: Math.floor((NOW - random() ** 1.15 * days * DAY) / 60_000) * 60_000,
        plan,
        customer,
        endpoint,
        method: endpoint.split(' ')[0],
        status: pick(statuses),
        latency: Math.round(12 + 40 / (random() + 0.02)),
        bytes: Math.round(400 + 90_000 * random() ** 4),
        requests: 1 + Math.floor(random() * 90),
      };
    });
  });
}

export const COUNT: NumberFormat = { kind: 'number', decimals: 0 };
export const PERCENT: NumberFormat = { kind: 'percent', decimals: 2 };
export const MS: NumberFormat = { kind: 'number', decimals: 0, suffix: ' ms' };
export const MB: NumberFormat = { kind: 'number', decimals: 1, suffix: ' MB' };
export const MOMENT: NumberFormat = { kind: 'time' };

export const measure = (label: string, format: NumberFormat, value: MeasureValue): MeasureData => ({ label, format, value });
export const REQUESTS = measure('Requests', COUNT, { kind: 'atom', atom: 'requests' });

const BOTH = [{ parameter: 'Plan', column: 'usage_plan' }, { parameter: 'Customer', column: 'customer' }];
const CHOSEN = { days: 'chosen' } as const;
const KEYS_OF_CONTROLS = ['usage_plan', 'customer', AGE] as const;
const LARGEST = { by: 'value', descending: true } as const;
const field = (column: string, label: string) => ({ column, label });
const [BY_PLAN, BY_CUSTOMER] = [[field('usage_plan', 'Usage plan')], [field('customer', 'Customer')]];

let next = { column: 0, row: 0, height: 0 };

/** Places from left to right, as the library's own layouts have them. */
function place(columnSpan: number, rowSpan: number) {
  next = next.column + columnSpan > 36 ? { column: 0, row: next.row + next.height, height: 0 } : next;
  const result = { column: next.column, columnSpan, row: next.row, rowSpan };
  next = { ...next, column: next.column + columnSpan, height: Math.max(next.height, rowSpan) };
  return result;
}

function kpi(id: string, title: string, format: NumberFormat, cube: Cube, value: MeasureValue): VisualData {
  const within = (which: 'within' | 'before') =>
    measure(title, format, { ...value, within: { ...CHOSEN, which, ...which === 'before' ? { longest: 46 } : {} } });
  return { kind: 'kpi', id, title, subtitle: '', place: place(9, 5), cube, filteredBy: BOTH, value: within('within'), before: within('before') };
}

/** A dashboard with each kind of visual. */
export function dashboard(rows: readonly Row[]): { page: PageData; sheets: SheetData[] } {
  const common = { subtitle: '', filteredBy: BOTH, period: CHOSEN };
  const cube = (keys: Parameters<typeof cubeOf>[1], atoms: Parameters<typeof cubeOf>[2]) =>
    cubeOf(rows, [...new Set([...KEYS_OF_CONTROLS, ...keys])], atoms);
  const sheet = (visuals: () => VisualData[]): SheetData => {
    next = { column: 0, row: 0, height: 0 };
    const made = visuals();
    const has = ({ filteredBy }: VisualData, column: string) => filteredBy.some((filter) => filter.column === column);
    const follows = (other: VisualData, clicks: readonly FieldData[]) => clicks.every(({ column }) => has(other, column));
    return {
      visuals: made.map((visual) => visual.clicks
        ? { ...visual, clickTargets: made.filter((other) => other !== visual && follows(other, visual.clicks!)).map(({ id }) => id) } : visual),
    };
  };
  const line = { kind: 'line', ...common, time: { label: 'Time', steps: 'chosen' }, missing: 'zero', limit: { items: 10, other: false } } as const;
  const sorted = { sort: LARGEST, limit: { items: 20, other: false } } as const;
  const usage = sheet(() => [
    kpi('requests', 'Requests', COUNT, cube([], ['requests']), { kind: 'atom', atom: 'requests' }),
    kpi('active-customers', 'Active customers', COUNT, cube([], []), { kind: 'distinct', key: 'customer', absent: '(none)' }),
    kpi('error-rate', 'Error rate (4xx and 5xx)', PERCENT, cube([], ['errors', 'requests']), { kind: 'ratio', numerator: 'errors', denominator: 'requests' }),
    kpi('data-out', 'Data out', MB, cube([], ['bytes']), { kind: 'scaled', atom: 'bytes', divisor: 1e6 }),
    {
      ...line,
      id: 'requests-by-plan',
      clicks: BY_PLAN,
      title: 'Requests by usage plan',
      place: place(23, 10),
      cube: cube([TIME], ['requests']),
      measures: [REQUESTS],
      colour: field('usage_plan', 'Usage plan'),
    },
    {
      kind: 'pie',
      ...common,
      // the whole table, whatever the reader chooses
      filteredBy: [],
      period: { days: 30 },
      id: 'traffic-by-plan',
      clicks: BY_PLAN,
      title: 'Share of traffic by usage plan, last 30 days',
      place: place(13, 10),
      cube: cubeOf(rows, [AGE, 'usage_plan'], ['requests']),
      category: field('usage_plan', 'Usage plan'),
      measure: REQUESTS,
      sort: LARGEST,
      limit: { items: 10, other: true },
      donut: true,
    },
    {
      kind: 'bar',
      ...common,
      ...sorted,
      id: 'top-customers',
      clicks: BY_CUSTOMER,
      title: 'Top 20 customers by status',
      place: place(20, 13),
      cube: cube(['status'], ['requests']),
      category: field('customer', 'Customer'),
      measures: [REQUESTS],
      colour: field('status', 'Status'),
    },
    {
      kind: 'bar',
      ...common,
      ...sorted,
      id: 'requests-by-status',
      title: 'Requests by status',
      place: place(8, 13),
      cube: cube(['status'], ['requests']),
      category: field('status', 'Status'),
      measures: [REQUESTS],
    },
    {
      kind: 'bar',
      ...common,
      ...sorted,
      id: 'errors-by-plan',
      clicks: BY_PLAN,
      title: 'Errors by usage plan',
      place: place(8, 13),
      cube: cube([], ['client_errors', 'server_errors']),
      category: field('usage_plan', 'Usage plan'),
      measures: [measure('4xx', COUNT, { kind: 'atom', atom: 'client_errors' }), measure('5xx', COUNT, { kind: 'atom', atom: 'server_errors' })],
    },
    {
      kind: 'pivot',
      ...common,
      id: 'traffic-by-endpoint',
      clicks: [...BY_CUSTOMER, ...BY_PLAN],
      title: 'Share of traffic by endpoint, plan and customer',
      place: place(36, 14),
      cube: cube(['endpoint'], ['requests']),
      rows: [{ ...field('endpoint', 'Endpoint'), sort: LARGEST }],
      columns: [{ ...field('usage_plan', 'Usage plan'), sort: LARGEST }, { ...field('customer', 'Customer'), sort: LARGEST }],
      measure: measure('Share of requests', PERCENT, { kind: 'share', atom: 'requests' }),
      rowTotals: true,
      columnTotals: true,
      columnSubtotals: true,
    },
  ]);
  const customers = sheet(() => [
    {
      ...line,
      id: 'requests-by-customer',
      clicks: BY_CUSTOMER,
      title: 'Requests by customer, top 10',
      place: place(18, 10),
      cube: cube([TIME], ['requests']),
      measures: [REQUESTS],
      colour: field('customer', 'Customer'),
    },
    {
      ...line,
      missing: 'gap',
      id: 'error-rates',
      title: 'Rates of 4xx and 5xx',
      place: place(18, 10),
      cube: cube([TIME], ['client_errors', 'server_errors', 'requests']),
      measures: [
        measure('4xx', PERCENT, { kind: 'ratio', numerator: 'client_errors', denominator: 'requests' }),
        measure('5xx', PERCENT, { kind: 'ratio', numerator: 'server_errors', denominator: 'requests' }),
      ],
    },
    {
      kind: 'table',
      ...common,
      id: 'customer-table',
      clicks: [...BY_CUSTOMER, ...BY_PLAN],
      title: 'Customers',
      subtitle: 'The menu of a row leads to its requests.',
      place: place(36, 12),
      cube: cube([VALUE], ['requests', 'errors', 'bytes', 'weight', 'first', 'last']),
      fields: [field('customer', 'Customer'), field('usage_plan', 'Usage plan')],
      measures: [
        REQUESTS,
        measure('Share', PERCENT, { kind: 'share', atom: 'requests' }),
        measure('Error rate', PERCENT, { kind: 'ratio', numerator: 'errors', denominator: 'requests' }),
        measure('p95 latency', MS, { kind: 'percentile', weight: 'weight', percentile: 95 }),
        measure('Data out', MB, { kind: 'scaled', atom: 'bytes', divisor: 1e6 }),
        measure('First seen', MOMENT, { kind: 'atom', atom: 'first' }),
        measure('Last seen', MOMENT, { kind: 'atom', atom: 'last' }),
      ],
      sortedBy: 0,
      descending: true,
      link: { label: 'Requests', sheet: 'requests', sets: [{ parameter: 'Customer', column: 'customer' }] },
    },
  ]);
  const latest = [...rows].sort((a, b) => b.time - a.time).slice(0, 400);
  const requests = sheet(() => [{
    kind: 'rows',
    ...common,
    id: 'latest-requests',
    title: 'Latest requests',
    place: place(36, 22),
    cube: cubeOf(rows, [...KEYS_OF_CONTROLS], ['rows']),
    columns: [
      { ...field('request_time', 'Time'), format: 'time' }, { ...field('status', 'Status'), format: 'text' }, { ...field('endpoint', 'Endpoint'), format: 'text' },
      { ...field('customer', 'Customer'), format: 'text' }, { ...field('usage_plan', 'Usage plan'), format: 'text' },
      { ...field('response_latency_ms', 'Latency, ms'), format: 'number' }, { ...field('response_bytes', 'Bytes'), format: 'number' },
      ...['Request id', 'Extended request id', 'X-Ray trace id', 'API key id', 'Source address', 'User agent', 'Domain']
        .map((label) => ({ ...field(label, label), format: 'text' as const })),
    ],
    rows: {
      size: latest.length,
      keys: KEYS_OF_CONTROLS.map((name) => packed(name, latest.map((row) => KEYS[name](row)))),
      atoms: [],
    },
    cells: latest.map((row, index) => [
      row.time, row.status, row.endpoint, row.customer, row.plan, row.latency, row.bytes, `0c3f5a2e-7b1d-4f4e-9d0a-${String(index).padStart(12, '0')}`,
      `Zx8${index}EHIAFQ=`, `1-69b9-${index}`, 'k1a2b3c4d5', '203.0.113.7', 'python-requests/2.32.3 (a long text that nobody reads to its end, and still)', 'api.example.com',
    ]),
  }]);
  const names = ['Usage', 'Customers', 'Requests'];
  return {
    page: {
      sheets: names.map((name) => {
        const id = name.toLowerCase();
        const control = (parameter: string, title: string, works = true) => ({ id: `${id}-${parameter}`, parameter, title, works });
        return {
          id,
          name,
          description: `What is there to say of ${id}? Times are UTC.`,
          controls: [
            control('Days', 'Period, days'), control('ApiStage', 'API and stage', false), control('Domain', 'Domain', false), control('Plan', 'Usage plan'),
            control('Customer', 'Customer'), control('Endpoint', 'Endpoint', false), control('StatusClass', 'Status', false),
          ],
        };
      }),
      parameters: [
        { name: 'Days', values: PERIODS, chosen: [30], multiple: false },
        { name: 'Plan', values: [...new Set(rows.map(({ plan }) => plan))].sort(), chosen: [], multiple: true },
        { name: 'Customer', values: [...new Set(rows.map(({ customer }) => customer))].sort(), chosen: [], multiple: true },
      ],
      colours: {
        usage_plan: ['Enterprise', 'Business', 'Starter', '(no plan)', 'Free trial'],
        status: ['200', '201', '404', '204', '304', '429', '400', '403', '401', '500', '502', '504'],
      },
    },
    sheets: [usage, customers, requests],
  };
}
