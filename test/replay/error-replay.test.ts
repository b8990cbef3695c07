import { App, CfnParameter, Duration, Size, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { describe, expect, test } from 'vitest';
import { ErrorReplay, LogForwarder } from '../../src';
import { analyticsIn, statementsOf } from '../stack';

const ROLE = 'AnalyticsReplayRole';
const FUNCTION = /^AnalyticsReplayFunction/;
const bucket = (key?: string) => {
  const arn = { 'Fn::GetAtt': [expect.stringMatching(/^AnalyticsBucket/), 'Arn'] };
  return key === undefined ? arn : { 'Fn::Join': ['', [arn, `/${key}`]] };
};
const LOG = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [expect.stringMatching(/^AnalyticsReplayLogGroup/), 'Arn'] } };
const MOVING = [
  { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket(), Condition: { StringLike: { 's3:prefix': 'errors/*' } } },
  { Effect: 'Allow', Action: ['s3:DeleteObject', 's3:GetObject'], Resource: bucket('errors/*') },
  { Effect: 'Allow', Action: 's3:PutObject', Resource: [bucket('errors/set-aside/*'), bucket('replayed/*')] },
  { Effect: 'Allow', Action: 's3:GetObject', Resource: bucket('replayed/lease.json') },
];
const arnOf = (id: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(id), 'Arn'] });
const MAIN = /^AnalyticsDeliveryStream/;
const put = (stream: unknown) => ({ Effect: 'Allow', Action: 'firehose:PutRecordBatch', Resource: stream });

const sorted = (statements: unknown[]) => statements.map((statement) => {
  const { Action, ...rest } = statement as { Action: string | string[] };
  return { ...rest, Action: Array.isArray(Action) ? [...Action].sort() : Action };
});

