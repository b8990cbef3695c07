import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { AccessLogSettingFunction } from './access-log-setting-function';
import type { AccessLogDeliveryStream } from '../delivery/access-log-delivery-stream';

const ID = 'ImportedStages';

/** The one function that sets the access logs of all stages of a delivery stream which this app does not make. */
export class ImportedStages extends Construct {
  public static of(deliveryStream: AccessLogDeliveryStream): ImportedStages {
    return deliveryStream.node.tryFindChild(ID) as ImportedStages | undefined ?? new ImportedStages(deliveryStream);
  }

  /** What the function may do; each stage adds a policy of its own. */
  public readonly role: iam.Role;
  public readonly serviceToken: string;

  private constructor(deliveryStream: AccessLogDeliveryStream) {
    super(deliveryStream, ID);
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      // it says what was replaced, and is wanted when the stack has gone
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.role = this.lambdaRole('Role', logGroup, this.serviceLinkedRole(), this.ownStack());
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
  private ownStack(): iam.PolicyStatement {
    return new iam.PolicyStatement({
      actions: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'],
      resources: [Stack.of(this).stackId],
    });
  }
}
