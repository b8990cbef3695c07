import { App, CfnResource, RemovalPolicy, Stack, TagManager, Tags } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { describe, expect, test } from 'vitest';
import { addAll } from '../lifecycle/apps';

/** The types of this library's templates that have no tags in CloudFormation. */
const WITHOUT_TAGS = [
  'AWS::Athena::NamedQuery', 'AWS::Glue::Database', 'AWS::Glue::Table', 'AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::Lambda::EventInvokeConfig',
  'AWS::Logs::LogStream', 'AWS::Logs::MetricFilter', 'AWS::QuickSight::RefreshSchedule', 'AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule', 'Custom::ApiGatewayAccessLogSetting', 'Custom::S3AutoDeleteObjects',
];

/** Made by the CDK, once for a stack and beside the construct, of a class that knows no tags. Stack tags of `cdk deploy --tags` reach them. */
const OF_THE_CDK = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

function everything(): { stack: Stack; tagged: IConstruct; users: string[] } {
  const stack = new Stack(new App(), 'Everything');
  const key = new kms.Key(stack, 'Key');
  const tagged = addAll(stack, 'UsageAnalytics', { encryptionKey: key, removalPolicy: RemovalPolicy.DESTROY });
  return { stack, tagged, users: ['Key', 'TopicUsageAnalytics', 'ApiUsageAnalytics'] };
}

function resources(root: IConstruct): CfnResource[] {
  return root.node.findAll().filter(CfnResource.isCfnResource);
}

function tagsOf(resource: CfnResource): Record<string, string> {
  const { Properties } = Object.values<any>(Stack.of(resource).resolve(resource._toCloudFormation()).Resources)[0];
  const tags = Properties?.Tags ?? {};
  return Array.isArray(tags) ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) : tags;
}

describe('a tag of the analytics', () => {
  const { stack, tagged, users } = everything();
  Tags.of(tagged).add('team', 'x');
  (stack.node.root as App).synth();
  const untagged = (of: CfnResource[]) => of.filter((resource) => tagsOf(resource).team !== 'x');

  test('reaches every resource whose type has tags', () => {
    expect([...new Set(untagged(resources(tagged)).map(({ cfnResourceType }) => cfnResourceType))].sort()).toEqual(WITHOUT_TAGS);
  });

  test('is missing only where the type has none', () => {
    expect(resources(tagged).filter((resource) => WITHOUT_TAGS.includes(resource.cfnResourceType) && TagManager.of(resource))).toEqual([]);
  });

  test('does not reach what is not theirs, and what the CDK makes beside them', () => {
    const beside = resources(stack).filter((resource) => !resource.node.scopes.includes(tagged));
    expect(untagged(beside)).toEqual(beside);
    const others = beside.filter(({ node }) => !users.includes(node.scopes[2].node.id)).map(({ node }) => node.scopes[2].node.id);
    expect([...new Set(others)]).toEqual([OF_THE_CDK]);
  });
});

test('tags of the stack are merged with those of the analytics, and stay within 50 a resource', () => {
  const { stack, tagged } = everything();
  Tags.of(stack).add('cost-center', 'a/b_c.d:e=f+g-h@i');
  Tags.of(tagged).add('team', 'x');
  Tags.of(stack).add('team', 'platform');
  (stack.node.root as App).synth();
  for (const resource of resources(tagged).filter(({ cfnResourceType }) => !WITHOUT_TAGS.includes(cfnResourceType))) {
    expect(tagsOf(resource)).toMatchObject({ 'cost-center': 'a/b_c.d:e=f+g-h@i', 'team': 'x' });
    expect(Object.keys(tagsOf(resource)).length).toBeLessThanOrEqual(3); // the bucket that is emptied has one of the CDK's own
  }
});
