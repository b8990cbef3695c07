import { ArnFormat, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { IStageRef } from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, IConstruct } from 'constructs';
import { AccessLogSettingFunction } from './access-log-setting-function';
import type { AccessLogDeliveryStream } from '../../delivery/access-log-delivery-stream';
import { logGroupOf } from '../../encryption';

const ID = 'ImportedStages';

const AT_A_TIME = 3;

/** Of all inline policies of a role together: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LONGEST_POLICIES = 10_240;

/** Of the role's own policy, where the stack and so the log group have the longest names. */
const OWN_POLICY_CHARACTERS = 1_150;

/** Of a stage's policy without the ids of API and stage, in the region with the longest name. */
const POLICY_CHARACTERS = 180;

/** Of the statement on the stack that a setting is in, where that is not the role's. */
const OWN_STACK_CHARACTERS = 330;

/** Allowed for one that is known only at deployment. */
const LONGEST_ID = 20;

/** The one function that sets the access logs of all stages of a delivery stream which this app does not make. */
export class ImportedStages extends Construct {
  public static of(deliveryStream: AccessLogDeliveryStream): ImportedStages {
    return deliveryStream.node.tryFindChild(ID) as ImportedStages | undefined ?? new ImportedStages(deliveryStream);
  }

  /** What the function may do; each stage adds a policy of its own. */
  public readonly role: iam.Role;
  public readonly serviceToken: string;

  private readonly settings: IConstruct[] = [];
  private policyCharacters = OWN_POLICY_CHARACTERS;

  private constructor(deliveryStream: AccessLogDeliveryStream) {
    super(deliveryStream, ID);
    const logGroup = logGroupOf(this, {
      encryptionKey: deliveryStream._encryptionKey,
      // it says what was replaced, and is wanted when the stack has gone
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = this.lambdaRole('Role', logGroup, this.serviceLinkedRole(), this.ownStack(Stack.of(this)));
    const handler = new AccessLogSettingFunction(this, 'Function', {
      description: 'Sets the access logs of API Gateway stages that this stack does not make',
      architecture: lambda.Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.minutes(5),
      role: this.role,
      logGroup,
    });
    const provider = new Provider(this, 'Provider', {
      onEventHandler: handler,
      logGroup,
      // its policy is in the role: the provider would allow all versions of the function as well
      frameworkOnEventRole: this.lambdaRole('ProviderRole', logGroup, new iam.PolicyStatement({
        actions: ['lambda:InvokeFunction', 'lambda:GetFunction'],
        resources: [handler.functionArn],
      })).withoutPolicyUpdates(),
    });
    this.serviceToken = provider.serviceToken;
  }

  /**
   * A few settings at a time. CloudFormation would make all at once, and each takes two executions of Lambda, of which an account begins
   * with ten, and of the ten requests a second that the account has for API Gateway. Returns what a setting waits for.
   */
  public queue(setting: IConstruct): IConstruct[] {
    const before = this.settings.filter((other) => Stack.of(other) === Stack.of(setting));
    this.settings.push(setting);
    const turn = before.at(-AT_A_TIME);
    return turn ? [turn] : [];
  }

  /** Fails when the role has no place for the policy of another stage. */
  public reserve(scope: IConstruct, { stageRef }: IStageRef): void {
    const lengthOf = (id: string) => Token.isUnresolved(id) ? LONGEST_ID : id.length;
    const characters = this.policyCharacters + lengthOf(stageRef.restApiId) + lengthOf(stageRef.stageName)
      + POLICY_CHARACTERS + (Stack.of(scope) === Stack.of(this) ? 0 : OWN_STACK_CHARACTERS);
    if (characters > LONGEST_POLICIES) {
      throw new Error(`${scope.node.scope!.node.path}: ${this.settings.length} imported stages are attached, and the policies of one role have ${LONGEST_POLICIES.toLocaleString('en')} characters at most, which are used up; attach the others to an ApiUsageAnalytics of their own`);
    }
    this.policyCharacters = characters;
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

  /**
   * Decision 0009: an update that cannot be done fails, but must not when the stack is rolling back; and a setting
   * is not taken away if another resource of the stack has it by now.
   */
  public ownStack(stack: Stack): iam.PolicyStatement {
    return new iam.PolicyStatement({
      actions: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'],
      resources: [stack.stackId],
    });
  }
}
