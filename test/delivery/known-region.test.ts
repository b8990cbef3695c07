import { App, Stack } from 'aws-cdk-lib';
import { Fact, FactName } from 'aws-cdk-lib/region-info';
import { afterEach, describe, expect, test } from 'vitest';
import { ApiUsageAnalytics, LogForwarder } from '../../src';

const REGION = 'eusc-de-east-1';

function analytics(region?: string): ApiUsageAnalytics {
  return new ApiUsageAnalytics(new Stack(new App(), 'Stack', { env: region ? { region } : undefined }), 'Analytics', {
    forwarders: [LogForwarder.s3({ prefix: 'vendor/' })],
  });
}

afterEach(() => Fact.unregister(REGION, FactName.FIREHOSE_CIDR_BLOCK));

describe('a region that aws-cdk-lib does not know for Firehose', () => {
  test('fails with a sentence', () => {
    expect(() => analytics(REGION)).toThrow(`Firehose in region ${REGION}, and makes no delivery stream there; leave the region out of the stack's 'env'`);
  });

  test('passes with either mend', () => {
    expect(() => analytics()).not.toThrow();
    Fact.register({ region: REGION, name: FactName.FIREHOSE_CIDR_BLOCK, value: '192.0.2.0/27' });
    expect(() => analytics(REGION)).not.toThrow();
  });
});
