import { App, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { ApiUsageAnalytics, PersonalData } from 'cdk-api-usage-analytics';

/** Usage analytics to bill and plan by for years: alarms, replay by itself, one key, and no more of people than is needed. */
export function operations(app: App): Stack {
  const stack = new Stack(app, 'Operations');

  const api = new apigateway.RestApi(stack, 'PetStore');
  api.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));

  const onCall = new sns.Topic(stack, 'OnCall', { enforceSSL: true });
  onCall.addSubscription(new subscriptions.EmailSubscription('on-call@example.com'));

  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', {
    alarmTopic: onCall,
    replaySchedule: ScheduleExpression.rate(Duration.hours(1)),
    encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
    logRetention: Duration.days(400),
    sourceIp: PersonalData.TRUNCATE,
    userAgent: PersonalData.OMIT,
    omitColumns: ['path', 'error_message', 'integration_error', 'authorizer_error'],
  });
  analytics.attachTo(api.deploymentStage);

  return stack;
}

if (require.main === module) {
  operations(new App());
}
