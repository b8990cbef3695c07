import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';

/** What is run, and when. */
export interface Scheduled {
  readonly function: lambda.IFunction;
  readonly schedule: scheduler.ScheduleExpression;
  readonly description: string;
  /** How long a run may wait to be started. */
  readonly longestWait: Duration;
  readonly input?: scheduler.ScheduleTargetInput;
}

/** Has EventBridge Scheduler run a function, and nothing else. A run that fails is not repeated: the next one comes. */
export function runOnSchedule(scope: Construct, { function: target, schedule, description, longestWait, input }: Scheduled): void {
  if (typeof schedule?.expressionString !== 'string') {
    throw new Error(`${scope.node.path}: the schedule is '${String(schedule)}', and a ScheduleExpression is expected; give one, as by ScheduleExpression.rate(Duration.hours(6))`);
  }
  const stack = Stack.of(scope);
  const role = new iam.Role(scope, 'ScheduleRole', {
    assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: {
          'aws:SourceAccount': stack.account,
          'aws:SourceArn': stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' }),
        },
      },
    }),
    inlinePolicies: {
      Invoke: new iam.PolicyDocument({
        statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] })],
      }),
    },
  });
  new scheduler.Schedule(scope, 'Schedule', {
    description,
    schedule,
    target: new targets.LambdaInvoke(target, {
      // the target would allow all versions of the function as well
      role: role.withoutPolicyUpdates(),
      retryAttempts: 0,
      maxEventAge: longestWait,
      input,
    }),
  });
}
