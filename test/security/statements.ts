import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CONTEXT } from './apps';
import { roleOf } from './ours';

type Json = any;

/** A statement of a policy as it stands in a template. */
export interface Statement {
  /** The role, or the resource, whose policy it is in, as the library makes it; none for what an app makes itself. */
  readonly where?: string;
  /** The path in the app. */
  readonly path: string;
  /** Whether it is in the policy of a resource, and so names who is let in. */
  readonly ofResource: boolean;
  /** Whether it says who may take a role. */
  readonly ofTrust: boolean;
  readonly effect: string;
  readonly actions: string[];
  /** Readable, and the same in every app. */
  readonly resources: string[];
  readonly principals: Json;
  readonly conditions: Json;
}

/** All statements of all policies of an app, whatever resource they are in. */
export function statementsIn(make: (app: App) => unknown): Statement[] {
  const app = new App({ context: CONTEXT });
  make(app);
  app.synth();
  return app.node.findAll().filter((construct): construct is CfnResource => CfnResource.isCfnResource(construct)).flatMap((resource) => {
    const stack = Stack.of(resource);
    const { Properties = {}, Type } = Object.values(stack.resolve((resource as Json)._toCloudFormation()).Resources ?? {})[0] as Json ?? {};
    const where = grantee(resource.node.path) ?? (roleOf(resource) ?? (Type === 'AWS::KMS::Key' ? 'policy of the key' : undefined));
    return documents(Properties).flatMap(([name, document]) => document.Statement.map((statement: Json): Statement => ({
      where,
      path: resource.node.path,
      ofResource: !/^AWS::IAM::/.test(Type),
      ofTrust: name === 'AssumeRolePolicyDocument',
      effect: statement.Effect,
      actions: [statement.Action].flat(),
      resources: [statement.Resource ?? []].flat().map((arn) => readable(stack, arn)),
      principals: statement.Principal,
      conditions: statement.Condition,
    })));
  });
}

/** Whatever a property of a resource is called, a policy document has statements. */
function documents(value: Json, name = ''): [string, { Statement: Json[] }][] {
  if (Array.isArray(value?.Statement)) {
    return [[name, value]];
  }
  return value && typeof value === 'object' ? Object.entries(value).flatMap(([key, inner]) => documents(inner, key)) : [];
}

/** Roles of the app with every option, which the library's grants are tried on. */
function grantee(path: string): string | undefined {
  return /^EveryOption\/Reader\//.test(path) ? 'whom grantRead() is called for' : /^EveryOption\/Analyst\//.test(path) ? 'whom grantQuery() is called for' : undefined;
}

function readable(stack: Stack, arn: Json): string {
  return written(stack, arn)
    .replace(/^arn:[^:]+:([^:]*):([^:]*):([^:]*):/, (_, service, region, account) => `arn:<partition>:${service}:${region && '<region>'}:${account && '<account>'}:`)
    .replace(/^arn:<partition>:s3:::[^/]+/, '<bucket>')
    .replace(/:table\/[^/]+\//, ':table/<database>/')
    .replace(/^<bucket>\/(api-usage\/logs|requests)\//, '<bucket>/logs/')
    .replace(/^<bucket>\/(api-usage\/errors|failed)\//, '<bucket>/errors/')
    .replace(/^<bucket>\/errors\/forwarders\/[\w-]+\//, '<bucket>/errors/forwarders/<name>/')
    .replace(/^<bucket>\/(apiable\/aws\/logs|vendor)\//, '<bucket>/<prefix of the forwarder>/');
}

function written(stack: Stack, value: Json): string {
  if (typeof value === 'string') {
    return value;
  }
  const [[kind, given]] = Object.entries<Json>(value);
  switch (kind) {
    case 'Fn::Join': return given[1].map((part: Json) => written(stack, part)).join(given[0]);
    case 'Ref': return given.startsWith('AWS::') ? `<${given.slice(5)}>` : named(stack, given);
    case 'Fn::GetAtt': return named(stack, given[0]);
    case 'Fn::ImportValue': return /Bucket/.test(JSON.stringify(given)) ? '<bucket>' : `<${JSON.stringify(given)}>`;
    default: return JSON.stringify(value);
  }
}

/** A resource by its kind. */
function named(stack: Stack, id: string): string {
  const resource = stack.node.findAll().find((construct) => CfnResource.isCfnResource(construct) && stack.resolve(construct.logicalId) === id);
  return `<${(resource as CfnResource | undefined)?.cfnResourceType.split('::').pop()?.toLowerCase() ?? id}>`;
}
