import { DEFAULTS } from './assumptions';
import { count, two, wordTable } from './format';
import { concurrency, directPut, scanLimit, spiceRows, writesOfPrefix } from './limits';
import type { Measured } from './measured';

const FIREHOSE = '[Firehose](https://docs.aws.amazon.com/firehose/latest/dev/limits.html)';
const LAMBDA = '[Lambda](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)';
const ATHENA = '[Athena](https://docs.aws.amazon.com/athena/latest/ug/service-limits.html)';
const SERVICE_QUOTAS = 'Service Quotas';

/** Where quotas end: each with the requests of a month at which the peak reaches it. */
export function quotaTable(measured: Measured): string {
  const [large, others] = [directPut('large', measured), directPut('others', measured)];
  const scanned = scanLimit(measured);
  const sheet = measured.queries / 5;
  return wordTable(['quota', 'how much', 'reached at requests a month', 'what to do'], [
    [
      `${FIREHOSE}, bytes of a stream by Direct PUT`, '5 MiB a second in us-east-1, us-west-2, eu-west-1; 1 MiB elsewhere', `${count(large.bytes)}; ${count(others.bytes)}`,
      'ask AWS for more before it is needed (Firehose Limits form). It also raises the limit by itself while it refuses, but what it refuses is lost: API Gateway does not put it again',
    ],
    [
      `${FIREHOSE}, calls of a stream`, '2,000 a second there; 1,000 elsewhere', `${count(large.calls)}; ${count(others.calls)}, if API Gateway puts each line by a call of its own, which AWS does not document`,
      'the same: the three quotas grow together',
    ],
    [`${FIREHOSE}, records of a stream`, '500,000 a second there; 100,000 elsewhere', `${count(large.records)}; ${count(others.records)}`, 'the same'],
    [
      `${FIREHOSE}, streams of an account and region`, '5,000 in the largest regions, 100 in the smallest', 'not by requests: one for an instance, and one for each forwarder', SERVICE_QUOTAS,
    ],
    [
      `${LAMBDA}, runs at a time`, '1,000, in new accounts 10', `${count(concurrency(1_000, measured))}; ${count(concurrency(10, measured))}`,
      `${SERVICE_QUOTAS}. While a forwarder's receiver is away a batch takes up to 15 s longer: ${count(concurrency(1_000, measured, { away: true }))}; ${count(concurrency(10, measured, { away: true }))}`,
    ],
    [
      `${LAMBDA}, bytes of an answer`, '6 MB', 'not by requests: a batch is 1 MiB of lines at most',
      'nothing. A record that would make an answer larger is kept under `errors/`',
    ],
    [
      '`bytesScannedLimit` of the work group', `${DEFAULTS.scanLimitGibibytes} GiB a query`,
      `${count(scanned)} by a refresh of \`customers\` in SPICE, and by the direct queries of that sheet`,
      'raise it, or shorten `usageWindow`',
    ],
    [
      `${ATHENA}, queries at a time`, '200 in us-east-1, fewer elsewhere',
      `not by requests: a sheet is ${two(sheet)} queries on average, so some ${two(Math.floor(200 / sheet))} readers at the same moment`, `${SERVICE_QUOTAS}, or SPICE`,
    ],
    [`${ATHENA}, minutes of a query`, '30', 'not measured', `${SERVICE_QUOTAS}, up to 240; before that SPICE, or a shorter \`usageWindow\``],
    [
      'QuickSight, rows of a dataset in SPICE',
      '1 billion or 1 TB ([AWS\'s guidance](https://docs.aws.amazon.com/guidance/latest/cloud-intelligence-dashboards/faq.html)); newer pages of others say 2',
      `${count(spiceRows())} by \`requests\`, with ${DEFAULTS.requestsDays} days; at 2 days, the shortest, ${count(spiceRows({ ...DEFAULTS, requestsDays: 2 }))}`,
      '`requestsWindow`; capacity is bought by region',
    ],
    [
      'S3, writes of a folder', '3,500 a second ([AWS](https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html))', count(writesOfPrefix(measured)), 'nothing',
    ],
    [
      'API Gateway, management calls', '10 a second for the account', 'not by requests: the list of keys takes 2, however many APIs and functions there are',
      '`directoryRefreshInterval`; 5 minutes suffice for 400 plans',
    ],
  ]);
}
