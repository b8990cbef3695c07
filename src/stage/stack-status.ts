import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

const cloudFormation = new CloudFormationClient({
  maxAttempts: 10,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, socketTimeout: 5_000, throwOnRequestTimeout: true },
});

/** Whether a stack is on its way back to what it was before an update. */
export async function isRollingBack(stackId: string, abortSignal: AbortSignal): Promise<boolean> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }), { abortSignal });
  return Stacks?.[0]?.StackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS';
}
