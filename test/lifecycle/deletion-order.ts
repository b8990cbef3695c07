import type { Resource, Resources } from './apps';

/** They say what a role may, and do nothing by it. */
const NAME_ROLES_ONLY = /^AWS::(IAM::.*|KMS::Key|S3::BucketPolicy|SecretsManager::ResourcePolicy)$/;

/** Each resource that another one needs to be there, directly or by others: CloudFormation deletes it after that one. */
export function deletedAfter(resources: Resources, id: string): Set<string> {
  const found = new Set<string>();
  const queue = [id];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const needed of neededBy(resources, next).filter((name) => !found.has(name))) {
      found.add(needed);
      queue.push(needed);
    }
  }
  return found;
}

/** Resources that wait for themselves: CloudFormation refuses such a template. */
export function waitingForThemselves(resources: Resources): string[] {
  return Object.keys(resources).filter((id) => deletedAfter(resources, id).has(id));
}

function neededBy(resources: Resources, id: string): string[] {
  const { DependsOn = [], Properties } = resources[id];
  return [...[DependsOn].flat(), ...referencesIn(Properties)].filter((name) => name in resources);
}

export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    switch (key) {
      case 'Ref':
        return [inner];
      case 'Fn::GetAtt':
        return [[inner].flat()[0].split('.')[0]];
      case 'Fn::Sub':
        return [...[...String([inner].flat()[0]).matchAll(/\$\{(\w+)/g)].map(([, name]) => name), ...referencesIn([inner].flat()[1])];
      default:
        return referencesIn(inner);
    }
  });
}

/** The buckets that are emptied when a stack goes, each with what empties it. */
export function emptiedBuckets(resources: Resources): [bucket: string, emptying: string][] {
  return ofType(resources, 'Custom::S3AutoDeleteObjects').map(([id, { Properties }]) => [Properties!.BucketName.Ref, id]);
}

/** What can write into a bucket: whatever has a role that may, the policies that allow it, and work groups with their results in it. */
export function writersInto(resources: Resources, bucket: string): string[] {
  const policies = ofType(resources, 'AWS::IAM::Policy').filter(([, { Properties }]) => allowsToWrite(Properties!.PolicyDocument, bucket));
  const roles = [
    ...policies.flatMap(([, { Properties }]) => referencesIn(Properties!.Roles)),
    ...ofType(resources, 'AWS::IAM::Role')
      .filter(([, { Properties }]) => (Properties!.Policies ?? []).some(({ PolicyDocument }: any) => allowsToWrite(PolicyDocument, bucket)))
      .map(([id]) => id),
  ];
  const users = Object.entries(resources)
    .filter(([, { Type, Properties }]) => !NAME_ROLES_ONLY.test(Type) && referencesIn(Properties).some((name) => roles.includes(name)));
  const workGroups = ofType(resources, 'AWS::Athena::WorkGroup').filter(([, { Properties }]) => referencesIn(Properties).includes(bucket));
  return [...new Set([...policies, ...users, ...workGroups].map(([id]) => id))];
}

function allowsToWrite({ Statement }: { Statement: { Effect: string; Action: string | string[]; Resource: unknown }[] }, bucket: string): boolean {
  return Statement.some(({ Effect, Action, Resource }) => Effect === 'Allow'
    && [Action].flat().some((action) => /^(\*|s3:(\*|Put.*|Abort.*|Restore.*|Replicate.*))$/.test(action))
    && referencesIn(Resource).includes(bucket));
}

function ofType(resources: Resources, type: string): [string, Resource][] {
  return Object.entries(resources).filter(([, { Type }]) => Type === type);
}
