import { App, CfnParameter, Duration, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import type { ApiKeyDirectoryProps } from '../../src/directory/api-key-directory';
import { ApiKeyDirectory } from '../../src/directory/api-key-directory';
import { CustomerIdentity } from '../../src/directory/customer-identity';

function synthesize(props: Partial<ApiKeyDirectoryProps> = {}, bucketProps: (stack: Stack) => s3.BucketProps = () => ({})) {
  const stack = new Stack(new App(), 'Stack');
  const bucket = props.bucket ?? new s3.Bucket(stack, 'Bucket', bucketProps(stack));
  const directory = new ApiKeyDirectory(stack, 'Directory', { bucket, ...props });
  return { stack, directory, template: () => Template.fromStack(stack) };
}

/** The statements of the policies that belong to a role. */
function statementsOf(template: Template, role: RegExp): unknown[] {
  const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => role.test(id));
  const inline = roles.flatMap(([, { Properties }]) => Properties.Policies ?? []);
  const attached = Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => roles.some(([id]) => JSON.stringify(Properties.Roles) === JSON.stringify([{ Ref: id }])))
    .map(({ Properties }) => Properties);
  return [...inline, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

const apiGateway = (path: string) => (
  { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, `::${path}`]] });
const OBJECT = { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Bucket'), 'Arn'] }, '/directory/api_keys/api-keys.ndjson']] };
const LOG_STATEMENT = {
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DirectoryLogGroup'), 'Arn'] },
};
const LIST_STATEMENT = {
  Effect: 'Allow',
  Action: 'apigateway:GET',
  Resource: [apiGateway('/apikeys'), apiGateway('/usageplans'), apiGateway('/usageplans/*/keys')],
};
const OBJECT_STATEMENT = { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: OBJECT };

function expectStatements(template: Template, role: RegExp, expected: unknown[]): void {
  const actual = statementsOf(template, role);
  const result = Match.exact(expected).test(actual);
  expect(result.toHumanStrings(), JSON.stringify(actual, null, 1)).toEqual([]);
}

describe('ApiKeyDirectory', () => {
  it('runs a function on arm64 every five minutes, for four minutes at most', () => {
    const template = synthesize().template();
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Timeout: 240,
      MemorySize: 512,
      ReservedConcurrentExecutions: Match.absent(),
      Environment: {
        Variables: { BUCKET_NAME: { Ref: Match.stringLikeRegexp('^Bucket') }, CUSTOMER_IDENTITY: 'api-key-name' },
      },
      LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^DirectoryLogGroup') } },
    });
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      StartDate: Match.absent(),
      Target: {
        Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DirectoryFunction'), 'Arn'] },
        RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DirectoryScheduleRole'), 'Arn'] },
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      },
    });
  });

  it('does not repeat a failed run: the next one comes soon enough', () => {
    synthesize().template().hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      Qualifier: '$LATEST',
    });
  });

  it.each([
    ['rate(2 minutes)', 60, Duration.minutes(2)],
    ['rate(3 minutes)', 120, Duration.seconds(180)],
    ['rate(16 minutes)', 900, Duration.minutes(16)],
    ['rate(1 hour)', 900, Duration.hours(1)],
    ['rate(1 day)', 900, Duration.days(1)],
  ])('ends a run before the next one begins: %s, %i seconds', (expression, timeout, refreshInterval) => {
    const template = synthesize({ refreshInterval }).template();
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: expression });
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: timeout });
  });

  it('takes an interval that is known only at deployment for the shortest one', () => {
    const { stack, directory } = synthesize();
    const minutes = new CfnParameter(stack, 'Minutes', { type: 'Number' });
    new ApiKeyDirectory(stack, 'Other', { bucket: directory.bucket, refreshInterval: Duration.minutes(minutes.valueAsNumber) });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 60 });
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: { 'Fn::Join': ['', ['rate(', { Ref: 'Minutes' }, ' minutes)']] } });
  });

  it.each([
    ['1 minute', Duration.minutes(1)],
    ['1 minute 30 seconds', Duration.seconds(90)],
    ['2 minutes 30 seconds', Duration.seconds(150)],
    ['1 day 1 hour', Duration.hours(25)],
    ['1 milli', Duration.millis(1)],
  ])('fails for an interval of %s', (text, refreshInterval) => {
    expect(() => synthesize({ refreshInterval })).toThrow(
      `Stack/Directory: the refresh interval is ${text}; give whole minutes from 2 minutes to 1 day, such as Duration.minutes(5)`);
  });

  it('tells the function what makes a customer', () => {
    synthesize({ customerIdentity: CustomerIdentity.apiKeyTag('customer') }).template().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ CUSTOMER_IDENTITY: 'tag:customer' }) },
    });
  });

  it('keeps logs for a month, and not beyond its own life', () => {
    synthesize().template().hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
  });

  it('may list keys and plans, write its one object and its log, and nothing else', () => {
    const template = synthesize().template();
    expectStatements(template, /^DirectoryRole/, [LOG_STATEMENT, LIST_STATEMENT, OBJECT_STATEMENT]);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  it('may use the key of an encrypted bucket', () => {
    const template = synthesize({}, (stack) => ({ encryptionKey: new kms.Key(stack, 'Key') })).template();
    expectStatements(template, /^DirectoryRole/, [LOG_STATEMENT, LIST_STATEMENT, OBJECT_STATEMENT, {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
    }]);
  });

  it('lets the schedule call the function, and no other service or account use its role', () => {
    const template = synthesize().template();
    expectStatements(template, /^DirectoryScheduleRole/, [{
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DirectoryFunction'), 'Arn'] },
    }]);
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': { Ref: 'AWS::AccountId' },
              'aws:SourceArn': {
                'Fn::Join': ['', [
                  'arn:', { Ref: 'AWS::Partition' }, ':scheduler:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':schedule-group/default',
                ]],
              },
            },
          },
        }],
      },
    });
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  it('is at home in every partition', () => {
    expect(JSON.stringify(synthesize().template())).not.toMatch(/arn:aws/);
  });

  it('grants reading of the one object', () => {
    const { stack, directory, template } = synthesize();
    const grant = directory.grantRead(new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() }));
    expect(grant.success).toBe(true);
    expectStatements(template(), /^Reader/, [{ Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECT }]);
  });

  it('grants reading of the one object, and of its key', () => {
    const { stack, directory, template } = synthesize({}, (scope) => ({ encryptionKey: new kms.Key(scope, 'Key') }));
    directory.grantRead(new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() }));
    expectStatements(template(), /^Reader/, [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECT },
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } },
    ]);
  });

  it('writes to a bucket of another stack', () => {
    const app = new App();
    const bucket = new s3.Bucket(new Stack(app, 'Storage'), 'Bucket');
    const stack = new Stack(app, 'Stack');
    new ApiKeyDirectory(stack, 'Directory', { bucket });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ BUCKET_NAME: { 'Fn::ImportValue': Match.anyValue() } }) },
    });
  });

  it('writes to a bucket that is known by name only', () => {
    const stack = new Stack(new App(), 'Stack');
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', Token.asString({ 'Fn::ImportValue': 'bucket' }));
    new ApiKeyDirectory(stack, 'Directory', { bucket });
    expectStatements(Template.fromStack(stack), /^DirectoryRole/, [LOG_STATEMENT, LIST_STATEMENT, {
      ...OBJECT_STATEMENT,
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', { 'Fn::ImportValue': 'bucket' }, '/directory/api_keys/api-keys.ndjson']] },
    }]);
  });
});
