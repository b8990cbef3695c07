// Writes templates into a folder: the quickstart's, those with forwarders, and one with SPICE and every other option.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as events from 'aws-cdk-lib/aws-events';
import { apiable } from '../examples/apiable';
import { moesif } from '../examples/moesif';
import { openObserve } from '../examples/openobserve';
import { quickstart } from '../examples/quickstart';
import { receiverOnly } from '../examples/receiver-only';
import { ApiUsageAnalytics, CustomerIdentity, DatasetImportMode, QuickSightPrincipal } from '../src';
import { OWN_COLUMNS, addOwnSheet } from '../test/dashboard/configurations';

function everyOption(app: App): Stack {
  const stack = new Stack(app, 'EveryOption');
  const api = new apigateway.RestApi(stack, 'PetStore');
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));

  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', {
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
    databaseName: 'pet_store',
    bytesScannedLimit: Size.gibibytes(10),
    crawlerSchedule: events.Schedule.cron({ hour: '3', minute: '0' }),
  });
  addOwnSheet(analytics.dashboard!);
  analytics.attachTo(api.deploymentStage);
  return stack;
}

const [folder] = process.argv.slice(2);
for (const made of [quickstart, openObserve, moesif, apiable, receiverOnly, everyOption]) {
  writeFileSync(join(folder, `${made.name}.json`), JSON.stringify(Template.fromStack(made(new App())).toJSON(), null, 1));
}
