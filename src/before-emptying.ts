import { Stack } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

/** The name that aws-cdk-lib gives to what empties a bucket, below the bucket. */
const EMPTYING = 'AutoDeleteObjectsCustomResource';

/**
 * Has what writes into a bucket go before the bucket is emptied, where it is emptied and deleted with its stack: CloudFormation deletes in
 * the reverse order of dependencies, and a bucket that is written to in between is not deleted.
 *
 * Give a function together with the policy of its role, so that a run that is under way can no longer write.
 */
export function goBeforeEmptying(bucket: s3.IBucket, ...writers: (IConstruct | undefined)[]): void {
  const emptying = bucket.node.tryFindChild(EMPTYING);
  for (const writer of writers) {
    // another stack is ordered by what it refers to, and goes as a whole
    if (emptying && writer && Stack.of(writer) === Stack.of(bucket)) {
      writer.node.addDependency(emptying);
    }
  }
}

/** The policy that grants add to a role. Not the role itself: the bucket's policy may name it, which the emptying waits for. */
export function grantedPolicy(role: IConstruct): IConstruct | undefined {
  return role.node.tryFindChild('DefaultPolicy');
}
