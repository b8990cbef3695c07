import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { logStatement, writeStatements } from '../delivery-role';

/** The role of a forwarder's delivery stream: it writes to its own folder, and to its own log. */
export function forwarderRole(
  scope: Construct, folder: { readonly bucket: s3.IBucket; readonly prefix: string }, logGroup: logs.ILogGroup,
): iam.Role {
  return new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com'),
    inlinePolicies: {
      Deliver: new iam.PolicyDocument({ statements: [...writeStatements(folder.bucket, [folder.prefix]), logStatement(logGroup)] }),
    },
  });
}
