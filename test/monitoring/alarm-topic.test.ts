import { App, Fn, PhysicalName, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { ApiUsageAnalytics } from '../../src';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const OF_ACCOUNT = { StringEquals: { 'aws:SourceAccount': ENV.account } };
const USES_KEY = { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*', Condition: OF_ACCOUNT };

/** The topic's part of an app with alarms. */
function told(topicIn: (stack: Stack) => sns.ITopic, stack = new Stack(new App(), 'Stack', { env: ENV })) {
  const topic = topicIn(stack);
  const analytics = new ApiUsageAnalytics(stack, 'Analytics', { alarmTopic: topic });
  return { stack, topic, analytics };
}

const publishes = (topic: unknown, more = {}) => ({ ...more, Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish', Resource: topic, Condition: OF_ACCOUNT });

/** What lets CloudWatch do something, in policies of a type. */
function letIn(stack: Stack, type: string, property: string): unknown[] {
  const policies = Object.values(Template.fromStack(stack).findResources(type));
  const statements = policies.flatMap(({ Properties }) => Properties[property].Statement as { Principal: unknown }[]);
  return statements.filter(({ Principal }) => JSON.stringify(Principal).includes('cloudwatch'));
}

const inTopicPolicies = (stack: Stack) => letIn(stack, 'AWS::SNS::TopicPolicy', 'PolicyDocument');
const inKeyPolicies = (stack: Stack) => letIn(stack, 'AWS::KMS::Key', 'KeyPolicy');
const warnings = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('alarms cannot tell')).map(({ entry }) => String(entry.data));

describe('the policy of a topic', () => {
  test('stays SNS\'s own where the app gives none', () => {
    const { stack } = told((scope) => new sns.Topic(scope, 'T'));
    Template.fromStack(stack).resourceCountIs('AWS::SNS::TopicPolicy', 0);
    expect(warnings(stack)).toEqual([]);
  });

  test('lets CloudWatch publish where the app has given one, beside what it says', () => {
    const { stack, topic } = told((scope) => new sns.Topic(scope, 'T', { enforceSSL: true }));
    expect(inTopicPolicies(stack)).toEqual([publishes(stack.resolve(topic.topicArn), { Sid: '1' })]);
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Sid: 'AllowPublishThroughSSLOnly' }), Match.anyValue()] },
    });
  });

  test('and where the app gives it later', () => {
    const { stack, topic } = told((scope) => new sns.Topic(scope, 'T'));
    topic.grantPublish(new iam.ServicePrincipal('events.amazonaws.com'));
    expect(inTopicPolicies(stack)).toEqual([publishes(stack.resolve(topic.topicArn), { Sid: '1' })]);
  });

  test('and where it is a construct of its own, in another stack as well', () => {
    const app = new App();
    const other = new Stack(app, 'Other', { env: ENV });
    const { topic, stack } = told((scope) => new sns.Topic(scope, 'T', { topicName: 'alarms' }), new Stack(app, 'Stack', { env: ENV }));
    new sns.TopicPolicy(other, 'Policy', { topics: [topic], policyDocument: new iam.PolicyDocument() });
    expect(inTopicPolicies(other)).toHaveLength(1);
    expect(inTopicPolicies(stack)).toEqual([]);
  });

  test('has the statement once, however many analytics there are', () => {
    const { stack, topic } = told((scope) => new sns.Topic(scope, 'T', { enforceSSL: true, masterKey: new kms.Key(scope, 'Key') }));
    new ApiUsageAnalytics(stack, 'More', { alarmTopic: topic });
    expect(inTopicPolicies(stack)).toHaveLength(1);
    expect(inKeyPolicies(stack)).toHaveLength(1);
  });

  test('of another topic stays as it is', () => {
    const { stack } = told((scope) => new sns.Topic(scope, 'T'));
    new sns.Topic(stack, 'Other', { enforceSSL: true });
    expect(inTopicPolicies(stack)).toEqual([]);
  });

  test('of an imported topic is not known, and nothing is said', () => {
    const { stack } = told((scope) => sns.Topic.fromTopicAttributes(scope, 'T', { topicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms', keyArn: KEY_ARN }));
    Template.fromStack(stack).resourceCountIs('AWS::SNS::TopicPolicy', 0);
    expect(warnings(stack)).toEqual([]);
  });

  test('that is written by hand is warned of, unless it names CloudWatch', () => {
    const byHand = (policyDocument: object) => {
      const { stack, topic } = told((scope) => new sns.Topic(scope, 'T'));
      new sns.CfnTopicPolicy(stack, 'ByHand', { topics: [topic.topicArn], policyDocument });
      return warnings(stack);
    };
    expect(byHand({ Statement: [] })).toEqual([
      expect.stringContaining(`the topic policy Stack/ByHand is written by hand, and alarms cannot tell the topic Stack/T unless CloudWatch may publish; have this statement in it: ${JSON.stringify(publishes('<ARN of the topic>'))}`),
    ]);
    expect(byHand({ Statement: [publishes('*')] })).toEqual([]);
  });
});

describe('the key of a topic', () => {
  test('of the app may be used by CloudWatch', () => {
    const { stack } = told((scope) => new sns.Topic(scope, 'T', { masterKey: new kms.Key(scope, 'Key') }));
    expect(inKeyPolicies(stack)).toEqual([USES_KEY]);
    expect(warnings(stack)).toEqual([]);
  });

  test('of another stack has its policy there', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys', { env: ENV });
    const { stack } = told((scope) => new sns.Topic(scope, 'T', { masterKey: new kms.Key(keys, 'Key') }), new Stack(app, 'Stack', { env: ENV }));
    expect(inKeyPolicies(keys)).toEqual([USES_KEY]);
    expect(keys.dependencies).not.toContain(stack);
  });

  test('that is imported is warned of, with what it needs', () => {
    const made = (stack?: Stack) => told((scope) => new sns.Topic(scope, 'T', { masterKey: kms.Key.fromKeyArn(scope, 'Key', KEY_ARN) }), stack).stack;
    const sentence = 'the policy of the KMS key Stack/Key is not of this app, and alarms cannot tell the topic Stack/T unless CloudWatch may use the key; have this statement in that policy: ';
    expect(warnings(made())).toEqual([expect.stringContaining(sentence + JSON.stringify(USES_KEY))]);
    const nowhere = new Stack(new App(), 'Stack');
    expect(warnings(made(nowhere))).toEqual([expect.stringContaining('{"StringEquals":{"aws:SourceAccount":"<account>"}}')]);
  });
});

