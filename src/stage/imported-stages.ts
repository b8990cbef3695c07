import { createHash } from 'node:crypto';
import { ArnFormat, CustomResource, Duration, Reference, RemovalPolicy, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IStageRef } from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, IConstruct } from 'constructs';
import { AccessLogSettingFunction } from './access-log-setting-function';
import { SETTING_RESOURCE_TYPE, SettingProperties } from './setting-properties';
import { isStageResource, pathOf } from './stage-resource';
import type { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';

const ID = 'ImportedStages';

/** The stages of a delivery stream that this app does not make, and the one function that sets their access logs. */
export class ImportedStages extends Construct {
  public static of(deliveryStream: AccessLogDeliveryStream): ImportedStages {
    return deliveryStream.node.tryFindChild(ID) as ImportedStages | undefined ?? new ImportedStages(deliveryStream);
  }

  private readonly role: iam.Role;
  private readonly provider: Provider;

  private constructor(private readonly deliveryStream: AccessLogDeliveryStream) {
    super(deliveryStream, ID);
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      // it says what was replaced, and is wanted when the stack has gone
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = this.lambdaRole('Role', logGroup, this.serviceLinkedRole(), this.stackStatus());
    const handler = new AccessLogSettingFunction(this, 'Function', {
      description: 'Sets the access logs of API Gateway stages that this stack does not make',
      architecture: lambda.Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.minutes(5),
      role: this.role,
      logGroup,
    });
    this.provider = new Provider(this, 'Provider', {
      onEventHandler: handler,
      logGroup,
      // its policy is in the role: the provider would allow all versions of the function as well
      frameworkOnEventRole: this.lambdaRole('ProviderRole', logGroup, new iam.PolicyStatement({
        actions: ['lambda:InvokeFunction', 'lambda:GetFunction'],
        resources: [handler.functionArn],
      })).withoutPolicyUpdates(),
    });
  }

  /** Returns what the custom resource reports, as `SettingAttributes`. */
  public set(stage: IStageRef, format: string, replaceExisting: boolean): CustomResource {
    const { restApiId, stageName } = stage.stageRef;
    checkIds(stage);
    const id = setId(stage);
    if (this.node.tryFindChild(id)) {
      throw new Error(`${this.deliveryStream.node.path}: stage ${stageName} of API ${restApiId} (${stage.node.path}) is attached already; attach it once`);
    }
    const scope = new Construct(this, id);
    // at the end, because the app may make the stage later
    scope.node.addValidation({ validate: () => madeHere(stage) });
    const policy = this.allow(scope, restApiId, stageName);
    const properties: SettingProperties = {
      RestApiId: restApiId,
      StageName: stageName,
      DestinationArn: this.deliveryStream._arnFor(Stack.of(this)),
      Format: format,
      ReplaceExisting: String(replaceExisting),
    };
    const resource = new CustomResource(scope, 'Setting', {
      resourceType: SETTING_RESOURCE_TYPE,
      serviceToken: this.provider.serviceToken,
      properties: { ...properties },
    });
    resource.node.addDependency(policy, this.deliveryStream.deliveryStream);
    return resource;
  }

  /**
   * A policy for each stage, which goes after the stage's setting has gone: were it a statement of a common policy, an update would
   * withdraw it first. For the same reason its name changes with the stage, so that it is replaced.
   */
  private allow(scope: Construct, restApiId: string, stageName: string): iam.CfnRolePolicy {
    const stageArn = Stack.of(this).formatArn({
      service: 'apigateway',
      account: '',
      resource: 'restapis',
      resourceName: `${restApiId}/stages/${stageName}`,
      arnFormat: ArnFormat.SLASH_RESOURCE_SLASH_RESOURCE_NAME,
    });
    return new iam.CfnRolePolicy(scope, 'Policy', {
      roleName: this.role.roleName,
      policyName: policyName(restApiId, stageName),
      policyDocument: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ actions: ['apigateway:GET', 'apigateway:PATCH'], resources: [stageArn] })],
      }),
    });
  }

  private lambdaRole(id: string, logGroup: logs.ILogGroup, ...statements: iam.PolicyStatement[]): iam.Role {
    const write = new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
    return new iam.Role(this, id, {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Policy: new iam.PolicyDocument({ statements: [...statements, write] }) },
    });
  }

  /** The first stage of an account that logs to Firehose has API Gateway make its role, on behalf of who sets the stage. */
  private serviceLinkedRole(): iam.PolicyStatement {
    const service = 'ops.apigateway.amazonaws.com';
    return new iam.PolicyStatement({
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [Stack.of(this).formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: `aws-service-role/${service}/AWSServiceRoleForAPIGateway`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      })],
      conditions: { StringEquals: { 'iam:AWSServiceName': service } },
    });
  }

  /** Decision 0009: an update that cannot be done fails, but must not when the stack is rolling back. */
  private stackStatus(): iam.PolicyStatement {
    return new iam.PolicyStatement({ actions: ['cloudformation:DescribeStacks'], resources: [Stack.of(this).stackId] });
  }
}

/** Fails for ids that surely are none; API Gateway would not find the stage. */
function checkIds(stage: IStageRef): void {
  const { restApiId, stageName } = stage.stageRef;
  if (!Token.isUnresolved(restApiId) && !/^[A-Za-z0-9]+$/.test(restApiId)) {
    throw new Error(`${stage.node.path}: '${restApiId}' is no id of a REST API, which has letters and digits alone; give the id, as in 'a1b2c3d4e5'`);
  }
  if (!Token.isUnresolved(stageName) && !/^[A-Za-z0-9_-]{1,128}$/.test(stageName)) {
    const http = stageName === '$default' ? ' ($default is a stage of an HTTP API, and those cannot log to Firehose)' : '';
    throw new Error(`${stage.node.path}: '${stageName}' is no name of a REST API's stage${http}; give 1 to 128 letters, digits, hyphens and underscores, as in 'prod'`);
  }
}

/** A setting of the stage and a custom resource would each undo the other. */
function madeHere(imported: IStageRef): string[] {
  const { restApiId, stageName } = imported.stageRef;
  const stages = imported.node.root.node.findAll().filter(isStageResource);
  const made = stages.find((stage) => stage.restApiId === restApiId && stage.stageName === stageName);
  return made ? [`${imported.node.path} imports stage ${stageName} of an API of this app, and ${pathOf(made)} makes it; attach that one`] : [];
}

/** At most 128 characters, which a stage's name alone may have. */
function policyName(restApiId: string, stageName: string): string {
  const name = `access-log-${restApiId}-${stageName}`;
  return Token.isUnresolved(name) || name.length <= 128 ? name : `${name.slice(0, 111)}-${digest(name)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * By what is set, not by the construct that names it: a renamed construct would else set the stage anew,
 * and then take the setting away with the old one.
 */
function setId(stage: IStageRef): string {
  const parts = [stage.stageRef.restApiId, stage.stageRef.stageName];
  return parts.some((part) => Token.isUnresolved(part))
    ? digest(parts.map((part) => origin(part, stage)).join(' '))
    : parts.join('-');
}

/** What a value that is known only at deployment comes from, in words that stay the same from one synthesis to the next. */
function origin(value: string, scope: IConstruct): string {
  return Tokenization.reverseString(value).mapTokens({
    mapToken: (token) => Reference.isReference(token) ? `${token.target.node.addr}.${token.displayName}` : JSON.stringify(Stack.of(scope).resolve(token)),
  }).join({ join: (left, right) => `${left}${right}` });
}
