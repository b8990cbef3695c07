import { least, most, numbers, percentile, ratio, sum } from './calculate';
import type { CustomerRow } from './customer-rows';
import { CUSTOMER_ROWS, daysToFirstCall, hasNeverCalled, isNewKey, isSilent, keyOf, p95Of, quotaOfRow } from './customer-rows';
import type { Figure } from './expected';
import { bars, kpi, lines, table } from './expected';
import { USAGE, count, isError, megabytes, orNone } from './of-calls';
import type { Question } from './question';
import { only } from './question';
import { sheetFigures } from './sheet-figures';

/** They have no time of their own: whichever period is chosen, they are of the whole window. */
const CUSTOMERS: Question<CustomerRow> = { rows: CUSTOMER_ROWS, follows: ['Plan', 'Customer'] };

const [customer, plan, key] = [(row: CustomerRow) => row.customer, (row: CustomerRow) => row.usage_plan, (row: CustomerRow) => keyOf(row).name];

const total = (value: (row: CustomerRow) => number | null): Figure<CustomerRow> => (rows) => sum(rows, value);
const largest = (value: (row: CustomerRow) => number | null): Figure<CustomerRow> => (rows) => most(numbers(rows, value));
const smallest = (value: (row: CustomerRow) => number | null): Figure<CustomerRow> => (rows) => least(numbers(rows, value));
const requests = total(({ calls }) => calls.length);
const ofQuota = (name: 'used' | 'share' | 'runsOut') => (row: CustomerRow) => quotaOfRow(row)?.[name] ?? null;

sheetFigures('customers', {
  'requests-by-customer': lines(USAGE, { time: ({ hour }) => hour, by: orNone('customer'), figures: { requests: count }, gap: 0 }),
  'data-by-customer': lines(USAGE, { time: ({ hour }) => hour, by: orNone('customer'), figures: { data: megabytes }, gap: 0 }),
  'customer-table': table(CUSTOMERS, [customer], [
    requests,
    (rows, all) => ratio(requests(rows, all), requests(all, all)),
    (rows, all) => ratio(sum(rows, ({ calls }) => calls.filter(isError).length), requests(rows, all)),
    largest(p95Of),
    (rows) => sum(rows, ({ calls }) => sum(calls, ({ response_length }) => response_length))! / 1e6,
    smallest((row) => keyOf(row).firstCall),
    largest((row) => keyOf(row).lastCall),
    largest(ofQuota('share')),
  ]),
  'activation': bars(CUSTOMERS, plan, {
    'Keys created': total((row) => Number(isNewKey(row))),
    'First call': total((row) => Number(isNewKey(row) && keyOf(row).firstCall !== null)),
    'Hundredth call': total((row) => Number(isNewKey(row) && keyOf(row).calls >= 100)),
  }),
  'time-to-first-call': kpi(CUSTOMERS, (rows) => percentile(numbers(rows, daysToFirstCall), 50)),
  'never-called': table(only(CUSTOMERS, hasNeverCalled), [customer, key, plan], [largest((row) => keyOf(row).created)]),
  'gone-silent': table(only(CUSTOMERS, isSilent), [customer], [largest((row) => keyOf(row).lastCall), requests]),
  'quota': table(only(CUSTOMERS, (row) => quotaOfRow(row) !== undefined), [customer, key, ({ api_key_id }) => api_key_id, plan, ({ quota_period }) => quota_period!], [
    largest(ofQuota('share')), total(ofQuota('used')), total(({ quota_limit }) => quota_limit), smallest(ofQuota('runsOut')),
  ]),
});
