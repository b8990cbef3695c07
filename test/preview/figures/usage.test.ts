import { ratio } from './calculate';
import type { Call } from './calls';
import type { Figure } from './expected';
import { bars, kpi, lines, slices } from './expected';
import { RECENT, USAGE, count, isError, megabytes, orNone, percentileOf, rateOf, responseOf } from './of-calls';
import { pivot } from './pivot';
import { sheetFigures } from './sheet-figures';

/** Of the whole table. */
const share: Figure<Call> = (calls, all) => ratio(count(calls, all), all.length);

const customersOf = ({ customer_id }: { readonly customer_id: string }) => customer_id;

function requestsBy(column: Parameters<typeof orNone>[0]) {
  return lines(USAGE, { time: ({ hour }) => hour, by: orNone(column), figures: { requests: count }, gap: 0 });
}

sheetFigures('usage', {
  'requests': kpi(USAGE, count),
  // of nobody there are none, which is a figure as well
  'active-customers': kpi(USAGE, (calls) => new Set(calls.map(customersOf).filter((id) => id !== '(none)')).size),
  'error-rate': kpi(USAGE, rateOf(isError), true),
  'p90-latency': kpi(RECENT, percentileOf(responseOf, 90)),
  'data-out': kpi(USAGE, megabytes),
  'requests-by-plan': requestsBy('usage_plan'),
  'traffic-by-plan': slices({ ...USAGE, period: 'month' }, orNone('usage_plan'), count),
  'top-customers': bars(USAGE, orNone('customer'), { Requests: count }, orNone('status')),
  'requests-by-method': bars(USAGE, orNone('http_method'), { Requests: count }),
  'requests-by-status': bars(USAGE, orNone('status'), { Requests: count }),
  'traffic-by-endpoint': pivot(USAGE, orNone('endpoint'), [orNone('usage_plan'), orNone('customer')], share),
  'top-endpoints': requestsBy('endpoint'),
  'top-domains': requestsBy('domain_name'),
  'top-client-families': requestsBy('client_family'),
});
