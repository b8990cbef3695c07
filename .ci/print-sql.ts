// Prints all SQL that this library ships or documents: names and statements by turns, with a zero byte between.
import { readFileSync } from 'node:fs';
import { AccessLogColumn, AccessLogSchema } from '../src';
import { SAVED_QUERIES } from '../src/catalog/queries';
import { queryTables } from '../src/catalog/queries/tables';
import { CUSTOMERS, customersSql } from '../src/dashboard/datasets/customers';
import { LATENCY_DAILY, latencyDailySql } from '../src/dashboard/datasets/latency-daily';
import { REQUESTS, requestsSql } from '../src/dashboard/datasets/requests';
import { USAGE_HOURLY, usageHourlySql } from '../src/dashboard/datasets/usage-hourly';

const tables = { databaseName: 'usage', logsTableName: 'logs', apiKeysTableName: 'api_keys' };

// a column of each type, the first one under a name that is a word of SQL
const own = new AccessLogSchema([
  AccessLogColumn.string('order', '$context.authorizer.a'),
  AccessLogColumn.boolean('trial', '$context.authorizer.b'),
  AccessLogColumn.integer('items', '$context.authorizer.c'),
  AccessLogColumn.bigint('units', '$context.authorizer.d'),
  AccessLogColumn.double('price', '$context.authorizer.e'),
  AccessLogColumn.timestamp('since', '$context.authorizer.f'),
])._added();

const datasets: [string, string][] = [
  ...[true, false].flatMap((isAddedUp): [string, string][] => {
    const name = `${USAGE_HOURLY}${isAddedUp ? '' : ' of records'}`;
    return [
      [name, usageHourlySql(tables, 90, [], isAddedUp)],
      [`${name} with columns of one's own`, usageHourlySql(tables, 90, own, isAddedUp)],
      // a window of a year has another partition filter
      [`${name} of a year`, usageHourlySql(tables, 365, [], isAddedUp)],
    ];
  }),
  [REQUESTS, requestsSql(tables, 7)],
  [`${REQUESTS} with columns of one's own`, requestsSql(tables, 7, own)],
  [LATENCY_DAILY, latencyDailySql(tables, 90)],
  [CUSTOMERS, customersSql(tables, 90)],
];

// Hive's own statements, which make tables, are none of Trino's
const documented = [...readFileSync('docs/coming-from.md', 'utf8').matchAll(/^```sql\n([^]*?)^```/gm)]
  .map(([, statement]) => statement)
  .filter((statement) => !/^(CREATE (EXTERNAL|DATABASE)|MSCK|ALTER)/.test(statement));

const statements: [string, string][] = [
  ...datasets,
  ...datasets.map(([name, statement]): [string, string] => [`${name}, as QuickSight asks`, `SELECT * FROM (${statement}) AS "t"`]),
  ...documented.map((statement, index): [string, string] => [`docs/coming-from.md, ${index + 1}`, statement]),
  ...SAVED_QUERIES.map(({ name, question, statement }): [string, string] => [name, `-- ${question}\n${statement(queryTables('usage'))}`]),
];

process.stdout.write(statements.flat().join('\0'));
