import { CloudFormationClient, DescribeStacksCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';

const cloudFormation = new CloudFormationClient({
  maxAttempts: 10,
  requestHandler: { connectionTimeout: 3_000, socketTimeout: 5_000 },
});

/** Whether a stack is on its way back to what it was before an update. */
export async function isRollingBack(stackId: string, abortSignal: AbortSignal): Promise<boolean> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }), { abortSignal });
  return Stacks?.[0]?.StackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS';
}

/** A resource of the stack, of the same type, by its two ids. */
export interface ResourceIds {
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
}

/** Whether another resource of the stack stays that stands for the same: it was renamed, and CloudFormation made the new one first. */
export async function hasSuccessor(stackId: string, ids: ResourceIds, abortSignal: AbortSignal): Promise<boolean> {
  const pages = paginateListStackResources({ client: cloudFormation }, { StackName: stackId }, { abortSignal });
  for await (const { StackResourceSummaries = [] } of pages) {
    const successor = StackResourceSummaries.find((other) => other.ResourceType === ids.ResourceType
      && other.PhysicalResourceId === ids.PhysicalResourceId
      && other.LogicalResourceId !== ids.LogicalResourceId
      && !other.ResourceStatus?.startsWith('DELETE'));
    if (successor) {
      return true;
    }
  }
  return false;
}
