import type { App, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ApiUsageAnalytics, LogForwarder } from '../src';

/** The same app with a forwarder of each kind. The receivers are on this machine, whatever the endpoints say. */
export function withForwarders(define: (app: App) => Stack): (app: App) => Stack {
  return (app) => {
    const stack = define(app);
    const analytics = stack.node.findAll().find((construct) => construct instanceof ApiUsageAnalytics);
    if (!analytics) {
      throw new Error(`The app's stack ${stack.node.path} has no ApiUsageAnalytics to forward from`);
    }
    const secret = Secret.fromSecretCompleteArn(stack, 'ReceiversKey', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:receivers-AbCdEf');
    analytics.addForwarder(LogForwarder.openObserve({ endpoint: 'https://openobserve.example.com', organization: 'example', stream: 'default', credentials: secret }));
    analytics.addForwarder(LogForwarder.moesif({ applicationId: secret }));
    analytics.addForwarder(LogForwarder.apiable({ accountId: '111122223333' }));
    return stack;
  };
}
