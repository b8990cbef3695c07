import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import type { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { ApiUsageAnalytics, LogForwarder, PersonalData, RecordLayout } from '../../src';
import type { ApiUsageAnalyticsProps } from '../../src';
import { analyticsIn, restApi, statementsOf } from '../stack';

const SECRET = 'AWS::SecretsManager::Secret';

function enrichmentOf(template: Template): Record<string, unknown> {
  const [found] = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) => id.startsWith('AnalyticsEnrichment'));
  return found[1].Properties.Environment.Variables as Record<string, unknown>;
}

/** The format that the stage of an API logs by. */
function formatOf(props: ApiUsageAnalyticsProps): string {
  const stack = new Stack(new App(), 'Stack');
  const api = restApi(stack);
  const { analytics, template } = analyticsIn(props, stack);
  analytics.attachTo(api.deploymentStage);
  const [{ Properties }] = Object.values(template().findResources('AWS::ApiGateway::Stage'));
  return (Properties as { AccessLogSetting: { Format: string } }).AccessLogSetting.Format;
}

describe('without an option', () => {
  test('the template has nothing of it, and is the same as with all kept', () => {
    const plain = analyticsIn().template();
    expect(Object.keys(enrichmentOf(plain))).toEqual(['BUCKET_NAME', 'COLUMNS']);
    plain.resourceCountIs(SECRET, 0);
    expect(analyticsIn({ sourceIp: PersonalData.KEEP, userAgent: PersonalData.KEEP, omitColumns: [] }).template().toJSON()).toEqual(plain.toJSON());
  });
});

describe('personal data', () => {
  test('that is cut needs no key', () => {
    const template = analyticsIn({ sourceIp: PersonalData.TRUNCATE, userAgent: PersonalData.OMIT, omitColumns: ['path'] }).template();
    expect(enrichmentOf(template)).toMatchObject({ PRIVACY: '{"sourceIp":"truncate","userAgent":"omit","omitColumns":["path"]}' });
    expect(enrichmentOf(template)).not.toHaveProperty('HASH_KEY_ARN');
    template.resourceCountIs(SECRET, 0);
  });

  test.each(['sourceIp', 'userAgent'])('that is hashed (%s) has a key of its own, which the function alone may read', (prop) => {
    const template = analyticsIn({ [prop]: PersonalData.HASH }).template();
    template.resourceCountIs(SECRET, 1);
    const [id] = Object.keys(template.findResources(SECRET));
    template.hasResource(SECRET, {
      DeletionPolicy: 'Delete',
      Properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true }, KmsKeyId: Match.absent(), SecretString: Match.absent() },
    });
    expect(enrichmentOf(template)).toMatchObject({ HASH_KEY_ARN: { Ref: id } });
    expect(statementsOf(template, 'AnalyticsEnrichmentRole')).toContainEqual({
      Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: { Ref: id },
    });
    expect(JSON.stringify(template.toJSON()).split('secretsmanager:GetSecretValue')).toHaveLength(2);
  });

  test('is hashed with a key that is encrypted by the given one', () => {
    const stack = new Stack(new App(), 'Stack');
    const key = new kms.Key(stack, 'Key');
    const template = analyticsIn({ sourceIp: PersonalData.HASH, encryptionKey: key }, stack).template();
    template.hasResourceProperties(SECRET, { KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } });
  });

  test.each<[string, (stack: Stack) => kms.IKey]>([
    ['of the app', (stack) => new kms.Key(stack, 'Key')],
    ['that is imported', (stack) => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555')],
  ])('is hashed with a key that the function may decrypt, by a KMS key %s, also where the bucket has none', (_, keyIn) => {
    const stack = new Stack(new App(), 'Stack');
    const encryptionKey = keyIn(stack);
    const template = analyticsIn({ sourceIp: PersonalData.HASH, encryptionKey, bucket: new s3.Bucket(stack, 'Bucket') }, stack).template();
    expect(statementsOf(template, 'AnalyticsEnrichmentRole')).toContainEqual({ Action: 'kms:Decrypt', Effect: 'Allow', Resource: stack.resolve(encryptionKey.keyArn) });
  });

  test('is hashed with a key that a KMS key of another stack encrypts, and neither stack waits for the other in a circle', () => {
    const app = new App();
    const env = { account: '123456789012', region: 'us-east-1' };
    const keys = new Stack(app, 'Keys', { env });
    const template = analyticsIn({ sourceIp: PersonalData.HASH, encryptionKey: new kms.Key(keys, 'Key') }, new Stack(app, 'Stack', { env })).template();
    expect(statementsOf(template, 'AnalyticsEnrichmentRole')).toContainEqual({ Action: 'kms:Decrypt', Effect: 'Allow', Resource: { 'Fn::ImportValue': expect.any(String) } });
  });

  test('that is left out is logged by no stage, and the table has its columns all the same', () => {
    const options = { sourceIp: PersonalData.OMIT, omitColumns: ['path', 'customer'] };
    expect(formatOf(options)).not.toMatch(/sourceIp|context\.path|"path"/);
    expect(formatOf({ userAgent: PersonalData.OMIT })).toBe(formatOf({}));
    const tables = (props: ApiUsageAnalyticsProps) => Object.values(analyticsIn(props).template().findResources('AWS::Glue::Table')).map(({ Properties }) => Properties);
    expect(tables(options)).toEqual(tables({}));
  });

  test('fails where it cannot be done, with the construct\'s path', () => {
    expect(() => analyticsIn({ omitColumns: ['api_key_id'] })).toThrow('Stack/Analytics: omitColumns holds \'api_key_id\', which cannot be left out');
    expect(() => analyticsIn({ userAgent: PersonalData.TRUNCATE })).toThrow('Stack/Analytics: userAgent is PersonalData.TRUNCATE');
  });
});

