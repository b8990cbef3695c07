import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ApiUsageAnalytics } from 'cdk-api-usage-analytics';

/** Usage analytics in a bucket that is there already. */
export function existingBucket(app: App): Stack {
  const stack = new Stack(app, 'ExistingBucket');

  const api = new apigateway.RestApi(stack, 'PetStore');
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));

  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', {
    // Where objects are encrypted with a key of KMS: fromBucketAttributes() with that encryptionKey, so that the parts may use it.
    bucket: s3.Bucket.fromBucketName(stack, 'DataLake', 'example-data-lake'),
    logsPrefix: 'api-usage/logs/',
    errorsPrefix: 'api-usage/errors/',
  });
  analytics.attachTo(api.deploymentStage);

  return stack;
}

if (require.main === module) {
  existingBucket(new App());
}
