// Writes templates into a folder for each region, a file for each stack: every example and every option, and for a region of each
// partition the quickstart with a dashboard and without one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { quickstart } from '../examples/typescript/quickstart';
import { ApiUsageAnalytics, DashboardContent, RecordFormat } from '../src';
import { everyOption } from '../test/every-option';
import { CONTEXT, EXAMPLES } from '../test/example-apps';
import { addAll } from '../test/lifecycle/apps';
import { restApi } from '../test/stack';

type Apps = Record<string, (app: App) => unknown>;

/** Each kind of forwarder, records as JSON, and the data source and datasets in SPICE without a dashboard. */
function datasets(app: App): void {
  const stack = new Stack(app, 'Datasets');
  addAll(stack, 'UsageAnalytics', {
    dashboardContent: DashboardContent.DATASETS,
    dashboardViewers: undefined,
    recordFormat: RecordFormat.JSON,
    encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

function withoutDashboard(app: App): void {
  const stack = new Stack(app, 'WithoutDashboard');
  new ApiUsageAnalytics(stack, 'UsageAnalytics').attachTo(restApi(stack).deploymentStage);
}

const OF_ANY_REGION: Apps = {
  ...EXAMPLES,
  'every-option': (app) => everyOption(app),
  'every-option-without-key': (app) => everyOption(app, { key: false }),
  'datasets': datasets,
};
const OF_A_REGION: Apps = { 'quickstart.ts': quickstart, 'without-dashboard': withoutDashboard };

const [folder] = process.argv.slice(2);
write('any', OF_ANY_REGION);
['eu-west-1', 'cn-north-1', 'us-gov-west-1'].forEach((region) => write(region, OF_A_REGION, region));

function write(name: string, apps: Apps, region?: string): void {
  mkdirSync(join(folder, name));
  for (const [file, make] of Object.entries(apps)) {
    const app = new App({ context: CONTEXT });
    // a stack without an environment is of its stage's
    make(region ? new Stage(app, region, { env: { region, account: '111122223333' } }) as App : app);
    for (const { stackName, template } of app.synth().stacksRecursively) {
      writeFileSync(join(folder, name, `${file.replace(/\.ts$/, '')}.${stackName}.json`), JSON.stringify(template, null, 1));
    }
  }
}