describe('a forwarder', () => {
  test('whose layout has a column that is left out sends it as absent', () => {
    const { analytics, template } = analyticsIn({ sourceIp: PersonalData.OMIT, omitColumns: ['path', 'customer'] });
    analytics.addForwarder(LogForwarder.apiable({ accountId: '123456789012' }));
    analytics.addForwarder(LogForwarder.s3({ prefix: 'own/', layout: RecordLayout.of({ fields: { ip: 'source_ip' } }) }));
    expect(() => template()).not.toThrow();
  });

  test('fails with a filter by plans whose names are left out', () => {
    const { analytics, template } = analyticsIn({ omitColumns: ['usage_plan'] });
    analytics.addForwarder(LogForwarder.s3({ prefix: 'own/', filter: { usagePlans: ['Free'] } }));
    expect(() => template()).toThrow('the filter of forwarder \'s3\' is by usagePlans, and omitColumns leaves \'usage_plan\' out, so that no record would have the name of its plan; leave \'usage_plan\' in, or the filter out');
  });
});

describe('logRetention', () => {
  const rulesOf = (template: Template) => Object.values(template.findResources('AWS::S3::Bucket'))
    .flatMap(({ Properties }) => Properties.LifecycleConfiguration.Rules as { Id: string; Prefix?: string; ExpirationInDays?: unknown }[])
    .filter(({ Id }) => Id.endsWith('-retention')).map(({ Id, Prefix, ExpirationInDays }) => [Id, Prefix, ExpirationInDays]);

  test('is over logs, errors, replayed and the folders of forwarders, also of those that are added later', () => {
    const { analytics, template } = analyticsIn({ logRetention: Duration.days(400), forwarders: [LogForwarder.s3({ prefix: 'archive/' })] });
    analytics.addForwarder(LogForwarder.apiable({ accountId: '123456789012' }));
    analytics.enrichment.addForwarder(LogForwarder.s3({ name: 'other', prefix: 'other/' }));
    expect(rulesOf(template())).toEqual([
      ['logs-retention', 'logs/', 400],
      ['errors-retention', 'errors/', 400],
      ['replayed-retention', 'replayed/', 30],
      ['forwarder-s3-retention', 'archive/', 400],
      ['forwarder-apiable-retention', 'apiable/aws/logs/', 400],
      ['forwarder-other-retention', 'other/', 400],
    ]);
  });

  test('leaves copies of replayed records no longer than the rest, and without it 30 days', () => {
    expect(rulesOf(analyticsIn({ logRetention: Duration.days(7) }).template())).toContainEqual(['replayed-retention', 'replayed/', 7]);
    const { analytics, template } = analyticsIn();
    analytics.addForwarder(LogForwarder.s3({ prefix: 'archive/' }));
    expect(rulesOf(template())).toEqual([['replayed-retention', 'replayed/', 30]]);
  });

  test('may be known at deployment only', () => {
    const stack = new Stack(new App(), 'Stack');
    const days = new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber;
    const { template } = analyticsIn({ logRetention: Duration.days(days) }, stack);
    expect(rulesOf(template()).map(([id, , expiration]) => [id, expiration]))
      .toEqual(['logs', 'errors', 'replayed'].map((name) => [`${name}-retention`, { Ref: 'Days' }]));
  });

  test('is none of a forwarder\'s own bucket, nor of a given one', () => {
    const stack = new Stack(new App(), 'Stack');
    const [own, given] = ['Own', 'Given'].map((id) => new s3.Bucket(stack, id));
    const { analytics } = analyticsIn({ logRetention: Duration.days(7) }, stack);
    analytics.addForwarder(LogForwarder.s3({ prefix: 'archive/', bucket: own }));
    new ApiUsageAnalytics(stack, 'Second', { bucket: given, forwarders: [LogForwarder.s3({ prefix: 'archive/' })] });
    const rules = stack.node.findAll().filter((node) => node instanceof s3.CfnBucket)
      .map((bucket) => [bucket.node.path, stack.resolve(bucket.lifecycleConfiguration)?.rules.length]);
    expect(rules).toEqual([['Stack/Own/Resource', undefined], ['Stack/Given/Resource', undefined], ['Stack/Analytics/Bucket/Resource', 5]]);
  });
});
