import { App, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  AccessLogDeliveryStream, ApiKeyDirectory, EnrichmentFunction, ErrorReplay, LogForwarder, StageAccessLogging, UsageMonitoring,
} from 'cdk-api-usage-analytics';

/** Each request, with customer and plan, in OpenObserve alone: without tables, queries and a dashboard. */
export function receiverOnly(app: App): Stack {
  const stack = new Stack(app, 'ReceiverOnly');

  const api = new apigateway.RestApi(stack, 'PetStore');
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));

  // The stage's own stream ends here: JSON that nobody has to read, and what failed, kept longer than the receiver may be away.
  const bucket = new s3.Bucket(stack, 'Records', {
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    lifecycleRules: [
      { prefix: 'logs/', expiration: Duration.days(3) },
      { prefix: 'errors/', expiration: Duration.days(30) },
      { prefix: 'replayed/', expiration: Duration.days(30) },
    ],
  });
  const enrichment = new EnrichmentFunction(stack, 'Enrichment', {
    directory: new ApiKeyDirectory(stack, 'Directory', { bucket }),
    forwarders: [
      LogForwarder.openObserve({
        endpoint: 'https://api.openobserve.ai',
        organization: 'example',
        stream: 'default',
        credentials: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Credentials', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:openobserve-AbCdEf'),
      }),
    ],
  });
  const deliveryStream = new AccessLogDeliveryStream(stack, 'Delivery', { bucket, enrichment });
  new StageAccessLogging(stack, 'AccessLog', { stage: api.deploymentStage, deliveryStream });

  // What failed can be put back, and somebody learns of it. There is no catalog to watch.
  const replay = new ErrorReplay(stack, 'Replay', { deliveryStream });
  const alarmTopic = new sns.Topic(stack, 'OnCall', { enforceSSL: true });
  new UsageMonitoring(stack, 'Monitoring', { deliveryStream, replay, alarmTopic, dashboard: false });

  return stack;
}

if (require.main === module) {
  receiverOnly(new App());
}
