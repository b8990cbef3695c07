import { expect, test } from 'vitest';
import type { AcceptedFinding } from './nag';
import { ANALYTICS_FINDINGS, apiFindings, DIRECTORY_ROLE, expected, findings, S3_BELOW } from './nag';
import { apiable } from '../examples/apiable';
import { moesif } from '../examples/moesif';
import { openObserve } from '../examples/openobserve';
import { receiverOnly } from '../examples/receiver-only';

/** Of a forwarder: where the function parks records, and where its stream writes. */
function forwarderFindings(enrichment: string, name: string, folder = `errors/forwarders/${name}/`): AcceptedFinding[] {
  return [
    [`${enrichment}/Role/DefaultPolicy`, `IAM5[Resource::<bucket>/errors/forwarders/${name}/*]`, S3_BELOW],
    [`${enrichment}/Forwarder-${name}/Role`, `IAM5[Resource::<bucket>/${folder}*]`, S3_BELOW],
  ];
}

const ENRICHMENT = 'UsageAnalytics/Enrichment';

const RECEIVER_ONLY: readonly AcceptedFinding[] = [
  ['Records', 'S1', 'it holds records for three days that nobody has to read; a bucket for server access logs would need one for itself'],
  DIRECTORY_ROLE,
  ['Delivery/Role', 'IAM5[Resource::<bucket>/logs/*]', S3_BELOW],
  ['Delivery/Role', 'IAM5[Resource::<bucket>/errors/*]', S3_BELOW],
  ...forwarderFindings('Enrichment', 'openobserve'),
];

test.each([
  ['OpenObserve', openObserve, [...apiFindings('GET'), ...ANALYTICS_FINDINGS, ...forwarderFindings(ENRICHMENT, 'openobserve')]],
  ['Moesif', moesif, [...apiFindings('GET', 'health/GET'), ...ANALYTICS_FINDINGS, ...forwarderFindings(ENRICHMENT, 'moesif')]],
  ['Apiable', apiable, [...apiFindings('GET'), ...ANALYTICS_FINDINGS, ...forwarderFindings(ENRICHMENT, 'apiable', 'apiable/aws/logs/')]],
  ['ReceiverOnly', receiverOnly, [...apiFindings('GET'), ...RECEIVER_ONLY]],
] as const)('a strict reader finds nothing in the example %s that is not accepted with a reason', (stack, example, accepted) => {
  expect(findings(example)).toEqual(expected(stack, accepted));
});
