import { groups, isNumber, most, numbers, percentile, ratio } from './calculate';
import type { Call } from './calls';
import { dayOf } from './clock';
import type { Figure } from './expected';
import { bars, kpi, lines, table } from './expected';
import { RECENT, USAGE, count, gatewayOf, orNone, percentileOf, responseOf } from './of-calls';
import type { Question } from './question';
import { sheetFigures } from './sheet-figures';

/** By day, all that there is: percentiles follow only the choice that they were counted by. */
function byDay(...follows: Question<Call>['follows']): Question<Call> {
  return { rows: USAGE.rows.filter((call) => responseOf(call) !== null), follows };
}

/** The slowest of several groups. */
function slowest(percent: number, by: (call: Call) => string): Figure<Call> {
  return (calls) => most([...groups(calls, by).values()].map((own) => percentile(own.map(responseOf).filter(isNumber), percent)!));
}

/** A mean over those that have the first value. */
function mean(counted: (call: Call) => number | null, value = counted): Figure<Call> {
  return (calls) => ratio(numbers(calls, value).reduce((a, b) => a + b, 0), numbers(calls, counted).length);
}

const daily = { time: ({ time }: Call) => dayOf(time), gap: null, hourly: false };
const stage = orNone('api_stage');
const requestsAndPercentiles = [count, ...[50, 90, 99].map((percent) => percentileOf(responseOf, percent))];

sheetFigures('latency', {
  'latency-p50': kpi(RECENT, percentileOf(responseOf, 50)),
  'latency-p90': kpi(RECENT, percentileOf(responseOf, 90)),
  'latency-p99': kpi(RECENT, percentileOf(responseOf, 99)),
  'latency-by-day': lines(byDay(), {
    ...daily, figures: { p50: percentileOf(responseOf, 50), p90: percentileOf(responseOf, 90), p99: percentileOf(responseOf, 99) },
  }),
  'api-latency-by-day': lines(byDay(), { ...daily, by: stage, figures: { p90: percentileOf(responseOf, 90) } }),
  'latency-parts': lines(USAGE, {
    time: ({ hour }) => hour,
    figures: {
      'Response': mean(responseOf),
      'Integration': mean(({ integration_latency_ms }) => integration_latency_ms),
      'Authorizer': mean(({ authorizer_latency_ms }) => authorizer_latency_ms),
      'API Gateway itself': mean(responseOf, gatewayOf),
    },
    gap: null,
  }),
  'slowest-endpoints': table(RECENT, [orNone('endpoint')], requestsAndPercentiles, 2),
  'slowest-customers': table(RECENT, [orNone('customer')], requestsAndPercentiles, 2),
  'gateway-overhead': bars(RECENT, orNone('endpoint'), { Overhead: percentileOf(gatewayOf, 90) }),
  'endpoint-latency-by-day': lines(byDay(), { ...daily, by: orNone('endpoint'), figures: { p90: slowest(90, stage) } }),
  'customer-latency-by-day': lines(byDay('Customer'), { ...daily, by: orNone('customer'), figures: { p90: slowest(90, orNone('customer_id')) } }),
});
