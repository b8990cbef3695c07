import { Names, Size } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { goBeforeEmptying } from '../before-emptying';
import { ATHENA_PREFIX } from '../record/layout';

/** Athena's own minimum for the limit of a work group, in bytes. */
const LEAST_LIMIT = 10_000_000;

export interface WorkGroupProps {
  readonly bucket: IBucket;
  readonly bytesScannedLimit: Size;
  /** What results are encrypted with. */
  readonly resultsKey?: IKey;
}

/** Where queries run: it fixes where results go, how they are encrypted, and how much a query may read. */
export class WorkGroup extends Construct {
  public readonly workGroupName: string;

  constructor(scope: Construct, id: string, { bucket, bytesScannedLimit, resultsKey }: WorkGroupProps) {
    super(scope, id);
    if (!bytesScannedLimit.isUnresolved() && bytesScannedLimit.toBytes() < LEAST_LIMIT) {
      throw new Error(`${scope.node.path}: 'bytesScannedLimit' is ${bytesScannedLimit.toBytes()} bytes, but Athena takes no limit below ${LEAST_LIMIT}; give at least Size.mebibytes(10)`);
    }
    this.workGroupName = Names.uniqueResourceName(this, { maxLength: 128, separator: '-' });
    const workGroup = new CfnWorkGroup(this, 'Resource', {
      name: this.workGroupName,
      description: 'Queries over the access logs of Amazon API Gateway',
      // a work group with saved queries or a history cannot be deleted otherwise
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: bytesScannedLimit.toBytes(),
        resultConfiguration: {
          outputLocation: bucket.s3UrlForObject(ATHENA_PREFIX),
          encryptionConfiguration: resultsKey
            ? { encryptionOption: 'SSE_KMS', kmsKey: resultsKey.keyArn }
            : { encryptionOption: 'SSE_S3' },
        },
      },
    });
    // results of queries
    goBeforeEmptying(bucket, workGroup);
  }
}
