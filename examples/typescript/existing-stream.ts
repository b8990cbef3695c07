import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ApiUsageAnalytics, RecordFormat } from 'cdk-api-usage-analytics';

/** Usage analytics by a stream that is there already, and that stays as it is. */
export function existingStream(app: App): Stack {
  const stack = new Stack(app, 'ExistingStream');

  const api = new apigateway.RestApi(stack, 'PetStore');
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));

  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', {
    deliveryStream: firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Stream', 'amazon-apigateway-example'),
    // Where the stream delivers to, by logs/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/
    bucket: s3.Bucket.fromBucketName(stack, 'Logs', 'example-logs'),
    // It does not convert to Parquet.
    recordFormat: RecordFormat.JSON,
  });

  // Whoever keeps the stream has it transform its records by this function.
  analytics.enrichment.function.grantInvoke(iam.Role.fromRoleName(stack, 'StreamRole', 'example-stream-role'));
  new CfnOutput(stack, 'TransformationFunctionArn', { value: analytics.enrichment.function.functionArn });

  // Deploy without this line first: what comes before the stream transforms its records cannot be read.
  analytics.attachTo(api.deploymentStage);

  return stack;
}

if (require.main === module) {
  existingStream(new App());
}
