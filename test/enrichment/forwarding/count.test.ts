import { App, Stack } from 'aws-cdk-lib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LogForwarder } from '../../../src';
import { countForwarded } from '../../../src/enrichment/forwarding/count';
import { analyticsIn } from '../../stack';

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: string[][];
  readonly Metrics: { readonly Name: string; readonly Unit: string }[];
}

interface Printed {
  readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: Directive[] };
  readonly [name: string]: unknown;
}

/** What was counted: CloudWatch reads it in its embedded metric format. */
let printed: Printed[];

beforeEach(() => {
  printed = [];
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'enrich-7f3');
  vi.spyOn(console, 'log').mockImplementation((text) => { printed.push(JSON.parse(String(text))); });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => { printed.push(JSON.parse(String(text))); return true; });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('figures are counted by function and forwarder, each forwarder for itself', () => {
  countForwarded({ name: 'moesif', handedOver: 40, parked: 2, lost: 1, errors: { ThrottlingException: 3 } });
  countForwarded({ name: 'apiable', handedOver: 7, parked: 0, lost: 0, errors: {} });
  vi.restoreAllMocks();
  const metrics = ['HandedOverRecords', 'ParkedRecords', 'LostRecords'].map((Name) => ({ Name, Unit: 'Count' }));
  const directive = { Timestamp: expect.any(Number), CloudWatchMetrics: [{ Namespace: 'ApiUsageAnalytics', Dimensions: [['FunctionName', 'Forwarder']], Metrics: metrics }] };
  expect(printed).toEqual([
    { _aws: directive, FunctionName: 'enrich-7f3', Forwarder: 'moesif', HandedOverRecords: 40, ParkedRecords: 2, LostRecords: 1 },
    { _aws: directive, FunctionName: 'enrich-7f3', Forwarder: 'apiable', HandedOverRecords: 7, ParkedRecords: 0, LostRecords: 0 },
  ]);
});

test('the construct\'s metrics are those that the function counts', () => {
  countForwarded({ name: 'moesif', handedOver: 40, parked: 2, lost: 1, errors: {} });
  vi.restoreAllMocks();
  const [{ _aws: { CloudWatchMetrics: [{ Namespace, Dimensions: [names], Metrics }] }, ...values }] = printed;
  const { analytics: { enrichment }, stack } = analyticsIn({ forwarders: [LogForwarder.s3({ name: 'moesif', prefix: 'moesif/' })] }, new Stack(new App(), 'Stack'));
  const offered = [enrichment.metricHandedOverRecords('moesif'), enrichment.metricParkedRecords('moesif'), enrichment.metricLostRecords('moesif')];
  expect(offered.map(({ metricName }) => values[metricName])).toEqual([40, 2, 1]);
  expect(Metrics.map(({ Name }) => Name)).toEqual(offered.map(({ metricName }) => metricName));
  for (const metric of offered) {
    expect(metric.namespace).toBe(Namespace);
    expect(Object.keys(metric.dimensions!)).toEqual(names);
    expect(metric.dimensions!.Forwarder).toBe(values.Forwarder);
    expect(stack.resolve(metric.dimensions!.FunctionName)).toEqual({ Ref: expect.stringMatching(/^AnalyticsEnrichmentFunction/) });
    expect(metric.statistic).toBe('Sum');
  }
  expect(enrichment.metricLostRecords('moesif', { statistic: 'Maximum' }).statistic).toBe('Maximum');
});