describe('alarms fail for a topic', () => {
  const sentence = 'Stack/Analytics/Monitoring: the alarmTopic Stack/T is encrypted with alias/aws/sns, which CloudWatch may not use, so that no alarm would arrive; give the topic a KMS key of your own as its masterKey, or none';

  test('with the key that AWS manages, by whichever name', () => {
    expect(() => told((scope) => new sns.Topic(scope, 'T', { masterKey: kms.Alias.fromAliasName(scope, 'Alias', 'alias/aws/sns') }))).toThrow(sentence);
    expect(() => told((scope) => {
      const topic = new sns.Topic(scope, 'T');
      (topic.node.defaultChild as sns.CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
      return topic;
    })).toThrow(sentence);
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:alias/aws/sns';
    expect(() => told((scope) => ({ ...imported(scope), masterKey: { keyArn } }) as unknown as sns.ITopic)).toThrow('is encrypted with alias/aws/sns');
    expect(() => told((scope) => new sns.Topic(scope, 'T', { masterKey: kms.Alias.fromAliasName(scope, 'Alias', 'alias/my-alias/aws/sns') }))).not.toThrow();
  });

  test('of another environment, whose name is not known before the deployment', () => {
    const ofStacks = (theirs: object | undefined, ours: object | undefined, topicName?: string) => {
      const app = new App();
      const other = new Stack(app, 'Other', { env: theirs });
      return () => {
        told(() => new sns.Topic(other, 'T', { topicName }), new Stack(app, 'Stack', { env: ours }));
        app.synth();
      };
    };
    const failure = (theirs: string, ours: string) => `Stack/Analytics/Monitoring: the alarmTopic Other/T is in ${theirs} and the alarms are in ${ours}, where a name that its deployment gives is not known; give both stacks the same env, or the topic a literal topicName`;
    expect(ofStacks(undefined, ENV)).toThrow(failure('aws://unknown-account/unknown-region', 'aws://111122223333/eu-west-1'));
    expect(ofStacks(ENV, undefined)).toThrow(failure('aws://111122223333/eu-west-1', 'aws://unknown-account/unknown-region'));
    expect(ofStacks({ ...ENV, account: '444455556666' }, ENV)).toThrow(failure('aws://444455556666/eu-west-1', 'aws://111122223333/eu-west-1'));
    expect(ofStacks(undefined, ENV, Fn.ref('AWS::StackName'))).toThrow('give both stacks the same env, or the topic a literal topicName');
    expect(ofStacks(ENV, ENV)).not.toThrow();
    expect(ofStacks(undefined, undefined)).not.toThrow();
    expect(ofStacks(undefined, ENV, 'alarms')).not.toThrow();
    expect(ofStacks(ENV, undefined, PhysicalName.GENERATE_IF_NEEDED)).not.toThrow();
  });

  test.each([['alarms'], [''], [42], [null]])('that is none: %j', (value) => {
    expect(() => told(() => value as unknown as sns.ITopic))
      .toThrow(`Stack/Analytics/Monitoring: alarmTopic is '${String(value)}', which is no topic; give a topic, made by sns.Topic or imported by sns.Topic.fromTopicArn()`);
  });
});

function imported(scope: Stack) {
  const { node, env, topicArn } = sns.Topic.fromTopicArn(scope, 'T', 'arn:aws:sns:eu-west-1:111122223333:alarms');
  return { node, env, topicArn };
}
