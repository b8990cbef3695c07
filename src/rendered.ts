import { CfnResource, DefaultTokenResolver, Reference, Token, Tokenization } from 'aws-cdk-lib';
import type { IPostProcessor, IResolvable, IResolveContext } from 'aws-cdk-lib';
import type { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

/** Not in a path, nor in a name. */
const SEPARATOR = '//';

/** A part of a template, with the names that CloudFormation knows. */
export type Rendered = Record<string, unknown>;

/**
 * The properties that a resource of this app has in its template, overrides and all that is lazy included.
 *
 * For validations alone, which run at the end: what is lazy may be computed only once.
 */
export function renderedProperties(resource: CfnResource): Rendered | undefined {
  // The public properties do not show what addPropertyOverride() set, and a resource that is right would be refused.
  const { _toCloudFormation: render } = resource as unknown as { _toCloudFormation?: () => unknown };
  // what is undefined goes, as it does in the file
  const template: unknown = JSON.parse(JSON.stringify(rendered(resource, render?.call(resource) ?? {})));
  const [definition] = readable(template) && readable(template.Resources) ? Object.values(template.Resources) : [];
  return readable(definition) && readable(definition.Properties) ? definition.Properties : undefined;
}

/** A value with names and paths in the place of references, so that values of different stacks can be compared. */
export function rendered(scope: IConstruct, value: unknown): unknown {
  return Tokenization.resolve(value, { scope, resolver: new ByPath() });
}

/** Whether an object is there to look into, and not only known to CloudFormation. */
export function readable(value: unknown): value is Rendered {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    && !Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}

/** What a rendered value is, where that is known at synthesis: a text, or a resource of this app of that type. */
export function known(value: unknown, type?: string): string | undefined {
  if (typeof value === 'string') {
    return value.includes('{{resolve:') ? undefined : value;
  }
  const reference = (value as Rendered | undefined)?.Ref;
  return typeof reference === 'string' && reference.startsWith(`${type}${SEPARATOR}`) ? reference : undefined;
}

/** Whether two rendered values are known, and not the same. */
export function differ(one: unknown, other: unknown, type?: string): boolean {
  const [here, there] = [known(one, type), known(other, type)];
  return here !== undefined && there !== undefined && here !== there;
}

/** How to call a rendered value in a message. */
export function described(value: unknown): string {
  const reference = (value as Rendered | undefined)?.Ref;
  const path = typeof reference === 'string' ? reference.split(SEPARATOR)[1] : undefined;
  return path?.replace(/\/Resource$/, '') ?? (typeof value === 'string' ? `'${value}'` : '(known at deployment)');
}

/** Writes references as type, path and attribute: logical ids are the same in many stacks. */
class ByPath extends DefaultTokenResolver {
  constructor() {
    super({ join: joined });
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) {
      return byName(token) ?? { Ref: [typeOf(token.target), token.target.node.path, token.displayName].join(SEPARATOR) };
    }
    const value = super.resolveToken(token, context, postProcessor);
    // names are compared, and those of a partition alone
    return (value as Rendered | undefined)?.Ref === 'AWS::Partition' ? 'aws' : value;
  }
}

function joined(left: unknown, right: unknown): unknown {
  if (left === undefined || right === undefined) {
    return left ?? right;
  }
  return typeof left === 'object' || typeof right === 'object' ? { 'Fn::Join': ['', [left, right]] } : `${left}${right}`;
}

function typeOf(target: IConstruct): string {
  return CfnResource.isCfnResource(target) ? target.cfnResourceType : 'Unknown';
}

/** A resource with a literal name can be meant by that name as well, as an imported one is. */
function byName({ target, displayName }: Reference): string | undefined {
  const literal = (name: unknown) => typeof name === 'string' && !Token.isUnresolved(name) ? name : undefined;
  switch (`${typeOf(target)} ${displayName}`) {
    case 'AWS::S3::Bucket Ref':
      return literal((target as CfnBucket).bucketName);
    case 'AWS::S3::Bucket Arn': {
      const name = literal((target as CfnBucket).bucketName);
      return name && `arn:aws:s3:::${name}`;
    }
    case 'AWS::Glue::Table Ref':
      return literal(((target as CfnTable).tableInput as CfnTable.TableInputProperty).name);
    case 'AWS::Glue::Database Ref':
      return literal(((target as CfnDatabase).databaseInput as CfnDatabase.DatabaseInputProperty).name);
    default:
      return undefined;
  }
}
