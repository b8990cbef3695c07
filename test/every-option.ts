import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { LogForwarder, PersonalData } from '../src';
import { addOwnSheet } from './dashboard/configurations';
import { everyOption as firstOptions } from './lifecycle/apps';

/** An app with SPICE and every other option, also those since the first release, a key for all of it, readers, forwarders and imported stages. */
export function everyOption(app: App, { key = true } = {}): Stack {
  const stack = new Stack(app, 'EveryOption');
  const api = new apigateway.RestApi(stack, 'PetStore');
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));
  const applicationId = new secretsmanager.Secret(stack, 'ApplicationId');

  const analytics = firstOptions(stack, 'UsageAnalytics', {
    databaseName: 'pet_store',
    encryptionKey: key ? new kms.Key(stack, 'Key', { enableKeyRotation: true }) : undefined,
    replaySchedule: ScheduleExpression.rate(Duration.hours(6)),
    alarmTopic: new sns.Topic(stack, 'Alarms', { enforceSSL: true }),
    sourceIp: PersonalData.HASH,
    userAgent: PersonalData.HASH,
    omitColumns: ['xray_trace_id'],
    removalPolicy: RemovalPolicy.DESTROY,
    forwarders: [LogForwarder.moesif({ applicationId }), LogForwarder.s3({ prefix: 'vendor/' })],
  });
  addOwnSheet(analytics.dashboard!);
  analytics.attachTo(api.deploymentStage);
  const orders = apigateway.RestApi.fromRestApiId(stack, 'Orders', 'f6g7h8i9j0');
  analytics.attachTo(apigateway.Stage.fromStageAttributes(stack, 'OrdersProd', { restApi: orders, stageName: 'prod' }));

  analytics.grantRead(new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountPrincipal('111122223333') }));
  analytics.catalog.grantQuery(new iam.Role(stack, 'Analyst', { assumedBy: new iam.AccountPrincipal(stack.account) }));
  return stack;
}
