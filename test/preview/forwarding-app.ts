import type { App, Duration } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ApiUsageAnalytics, LogForwarder, QuickSightPrincipal } from 'cdk-api-usage-analytics';

/** What distinguishes the apps of tests. */
export interface ForwardingOptions {
  /** By the forwarder's name: how long Firehose tries again. */
  readonly retryDuration?: Record<string, Duration>;
  /** Whether two more forwarders, `east` and `west`, share a URL, and another, `archive`, has a bucket of its own. */
  readonly withOthers?: boolean;
}

/** The forwarders of `forwardingApp`, as they are named where nothing else is said. */
export const FORWARDERS = ['openobserve', 'moesif', 'http', 'apiable'];

/** An API with usage plans whose log goes to OpenObserve, Moesif, an endpoint of the team's own, and Apiable's folder as well. */
export function forwardingApp({ retryDuration = {}, withOthers = false }: ForwardingOptions = {}): (app: App) => Stack {
  return (app) => {
    const stack = new Stack(app, 'Forwarding');
    const api = new apigateway.RestApi(stack, 'PetStore', { deployOptions: { stageName: 'prod' } });
    const integration = new apigateway.HttpIntegration('https://petstore.example.com/pets');
    api.root.addResource('pets').addMethod('GET', integration, { apiKeyRequired: true });
    api.root.addResource('orders').addMethod('POST', integration, { apiKeyRequired: true });
    const plan = api.addUsagePlan('Free', { name: 'Free', apiStages: [{ stage: api.deploymentStage }] });
    plan.addApiKey(api.addApiKey('FreeKey', { apiKeyName: 'acme-labs' }));

    const secret = (id: string) => new Secret(stack, id);
    const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', {
      dashboardOwners: [QuickSightPrincipal.group('api-analysts')],
      forwarders: [
        LogForwarder.openObserve({
          endpoint: 'https://openobserve.example.com',
          organization: 'default',
          stream: 'default',
          credentials: secret('OpenObserveKey'),
          retryDuration: retryDuration.openobserve,
        }),
        LogForwarder.moesif({ applicationId: secret('MoesifKey'), retryDuration: retryDuration.moesif }),
      ],
    });
    analytics.addForwarder(LogForwarder.httpEndpoint({
      url: 'https://logs.example.com/firehose?team=pets',
      accessKey: secret('OwnKey'),
      compressed: false,
      severalLinesPerRecord: true,
      retryDuration: retryDuration.http,
    }));
    // last, and its columns are logged all the same
    analytics.addForwarder(LogForwarder.apiable({ accountId: '210987654321' }));
    if (withOthers) {
      for (const name of ['east', 'west']) {
        analytics.addForwarder(LogForwarder.httpEndpoint({ name, url: 'https://logs.example.com/shared', accessKey: secret(name) }));
      }
      analytics.addForwarder(LogForwarder.s3({ name: 'archive', bucket: new Bucket(stack, 'Archive'), prefix: 'usage/' }));
    }
    analytics.attachTo(api.deploymentStage);
    return stack;
  };
}
