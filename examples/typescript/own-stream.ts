import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  AccessLogDeliveryStream, ApiKeyDirectory, EnrichmentFunction, QuickSightPrincipal, StageAccessLogging, UsageCatalog, UsageDashboard,
} from 'cdk-api-usage-analytics';

/** Usage analytics part by part, around a stream that this app makes in its own way. Synthesis checks that stream and parts fit. */
export function ownStream(app: App): Stack {
  const stack = new Stack(app, 'OwnStream');

  const api = new apigateway.RestApi(stack, 'PetStore');
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));

  const bucket = new s3.Bucket(stack, 'Logs', { enforceSSL: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
  const directory = new ApiKeyDirectory(stack, 'Directory', { bucket });
  const enrichment = new EnrichmentFunction(stack, 'Enrichment', { directory });
  const catalog = new UsageCatalog(stack, 'Catalog', { bucket });

  const stream = new firehose.DeliveryStream(stack, 'Stream', {
    deliveryStreamName: 'amazon-apigateway-example',
    // What this team wants otherwise; the rest has to be so.
    encryption: firehose.StreamEncryption.customerManagedKey(new kms.Key(stack, 'Key', { enableKeyRotation: true })),
    destination: new firehose.S3Bucket(bucket, {
      dataOutputPrefix: 'logs/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/',
      errorOutputPrefix: 'errors/logs/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/',
      processors: [new firehose.LambdaFunctionProcessor(enrichment.function)],
      dataFormatConversion: {
        schemaConfiguration: catalog.schemaConfiguration,
        inputFormat: firehose.InputFormat.OPENX_JSON,
        outputFormat: firehose.OutputFormat.PARQUET,
      },
    }),
  });

  const deliveryStream = new AccessLogDeliveryStream(stack, 'Delivery', { bucket, enrichment, catalog, deliveryStream: stream });
  new StageAccessLogging(stack, 'AccessLog', { stage: api.deploymentStage, deliveryStream });
  new UsageDashboard(stack, 'Dashboard', { catalog, owners: [QuickSightPrincipal.group('api-analysts')] });

  return stack;
}

if (require.main === module) {
  ownStream(new App());
}
