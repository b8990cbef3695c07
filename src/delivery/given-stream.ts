import { CfnResource, Stack, Stage as CdkStage, Token } from 'aws-cdk-lib';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IConstruct } from 'constructs';

/** API Gateway logs only to streams whose names begin with this. */
export const NAME_PREFIX = 'amazon-apigateway-';

const ARN = /^arn:[^:]+:firehose:([^:]+):([^:]+):deliverystream\/.+$/;

/** Where a stream is, as far as it is known at synthesis. */
export interface StreamPlace {
  readonly region?: string;
  readonly account?: string;
}

/** The resource of a stream that is made in this app; none for an imported one. */
export function resourceOf(stream: IDeliveryStream): CfnDeliveryStream | undefined {
  const resource = stream.node.defaultChild;
  // by the type's name: an app can hold several copies of aws-cdk-lib
  return CfnResource.isCfnResource(resource) && resource.cfnResourceType === CfnDeliveryStream.CFN_RESOURCE_TYPE_NAME
    ? resource as CfnDeliveryStream
    : undefined;
}

/** Region and account of a stream: those of an imported one are in its ARN, and not in its `env`. */
export function placeOf(stream: IDeliveryStream): StreamPlace {
  if (resourceOf(stream)) {
    return { region: literal(stream.env.region), account: literal(stream.env.account) };
  }
  // of an ARN that is known in part, tokens are parts as well
  const [, region, account] = ARN.exec(stream.deliveryStreamArn) ?? [];
  return { region: literal(region), account: literal(account) };
}

/**
 * The name of a stream that is given, literal where it is known.
 *
 * Fails for one that no stage of this place can log to.
 */
export function nameOfGiven(scope: IConstruct, stream: IDeliveryStream): string {
  checkPlace(scope, stream);
  const resource = resourceOf(stream);
  const called = `API Gateway logs only to streams whose names begin with '${NAME_PREFIX}'`;
  if (resource && resource.deliveryStreamName === undefined) {
    throw new Error(`${scope.node.path}: the delivery stream ${stream.node.path} has no name but the one that CloudFormation makes, and ${called}; set its deliveryStreamName, as in '${NAME_PREFIX}usage'`);
  }
  // a stream's own deliveryStreamName is a reference, even where the name is literal
  const name = literal(resource?.deliveryStreamName) ?? stream.deliveryStreamName;
  if (!Token.isUnresolved(name) && !name.startsWith(NAME_PREFIX)) {
    throw new Error(`${scope.node.path}: the delivery stream ${stream.node.path} is called '${name}', and ${called}; give one that is called so, as in '${NAME_PREFIX}${name}'`);
  }
  return name;
}

function checkPlace(scope: IConstruct, stream: IDeliveryStream): void {
  const arn = stream.deliveryStreamArn;
  if (!Token.isUnresolved(arn) && !ARN.test(arn)) {
    throw new Error(`${scope.node.path}: '${arn}' is no ARN of a Firehose delivery stream; write it as in 'arn:aws:firehose:<region>:<account>:deliverystream/${NAME_PREFIX}usage'`);
  }
  const [here, there] = [Stack.of(scope), placeOf(stream)];
  for (const property of ['region', 'account'] as const) {
    const [ours, theirs] = [literal(here[property]), there[property]];
    if (ours && theirs && ours !== theirs) {
      throw new Error(`${scope.node.path}: the delivery stream ${stream.node.path} is in ${property} ${theirs} and its analytics in ${ours}, and a stage logs only to its own; give a delivery stream of ${property} ${ours}`);
    }
  }
  if (resourceOf(stream) && CdkStage.of(stream) !== CdkStage.of(scope)) {
    throw new Error(`${scope.node.path}: the delivery stream ${stream.node.path} is under another stage of the CDK app (cdk.Stage), and what logs to it could not wait for it; import it, as by DeliveryStream.fromDeliveryStreamName()`);
  }
}

function literal(value?: string): string | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}
