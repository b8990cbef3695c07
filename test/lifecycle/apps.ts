import { App, Duration, RemovalPolicy, Size, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { apiable } from '../../examples/typescript/apiable';
import { existingBucket } from '../../examples/typescript/existing-bucket';
import { existingStream } from '../../examples/typescript/existing-stream';
import { importedStage } from '../../examples/typescript/imported-stage';
import { moesif } from '../../examples/typescript/moesif';
import { openObserve } from '../../examples/typescript/openobserve';
import { otherStacks } from '../../examples/typescript/other-stacks';
import { ownSheet } from '../../examples/typescript/own-sheet';
import { ownStream } from '../../examples/typescript/own-stream';
import { quickstart } from '../../examples/typescript/quickstart';
import { receiverOnly } from '../../examples/typescript/receiver-only';
import type { ApiUsageAnalyticsProps } from '../../src';
import { ApiUsageAnalytics, CustomerIdentity, DatasetImportMode, LogForwarder, PersonalData, QuickSightPrincipal } from '../../src';
import { OWN_COLUMNS, addOwnSheet } from '../dashboard/configurations';
import { restApi } from '../stack';

export type MakeApp = (app: App) => unknown;
export type Resource = {
  readonly Type: string;
  readonly Properties?: Record<string, any>;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
};
export type Resources = Record<string, Resource>;

/** Every option that was there in the first release. What a later one adds gets an app of its own, so that an update to it is tested as well. */
export function everyOption(scope: Construct, id = 'UsageAnalytics', props: ApiUsageAnalyticsProps = {}): ApiUsageAnalytics {
  return new ApiUsageAnalytics(scope, id, {
    dashboardOwners: [QuickSightPrincipal.group('api-analysts')],
    dashboardViewers: [QuickSightPrincipal.user('ann')],
    dashboardName: 'Pet store',
    quickSightIdentityRegion: 'us-east-1',
    datasetImportMode: DatasetImportMode.SPICE,
    usageWindow: Duration.days(120),
    requestsWindow: Duration.days(30),
    customerIdentity: CustomerIdentity.apiKeyTag('customer'),
    directoryRefreshInterval: Duration.minutes(10),
    columns: OWN_COLUMNS,
    bufferingInterval: Duration.minutes(2),
    bufferingSize: Size.mebibytes(64),
    logsPrefix: 'requests/',
    errorsPrefix: 'failed/',
    logRetention: Duration.days(400),
    bytesScannedLimit: Size.gibibytes(10),
    crawlerSchedule: events.Schedule.cron({ hour: '3', minute: '0' }),
    ...props,
  });
}

/** One of each kind of forwarder. */
export function addForwarders(analytics: ApiUsageAnalytics): void {
  const { region } = Stack.of(analytics);
  const secret = (name: string) => secretsmanager.Secret.fromSecretCompleteArn(
    analytics, name, `arn:aws:secretsmanager:${Token.isUnresolved(region) ? 'eu-west-1' : region}:111122223333:secret:${name.toLowerCase()}-AbCdEf`);
  const [openobserve, moesifId, http] = ['OpenObserveSecret', 'MoesifSecret', 'HttpSecret'].map(secret);
  analytics.addForwarder(LogForwarder.openObserve({ endpoint: 'https://openobserve.example.com', organization: 'o', stream: 's', credentials: openobserve }));
  analytics.addForwarder(LogForwarder.moesif({ applicationId: moesifId }));
  analytics.addForwarder(LogForwarder.httpEndpoint({ url: 'https://receiver.example.com/records', accessKey: http }));
  analytics.addForwarder(LogForwarder.apiable({ accountId: '444455556666' }));
  analytics.addForwarder(LogForwarder.s3({ name: 'copy', prefix: 'copy/' }));
}

/** A stage that the app makes, and one that it imports. */
export function attachStages(stack: Stack, analytics: ApiUsageAnalytics, id = ''): void {
  analytics.attachTo(restApi(stack, `Api${id}`).deploymentStage);
  const imported = apigateway.RestApi.fromRestApiId(stack, `Imported${id}`, `${stack.node.addr.slice(-10)}${id.toLowerCase()}`);
  analytics.attachTo(apigateway.Stage.fromStageAttributes(stack, `Stage${id}`, { restApi: imported, stageName: 'prod' }));
}

/** Every option, each kind of forwarder, each kind of stage, and a sheet of one's own. */
function allOfIt(app: App): void {
  const stack = new Stack(app, 'EveryOption');
  const analytics = everyOption(stack, 'UsageAnalytics', { databaseName: 'pet_store' });
  addOwnSheet(analytics.dashboard!);
  addForwarders(analytics);
  attachStages(stack, analytics);
}

/** The same, and all of it to go with its stack. */
export function destroyed(app: App): void {
  const stack = new Stack(app, 'Destroyed');
  const analytics = everyOption(stack, 'UsageAnalytics', { removalPolicy: RemovalPolicy.DESTROY });
  addForwarders(analytics);
  attachStages(stack, analytics);
}

/** What has come since the first release: alarms, a schedule for the replay, personal data hashed, and one key for all of it. */
function guarded(app: App): void {
  const stack = new Stack(app, 'Guarded');
  addAll(stack, 'UsageAnalytics', { encryptionKey: new kms.Key(stack, 'Key') });
}

/** Usage analytics with all that there is, each thing attached. */
export function addAll(scope: Construct, id: string, props: ApiUsageAnalyticsProps = {}): ApiUsageAnalytics {
  const stack = Stack.of(scope);
  const analytics = everyOption(scope, id, {
    alarmTopic: new sns.Topic(stack, `Topic${id}`),
    replaySchedule: scheduler.ScheduleExpression.rate(Duration.hours(6)),
    sourceIp: PersonalData.HASH,
    userAgent: PersonalData.HASH,
    ...props,
  });
  addForwarders(analytics);
  attachStages(stack, analytics, id);
  return analytics;
}

/** The apps whose templates are kept with each release. */
export const APPS: Record<string, MakeApp> = {
  'apiable': apiable,
  'destroyed': destroyed,
  'every-option': allOfIt,
  'existing-bucket': existingBucket,
  'existing-stream': existingStream,
  'guarded': guarded,
  'imported-stage': importedStage,
  'moesif': moesif,
  'openobserve': openObserve,
  'other-stacks': otherStacks,
  'own-sheet': ownSheet,
  'own-stream': ownStream,
  'quickstart': quickstart,
  'receiver-only': receiverOnly,
};

/** The resources of an app, by the names of its stacks. */
export function resourcesOf(make: MakeApp): Record<string, Resources> {
  const app = new App();
  make(app);
  return Object.fromEntries(app.synth().stacksRecursively.map(({ stackName, template }) => [stackName, template.Resources as Resources]));
}