describe('the replay', () => {
  test('is a function that costs nothing until it is invoked', () => {
    const { template } = analyticsIn();
    template().hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: 900,
      ReservedConcurrentExecutions: Match.absent(),
      Environment: {
        Variables: {
          BUCKET_NAME: { Ref: Match.stringLikeRegexp('^AnalyticsBucket') },
          ERRORS_PREFIX: 'errors/',
          STREAM_NAME: Match.stringLikeRegexp('^amazon-apigateway-'),
          FORWARDER_STREAMS: '{}',
          BYTES_PER_SECOND: '524288',
          MAX_REPLAYS: '3',
        },
      },
    });
    template().hasResourceProperties('AWS::Lambda::EventInvokeConfig', { FunctionName: { Ref: Match.stringLikeRegexp(FUNCTION.source) }, MaximumRetryAttempts: 0 });
    template().resourceCountIs('AWS::Scheduler::Schedule', 1); // the directory's
  });

  test('may list and move failed records, write its own progress, and put to the stream: nothing else', () => {
    const { template } = analyticsIn();
    expect(sorted(statementsOf(template(), ROLE))).toEqual([LOG, ...MOVING, put(arnOf(MAIN))]);
  });

  test('may put to each forwarder\'s stream as well, also of one that is added later, and knows it by name', () => {
    const { analytics, template } = analyticsIn({ forwarders: [LogForwarder.s3({ name: 'first', prefix: 'first/' })] });
    analytics.addForwarder(LogForwarder.s3({ name: 'later', prefix: 'later/' }));
    const [first, later] = [/^AnalyticsEnrichmentForwarderfirstStream/, /^AnalyticsEnrichmentForwarderlaterStream/];
    expect(sorted(statementsOf(template(), ROLE))).toEqual([LOG, ...MOVING, ...[MAIN, first, later].map((stream) => put(arnOf(stream)))]);
    const [{ Properties }] = Object.values(template().findResources('AWS::Lambda::Function', { Properties: { Timeout: 900 } }));
    expect(Properties.Environment.Variables.FORWARDER_STREAMS).toEqual({
      'Fn::Join': ['', ['{"first":"', { Ref: expect.stringMatching(first) }, '","later":"', { Ref: expect.stringMatching(later) }, '"}']],
    });
  });

  test('may decrypt and encrypt with the key of the bucket', () => {
    const stack = new Stack(new App(), 'Stack');
    const { template } = analyticsIn({ encryptionKey: new kms.Key(stack, 'Key') }, stack);
    expect(sorted(statementsOf(template(), ROLE))).toContainEqual({ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: arnOf(/^Key/) });
    template().hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30, KmsKeyId: Match.anyValue() });
  });

  test('keeps to another error prefix, and to a stream that is given', () => {
    const stack = new Stack(new App(), 'Stack');
    const { template } = analyticsIn({
      bucket: s3.Bucket.fromBucketName(stack, 'Given', 'given'),
      deliveryStream: firehose.DeliveryStream.fromDeliveryStreamAttributes(stack, 'Stream', { deliveryStreamName: 'amazon-apigateway-given' }),
      errorsPrefix: 'usage/errors/',
    }, stack);
    const statements = JSON.stringify(statementsOf(template(), ROLE));
    expect(statements).toContain('deliverystream/amazon-apigateway-given');
    expect(statements).toContain(':s3:::given/usage/errors/set-aside/*');
    template().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { BUCKET_NAME: 'given', ERRORS_PREFIX: 'usage/errors/', STREAM_NAME: 'amazon-apigateway-given' } },
    });
  });

  test('fails for a schedule that is a text', () => {
    expect(() => analyticsIn({ replaySchedule: 'rate(6 hours)' as unknown as ScheduleExpression })).toThrow(
      'Stack/Analytics/Replay: the schedule is \'rate(6 hours)\', and a ScheduleExpression is expected; give one, as by ScheduleExpression.rate(Duration.hours(6))');
  });

  test('runs on a schedule where one is given, with an event that it understands', () => {
    const { template } = analyticsIn({ replaySchedule: ScheduleExpression.rate(Duration.hours(6)) });
    template().hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(6 hours)',
      Target: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp(FUNCTION.source), 'Arn'] }, Input: '{}', RetryPolicy: { MaximumRetryAttempts: 0 } },
    });
    expect(statementsOf(template(), 'AnalyticsReplayScheduleRole')).toEqual([{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf(FUNCTION) }]);
  });

  test('has metrics of what it puts back and sets aside', () => {
    const { analytics: { replay }, stack } = analyticsIn();
    const metrics = [replay.metricReplayedRecords(), replay.metricSetAsideRecords({ statistic: 'Maximum' })];
    expect(metrics.map(({ namespace, metricName, statistic }) => [namespace, metricName, statistic])).toEqual([
      ['ApiUsageAnalytics', 'ReplayedRecords', 'Sum'], ['ApiUsageAnalytics', 'SetAsideRecords', 'Maximum'],
    ]);
    expect(stack.resolve(metrics[0].dimensions)).toEqual({ FunctionName: { Ref: expect.stringMatching(FUNCTION) as string } });
  });
});

describe('fails', () => {
  const replayWith = (props: object) => {
    const { stack, analytics } = analyticsIn();
    return new ErrorReplay(stack, 'Second', { deliveryStream: analytics.deliveryStream, ...props });
  };

  test.each([0, 101, 1.5, NaN])('for maxReplays %s', (maxReplays) => {
    expect(() => replayWith({ maxReplays })).toThrow(`Stack/Second: maxReplays is ${maxReplays}, and a record is put back 1 to 100 times; give a whole number of these, such as 3`);
  });

  test('for a pace at which nothing would be done, or that is not known', () => {
    expect(() => replayWith({ bytesPerSecond: Size.bytes(1_000) })).toThrow('Stack/Second: bytesPerSecond is 1000 bytes, at which nothing would ever be done; give at least Size.kibibytes(1), such as Size.kibibytes(512)');
    const parameter = new CfnParameter(new Stack(new App(), 'Other'), 'Pace', { type: 'Number' });
    expect(() => replayWith({ bytesPerSecond: Size.kibibytes(parameter.valueAsNumber) })).toThrow('Stack/Second: bytesPerSecond is known at deployment only');
  });

  test.each(['logsPrefix', 'errorsPrefix'])('for %s where objects go that are replayed', (name) => {
    expect(() => analyticsIn({ [name]: 'replayed/' })).toThrow(`'${name}' is 'replayed/', and overlaps 'replayed/', which holds something else; give it a folder of its own`);
  });

  test('not within the bounds', () => {
    expect(() => replayWith({ maxReplays: 100, bytesPerSecond: Size.kibibytes(1) })).not.toThrow();
  });
});
