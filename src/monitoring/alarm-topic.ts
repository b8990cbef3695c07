import { Annotations, AspectPriority, Aspects, CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct, IConstruct } from 'constructs';
import { assemblyOf } from '../stage/same-place';

const CLOUDWATCH = 'cloudwatch.amazonaws.com';
const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey*'];

/** The key that AWS manages for SNS, by its name or at the end of an ARN. */
const AWS_KEY = /(^|:)alias\/aws\/sns$/;

/** Refuses what alarms of this place cannot tell. What is not known at synthesis passes. */
export function checkTopic(scope: Construct, topic: sns.ITopic): void {
  if (typeof topic?.topicArn !== 'string') {
    throw new Error(`${scope.node.path}: alarmTopic is '${String(topic)}', which is no topic; give a topic, made by sns.Topic or imported by sns.Topic.fromTopicArn()`);
  }
  const [ours, theirs] = [Stack.of(scope).region, topic.env.region];
  if (!Token.isUnresolved(ours) && !Token.isUnresolved(theirs) && ours !== theirs) {
    throw new Error(`${scope.node.path}: the alarmTopic ${topic.node.path} is in region ${theirs}, and alarms in ${ours} tell topics of their own region alone; give a topic of ${ours}`);
  }
  if (!isKnownIn(scope, topic)) {
    throw new Error(`${scope.node.path}: the alarmTopic ${topic.node.path} is in ${Stack.of(topic).environment} and the alarms are in ${Stack.of(scope).environment}, where a name that its deployment gives is not known; give both stacks the same env, or the topic a literal topicName`);
  }
  if ([topic.masterKey?.keyArn, resourceOf(topic)?.kmsMasterKeyId].some((key) => AWS_KEY.test(key ?? ''))) {
    throw new Error(`${scope.node.path}: the alarmTopic ${topic.node.path} is encrypted with alias/aws/sns, which CloudWatch may not use, so that no alarm would arrive; give the topic a KMS key of your own as its masterKey, or none`);
  }
}

/**
 * Lets CloudWatch publish to a topic of this app, in the name of the account of the alarms. An imported topic stays as it is.
 *
 * A topic without a policy has the one of SNS, which allows that already: a policy that is added would replace it, also for others that publish.
 * So the statement goes into policies that the app gives the topic, whenever it does.
 *
 * @see https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export function letAlarmsPublish(scope: Construct, topic: sns.ITopic): void {
  const resource = resourceOf(topic);
  if (!resource) {
    return;
  }
  const visit = (node: IConstruct) => {
    if (isPolicyOf(resource, node)) {
      allowPublishing(scope, topic, node);
    }
  };
  Aspects.of(assemblyOf(topic)).add({ visit }, { priority: AspectPriority.MUTATING });
  if (topic.masterKey) {
    allowKey(scope, topic, topic.masterKey);
  }
}

function allowPublishing(scope: Construct, topic: sns.ITopic, policy: sns.CfnTopicPolicy): void {
  const document: unknown = policy.policyDocument;
  if (document instanceof Object && 'addStatements' in document) {
    (document as iam.PolicyDocument).addStatements(statement(scope, ['sns:Publish'], topic.topicArn));
  } else if (!JSON.stringify(Stack.of(policy).resolve(document)).includes(CLOUDWATCH)) {
    Annotations.of(policy).addWarningV2('cdk-api-usage-analytics:topicPolicyForAlarms', `the topic policy ${policy.node.path} is written by hand, and alarms cannot tell the topic ${topic.node.path} unless CloudWatch may publish; have this statement in it: ${byHand(scope, 'sns:Publish', '<ARN of the topic>')}`);
  }
}

function allowKey(scope: Construct, topic: sns.ITopic, key: kms.IKey): void {
  if (!key.addToResourcePolicy(statement(scope, KEY_ACTIONS, '*')).statementAdded) {
    Annotations.of(key).addWarningV2('cdk-api-usage-analytics:keyPolicyForAlarms', `the policy of the KMS key ${key.node.path} is not of this app, and alarms cannot tell the topic ${topic.node.path} unless CloudWatch may use the key; have this statement in that policy: ${byHand(scope, KEY_ACTIONS, '*')}`);
  }
}

function statement(scope: Construct, actions: string[], resource: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(CLOUDWATCH)],
    actions,
    resources: [resource],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
}

/** The same, with names in angle brackets for what is not known at synthesis. */
function byHand(scope: Construct, actions: string | string[], resource: string): string {
  const { account } = Stack.of(scope);
  return JSON.stringify({
    Effect: 'Allow',
    Principal: { Service: CLOUDWATCH },
    Action: actions,
    Resource: resource,
    Condition: { StringEquals: { 'aws:SourceAccount': Token.isUnresolved(account) ? '<account>' : account } },
  });
}

/** Whether the ARN can be written into the template of the alarms. Between two environments aws-cdk-lib cannot refer to what has no name of its own. */
function isKnownIn(scope: Construct, topic: sns.ITopic): boolean {
  if (!resourceOf(topic) || Stack.of(topic).environment === Stack.of(scope).environment) {
    return true;
  }
  try {
    Stack.of(scope).resolve(topic.topicArn);
    return true;
  } catch {
    return false;
  }
}

/** The resource of a topic that is made in this app; none for an imported one. */
function resourceOf(topic: sns.ITopic): sns.CfnTopic | undefined {
  const resource = topic.node.defaultChild;
  // by the type's name: an app can hold several copies of aws-cdk-lib
  return CfnResource.isCfnResource(resource) && resource.cfnResourceType === sns.CfnTopic.CFN_RESOURCE_TYPE_NAME
    ? resource as sns.CfnTopic
    : undefined;
}

function isPolicyOf(topic: sns.CfnTopic, node: IConstruct): node is sns.CfnTopicPolicy {
  return CfnResource.isCfnResource(node) && node.cfnResourceType === sns.CfnTopicPolicy.CFN_RESOURCE_TYPE_NAME
    && (node as sns.CfnTopicPolicy).topics.some((arn) => {
      const token = Tokenization.reverse(arn);
      return Reference.isReference(token) && token.target === topic;
    });
}
