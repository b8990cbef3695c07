import { App, SecretValue, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { expect } from 'vitest';
import { ApiUsageAnalyticsProps, HttpEndpointForwarderProps, LogForwarder, OpenObserveForwarderProps } from '../../../src';
import { analyticsIn } from '../../stack';

/** What no template may hold. */
export const SECRET_VALUE = 's3cr3tAccessKey';

/** Apiable's account, as somebody may be told it. */
export const VENDOR_ACCOUNT = '444455556666';

/** Usage analytics, and a secret whose value is known to this app. */
export function vendorsIn(props: ApiUsageAnalyticsProps = {}, stack = new Stack(new App(), 'Stack')) {
  const secret = new secretsmanager.Secret(stack, 'Secret', { secretObjectValue: { api_key: SecretValue.secretsManager('elsewhere', { jsonField: SECRET_VALUE }) } });
  return { ...analyticsIn(props, stack), secret };
}

export const openObserve = (credentials: secretsmanager.ISecret, props: Partial<OpenObserveForwarderProps> = {}) => LogForwarder.openObserve({
  endpoint: 'https://api.openobserve.ai', organization: 'my_org', stream: 'default', credentials, ...props,
});
export const moesif = (applicationId: secretsmanager.ISecret, name?: string) => LogForwarder.moesif({ applicationId, name });
export const apiable = (props = {}) => LogForwarder.apiable({ accountId: VENDOR_ACCOUNT, ...props });
export const http = (accessKey: secretsmanager.ISecret, props: Partial<HttpEndpointForwarderProps> = {}) => LogForwarder.httpEndpoint({ url: 'https://logs.example.com/in', accessKey, ...props });

/** Properties of the one resource whose id begins so. */
export function propertiesOf(template: Template, type: string, idPrefix: string) {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith(idPrefix));
  if (found.length !== 1) {
    throw new Error(`${type} ${idPrefix}: ${found.map(([id]) => id).join(', ') || 'none'}`);
  }
  return found[0][1].Properties;
}

/** What the enrichment function is told of its forwarders. */
export function settingsIn(template: Template) {
  const { FORWARDERS } = propertiesOf(template, 'AWS::Lambda::Function', 'AnalyticsEnrichmentFunction').Environment.Variables;
  const parts: unknown[] = FORWARDERS['Fn::Join'][1];
  return JSON.parse(parts.map((part) => typeof part === 'string' ? part : (part as { Ref: string }).Ref).join(''));
}

export const bucketArn = { 'Fn::GetAtt': [expect.stringMatching(/^AnalyticsBucket/), 'Arn'] };
export const below = (folder: string) => ({ 'Fn::Join': ['', [bucketArn, `/${folder}*`]] });
export const streamArn = (name: string) => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^AnalyticsEnrichmentForwarder${name}Stream`)), 'Arn'] });
