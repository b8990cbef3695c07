import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';

/** aws-cdk-lib looks up the address range of each delivery stream's region, and fails where it knows none. */
export function checkKnownRegion(scope: Construct): void {
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region) && RegionInfo.get(region).firehoseCidrBlock === undefined) {
    throw new Error(`${scope.node.path}: aws-cdk-lib does not know the address range of Firehose in region ${region}, and makes no delivery stream there; leave the region out of the stack's 'env', or register the range that AWS documents: Fact.register() with FactName.FIREHOSE_CIDR_BLOCK`);
  }
}
