import { App, Stack, Stage, StageProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ApiUsageAnalytics } from 'cdk-api-usage-analytics';
import { Construct } from 'constructs';

/** An API with usage analytics of its own: a stage logs only within its region and account. */
class PetStoreService extends Stage {
  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id, props);
    const api = new apigateway.RestApi(new Stack(this, 'Api'), 'PetStore');
    api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));

    const analytics = new ApiUsageAnalytics(new Stack(this, 'Analytics'), 'UsageAnalytics');
    analytics.attachTo(api.deploymentStage);
  }
}

/** One service in two regions and two accounts, as a pipeline deploys it. */
export function severalEnvironments(app: App): void {
  new PetStoreService(app, 'Beta', { env: { region: 'eu-west-1', account: '111122223333' } });
  new PetStoreService(app, 'Prod', { env: { region: 'us-east-1', account: '444455556666' } });
}

if (require.main === module) {
  severalEnvironments(new App());
}
